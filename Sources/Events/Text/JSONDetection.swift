// Tells JSON lines from one or more JSON values spread over lines, by the first objects (RFC 8259).
// SPDX-License-Identifier: EUPL-1.2

enum JSONDetection {
    /// `.jsonLines`, `.jsonArray` (an array of objects, or objects that are not one to a line), or nil for neither.
    static func detect(_ text: Bytes) -> Format? {
        var at = 0
        skipSpace(text, &at)
        guard at < text.count else { return nil }
        if text[at] == UInt8(ascii: "[") {
            at += 1
            skipSpace(text, &at)
            let isEmpty = at < text.count && text[at] == UInt8(ascii: "]") && isRest(text, at + 1)
            return isEmpty || isElementStart(text, at) ? .jsonArray : nil
        }
        guard isObjectStart(text, at) else { return nil }
        return isWrapping(text, at) ? .jsonArray : objects(text, from: at)
    }

    /// An element of an array: an object, a string, an array of such, or a number or word before a comma. Brackets
    /// around anything else are how many logs begin their lines.
    private static func isElementStart(_ text: Bytes, _ start: Int) -> Bool {
        guard start < text.count else { return false }
        switch text[start] {
        case UInt8(ascii: "{"): return isObjectStart(text, start)
        case UInt8(ascii: "\""): return true
        case UInt8(ascii: "["):
            // A loop, because a hostile file may be nothing but brackets.
            var next = start
            while next < text.count, text[next] == UInt8(ascii: "[") {
                next += 1
                skipSpace(text, &next)
            }
            return isElementStart(text, next) || next < text.count && text[next] == UInt8(ascii: "]")
        default:
            var end = start
            while end < text.count, end - start < 32, isScalarByte(text[end]) { end += 1 }
            let scalar = String(decoding: text.part(start, end), as: UTF8.self)
            guard Double(scalar) != nil || ["true", "false", "null"].contains(scalar) else { return false }
            skipSpace(text, &end)
            guard end < text.count else { return false }
            return text[end] == UInt8(ascii: ",") || text[end] == UInt8(ascii: "]") && isRest(text, end + 1)
        }
    }

    private static func isScalarByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// An object that does nothing but hold an array of records: `{"Records":[...`, `{"value":[...`, before it at most
    /// what answers of web services carry beside their records.
    private static func isWrapping(_ text: Bytes, _ start: Int) -> Bool {
        var at = start + 1
        for _ in 0..<8 {
            skipSpace(text, &at)
            guard let name = string(text, &at) else { return false }
            skipSpace(text, &at)
            guard at < text.count, text[at] == UInt8(ascii: ":") else { return false }
            at += 1
            skipSpace(text, &at)
            if ["Records", "records", "value"].contains(name) {
                guard at < text.count, text[at] == UInt8(ascii: "[") else { return false }
                at += 1
                skipSpace(text, &at)
                return at == text.count || text[at] == UInt8(ascii: "]") || isObjectStart(text, at)
            }
            guard name.hasPrefix("@odata.") || name == "count" || name == "nextLink" else { return false }
            if at < text.count, text[at] == UInt8(ascii: "\"") {
                guard string(text, &at) != nil else { return false }
            } else {
                while at < text.count, isScalarByte(text[at]) { at += 1 }
            }
            skipSpace(text, &at)
            guard at < text.count, text[at] == UInt8(ascii: ",") else { return false }
            at += 1
        }
        return false
    }

    /// The string at `at`, with its escapes as they stand; `at` moves behind it.
    private static func string(_ text: Bytes, _ at: inout Int) -> String? {
        guard at < text.count, text[at] == UInt8(ascii: "\"") else { return nil }
        let start = at + 1
        at = start
        while at < text.count, text[at] != UInt8(ascii: "\"") { at += text[at] == UInt8(ascii: "\\") ? 2 : 1 }
        guard at < text.count else { return nil }
        at += 1
        return String(decoding: text.part(start, at - 1), as: UTF8.self)
    }

    /// A brace and after it a name or the closing brace.
    private static func isObjectStart(_ text: Bytes, _ at: Int) -> Bool {
        guard at < text.count, text[at] == UInt8(ascii: "{") else { return false }
        var next = at + 1
        skipSpace(text, &next)
        guard next < text.count else { return true }
        return text[next] == UInt8(ascii: "\"") || text[next] == UInt8(ascii: "}")
    }

    /// One object to a line, or not. A line that breaks off does not make the rest one value.
    private static func objects(_ text: Bytes, from start: Int) -> Format? {
        var at = start
        for _ in 0..<20 {
            skipSpace(text, &at)
            guard at < text.count, text[at] == UInt8(ascii: "{") else { break }
            switch lineOfObject(text, &at) {
            case .alone, .cut: continue
            case .more: return .jsonArray
            case .spread:
                let lineEnd = position(of: 0x0A, in: text, from: at)
                if goesOn(text, after: lineEnd) { return .jsonArray }
                // This line is broken, the format is not.
                at = lineEnd
                continue
            case .other: return at == start ? nil : .jsonLines
            }
        }
        return .jsonLines
    }

    /// Whether a value that a line ends in goes on behind it: the line stops where JSON is laid out over lines, or the
    /// next one begins as only the rest of a value does. A line that was cut off anywhere else is a broken line.
    private static func goesOn(_ text: Bytes, after lineEnd: Int) -> Bool {
        var last = lineEnd - 1
        while last > 0, text[last] == 0x20 || text[last] == 0x09 || text[last] == 0x0D { last -= 1 }
        var next = lineEnd
        skipSpace(text, &next)
        guard next < text.count, last >= 0 else { return last >= 0 && "{[,:".utf8.contains(text[last]) }
        if ",}]:".utf8.contains(text[next]) { return true }
        switch text[last] {
        case UInt8(ascii: "["), UInt8(ascii: ":"): return true
        case UInt8(ascii: "{"), UInt8(ascii: ","): return text[next] == UInt8(ascii: "\"")
        default: return false
        }
    }

    private enum Line {
        /// The object ends with the line.
        case alone
        /// Another object or a comma follows on the line.
        case more
        /// Something else follows.
        case other
        /// The line ends within the object.
        case spread
        /// The text, or a line in the middle of a string, ends within the object.
        case cut
    }

    /// Looks at the object at `at`, which moves past what was understood.
    private static func lineOfObject(_ text: Bytes, _ at: inout Int) -> Line {
        var depth = 0
        var inString = false
        var index = at
        while index < text.count {
            let byte = text[index]
            index += 1
            if inString {
                if byte == UInt8(ascii: "\\") { index += 1 }
                if byte == UInt8(ascii: "\"") { inString = false }
                if byte == 0x0A {
                    at = index
                    return .cut
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return afterObject(text, index, &at) }
            case 0x0A: return .spread
            default: break
            }
        }
        at = text.count
        return .cut
    }

    private static func afterObject(_ text: Bytes, _ end: Int, _ at: inout Int) -> Line {
        var index = end
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 || text[index] == 0x0D { index += 1 }
        guard index < text.count, text[index] != 0x0A else {
            at = index
            return .alone
        }
        return text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: ",") ? .more : .other
    }

    private static func isRest(_ text: Bytes, _ start: Int) -> Bool {
        var at = start
        skipSpace(text, &at)
        return at == text.count
    }

    private static func position(of byte: UInt8, in text: Bytes, from start: Int) -> Int {
        var at = start
        while at < text.count, text[at] != byte { at += 1 }
        return at
    }

    private static func skipSpace(_ text: Bytes, _ at: inout Int) {
        while at < text.count, text[at] == 0x20 || text[at] == 0x0A || text[at] == 0x0D || text[at] == 0x09 { at += 1 }
    }
}
