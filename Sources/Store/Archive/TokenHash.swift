// The hash of words in filters on disk. Stable: files of every release are read with it.
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// A 64-bit hash that is the same on every machine and in every release.
package enum TokenHash {
    private static let prime: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// - Parameter seed: tells kinds of tokens apart.
    ///   - readable: how many bytes can be read; those beyond `count` do not matter.
    @inline(__always)
    static func hash(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, readable: Int, seed: UInt64, folding: Bool
    ) -> UInt64 {
        var state = seed &+ UInt64(count) &* prime
        let raw = UnsafeRawPointer(bytes)
        var at = 0
        while count &- at >= 8 {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            state = mix(state ^ (folding ? folded(word) : word))
            at &+= 8
        }
        var word: UInt64 = 0
        if readable &- at >= 8 {
            word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            word &= (1 << UInt64(truncatingIfNeeded: (count &- at) &* 8)) &- 1
        } else {
            for index in at..<count { word |= UInt64(bytes[index]) << UInt64(truncatingIfNeeded: (index &- at) &* 8) }
        }
        return mix(state ^ (folding ? folded(word) : word))
    }

    /// Eight bytes with the capital letters of ASCII made small.
    @inline(__always)
    private static func folded(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = word & (ones &* 0x7F)
        // The highest bit of each byte says: at least `A`; above `Z`; of ASCII.
        let isCapital = (low &+ ones &* (0x80 - 0x41)) & ~(low &+ ones &* (0x7F - 0x5A)) & ~word & (ones &* 0x80)
        return word | isCapital >> 2
    }

    package static func hash(_ bytes: Bytes, seed: UInt64, folding: Bool) -> UInt64 {
        guard let base = bytes.baseAddress else { return mix(seed) }
        return hash(base, bytes.count, readable: bytes.count, seed: seed, folding: folding)
    }

    /// The product of two halves folded together: every bit of the input reaches every bit of the result.
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
