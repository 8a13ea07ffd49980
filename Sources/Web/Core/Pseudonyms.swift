// Names of accounts in lists as pseudonyms, where the organisation wants that (GDPR art. 4(5) and 25): the same name
// has the same pseudonym for as long as the key is the same, and nobody finds the name without it.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Crypto

/// Makes pseudonyms with a key that stays in the data directory.
public struct Pseudonyms: Sendable {
    /// The length of a key, in bytes.
    public static let keyBytes = 32

    private let key: SymmetricKey

    public init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    /// What stands in lists in place of something: for an account its pseudonym, else itself.
    public func shown(_ entity: EntityRef) -> EntityRef {
        guard entity.kind == .account else { return entity }
        let code = HMAC<SHA256>.authenticationCode(for: Array("account\0\(entity.value)".utf8), using: key)
        // 32 bits: of a thousand accounts two have the same one once in eight thousand organisations.
        let digits = Array(Array(code).prefix(4).hex)
        return EntityRef(.account, "\(String(digits.prefix(4)))-\(String(digits.suffix(4)))") ?? entity
    }
}
