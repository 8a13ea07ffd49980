// Flattens one JSON object into an event: RFC 8259 in full, in one pass, without a value tree.
// The hot loop of the product: unsafe pointers, 16 bytes at a time through strings (CScan), no allocation per record.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CScan

/// Reads JSON records. Nested names are joined with dots; the elements of an array become repeated fields.
///
/// What is wrong but readable is repaired and noted on the event, since a record that is dropped is a record in which
/// something can hide: invalid UTF-8 and lone surrogates become U+FFFD, control characters in strings are taken as
/// they are, what is nested deeper than `Limits.jsonDepth` is left out. Only broken syntax makes a record unusable.
public struct JSONReader: ~Copyable {
    private var text: UnsafePointer<UInt8> = Arena.nothing
    private var count = 0
    private var at = 0
    /// The joined name of the containers around the current value, each followed by a dot.
    private let path: UnsafeMutablePointer<UInt8>
    private var pathCount = 0

    /// Makes a reader; one serves any number of records, one after the other.
    public init() {
        path = .allocate(capacity: Limits.nameBytes)
    }

    deinit {
        path.deallocate()
    }

    /// Reads one record into a cleared event.
    ///
    /// - Parameter record: the bytes of one JSON object, with 16 readable bytes after them.
    /// - Returns: false if it is not one valid JSON object. The event then says where the syntax breaks (column in
    ///   bytes from 1), and its fields are those before that place; or that it is a valid value of another kind.
    public mutating func read(_ record: Bytes, into event: inout Event) -> Bool {
        guard let base = record.baseAddress, record.count > 0 else { return false }
        text = base
        count = record.count
        at = 0
        pathCount = 0
        if scan_ascii(text, 0, count) < count { repairUTF8(into: &event) }
        skipSpace()
        guard at < count, text[at] == UInt8(ascii: "{") else { return refuse(&event) }
        guard object(depth: 1, isElement: false, into: &event) else { return fail(&event) }
        skipSpace()
        return at == count ? true : fail(&event)
    }

    private func fail(_ event: inout Event) -> Bool {
        event.problems.append(Problem(.jsonSyntax, ["\(min(at, count) + 1)"]))
        return false
    }

    /// What does not begin as an object: a value without names has no fields, and the rest is no JSON.
    private mutating func refuse(_ event: inout Event) -> Bool {
        guard at < count else { return fail(&event) }
        let isArray = text[at] == UInt8(ascii: "[")
        let nameless = Bytes(start: Arena.nothing, count: 0)
        let isValue = isArray ? array(depth: 1, into: &event) : scalar(nameless, isElement: false, into: &event)
        skipSpace()
        let problems = event.problems
        event.clear(format: event.format)
        event.problems = problems
        guard isValue, at == count else { return fail(&event) }
        event.problems.append(Problem(.jsonNotObject))
        return false
    }

    @inline(__always)
    private mutating func skipSpace() {
        while at < count, text[at] <= 0x20 {
            let byte = text[at]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            at &+= 1
        }
    }

    // MARK: Containers

    private mutating func object(depth: Int, isElement: Bool, into event: inout Event) -> Bool {
        at &+= 1
        skipSpace()
        if at < count, text[at] == UInt8(ascii: "}") {
            at &+= 1
            if depth > 1 { appendEmpty(.emptyObject, isElement: isElement, to: &event) }
            return true
        }
        let outer = pathCount
        while true {
            guard at < count, text[at] == UInt8(ascii: "\""), let key = string(into: &event) else { return false }
            skipSpace()
            guard at < count, text[at] == UInt8(ascii: ":") else { return false }
            at &+= 1
            skipSpace()
            guard member(key, depth: depth, isElement: isElement, into: &event) else { return false }
            pathCount = outer
            skipSpace()
            guard at < count else { return false }
            let byte = text[at]
            at &+= 1
            if byte == UInt8(ascii: "}") { return true }
            guard byte == UInt8(ascii: ",") else {
                at &-= 1
                return false
            }
            skipSpace()
        }
    }

    @inline(__always)
    private mutating func member(_ key: Bytes, depth: Int, isElement: Bool, into event: inout Event) -> Bool {
        guard at < count else { return false }
        let byte = text[at]
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            guard extendPath(with: key, in: &event) else { return skipContainer() }
            return container(depth: depth, isElement: isElement, into: &event)
        }
        let name = pathCount == 0 ? key : joined(key, in: &event)
        return scalar(name, isElement: isElement, into: &event)
    }

    private mutating func container(depth: Int, isElement: Bool, into event: inout Event) -> Bool {
        guard depth < Limits.jsonDepth else {
            noteOnce(.jsonDepth, ["\(Limits.jsonDepth)"], in: &event)
            return skipContainer()
        }
        return text[at] == UInt8(ascii: "{")
            ? object(depth: depth + 1, isElement: isElement, into: &event)
            : array(depth: depth + 1, into: &event)
    }

    private mutating func array(depth: Int, into event: inout Event) -> Bool {
        at &+= 1
        skipSpace()
        if at < count, text[at] == UInt8(ascii: "]") {
            at &+= 1
            appendEmpty(.emptyArray, isElement: false, to: &event)
            return true
        }
        // Scalars of one array share one name; it is made when the first comes.
        var name: Bytes?
        while true {
            guard at < count else { return false }
            let byte = text[at]
            let inner = pathCount
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard container(depth: depth, isElement: true, into: &event) else { return false }
            } else {
                let elementName = name ?? pathName(in: &event)
                name = elementName
                guard scalar(elementName, isElement: true, into: &event) else { return false }
            }
            pathCount = inner
            skipSpace()
            guard at < count else { return false }
            let next = text[at]
            at &+= 1
            if next == UInt8(ascii: "]") { return true }
            guard next == UInt8(ascii: ",") else {
                at &-= 1
                return false
            }
            skipSpace()
        }
    }

    private mutating func appendEmpty(_ kind: ValueKind, isElement: Bool, to event: inout Event) {
        event.append(
            name: pathName(in: &event), value: Bytes(start: Arena.nothing, count: 0), kind: kind, isElement: isElement)
    }

    /// Skips a container that is not taken in, by brackets and strings only.
    private mutating func skipContainer() -> Bool {
        var open = 0
        while at < count {
            switch text[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open -= 1
                if open == 0 {
                    at += 1
                    return true
                }
            case UInt8(ascii: "\""):
                at += 1
                while at < count, text[at] != UInt8(ascii: "\"") {
                    at += text[at] == UInt8(ascii: "\\") ? 2 : 1
                }
            default: break
            }
            at += 1
        }
        return false
    }

    // MARK: Names

    private mutating func extendPath(with key: Bytes, in event: inout Event) -> Bool {
        guard pathCount + key.count + 1 <= Limits.nameBytes else {
            noteOnce(.nameTooLong, ["\(Limits.nameBytes)"], in: &event)
            return false
        }
        if let base = key.baseAddress { (path + pathCount).update(from: base, count: key.count) }
        pathCount += key.count
        path[pathCount] = UInt8(ascii: ".")
        pathCount += 1
        return true
    }

    /// The name of the containers around the current value.
    private func pathName(in event: inout Event) -> Bytes {
        // A full event takes no more fields: without names made for them, memory stays bounded.
        if event.count == Limits.fieldsPerEvent { return Bytes(start: Arena.nothing, count: 0) }
        return event.keep(Bytes(start: path, count: max(pathCount - 1, 0)))
    }

    private func joined(_ key: Bytes, in event: inout Event) -> Bytes {
        if event.count == Limits.fieldsPerEvent { return key }
        let name = event.room(pathCount + key.count)
        name.update(from: path, count: pathCount)
        if let base = key.baseAddress { (name + pathCount).update(from: base, count: key.count) }
        return Bytes(start: name, count: pathCount + key.count)
    }

    // MARK: Scalars

    @inline(__always)
    private mutating func scalar(_ name: Bytes, isElement: Bool, into event: inout Event) -> Bool {
        switch text[at] {
        case UInt8(ascii: "\""):
            guard let value = string(into: &event) else { return false }
            event.append(name: name, value: value, kind: .string, isElement: isElement)
            return true
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = at
            guard number() else { return false }
            let value = Bytes(start: text + start, count: at - start)
            event.append(name: name, value: value, kind: .number, isElement: isElement)
            return true
        case UInt8(ascii: "t"): return literal("true", .boolean, name, isElement: isElement, into: &event)
        case UInt8(ascii: "f"): return literal("false", .boolean, name, isElement: isElement, into: &event)
        case UInt8(ascii: "n"): return literal("null", .null, name, isElement: isElement, into: &event)
        default: return false
        }
    }

    private mutating func literal(
        _ word: StaticString, _ kind: ValueKind, _ name: Bytes, isElement: Bool, into event: inout Event
    ) -> Bool {
        let length = word.utf8CodeUnitCount
        guard at + length <= count else { return false }
        for index in 0..<length where text[at + index] != word.utf8Start[index] { return false }
        let value = Bytes(start: text + at, count: kind == .null ? 0 : length)
        at += length
        event.append(name: name, value: value, kind: kind, isElement: isElement)
        return true
    }

    /// RFC 8259 section 6: no leading zeros, digits after a point and after an exponent.
    @inline(__always)
    private mutating func number() -> Bool {
        if text[at] == UInt8(ascii: "-") { at &+= 1 }
        guard at < count, isDigit(text[at]) else { return false }
        if text[at] == UInt8(ascii: "0") {
            at &+= 1
        } else {
            skipDigits()
        }
        if at < count, text[at] == UInt8(ascii: ".") {
            at &+= 1
            guard at < count, isDigit(text[at]) else { return false }
            skipDigits()
        }
        if at < count, text[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if at < count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at &+= 1 }
            guard at < count, isDigit(text[at]) else { return false }
            skipDigits()
        }
        return true
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    @inline(__always)
    private mutating func skipDigits() {
        while at < count, isDigit(text[at]) { at &+= 1 }
    }

    // MARK: Strings

    /// The string that begins at the quote at `at`; in the input itself if it holds no escape.
    @inline(__always)
    private mutating func string(into event: inout Event) -> Bytes? {
        let start = at &+ 1
        var end = scan_string(text, start, count)
        while end < count, text[end] < 0x20 {
            noteOnce(.controlCharacter, in: &event)
            end = scan_string(text, end + 1, count)
        }
        guard end < count else {
            at = count
            return nil
        }
        if text[end] == UInt8(ascii: "\"") {
            at = end &+ 1
            return Bytes(start: text + start, count: end &- start)
        }
        return escapedString(from: start, firstEscape: end, into: &event)
    }

    private mutating func escapedString(from start: Int, firstEscape: Int, into event: inout Event) -> Bytes? {
        // No escape grows: `\n` is two bytes for one, `\uXXXX` six for at most three, a surrogate pair twelve for four.
        // The closing quote bounds the size; it is found first so that room is made once.
        var close = firstEscape
        while close < count, text[close] != UInt8(ascii: "\"") {
            close = scan_string(text, close + (text[close] == UInt8(ascii: "\\") ? 2 : 1), count)
        }
        guard close < count else {
            at = count
            return nil
        }
        let size = close - start
        let copy = event.room(size)
        var written = 0
        at = start
        while at < close {
            let next = min(scan_string(text, at, close), close)
            (copy + written).update(from: text + at, count: next - at)
            written += next - at
            at = next
            guard at < close else { break }
            if text[at] < 0x20 {
                noteOnce(.controlCharacter, in: &event)
                copy[written] = text[at]
                written += 1
                at += 1
            } else {
                guard let scalar = escape(before: close, into: &event) else { return nil }
                written += encode(scalar, at: copy + written)
            }
        }
        event.giveBack(size - written)
        at = close + 1
        return Bytes(start: copy, count: written)
    }

    /// One escape, from its backslash at `at`.
    private mutating func escape(before close: Int, into event: inout Event) -> UInt32? {
        guard at + 1 < close else { return nil }
        let letter = text[at + 1]
        at += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(letter)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"): break
        default:
            at -= 2
            return nil
        }
        guard let unit = hexDigits(before: close) else { return nil }
        guard 0xD800...0xDFFF ~= unit else { return unit }
        if unit < 0xDC00, at + 1 < close, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u") {
            let saved = at
            at += 2
            guard let low = hexDigits(before: close) else { return nil }
            if 0xDC00...0xDFFF ~= low { return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00) }
            at = saved
        }
        noteOnce(.loneSurrogate, in: &event)
        return 0xFFFD
    }

    private mutating func hexDigits(before close: Int) -> UInt32? {
        guard at + 4 <= close else { return nil }
        var value: UInt32 = 0
        for index in 0..<4 {
            let byte = text[at + index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        at += 4
        return value
    }

    private func encode(_ scalar: UInt32, at target: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            target[0] = UInt8(scalar)
            return 1
        }
        if scalar < 0x800 {
            target[0] = UInt8(0xC0 | scalar >> 6)
            target[1] = UInt8(0x80 | scalar & 0x3F)
            return 2
        }
        if scalar < 0x10000 {
            target[0] = UInt8(0xE0 | scalar >> 12)
            target[1] = UInt8(0x80 | scalar >> 6 & 0x3F)
            target[2] = UInt8(0x80 | scalar & 0x3F)
            return 3
        }
        target[0] = UInt8(0xF0 | scalar >> 18)
        target[1] = UInt8(0x80 | scalar >> 12 & 0x3F)
        target[2] = UInt8(0x80 | scalar >> 6 & 0x3F)
        target[3] = UInt8(0x80 | scalar & 0x3F)
        return 4
    }

    private func noteOnce(_ code: Problem.Code, _ arguments: [String] = [], in event: inout Event) {
        if !event.problems.contains(where: { $0.code == code }) { event.problems.append(Problem(code, arguments)) }
    }

    /// Goes on with a repaired copy if the record is not valid UTF-8.
    private mutating func repairUTF8(into event: inout Event) {
        guard let repaired = UTF8Repair.repaired(Bytes(start: text, count: count), in: &event) else { return }
        noteOnce(.invalidUTF8, in: &event)
        text = repaired.baseAddress ?? Arena.nothing
        count = repaired.count
    }
}
