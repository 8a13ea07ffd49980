// Where the values of a JSON text begin and end (RFC 8259), so that a part can be kept with exactly its bytes.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// A text of which parts are cut. Values are told by brackets and strings only; `ForeignFields` looks at all of the
/// syntax.
///
/// Nothing here calls itself: nesting costs no stack. Each step goes forward, so time is linear in the text.
struct ForeignJSON {
    /// The bytes that the reader of JSON may look at behind a text.
    static let padding = 16

    /// The text, and the padding behind it.
    let bytes: [UInt8]
    let count: Int

    init(_ text: some Collection<UInt8>) {
        bytes = Array(text) + [UInt8](repeating: 0, count: ForeignJSON.padding)
        count = text.count
    }

    /// - Parameter padded: a text that has its padding, so that it is not copied.
    init(padded: [UInt8]) {
        bytes = padded
        count = max(0, padded.count - ForeignJSON.padding)
    }

    /// All of it, without a byte order mark and without space around it.
    var whole: Range<Int> {
        let start = count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
        return trimmed(start..<count)
    }

    func trimmed(_ range: Range<Int>) -> Range<Int> {
        let start = space(range.lowerBound, range.upperBound)
        var end = range.upperBound
        while end > start, ForeignJSON.isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Whether the range begins as an object or array does.
    func begins(_ range: Range<Int>, with bracket: Unicode.Scalar) -> Bool {
        !range.isEmpty && bytes[range.lowerBound] == UInt8(ascii: bracket)
    }

    /// Reads an object; the fields point into these bytes and into the event.
    func withFields<Result>(of range: Range<Int>, _ body: (borrowing Event) -> Result) -> Result? {
        guard begins(range, with: "{") else { return nil }
        var event = Event()
        event.clear(format: .jsonLines)
        return bytes.withUnsafeBufferPointer { bytes in
            var reader = JSONReader()
            return reader.read(Bytes(rebasing: bytes[range]), into: &event) ? body(event) : nil
        }
    }

    /// The elements of an array; nil if the range is none. Of more than `limit`, one more than those.
    func elements(of range: Range<Int>, limit: Int) -> [Range<Int>]? {
        guard range.count >= 2, begins(range, with: "[") else { return nil }
        let end = range.upperBound
        var at = space(range.lowerBound + 1, end)
        if at < end, bytes[at] == UInt8(ascii: "]") { return at + 1 == end ? [] : nil }
        var found: [Range<Int>] = []
        while at < end, let last = valueEnd(at, end) {
            found.append(at..<last)
            if found.count > limit { return found }
            at = space(last, end)
            guard at < end else { return nil }
            if bytes[at] == UInt8(ascii: "]") { return at + 1 == end ? found : nil }
            guard bytes[at] == UInt8(ascii: ",") else { return nil }
            at = space(at + 1, end)
        }
        return nil
    }

    /// The value of the first member of that name that begins with that bracket; nil if the range is no object that
    /// has one.
    ///
    /// - Parameter wanted: in lower case; members match in any case.
    func member(_ wanted: String, of range: Range<Int>, with bracket: Unicode.Scalar) -> Range<Int>? {
        guard range.count >= 2, begins(range, with: "{") else { return nil }
        let end = range.upperBound
        var at = space(range.lowerBound + 1, end)
        while at < end, bytes[at] == UInt8(ascii: "\""), let nameEnd = stringEnd(at, end) {
            let name = (at + 1)..<(nameEnd - 1)
            at = space(nameEnd, end)
            guard at < end, bytes[at] == UInt8(ascii: ":") else { return nil }
            at = space(at + 1, end)
            guard at < end, let last = valueEnd(at, end) else { return nil }
            if bytes[at] == UInt8(ascii: bracket), name.count == wanted.utf8.count,
                String(decoding: bytes[name], as: UTF8.self).lowercased() == wanted
            {
                return at..<last
            }
            at = space(last, end)
            guard at < end, bytes[at] == UInt8(ascii: ",") else { return nil }
            at = space(at + 1, end)
        }
        return nil
    }

    /// Where the value that begins at `start` ends; nil if it does not before `end`.
    func valueEnd(_ start: Int, _ end: Int) -> Int? {
        switch bytes[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return containerEnd(start, end)
        case UInt8(ascii: "\""): return stringEnd(start, end)
        default:
            var at = start
            while at < end, !ForeignJSON.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ","),
                bytes[at] != UInt8(ascii: "]"), bytes[at] != UInt8(ascii: "}")
            {
                at += 1
            }
            return at > start ? at : nil
        }
    }

    private func containerEnd(_ start: Int, _ end: Int) -> Int? {
        var open = 0
        var at = start
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open -= 1
                if open == 0 { return at + 1 }
            case UInt8(ascii: "\""):
                guard let last = stringEnd(at, end) else { return nil }
                at = last
                continue
            default: break
            }
            at += 1
        }
        return nil
    }

    private func stringEnd(_ start: Int, _ end: Int) -> Int? {
        var at = start + 1
        while at < end {
            if bytes[at] == UInt8(ascii: "\"") { return at + 1 }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    func space(_ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, ForeignJSON.isSpace(bytes[at]) { at += 1 }
        return at
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
