// Links by which a person logs in once, to choose a password.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import GRDB

extension AccountStore {
    /// A link for an account, in place of any other that it had.
    ///
    /// - Parameter seconds: how long it counts.
    /// - Returns: its secret, which is kept nowhere.
    /// - Throws: `Problem` if there is no such account, or it is damaged or disabled.
    public func makeLink(
        for name: AccountName, now: Timestamp, seconds: Int64 = AccountLimits.linkSeconds,
        random: inout some RandomNumberGenerator
    ) throws(Problem) -> Secret {
        let secret = AccountStore.linkSecret(random: &random)
        try write { _ = try AccountStore.putLink(secret, for: name, now: now, seconds: seconds, $0) }
        return secret
    }

    /// The links that have not been used. Some may be over.
    public func links() throws(Problem) -> [LogInLink] {
        try read { try LogInLink.all($0).sound }
    }

    /// Uses a link up. Of two who come with the same one, from whatever program, one gets in.
    ///
    /// - Returns: whose it is, as it is now; nil, for whatever reason, for who may not come in.
    /// - Throws: `Problem` if a row is damaged. The link is not used up then.
    public func useLink(_ secret: Secret, now: Timestamp) throws(Problem) -> Account? {
        let hash = secret.hash.text
        // Who tries secrets that are none must not keep others from writing.
        guard try read({ try LogInLink.one("hash", hash, $0) }) != nil else { return nil }
        return try write { database in
            guard let link = try LogInLink.one("hash", hash, database), link.isValid(at: now),
                let account = try Account.one("name", link.account.text, database), !account.isDisabled
            else { return nil }
            try LogInLink.remove("hash", hash, database)
            return account
        }
    }

    /// One that can be given to a command: a leading hyphen would be an option.
    static func linkSecret(random: inout some RandomNumberGenerator) -> Secret {
        var secret = Secret(random: &random)
        while secret.text.hasPrefix("-") { secret = Secret(random: &random) }
        return secret
    }

    static func putLink(
        _ secret: Secret, for name: AccountName, now: Timestamp, seconds: Int64, _ database: Database
    ) throws -> Account {
        guard let account = try Account.one("name", name.text, database) else {
            throw Problem(.accountUnknown, [name.text])
        }
        if account.isDisabled { throw Problem(.accountDisabled, [name.text]) }
        try LogInLink.remove("account", name.text, database)
        try database.execute(sql: "DELETE FROM links WHERE expires <= ?", arguments: [now.nanoseconds])
        let (length, isLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (end, isFar) = now.nanoseconds.addingReportingOverflow(length)
        let expires = Timestamp(nanoseconds: isLong || isFar ? .max : end)
        try LogInLink(hash: secret.hash, account: name, created: now, expires: expires).put(database)
        return account
    }
}
