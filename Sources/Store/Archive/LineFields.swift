// Which fields of an event can be searched exactly without a scan: addresses, users, hosts, hashes.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// Tokens of `field=value`.
enum LineFields {
    /// Longer values are found by their words.
    private static let valueBytes = 256

    /// Calls `visit` with the token of each indexed field; and, where the line has escapes, with the words of all
    /// values, since those are not in its bytes as they are meant.
    static func visit(_ event: borrowing Event, isEscaped: Bool, _ visit: (UInt64) -> Void) {
        for index in 0..<event.count {
            let field = event.fields[index]
            guard field.kind == .string || field.kind == .number, field.valueCount > 0 else { continue }
            if isEscaped { LineWords.visit(field.valueBytes, visit) }
            if field.valueCount <= valueBytes, isIndexed(field.valueBytes) || isIndexed(name: field.nameBytes) {
                visit(token(field.nameBytes, field.valueBytes))
            }
        }
    }

    /// Values match in any case of ASCII, as Windows means them; names too.
    static func token(_ name: Bytes, _ value: Bytes) -> UInt64 {
        let seed = TokenHash.hash(name, seed: LineWords.fieldSeed, folding: true)
        return TokenHash.hash(value, seed: seed, folding: true)
    }

    /// Whether every line with this field and value has its token.
    static func isIndexed(_ name: Bytes, _ value: Bytes) -> Bool {
        !value.isEmpty && value.count <= valueBytes && (isIndexed(value) || isIndexed(name: name))
    }

    /// An address, or a hash: 32, 40 or 64 hexadecimal digits.
    private static func isIndexed(_ value: Bytes) -> Bool {
        if [32, 40, 64].contains(value.count), value.allSatisfy(isHexadecimal) { return true }
        return AddressText.isAddress(value)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20
    }

    /// Names of users, hosts and sessions end in one of these, whatever stands before.
    private static let endings: [[UInt8]] = [
        "user", "username", "userid", "upn", "userprincipalname", "account", "accountname", "host", "hostname",
        "computer", "computername", "devicename", "sid", "sessionid", "context_user", "displayname", "sha256", "hashes",
        "program", "service", "logonid",
    ].map { Array($0.utf8) }

    private static func isIndexed(name: Bytes) -> Bool {
        endings.contains { ending in
            guard name.count >= ending.count else { return false }
            let start = name.count - ending.count
            return ending.indices.allSatisfy { name[start + $0] | 0x20 == ending[$0] || name[start + $0] == ending[$0] }
        }
    }
}
