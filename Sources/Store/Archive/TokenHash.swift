// The hash of words in filters on disk. Stable: files of every release are read with it.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// A 64-bit hash that is the same on every machine and in every release.
enum TokenHash {
    private static let prime: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// - Parameter seed: tells kinds of tokens apart.
    @inline(__always)
    static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int, seed: UInt64, folding: Bool) -> UInt64 {
        var state = seed &+ UInt64(count) &* prime
        var word: UInt64 = 0
        var shift: UInt64 = 0
        for index in 0..<count {
            var byte = bytes[index]
            if folding, 0x41...0x5A ~= byte { byte |= 0x20 }
            word |= UInt64(byte) << shift
            shift &+= 8
            if shift == 64 {
                state = mix(state ^ word)
                word = 0
                shift = 0
            }
        }
        return mix(state ^ word)
    }

    static func hash(_ bytes: Bytes, seed: UInt64, folding: Bool) -> UInt64 {
        guard let base = bytes.baseAddress else { return hash(ArrayBase.empty, 0, seed: seed, folding: false) }
        return hash(base, bytes.count, seed: seed, folding: folding)
    }

    /// The product of two halves folded together: every bit of the input reaches every bit of the result.
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }

    private enum ArrayBase {
        nonisolated(unsafe) static let empty = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
    }
}
