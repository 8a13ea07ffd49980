// What a search asks: words, fields with values, pieces of text; all must be there, or not.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Events

/// A search as it is typed: `word`, `field=value`, `"any text"`; a minus before a term means that it must not be there.
/// Letters of ASCII match in any case.
public struct ArchiveQuery: Sendable, Hashable {
    /// One thing that a line must have, or must not have.
    public struct Term: Sendable, Hashable {
        /// What is looked for.
        public enum Kind: Sendable, Hashable {
            /// A whole word, or an address.
            case word([UInt8])
            /// Any run of bytes.
            case text([UInt8])
            /// A field of the event that has exactly this value.
            case field(name: [UInt8], value: [UInt8])
        }

        public var kind: Kind
        public var isExcluded: Bool
    }

    public var terms: [Term]
    /// Event time from (inclusive), to (exclusive); with one of them, lines without a time are left out.
    public var from: Timestamp?
    public var to: Timestamp?
    /// Only lines of the source with this name.
    public var source: String?

    public init(terms: [Term] = [], from: Timestamp? = nil, to: Timestamp? = nil, source: String? = nil) {
        self.terms = terms
        self.from = from
        self.to = to
        self.source = source
    }

    /// Reads what was typed.
    ///
    /// - Throws: `Problem` if it is longer than `ArchiveLimits.queryBytes`, has more than `ArchiveLimits.queryTerms`
    ///   terms, or a quotation mark is not closed.
    public init(
        _ text: String, from: Timestamp? = nil, to: Timestamp? = nil, source: String? = nil
    ) throws(Problem) {
        var parser = QueryParser(text)
        self.init(terms: try parser.terms(), from: from, to: to, source: source)
    }
}

/// Takes a search apart.
private struct QueryParser {
    private let text: [UInt8]
    private var at = 0

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    mutating func terms() throws(Problem) -> [ArchiveQuery.Term] {
        guard text.count <= ArchiveLimits.queryBytes else {
            throw Problem(.queryTooLong, ["\(ArchiveLimits.queryBytes)"])
        }
        var terms: [ArchiveQuery.Term] = []
        skipSpace()
        while at < text.count {
            let isExcluded = text[at] == UInt8(ascii: "-") && at + 1 < text.count && text[at + 1] > 0x20
            if isExcluded { at += 1 }
            let kind = try term()
            guard terms.count < ArchiveLimits.queryTerms else {
                throw Problem(.queryTooManyTerms, ["\(ArchiveLimits.queryTerms)"])
            }
            if let kind { terms.append(ArchiveQuery.Term(kind: kind, isExcluded: isExcluded)) }
            skipSpace()
        }
        return terms
    }

    private mutating func skipSpace() {
        while at < text.count, text[at] <= 0x20 { at += 1 }
    }

    /// One term; nil for an empty pair of quotation marks.
    private mutating func term() throws(Problem) -> ArchiveQuery.Term.Kind? {
        if text[at] == UInt8(ascii: "\"") {
            let text = try quoted()
            return text.isEmpty ? nil : .text(text)
        }
        let start = at
        while at < text.count, text[at] > 0x20, text[at] != UInt8(ascii: "=") { at += 1 }
        let name = Array(text[start..<at])
        guard at < text.count, text[at] == UInt8(ascii: "="), !name.isEmpty else {
            while at < text.count, text[at] > 0x20 { at += 1 }
            return word(Array(text[start..<at]))
        }
        at += 1
        if at < text.count, text[at] == UInt8(ascii: "\"") { return .field(name: name, value: try quoted()) }
        let valueStart = at
        while at < text.count, text[at] > 0x20 { at += 1 }
        return .field(name: name, value: Array(text[valueStart..<at]))
    }

    /// A word if it begins and ends as words do; otherwise a piece of text.
    private func word(_ bytes: [UInt8]) -> ArchiveQuery.Term.Kind {
        guard let first = bytes.first, let last = bytes.last, LineWords.isWordByte(first), LineWords.isWordByte(last)
        else { return .text(bytes) }
        return .word(bytes)
    }

    /// Text between quotation marks; a backslash takes the next byte as it is.
    private mutating func quoted() throws(Problem) -> [UInt8] {
        let start = at
        at += 1
        var bytes: [UInt8] = []
        while at < text.count, text[at] != UInt8(ascii: "\"") {
            if text[at] == UInt8(ascii: "\\"), at + 1 < text.count { at += 1 }
            bytes.append(text[at])
            at += 1
        }
        guard at < text.count else { throw Problem(.queryOpenQuote, ["\(start + 1)"]) }
        at += 1
        return bytes
    }
}
