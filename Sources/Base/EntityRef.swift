// On whom or what something is: an account, a host, an address, a service, in one canonical form.
// SPDX-License-Identifier: EUPL-1.2

/// A kind of thing and its canonical value. Two that mean the same are equal.
public struct EntityRef: Sendable, Hashable {
    /// The order is that in which an alert chooses its primary entity.
    public enum Kind: String, Sendable, CaseIterable {
        case account, host, address, service
        /// Nothing of the kinds above is known: the source of the event stands in.
        case source
    }

    public let kind: Kind
    /// In lower case, without what only the notation adds.
    public let value: String

    /// The longest value that is told apart, in bytes of UTF-8.
    public static let valueBytes = 256

    /// Nil if there is nothing that names anything.
    public init?(_ kind: Kind, _ text: String) {
        let trimmed = EntityRef.canonical(kind, text)
        guard !trimmed.isEmpty, trimmed != "-" else { return nil }
        self.kind = kind
        value = trimmed
    }

    /// Accounts: `FIN\Jan.Smit` and `jan.smit` in one log are one account to people, but not to a directory: the
    /// domain stays. Hosts: without the dot at the end. Both in lower case.
    private static func canonical(_ kind: Kind, _ text: String) -> String {
        var text = text.withoutNUL.lowercased()
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while text.utf8.count > valueBytes { text.removeLast() }
        // After the cut, so that what is left is read back as itself.
        while let last = text.last, last.isWhitespace || kind == .host && last == "." { text.removeLast() }
        return text
    }
}

extension String {
    /// The same with U+FFFD for each NUL: a text of SQLite ends at the first, so one from a log that has any would not
    /// come back as what was kept.
    public var withoutNUL: String {
        guard utf8.contains(0) else { return self }
        return String(UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

extension EntityRef: CustomStringConvertible {
    /// `account:jan.smit`.
    public var description: String {
        "\(kind.rawValue):\(value)"
    }

    /// Reads what `description` writes.
    public init?(_ text: String) {
        // By bytes: a value may begin with a mark that joins the colon to one character.
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let kind = Kind(rawValue: String(decoding: bytes[..<colon], as: UTF8.self))
        else { return nil }
        self.init(kind, String(decoding: bytes[bytes.index(after: colon)...], as: UTF8.self))
    }
}
