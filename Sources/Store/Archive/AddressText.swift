// Whether a value is the address of a machine, in the forms that logs write.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// Addresses as text.
enum AddressText {
    /// Whether all of it is one IPv4 address, or looks like one IPv6 address. A time of day does not.
    static func isAddress(_ bytes: Bytes) -> Bool {
        isIPv4(bytes) || isIPv6(bytes)
    }

    /// Four numbers of one to three digits, joined by dots.
    static func isIPv4(_ bytes: Bytes) -> Bool {
        guard 7...15 ~= bytes.count else { return false }
        let parts = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { 1...3 ~= $0.count && $0.allSatisfy { 0x30...0x39 ~= $0 } }
    }

    /// RFC 4291 section 2.2, without a check of each group: hexadecimal digits, and seven colons or a double one.
    private static func isIPv6(_ bytes: Bytes) -> Bool {
        guard 3...45 ~= bytes.count else { return false }
        var colons = 0
        var hasDouble = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x3A:
                colons += 1
                if index > 0, bytes[index - 1] == 0x3A { hasDouble = true }
            case 0x30...0x39, 0x41...0x46, 0x61...0x66, 0x2E: continue
            default: return false
            }
        }
        return hasDouble && colons <= 7 || colons == 7
    }
}
