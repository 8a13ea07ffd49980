// Finds text in lines: letters of ASCII in any case, all other bytes as they are.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Foundation

/// Search for bytes within bytes.
enum TextSearch {
    /// Whether the text is there; as a word, with nothing of a word on either side, and for an IPv4 address no number
    /// joined to it by a dot.
    static func contains(_ line: Bytes, _ text: Bytes, isWord: Bool) -> Bool {
        guard let base = line.baseAddress, let first = text.first, text.count <= line.count else { return text.isEmpty }
        let isAddress = isWord && AddressText.isIPv4(text)
        let (low, high) = cases(of: first)
        var at = 0
        let last = line.count - text.count
        while at <= last {
            guard let found = next(base, from: at, upTo: last, low, high) else { return false }
            at = found
            if equals(Bytes(start: base + at, count: text.count), text),
                !isWord || isWhole(line, at, text.count, isAddress: isAddress)
            {
                return true
            }
            at += 1
        }
        return false
    }

    /// Equal but for the case of letters of ASCII.
    static func equals(_ a: Bytes, _ b: [UInt8]) -> Bool {
        b.withUnsafeBufferPointer { equals(a, $0) }
    }

    static func equals(_ a: Bytes, _ b: Bytes) -> Bool {
        guard a.count == b.count else { return false }
        for index in 0..<a.count where folded(a[index]) != folded(b[index]) { return false }
        return true
    }

    private static func next(
        _ base: UnsafePointer<UInt8>, from start: Int, upTo last: Int, _ low: UInt8, _ high: UInt8
    ) -> Int? {
        let count = last - start + 1
        let lower = memchr(base + start, Int32(low), count).map {
            base.distance(to: $0.assumingMemoryBound(to: UInt8.self))
        }
        if low == high { return lower }
        let within = lower.map { $0 - start } ?? count
        let upper = memchr(base + start, Int32(high), within).map {
            base.distance(to: $0.assumingMemoryBound(to: UInt8.self))
        }
        return upper ?? lower
    }

    private static func isWhole(_ line: Bytes, _ at: Int, _ count: Int, isAddress: Bool) -> Bool {
        let end = at + count
        if at > 0, LineWords.isWordByte(line[at - 1]) { return false }
        if end < line.count, LineWords.isWordByte(line[end]) { return false }
        guard isAddress else { return true }
        if at > 1, line[at - 1] == 0x2E, isDigit(line[at - 2]) { return false }
        return !(end + 1 < line.count && line[end] == 0x2E && isDigit(line[end + 1]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte
    }

    private static func cases(of byte: UInt8) -> (UInt8, UInt8) {
        let low = folded(byte)
        return (low, 0x61...0x7A ~= low ? low & 0xDF : low)
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 {
        0x41...0x5A ~= byte ? byte | 0x20 : byte
    }
}
