// The name of an account in its one form, so that two spellings are never two people.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A name in lower case: letters, digits and `. _ - @` between them, from `a` to `z` only, so that no other alphabet
/// can look the same.
public struct AccountName: Sendable, Hashable, Comparable {
    public let text: String

    /// Takes capitals and blanks around it, and gives the one form.
    public init(_ text: String) throws(Problem) {
        let bytes = Array(text.utf8.prefix(AccessLimits.nameBytes * 2)).split(separator: 0x20)
        // More than one part is a blank inside, or a text far too long.
        let trimmed = bytes.count == 1 && text.utf8.count <= AccessLimits.nameBytes * 2 ? bytes[0] : []
        let lower = trimmed.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        guard 1...AccessLimits.nameBytes ~= lower.count, let first = lower.first, let last = lower.last,
            AccountName.isWord(first), AccountName.isWord(last),
            lower.allSatisfy({ AccountName.isWord($0) || AccountName.marks.contains($0) })
        else { throw Problem(.nameInvalid, [String(AccessLimits.nameBytes)]) }
        self.text = String(decoding: lower, as: UTF8.self)
    }

    private static let marks = Array("._-@".utf8)

    private static func isWord(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte || 0x30...0x39 ~= byte
    }

    public static func < (a: AccountName, b: AccountName) -> Bool {
        a.text < b.text
    }
}

extension AccountName: CustomStringConvertible {
    public var description: String { text }
}
