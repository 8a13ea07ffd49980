// The hashes of words, each once. They are spread already, so that one multiplication finds their place: a set of the
// library would spend as long on hashing them again as all else of a line takes.
// SPDX-License-Identifier: EUPL-1.2

/// A set of hashes of tokens. A table with open addressing, at most half full.
package struct TokenSet: Sendable, Sequence {
    /// Zero is a free place; the hash zero itself is kept apart.
    private var slots: [UInt64] = []
    private var used = 0
    private var hasZero = false

    private static let least = 1 << 10
    /// Another one in each process: nobody can choose words whose places crowd together.
    private static let salt = UInt64.random(in: .min ... .max)
    private let salt = TokenSet.salt

    package init() {}

    /// The number of hashes.
    package var count: Int { used + (hasZero ? 1 : 0) }

    package var isEmpty: Bool { count == 0 }

    /// Adds a hash, unless it is there.
    package mutating func insert(_ token: UInt64) {
        if token == 0 {
            hasZero = true
            return
        }
        if used * 2 >= slots.count { grow() }
        place(token)
    }

    /// Adds the hashes of another set. Room is made first: hashes that come in the order of their places would crowd
    /// together in a table that is still small.
    package mutating func formUnion(_ other: TokenSet) {
        while (used + other.used) * 2 >= slots.count { grow() }
        for token in other { insert(token) }
    }

    /// Makes it empty, and keeps its memory.
    package mutating func removeAll() {
        used = 0
        hasZero = false
        slots.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    private mutating func place(_ token: UInt64) {
        let mask = slots.count - 1
        let isNew = slots.withUnsafeMutableBufferPointer { slots in
            var at = Int(truncatingIfNeeded: TokenHash.mix(token ^ salt)) & mask
            while slots[at] != 0 {
                if slots[at] == token { return false }
                at = (at + 1) & mask
            }
            slots[at] = token
            return true
        }
        if isNew { used += 1 }
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: Swift.max(old.count * 2, TokenSet.least))
        used = 0
        for token in old where token != 0 { place(token) }
    }

    package struct Iterator: IteratorProtocol {
        private let slots: [UInt64]
        private var at = 0
        private var zero: Bool

        fileprivate init(_ set: TokenSet) {
            slots = set.slots
            zero = set.hasZero
        }

        package mutating func next() -> UInt64? {
            if zero {
                zero = false
                return 0
            }
            while at < slots.count {
                defer { at += 1 }
                if slots[at] != 0 { return slots[at] }
            }
            return nil
        }
    }

    package func makeIterator() -> Iterator { Iterator(self) }

    /// The hashes as bytes, lowest byte first.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 8)
        for value in self { Swift.withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }
}
