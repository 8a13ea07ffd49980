// Cuts a body of a webhook into what will be lines: elements of an array, lines of JSON, or the body as a whole.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// The parts of a body. Each is kept byte for byte.
package enum WebhookElements {
    /// The places of the elements; none is empty.
    package static func ranges(in body: [UInt8]) -> [Range<Int>] {
        let whole = trimmed(body, 0..<body.count)
        guard let first = whole.first.map({ body[$0] }) else { return [] }
        if first == UInt8(ascii: "["), let elements = elements(body, whole) { return elements }
        // A value that ends where the body ends is one element, on however many lines it stands.
        if first == UInt8(ascii: "{"), value(body, whole.lowerBound) == whole.upperBound { return [whole] }
        return lines(body, whole)
    }

    private static func lines(_ body: [UInt8], _ whole: Range<Int>) -> [Range<Int>] {
        body[whole].split(separator: UInt8(ascii: "\n")).compactMap { line in
            let range = trimmed(body, line.startIndex..<line.endIndex)
            return range.isEmpty ? nil : range
        }
    }

    /// Nil if it is no array.
    private static func elements(_ body: [UInt8], _ whole: Range<Int>) -> [Range<Int>]? {
        var found: [Range<Int>] = []
        var at = space(body, whole.lowerBound + 1)
        if at < whole.upperBound, body[at] == UInt8(ascii: "]") { return at + 1 == whole.upperBound ? [] : nil }
        while at < whole.upperBound {
            guard let end = value(body, at) else { return nil }
            found.append(trimmed(body, at..<end))
            at = space(body, end)
            guard at < whole.upperBound else { return nil }
            if body[at] == UInt8(ascii: "]") { return at + 1 == whole.upperBound ? found : nil }
            guard body[at] == UInt8(ascii: ",") else { return nil }
            at = space(body, at + 1)
        }
        return nil
    }

    /// The end of the value that begins there, by brackets and strings only; nil if it has none.
    private static func value(_ body: [UInt8], _ start: Int) -> Int? {
        var open = 0
        var at = start
        while at < body.count {
            switch body[at] {
            case UInt8(ascii: "\""):
                at += 1
                while at < body.count, body[at] != UInt8(ascii: "\"") { at += body[at] == UInt8(ascii: "\\") ? 2 : 1 }
                guard at < body.count else { return nil }
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if open == 0 { return at > start ? at : nil }
                open -= 1
                if open == 0 { return at + 1 }
            case UInt8(ascii: ","):
                if open == 0 { return at > start ? at : nil }
            default: break
            }
            at += 1
        }
        return nil
    }

    private static func space(_ body: [UInt8], _ start: Int) -> Int {
        var at = start
        while at < body.count, isSpace(body[at]) { at += 1 }
        return at
    }

    private static func trimmed(_ body: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, isSpace(body[low]) { low += 1 }
        while high > low, isSpace(body[high - 1]) { high -= 1 }
        return low..<high
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
