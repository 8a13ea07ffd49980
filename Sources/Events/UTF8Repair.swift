// Makes bytes valid UTF-8, as the Unicode Standard 3.9 (table 3-7) has it: one U+FFFD for each maximal broken part.
// SPDX-License-Identifier: EUPL-1.2

import CScan

package enum UTF8Repair {
    /// A repaired copy in the event's arena; nil if the bytes are valid as they are.
    package static func repaired(_ bytes: Bytes, in event: inout Event) -> Bytes? {
        guard let first = firstInvalid(bytes, from: 0) else { return nil }
        // Each broken byte becomes at most three.
        let size = bytes.count * 3
        let copy = event.room(size)
        var written = 0
        var at = 0
        var broken: Int? = first
        while let end = broken {
            if let base = bytes.baseAddress { (copy + written).update(from: base + at, count: end - at) }
            written += end - at
            copy[written] = 0xEF
            copy[written + 1] = 0xBF
            copy[written + 2] = 0xBD
            written += 3
            at = end + brokenLength(bytes, at: end)
            broken = firstInvalid(bytes, from: at)
        }
        if let base = bytes.baseAddress { (copy + written).update(from: base + at, count: bytes.count - at) }
        written += bytes.count - at
        event.giveBack(size - written)
        return Bytes(start: copy, count: written)
    }

    /// The position of the first sequence that is not UTF-8.
    package static func firstInvalid(_ bytes: Bytes, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var at = start
        let count = bytes.count
        while at < count {
            at = scan_above_ascii(base, at, count)
            if at == count { return nil }
            let length = validLength(bytes, at: at)
            if length == 0 { return at }
            at &+= length
        }
        return nil
    }

    /// The length of the valid sequence at `at`, 0 if there is none.
    private static func validLength(_ bytes: Bytes, at: Int) -> Int {
        let (length, seconds) = shape(bytes[at])
        guard length > 0, at + length <= bytes.count, seconds.contains(bytes[at + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where bytes[at + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// How many bytes one replacement stands for: the longest prefix of a valid sequence, at least one byte.
    private static func brokenLength(_ bytes: Bytes, at: Int) -> Int {
        let (length, seconds) = shape(bytes[at])
        guard length > 0, at + 1 < bytes.count, seconds.contains(bytes[at + 1]) else { return 1 }
        var taken = 2
        while taken < length, at + taken < bytes.count, bytes[at + taken] & 0xC0 == 0x80 { taken += 1 }
        return taken
    }

    /// Length and allowed second byte by lead byte; length 0 for a byte that cannot lead.
    private static func shape(_ lead: UInt8) -> (Int, ClosedRange<UInt8>) {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0xBF)
        }
    }
}
