// Which blocks can hold what a search asks, by their filters alone.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// The tokens that a block must have. Never leaves out a block that has a line which is asked for.
struct BlockFilter {
    private let words: [UInt64]
    /// Of fields with their values: what the readers of this release make of a line.
    private let fields: [UInt64]

    init(_ query: ArchiveQuery) {
        var tokens: Set<UInt64> = []
        var fields: Set<UInt64> = []
        for term in query.terms where !term.isExcluded {
            switch term.kind {
            case .word(let word):
                word.withUnsafeBufferPointer { bytes in
                    // An address within a longer word may go on in the line.
                    LineWords.visit(bytes, addresses: AddressText.isIPv4(bytes)) { tokens.insert($0) }
                }
            case .text(let text):
                // The words at both ends may go on in the line; those between are whole.
                let inner = BlockFilter.inner(text)
                text[inner].withUnsafeBufferPointer { bytes in
                    LineWords.visit(bytes, addresses: false) { tokens.insert($0) }
                }
            case .field(let name, let value):
                name.withUnsafeBufferPointer { name in
                    value.withUnsafeBufferPointer { value in
                        if LineFields.isIndexed(name, value) { fields.insert(LineFields.token(name, value)) }
                        if !BlockFilter.isMade(value) {
                            LineWords.visit(value, addresses: false) { tokens.insert($0) }
                        }
                    }
                }
            }
        }
        words = Array(tokens)
        self.fields = Array(fields)
    }

    /// Whether the block can have it; `isWhole` becomes false if the filter cannot be trusted.
    ///
    /// - Parameter isOfThisRelease: whether the readers of this release gave the fields of its lines. Where others did,
    ///   only words count: a field may have been left out that is read now.
    func mayMatch(
        _ filter: UnsafeRawBufferPointer, block: Int32, isOfThisRelease: Bool, isWhole: inout Bool
    ) -> Bool {
        for token in isOfThisRelease ? words + fields : words {
            switch BloomFilter.answer(token, filter, block: block) {
            case .no: return false
            case .maybe: continue
            case .damaged: isWhole = false
            }
        }
        return true
    }

    /// Values that may not stand in the line as they are: small numbers that readers work out (the severity in a PRI),
    /// and what was repaired.
    private static func isMade(_ value: Bytes) -> Bool {
        if value.count <= 3, value.allSatisfy({ 0x30...0x39 ~= $0 }) { return true }
        return String(decoding: value, as: UTF8.self).unicodeScalars.contains("\u{FFFD}")
    }

    /// What lies between the first and the last byte that belongs to no word.
    private static func inner(_ text: [UInt8]) -> Range<Int> {
        guard let first = text.firstIndex(where: { !LineWords.isWordByte($0) }),
            let last = text.lastIndex(where: { !LineWords.isWordByte($0) })
        else { return 0..<0 }
        return first..<last
    }
}
