// Finds which of thousands of literals a value equals, begins with, ends with or contains, in one pass over the value.
// Whole values, starts and ends are hash probes; `contains` looks for the rarest four bytes of each literal with a
// bitmap and then compares. Measured 1.2 to 1.5 times as fast as a vector multi-pattern engine at this size.
// SPDX-License-Identifier: EUPL-1.2

import CScan
import Events
import Glibc

/// Where a literal must stand in the value.
package enum LiteralPosition: UInt8 {
    case whole, start, end, anywhere
}

/// An immutable set of literals of one field. Each literal has a number; `find` gives the numbers that are met.
///
/// Values must be followed by 16 readable bytes.
package final class LiteralIndex: @unchecked Sendable {
    struct Entry {
        var offset: Int32
        var count: Int32
        /// For `anywhere`: the position in the literal of its key.
        var anchor: Int32
        /// The literal's number for the caller.
        var output: Int32
    }

    private struct Bucket {
        var key: UInt64 = 0
        var start: Int32 = 0
        /// 0 marks an empty slot.
        var count: Int32 = 0
    }

    private struct Table {
        var buckets: UnsafeMutablePointer<Bucket>
        var mask: Int
    }

    private let pool: UnsafeMutablePointer<UInt8>
    private let entries: UnsafeMutablePointer<Entry>
    private let whole: Table
    /// Starts and ends have keys of 1 to 7 bytes, of 8 and of 16: the longest that the literal allows.
    private let starts: Table
    private let startLengths: [Int]
    private let ends: Table
    private let endLengths: [Int]
    private let grams: Table
    private let gramBitmap: UnsafeMutablePointer<UInt64>
    private let pairBitmap: UnsafeMutablePointer<UInt64>
    private let hasGrams: Bool
    private let hasShort: Bool
    private let hasWhole: Bool
    private let singles: [[Int32]]
    private let hasSingles: Bool
    let isEmpty: Bool

    private static let gramBits: UInt32 = 16

    package init(_ literals: [(bytes: [UInt8], position: LiteralPosition, output: Int32)]) {
        isEmpty = literals.isEmpty
        var builder = Builder()
        builder.countGrams(literals)
        for literal in literals { builder.add(literal.bytes, literal.position, literal.output) }
        pool = .allocate(capacity: builder.pool.count + 16)
        pool.initialize(repeating: 0, count: builder.pool.count + 16)
        pool.update(from: builder.pool, count: builder.pool.count)
        var ordered: [Entry] = []
        whole = LiteralIndex.table(builder.whole, &ordered)
        starts = LiteralIndex.table(builder.starts, &ordered)
        ends = LiteralIndex.table(builder.ends, &ordered)
        grams = LiteralIndex.table(builder.grams, &ordered, slotHash: LiteralIndex.slotHash)
        startLengths = builder.startLengths.sorted()
        endLengths = builder.endLengths.sorted()
        hasWhole = !builder.whole.isEmpty
        singles = builder.singles
        hasSingles = builder.singles.contains { !$0.isEmpty }
        entries = .allocate(capacity: max(ordered.count, 1))
        entries.initialize(from: ordered, count: ordered.count)
        // Most fields are only asked for whole values, starts and ends: they need no bitmap.
        let words = 1 << (Int(LiteralIndex.gramBits) - 6)
        let grammed = builder.grams.keys.contains { $0 >> 32 == 4 }
        let short = builder.grams.keys.contains { $0 >> 32 != 4 }
        gramBitmap = .allocate(capacity: grammed ? words : 1)
        gramBitmap.initialize(repeating: 0, count: grammed ? words : 1)
        pairBitmap = .allocate(capacity: short ? 1_024 : 1)
        pairBitmap.initialize(repeating: 0, count: short ? 1_024 : 1)
        for key in builder.grams.keys {
            if key >> 32 == 4 {
                let bit = LiteralIndex.gramBit(UInt32(truncatingIfNeeded: key))
                gramBitmap[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
            } else {
                let pair = Int(key & 0xFFFF)
                pairBitmap[pair >> 6] |= 1 << UInt64(pair & 63)
            }
        }
        hasGrams = grammed
        hasShort = short
    }

    deinit {
        pool.deallocate()
        entries.deallocate()
        for table in [whole, starts, ends, grams] { table.buckets.deallocate() }
        gramBitmap.deallocate()
        pairBitmap.deallocate()
    }

    /// Calls `found` with the number of each literal that the value meets; the same number may come more than once.
    @inline(__always)
    package func find(_ value: UnsafePointer<UInt8>, _ count: Int, _ found: (Int32) -> Void) {
        if hasWhole { probe(whole, ByteHash.hash(value, count), value, count, exact: true, found) }
        for length in startLengths {
            guard length <= count else { break }
            probe(starts, LiteralIndex.key(value, length), value, count, exact: false, found)
        }
        for length in endLengths {
            guard length <= count else { break }
            let key = LiteralIndex.key(value + (count &- length), length)
            probeEnd(key, value, count, found)
        }
        if hasGrams { findGrams(value, count, found) }
        if hasShort { findPairs(value, count, found) }
        if hasSingles {
            for index in 0..<count {
                for output in singles[Int(value[index])] { found(output) }
            }
        }
    }

    /// The key of a start or end: its bytes, with the length so that classes do not meet.
    @inline(__always)
    static func key(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        if length == 16 { return ByteHash.mix(scan_load64(bytes) ^ 0x9E37_79B9, scan_load64(bytes + 8) ^ 0x85EB_CA6B) }
        if length == 8 { return ByteHash.mix(scan_load64(bytes), 0xC2B2_AE3D_27D4_EB4F) }
        let kept = scan_load64(bytes) & (UInt64.max >> UInt64(64 - 8 * length))
        return ByteHash.mix(kept, 0x1656_67B1_9E37_79F9 &+ UInt64(length))
    }

    @inline(__always)
    private static func gramBit(_ gram: UInt32) -> UInt32 {
        (gram &* 0x9E37_79B1) >> (32 - gramBits)
    }

    @inline(__always)
    private func probe(
        _ table: Table, _ key: UInt64, _ value: UnsafePointer<UInt8>, _ count: Int, exact: Bool,
        _ found: (Int32) -> Void
    ) {
        var slot = Int(truncatingIfNeeded: key) & table.mask
        while true {
            let bucket = table.buckets[slot]
            if bucket.count == 0 { return }
            if bucket.key == key {
                for index in Int(bucket.start)..<Int(bucket.start &+ bucket.count) {
                    let entry = entries[index]
                    let length = Int(entry.count)
                    guard exact ? length == count : length <= count else { continue }
                    if memcmp(pool + Int(entry.offset), value, length) == 0 { found(entry.output) }
                }
                return
            }
            slot = (slot &+ 1) & table.mask
        }
    }

    @inline(__always)
    private func probeEnd(_ key: UInt64, _ value: UnsafePointer<UInt8>, _ count: Int, _ found: (Int32) -> Void) {
        var slot = Int(truncatingIfNeeded: key) & ends.mask
        while true {
            let bucket = ends.buckets[slot]
            if bucket.count == 0 { return }
            if bucket.key == key {
                for index in Int(bucket.start)..<Int(bucket.start &+ bucket.count) {
                    let entry = entries[index]
                    let length = Int(entry.count)
                    guard length <= count else { continue }
                    if memcmp(pool + Int(entry.offset), value + (count &- length), length) == 0 { found(entry.output) }
                }
                return
            }
            slot = (slot &+ 1) & ends.mask
        }
    }

    private func findGrams(_ value: UnsafePointer<UInt8>, _ count: Int, _ found: (Int32) -> Void) {
        guard count >= 4 else { return }
        let bitmap = gramBitmap
        for at in 0...(count &- 4) {
            let gram = scan_load32(value + at)
            let bit = LiteralIndex.gramBit(gram)
            if bitmap[Int(bit >> 6)] & (1 << UInt64(bit & 63)) == 0 { continue }
            verify(4 << 32 | UInt64(gram), value, count, at, found)
        }
    }

    private func findPairs(_ value: UnsafePointer<UInt8>, _ count: Int, _ found: (Int32) -> Void) {
        guard count >= 2 else { return }
        for at in 0...(count &- 2) {
            let pair = Int(value[at]) | Int(value[at + 1]) << 8
            if pairBitmap[pair >> 6] & (1 << UInt64(pair & 63)) == 0 { continue }
            verify(2 << 32 | UInt64(pair), value, count, at, found)
        }
    }

    private func verify(
        _ key: UInt64, _ value: UnsafePointer<UInt8>, _ count: Int, _ at: Int, _ found: (Int32) -> Void
    ) {
        var slot = Int(truncatingIfNeeded: LiteralIndex.slotHash(key)) & grams.mask
        while true {
            let bucket = grams.buckets[slot]
            if bucket.count == 0 { return }
            if bucket.key == key {
                for index in Int(bucket.start)..<Int(bucket.start &+ bucket.count) {
                    let entry = entries[index]
                    let begin = at &- Int(entry.anchor)
                    let length = Int(entry.count)
                    guard begin >= 0, begin &+ length <= count else { continue }
                    if memcmp(pool + Int(entry.offset), value + begin, length) == 0 { found(entry.output) }
                }
                return
            }
            slot = (slot &+ 1) & grams.mask
        }
    }

    private static func slotHash(_ key: UInt64) -> UInt64 {
        ByteHash.mix(key, 0x9E37_79B9_7F4A_7C15)
    }

    // MARK: Building

    private struct Builder {
        var pool: [UInt8] = []
        var whole: [UInt64: [Entry]] = [:]
        var starts: [UInt64: [Entry]] = [:]
        var ends: [UInt64: [Entry]] = [:]
        var grams: [UInt64: [Entry]] = [:]
        var startLengths: Set<Int> = []
        var endLengths: Set<Int> = []
        var singles = [[Int32]](repeating: [], count: 256)
        /// How often the four bytes occur in the literals, by a hash.
        private var frequency: [UInt32] = []

        mutating func countGrams(_ literals: [(bytes: [UInt8], position: LiteralPosition, output: Int32)]) {
            for literal in literals where literal.position == .anywhere && literal.bytes.count >= 4 {
                if frequency.isEmpty { frequency = [UInt32](repeating: 0, count: 1 << 14) }
                for at in 0...(literal.bytes.count - 4) { frequency[slot(literal.bytes, at)] += 1 }
            }
        }

        private func slot(_ bytes: [UInt8], _ at: Int) -> Int {
            Int((gram(bytes, at) &* 0x9E37_79B1) >> 18)
        }

        private func gram(_ bytes: [UInt8], _ at: Int) -> UInt32 {
            UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24
        }

        mutating func add(_ bytes: [UInt8], _ position: LiteralPosition, _ output: Int32) {
            precondition(!bytes.isEmpty || position == .whole, "an empty literal is met by every value")
            var entry = Entry(offset: Int32(pool.count), count: Int32(bytes.count), anchor: 0, output: output)
            pool += bytes
            // Keys are read 8 bytes at a time: a copy with room behind it.
            let padded = bytes + [UInt8](repeating: 0, count: 16)
            padded.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                let length = bytes.count >= 16 ? 16 : min(bytes.count, 8)
                switch position {
                case .whole: whole[ByteHash.hash(base, bytes.count), default: []].append(entry)
                case .start:
                    startLengths.insert(length)
                    starts[LiteralIndex.key(base, length), default: []].append(entry)
                case .end:
                    endLengths.insert(length)
                    ends[LiteralIndex.key(base + (bytes.count - length), length), default: []].append(entry)
                case .anywhere:
                    if bytes.count == 1 {
                        singles[Int(bytes[0])].append(output)
                    } else if bytes.count < 4 {
                        grams[2 << 32 | UInt64(bytes[0]) | UInt64(bytes[1]) << 8, default: []].append(entry)
                    } else {
                        let anchor = (0...(bytes.count - 4)).min {
                            frequency[slot(bytes, $0)] < frequency[slot(bytes, $1)]
                        }
                        entry.anchor = Int32(anchor ?? 0)
                        grams[4 << 32 | UInt64(gram(bytes, anchor ?? 0)), default: []].append(entry)
                    }
                }
            }
        }
    }

    private static func table(
        _ groups: [UInt64: [Entry]], _ ordered: inout [Entry], slotHash: (UInt64) -> UInt64 = { $0 }
    ) -> Table {
        var capacity = 4
        while capacity < groups.count * 2 + 1 { capacity *= 2 }
        let table = Table(buckets: .allocate(capacity: capacity), mask: capacity - 1)
        table.buckets.initialize(repeating: Bucket(), count: capacity)
        for (key, entries) in groups {
            var slot = Int(truncatingIfNeeded: slotHash(key)) & table.mask
            while table.buckets[slot].count != 0 { slot = (slot + 1) & table.mask }
            table.buckets[slot] = Bucket(key: key, start: Int32(ordered.count), count: Int32(entries.count))
            ordered += entries
        }
        return table
    }
}
