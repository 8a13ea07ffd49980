// Which fields of an event can be searched exactly without a scan: addresses, users, hosts, hashes.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// Tokens of `field=value`.
enum LineFields {
    /// Longer values are found by their words.
    private static let valueBytes = 256

    /// Calls `visit` with the token of each indexed field; and with the words of values that are not in the bytes of
    /// the line as they are meant, since it has escapes there.
    static func visit(_ event: borrowing Event, in line: Bytes, _ visit: (UInt64) -> Void) {
        for index in 0..<event.count {
            let field = event.fields[index]
            guard field.kind == .string || field.kind == .number, field.valueCount > 0 else { continue }
            if !hasWords(of: field.valueBytes, line) { LineWords.visit(field.valueBytes, visit) }
            if field.valueCount <= valueBytes, isIndexed(field.valueBytes) || isIndexed(name: field.nameBytes) {
                visit(token(field.nameBytes, field.valueBytes))
            }
        }
    }

    /// Whether a value is a part of the line whose words are words of the line: none of them goes on beyond it.
    @inline(__always)
    private static func hasWords(of value: Bytes, _ line: Bytes) -> Bool {
        guard let valueBase = value.baseAddress, let lineBase = line.baseAddress else { return false }
        let start = Int(bitPattern: UInt(bitPattern: valueBase) &- UInt(bitPattern: lineBase))
        guard start >= 0, start <= line.count, value.count <= line.count - start else { return false }
        func isWithinWord(_ place: Int) -> Bool {
            place > 0 && place < line.count && LineWords.isWordByte(line[place - 1])
                && LineWords.isWordByte(line[place])
        }
        return !isWithinWord(start) && !isWithinWord(start + value.count)
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
        switch value.count {
        case 32, 40, 64: if value.allSatisfy(isHexadecimal) { return true }
        default: break
        }
        // The first byte of an address is a digit of one or a colon: most values are left at once.
        guard let first = value.first, isHexadecimal(first) || first == 0x3A else { return false }
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

    /// The same by their last letter, since most names have another.
    private static let endingsByLast: [[[UInt8]]] = (0..<256).map { last in
        endings.filter { $0.last.map(Int.init) == last }
    }

    private static func isIndexed(name: Bytes) -> Bool {
        guard let last = name.last else { return false }
        let candidates = endingsByLast[Int(0x41...0x5A ~= last ? last | 0x20 : last)]
        for ending in candidates where name.count >= ending.count {
            let start = name.count - ending.count
            var index = 0
            while index < ending.count,
                name[start + index] | 0x20 == ending[index] || name[start + index] == ending[index]
            {
                index += 1
            }
            if index == ending.count { return true }
        }
        return false
    }
}
