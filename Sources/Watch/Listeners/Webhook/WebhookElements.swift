// Cuts a body of a webhook into what will be lines: elements of an array, lines of JSON, objects behind each other, or
// the body as a whole.
// SPDX-License-Identifier: EUPL-1.2

/// The parts of a body. Each is kept byte for byte.
package enum WebhookElements {
    /// The places of the elements; none is empty. There may be one more than the most lines of a request.
    package static func ranges(in body: [UInt8]) -> [Range<Int>] {
        ranges(in: ForeignJSON(body))
    }

    static func ranges(in json: ForeignJSON) -> [Range<Int>] {
        let whole = json.whole
        if json.begins(whole, with: "["),
            let elements = json.elements(of: whole, limit: IngestLimits.linesPerRequest)
        {
            return elements
        }
        guard json.begins(whole, with: "{") else { return lines(of: json, whole) }
        // A value that ends where the body ends is one element, on however many lines it stands.
        if json.valueEnd(whole.lowerBound, whole.upperBound) == whole.upperBound { return [whole] }
        let lines = lines(of: json, whole)
        // Lines first: one that is cut off must not take the next one with it.
        let isLines = lines.allSatisfy { json.valueEnd($0.lowerBound, $0.upperBound) == $0.upperBound }
        return isLines ? lines : objects(of: json, whole) ?? lines
    }

    /// The lines that are not blank, without the space around them.
    private static func lines(of json: ForeignJSON, _ whole: Range<Int>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = whole.lowerBound
        while start < whole.upperBound, found.count <= IngestLimits.linesPerRequest {
            let end = json.bytes[start..<whole.upperBound].firstIndex(of: 0x0A) ?? whole.upperBound
            let line = json.trimmed(start..<end)
            if !line.isEmpty { found.append(line) }
            start = end + 1
        }
        return found
    }

    /// Objects with nothing but space between them; nil if it is not that.
    private static func objects(of json: ForeignJSON, _ whole: Range<Int>) -> [Range<Int>]? {
        var found: [Range<Int>] = []
        var at = whole.lowerBound
        while at < whole.upperBound, found.count <= IngestLimits.linesPerRequest {
            guard json.begins(at..<whole.upperBound, with: "{"), let end = json.valueEnd(at, whole.upperBound) else {
                return nil
            }
            found.append(at..<end)
            at = json.space(end, whole.upperBound)
        }
        return found
    }

    /// What an object around a list becomes that is too much for one line: what stands before the elements, each
    /// element, and what stands behind them.
    static func pieces(of object: Range<Int>, around list: ForeignList, in json: ForeignJSON) -> [Range<Int>] {
        let before = json.trimmed(object.lowerBound..<(list.range.lowerBound + 1))
        let behind = json.trimmed((list.range.upperBound - 1)..<object.upperBound)
        return [before] + list.elements + [behind]
    }
}
