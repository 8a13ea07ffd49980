// Walks through `key=value` pairs: quoted values, bare values that may hold spaces, pairs apart by spaces or commas.
// SPDX-License-Identifier: EUPL-1.2

/// Gives the pairs of a text one after the other. Words that belong to no pair are gathered, so nothing gets lost.
struct KeyValueScanner {
    struct Pair {
        var key: Bytes
        /// Without its quotes, but with the escapes still in it.
        var value: Bytes
        /// The quote around it; zero if there was none.
        var quote: UInt8 = 0
    }

    var reader: ByteReader
    /// The words that the last call of `next` passed over.
    private(set) var loose: Bytes?

    init(_ reader: ByteReader) {
        self.reader = reader
    }

    static func isKeyByte(_ byte: UInt8) -> Bool {
        byte.isWordByte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
            || byte == UInt8(ascii: "/") || byte > 0x7F
    }

    /// Spaces, commas and semicolons; 0x1D stands in audit lines before the fields that auditd adds.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 0x1D
    }

    /// The length of a key that stands here with `=` after it, else 0.
    static func keyLength(_ reader: ByteReader) -> Int {
        var length = 0
        while isKeyByte(reader.peek(length)) { length &+= 1 }
        return reader.peek(length) == UInt8(ascii: "=") ? length : 0
    }

    mutating func next() -> Pair? {
        loose = nil
        var looseStart: Int?
        var looseEnd = 0
        defer { if let looseStart { loose = reader.bytes.part(looseStart, looseEnd) } }
        while true {
            skipSeparators()
            if reader.atEnd { return nil }
            let length = KeyValueScanner.keyLength(reader)
            if length > 0 {
                let key = reader.bytes.part(reader.at, reader.at + length)
                reader.at += length + 1
                return value(of: key)
            }
            if looseStart == nil { looseStart = reader.at }
            while !reader.atEnd, !KeyValueScanner.isSeparator(reader.peek()) { reader.at += 1 }
            looseEnd = reader.at
        }
    }

    private mutating func skipSeparators() {
        while !reader.atEnd, KeyValueScanner.isSeparator(reader.peek()) { reader.at &+= 1 }
    }

    private mutating func value(of key: Bytes) -> Pair {
        let quote = reader.peek()
        if quote == UInt8(ascii: "\"") { return Pair(key: key, value: doubleQuoted(), quote: quote) }
        if quote == UInt8(ascii: "'"), let value = singleQuoted() { return Pair(key: key, value: value, quote: quote) }
        if let value = auditStamp() { return Pair(key: key, value: value) }
        return Pair(key: key, value: bare())
    }

    /// Up to the next quote that is not escaped, or all that is left.
    private mutating func doubleQuoted() -> Bytes {
        reader.at += 1
        let start = reader.at
        while !reader.atEnd {
            let byte = reader.peek()
            reader.at += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return reader.bytes.part(start, reader.at - 1) }
        }
        return reader.bytes.part(start, reader.count)
    }

    /// Up to a quote at the end of a word, so that an apostrophe in the text does no harm.
    private mutating func singleQuoted() -> Bytes? {
        var index = reader.at + 1
        while index < reader.count {
            let isLast = index + 1 == reader.count || KeyValueScanner.isSeparator(reader.bytes[index + 1])
            if reader.bytes[index] == UInt8(ascii: "'"), isLast {
                let value = reader.bytes.part(reader.at + 1, index)
                reader.at = index + 1
                return value
            }
            index += 1
        }
        return nil
    }

    /// `audit(1773904353.123:456):`, after which free words may follow.
    private mutating func auditStamp() -> Bytes? {
        guard reader.rest.begins(with: "audit("), let close = reader.find(UInt8(ascii: ")")) else { return nil }
        let value = reader.bytes.part(reader.at, close + 1)
        reader.at = close + 1
        _ = reader.take(UInt8(ascii: ":"))
        return value
    }

    /// Up to the separator before the next key: words without `=` go on with the value.
    private mutating func bare() -> Bytes {
        let start = reader.at
        var end = start
        while !reader.atEnd {
            guard KeyValueScanner.isSeparator(reader.peek()) else {
                reader.at &+= 1
                end = reader.at
                continue
            }
            if reader.peek() == 0x1D { break }
            var ahead = self
            ahead.skipSeparators()
            if ahead.reader.atEnd || KeyValueScanner.keyLength(ahead.reader) > 0 { break }
            reader.at = ahead.reader.at
        }
        return reader.bytes.part(start, end).trimmed
    }
}
