// The number of an autonomous system, however a file writes it.
// SPDX-License-Identifier: EUPL-1.2

/// `AS64496` and `64496` are the same number (RFC 5396: asplain); what is no number stays as it is.
enum ASNumber {
    static func plain(_ text: String) -> String {
        let digits = text.utf8.dropFirst(2)
        guard text.uppercased().hasPrefix("AS"), !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return text
        }
        return String(text.dropFirst(2))
    }
}
