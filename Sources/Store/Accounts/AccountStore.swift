// The accounts on disk: who may log in, with what, and who is logged in. Apart from the record, since it is never part
// of what is exported.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
public import Foundation
import GRDB

/// The file of the accounts. Everything may be called from any thread, and by several programs at the same time: what
/// one has committed the others read with their next call. Nothing is held back in memory.
///
/// A row that is damaged is as good as not there for who wants in, and is named by `check`.
public final class AccountStore: Sendable {
    let pool: DatabasePool
    /// The space beside the file that is kept back for it.
    private let reserve: DiskReserve
    /// What was seen of damage when the file was opened; `check` says it too.
    public let problems: [Problem]

    /// Opens the accounts, or begins a file for them in a folder that only this account of the system may enter.
    ///
    /// - Throws: `Problem` if the file cannot be used, or is of a newer format.
    public init(file: URL) throws(Problem) {
        reserve = DiskReserve(DataFolder(file.deletingLastPathComponent()).reserve)
        do {
            problems = try SavedJournal.keepDamaged(of: file).map { kept in
                Problem(.accountsJournalDamaged, [kept], at: Place(file: file.path))
            }
        } catch {
            throw Problem(.accountsUnusable, ["\(error)"], at: Place(file: file.path))
        }
        pool = try AccountSchema.open(file, reserve)
        JournalHeadroom.keep(RecordLimits.accountLogBytes, for: file.path)
    }

    /// An account; nil if there is none.
    ///
    /// - Throws: `Problem` if its row is damaged.
    public func account(_ name: AccountName) throws(Problem) -> Account? {
        try read { try Account.one("name", name.text, $0) }
    }

    /// All accounts that are not damaged, by name.
    public func accounts() throws(Problem) -> [Account] {
        try read { try Account.all($0).sound }
    }

    /// Writes an account, new or known. To change one that is there take `change`: of two who each save what they had
    /// read before, one undoes what the other did.
    ///
    /// - Throws: `Problem` if there are too many, or if this leaves no administrator.
    public func save(_ account: Account) throws(Problem) {
        try write { try AccountStore.put(account, $0) }
    }

    /// Changes an account as it is now, with nobody between reading and writing it.
    ///
    /// - Returns: what is kept.
    /// - Throws: `Problem` if it is not there or damaged, or if this leaves no administrator; what `body` throws.
    @discardableResult
    public func change(
        _ name: AccountName, _ body: (inout Account) throws(Problem) -> Void
    ) throws(Problem) -> Account {
        try write { try AccountStore.change(name, $0, body) }
    }

    /// What is wrong with the file and its rows; nothing if all is well.
    public func check() throws(Problem) -> [Problem] {
        let problems = problems
        return try read { database in
            let rows = try [
                Account.all(database).problems, APIToken.all(database).problems, Session.all(database).problems,
                LogInLink.all(database).problems,
            ]
            return problems + rows.joined()
        }
    }

    static func change(
        _ name: AccountName, _ database: Database, _ body: (inout Account) throws(Problem) -> Void
    ) throws -> Account {
        guard var account = try Account.one("name", name.text, database) else {
            throw Problem(.accountUnknown, [name.text])
        }
        try body(&account)
        guard account.name == name else { throw Problem(.accountUnknown, [account.name.text]) }
        try put(account, database)
        return account
    }

    /// Writes an account and ends what does not stand any more with it.
    static func put(_ account: Account, _ database: Database) throws {
        // One that is damaged is replaced, and no longer counts for what it was.
        let before = try? Account.one("name", account.name.text, database)
        if before == nil, try Account.count(database) >= AccountLimits.accounts,
            try !Account.has("name", account.name.text, database)
        {
            throw Problem(.accountsFull, ["\(AccountLimits.accounts)"])
        }
        // Whoever has the machine can always make one, but nobody should have to.
        if before?.administers == true, !account.administers {
            let others = try Account.all(database, where: "role = 'administrator' AND name <> ?", [account.name.text])
            guard others.sound.contains(where: \.administers) else {
                throw Problem(.accountLastAdministrator, [account.name.text])
            }
        }
        try account.put(database)
        try database.execute(
            sql: "DELETE FROM sessions WHERE account = ? AND (? OR role <> ? OR began < ?)",
            arguments: [
                account.name.text, account.isDisabled, account.role.rawValue,
                account.sessionsSince?.nanoseconds ?? Int64.min,
            ])
        if account.isDisabled || before?.password != account.password {
            try LogInLink.remove("account", account.name.text, database)
        }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        do {
            return try pool.read(body)
        } catch let problem as Problem {
            throw problem.at(Place(file: pool.path))
        } catch {
            throw Problem(.accountsUnusable, ["\(error)"], at: Place(file: pool.path))
        }
    }

    func write<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        do {
            return try reserve.giving(for: pool.path) { try pool.write(body) }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.accountsUnwritable, ["\(error)"], at: Place(file: pool.path))
        }
    }
}

extension Account {
    /// Whether this is someone who can make and change accounts.
    fileprivate var administers: Bool { role == .administrator && !isDisabled }
}
