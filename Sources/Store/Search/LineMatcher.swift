// Whether a line has what a search asks.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// Holds lines against a query. Owned by one search.
struct LineMatcher: ~Copyable {
    private let query: ArchiveQuery
    private var reader = LineReader()
    private var event = Event()
    /// Whether a term asks for a field, or a line's values may be written with escapes.
    private let asksFields: Bool

    init(_ query: ArchiveQuery) {
        self.query = query
        asksFields = query.terms.contains { if case .field = $0.kind { true } else { false } }
    }

    /// - Parameter line: followed by 16 readable bytes.
    mutating func matches(_ line: Bytes, format: Format?) -> Bool {
        if query.terms.isEmpty { return true }
        let isEscaped = line.contains(UInt8(ascii: "\\"))
        if asksFields || isEscaped { _ = reader.read(line, format: format, zone: .none, into: &event) }
        for term in query.terms {
            let isThere =
                switch term.kind {
                case .word(let word): has(word, isWord: true, line, isEscaped: isEscaped)
                case .text(let text): has(text, isWord: false, line, isEscaped: isEscaped)
                case .field(let name, let value): hasField(name, value)
                }
            if isThere == term.isExcluded { return false }
        }
        return true
    }

    private func has(_ text: [UInt8], isWord: Bool, _ line: Bytes, isEscaped: Bool) -> Bool {
        text.withUnsafeBufferPointer { text in
            if TextSearch.contains(line, text, isWord: isWord) { return true }
            guard isEscaped else { return false }
            for index in 0..<event.count
            where TextSearch.contains(event.fields[index].valueBytes, text, isWord: isWord) {
                return true
            }
            return false
        }
    }

    private func hasField(_ name: [UInt8], _ value: [UInt8]) -> Bool {
        for index in 0..<event.count {
            let field = event.fields[index]
            guard field.kind.isValue, TextSearch.equals(field.nameBytes, name),
                TextSearch.equals(field.valueBytes, value)
            else { continue }
            return true
        }
        return false
    }
}
