// Changes to accounts and tokens that people answer for: none without an entry in the journal of the organisation.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import GRDB
public import Incidents

/// Makes and changes accounts and tokens on someone's behalf.
///
/// The entry is on disk before the change is: what was refused is not in the journal, and a change that is not in the
/// journal has not happened.
public struct AccountAdministration: Sendable {
    private let store: AccountStore
    private let journal: JournalWriter

    public init(_ store: AccountStore, _ journal: JournalWriter) {
        self.store = store
        self.journal = journal
    }

    /// Makes a new account, or one in place of a damaged one.
    ///
    /// - Throws: `Problem` if there is one of that name.
    public func add(_ account: Account, by actor: Actor) throws(Problem) {
        try store.write { database in
            if (try? Account.one("name", account.name.text, database)) != nil {
                throw Problem(.accountExists, [account.name.text])
            }
            try AccountStore.put(account, database)
            try note(account, .added, actor)
        }
    }

    /// Disables an account, which ends its sessions and links, or enables it again.
    public func setDisabled(
        _ isDisabled: Bool, _ name: AccountName, now: Timestamp, by actor: Actor
    ) throws(Problem) -> Account {
        try change(name, isDisabled ? .disabled : .enabled, by: actor) { account in
            account.isDisabled = isDisabled
            // Sessions that someone still holds in memory do not come back when it is enabled again.
            if isDisabled { account.sessionsSince = now }
        }
    }

    /// Gives an account another role. Its sessions end.
    public func setRole(_ role: Role, _ name: AccountName, by actor: Actor) throws(Problem) -> Account {
        try change(name, .role, by: actor) { $0.role = role }
    }

    /// Gives an account another password, or takes its password away with nil. Its sessions and links end.
    ///
    /// - Parameter isOwn: its owner does so, and not someone else.
    public func setPassword(
        _ password: PasswordHash?, _ name: AccountName, isOwn: Bool = false, now: Timestamp, by actor: Actor
    ) throws(Problem) -> Account {
        try change(name, isOwn ? .password : .reset, by: actor) { account in
            account.password = password
            account.sessionsSince = now
        }
    }

    /// Makes a link by which the owner of an account logs in once.
    ///
    /// - Returns: its secret, which is kept nowhere.
    public func makeLink(
        for name: AccountName, now: Timestamp, seconds: Int64 = AccountLimits.linkSeconds, by actor: Actor,
        random: inout some RandomNumberGenerator
    ) throws(Problem) -> Secret {
        let secret = AccountStore.linkSecret(random: &random)
        try store.write { database in
            let account = try AccountStore.putLink(secret, for: name, now: now, seconds: seconds, database)
            try note(account, .link, actor)
        }
        return secret
    }

    /// Writes a new token.
    public func add(_ token: APIToken, by actor: Actor) throws(Problem) {
        try store.write { database in
            try AccountStore.put(token, database)
            try note(token, .created, actor)
        }
    }

    /// Makes a token worthless.
    public func disableToken(_ id: ULID, by actor: Actor) throws(Problem) -> APIToken {
        try store.write { database in
            let token = try AccountStore.disableToken(id, database)
            try note(token, .disabled, actor)
            return token
        }
    }

    private func change(
        _ name: AccountName, _ change: AccountChange, by actor: Actor, _ body: (inout Account) -> Void
    ) throws(Problem) -> Account {
        try store.write { database in
            let account = try AccountStore.change(name, database) { account throws(Problem) in body(&account) }
            try note(account, change, actor)
            return account
        }
    }

    private func note(_ account: Account, _ change: AccountChange, _ actor: Actor) throws(Problem) {
        try write(.accountChanged(account: account.name.text, change: change, role: account.role.rawValue), actor)
    }

    private func note(_ token: APIToken, _ change: TokenChange, _ actor: Actor) throws(Problem) {
        try write(.tokenChanged(label: token.label, change: change, role: token.role.rawValue), actor)
    }

    private func write(_ content: EntryContent, _ actor: Actor) throws(Problem) {
        _ = try journal.appendAndWait(EntryDraft(.log(.organisation), content, by: actor))
    }
}
