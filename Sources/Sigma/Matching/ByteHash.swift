// A fast 64-bit hash of bytes for the tables of the hot plane. Tables compare the bytes after it, so a collision costs
// time and never a wrong answer.
// SPDX-License-Identifier: EUPL-1.2

import CScan
import Events

enum ByteHash {
    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB

    /// Reads exactly `count` bytes.
    @inline(__always)
    static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int, seed: UInt64 = 0) -> UInt64 {
        var a: UInt64 = 0
        var b: UInt64 = 0
        var state = seed ^ first
        if count >= 8 {
            var at = 0
            while at &+ 16 < count {
                state = mix(scan_load64(bytes + at) ^ second, scan_load64(bytes + at + 8) ^ state)
                at &+= 16
            }
            a = scan_load64(bytes + max(count &- 16, 0))
            b = scan_load64(bytes + (count &- 8))
        } else if count >= 4 {
            a = UInt64(scan_load32(bytes))
            b = UInt64(scan_load32(bytes + (count &- 4)))
        } else if count > 0 {
            a = UInt64(bytes[0]) << 16 | UInt64(bytes[count >> 1]) << 8 | UInt64(bytes[count &- 1])
        }
        return mix(second ^ UInt64(truncatingIfNeeded: count), mix(a ^ second, b ^ state))
    }

    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
