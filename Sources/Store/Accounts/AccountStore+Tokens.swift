// Tokens of programs.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import GRDB

extension AccountStore {
    /// The token whose secret has this hash; nil if there is none. Whether it counts, `isValid(at:)` says.
    ///
    /// - Throws: `Problem` if its row is damaged.
    public func token(_ hash: SecretHash) throws(Problem) -> APIToken? {
        try read { try APIToken.one("hash", hash.text, $0) }
    }

    /// All tokens that are not damaged, oldest first.
    public func tokens() throws(Problem) -> [APIToken] {
        try read { try APIToken.all($0).sound }
    }

    /// Writes a token, new or known.
    ///
    /// - Throws: `Problem` if there are too many.
    public func save(_ token: APIToken) throws(Problem) {
        try write { try AccountStore.put(token, $0) }
    }

    /// Makes a token worthless, at once and for good.
    ///
    /// - Throws: `Problem` if there is no such token, or its row is damaged.
    @discardableResult
    public func disableToken(_ id: ULID) throws(Problem) -> APIToken {
        try write { try AccountStore.disableToken(id, $0) }
    }

    static func put(_ token: APIToken, _ database: Database) throws {
        let isNew = try APIToken.one("id", token.id.description, database) == nil
        if isNew, try APIToken.count(database) >= AccountLimits.tokens {
            throw Problem(.tokensFull, ["\(AccountLimits.tokens)"])
        }
        try token.put(database)
    }

    static func disableToken(_ id: ULID, _ database: Database) throws -> APIToken {
        guard var token = try APIToken.one("id", id.description, database) else {
            throw Problem(.tokenUnknown, [id.description])
        }
        token.isDisabled = true
        try token.put(database)
        return token
    }
}
