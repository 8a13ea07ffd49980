// Walks over the bytes of one line without ever leaving it: past the end it reads zero.
// SPDX-License-Identifier: EUPL-1.2

import CScan

/// A place in a run of bytes. All readers of lines move through their line with this.
struct ByteReader {
    let bytes: Bytes
    var at = 0

    init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    @inline(__always) var count: Int { bytes.count }
    @inline(__always) var atEnd: Bool { at >= bytes.count }
    /// What is left, from here to the end.
    var rest: Bytes { bytes.part(at, bytes.count) }

    /// The byte at a distance from here; zero outside the line.
    @inline(__always)
    func peek(_ offset: Int = 0) -> UInt8 {
        let index = at &+ offset
        return index >= 0 && index < bytes.count ? bytes[index] : 0
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard !atEnd, bytes[at] == byte else { return false }
        at &+= 1
        return true
    }

    mutating func take(_ text: StaticString) -> Bool {
        guard rest.begins(with: text) else { return false }
        at += text.utf8CodeUnitCount
        return true
    }

    mutating func skipSpaces() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at &+= 1 }
    }

    /// The bytes up to the next `end` that no backslash stands before; the end is taken. Nil if there is none.
    mutating func escapedPart(upTo end: UInt8) -> Bytes? {
        let start = at
        while !atEnd {
            let byte = peek()
            if byte == end {
                at += 1
                return bytes.part(start, at - 1)
            }
            at += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// The bytes up to the next space or the end; the space is not taken.
    mutating func word() -> Bytes {
        let start = at
        while at < bytes.count, bytes[at] != 0x20 { at &+= 1 }
        return bytes.part(start, at)
    }

    /// How many digits stand here.
    func digitRun() -> Int {
        var length = 0
        while peek(length).isDigit { length &+= 1 }
        return length
    }

    /// A decimal number of at least `least` and at most `most` (not above 18) digits; nothing is taken otherwise.
    mutating func number(_ least: Int, _ most: Int) -> Int? {
        var value = 0
        var length = 0
        while length < most, peek(length).isDigit {
            value = value &* 10 &+ Int(peek(length) &- 0x30)
            length &+= 1
        }
        guard length >= least, length > 0 else { return nil }
        at &+= length
        return value
    }

    /// The position of the first `byte` from here on.
    func find(_ byte: UInt8) -> Int? {
        bytes.position(of: byte, from: at)
    }
}

extension UInt8 {
    @inline(__always) var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inline(__always) var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    @inline(__always) var isWordByte: Bool { isDigit || isLetter || self == 0x5F }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes from `start` up to `end`, both brought within the run.
    @inline(__always)
    func part(_ start: Int, _ end: Int) -> Bytes {
        let end = Swift.min(Swift.max(end, 0), count)
        let start = Swift.min(Swift.max(start, 0), end)
        guard let baseAddress else { return self }
        return Bytes(start: baseAddress + start, count: end - start)
    }

    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && begins(with: text)
    }

    func begins(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        let wanted = text.utf8Start
        for index in 0..<length where self[index] != wanted[index] { return false }
        return true
    }

    func ends(with text: StaticString) -> Bool {
        part(count - text.utf8CodeUnitCount, count).equals(text)
    }

    /// The position of `byte` at or after `start`, which is not negative.
    @inline(__always)
    func position(of byte: UInt8, from start: Int) -> Int? {
        guard let baseAddress, start < count else { return nil }
        let index = scan_byte(baseAddress, start, count, byte)
        return index < count ? index : nil
    }

    /// The position of `text` at or after `start`.
    func position(of text: StaticString, from start: Int = 0) -> Int? {
        let length = text.utf8CodeUnitCount
        let first = text.utf8Start[0]
        var at = Swift.max(start, 0)
        while let next = position(of: first, from: at), next + length <= count {
            if part(next, next + length).equals(text) { return next }
            at = next &+ 1
        }
        return nil
    }

    func has(_ byte: UInt8) -> Bool {
        position(of: byte, from: 0) != nil
    }

    /// Without spaces and tabs at both ends.
    var trimmed: Bytes {
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start &+= 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end &-= 1 }
        return part(start, end)
    }
}
