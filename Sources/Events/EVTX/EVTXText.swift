// Text of Windows event logs made UTF-8: UTF-16LE, and ANSI strings, which are taken as Windows-1252.
// SPDX-License-Identifier: EUPL-1.2

import CScan

enum EVTXText {
    /// Writes up to three bytes for each unit. A surrogate without its other half becomes U+FFFD.
    ///
    /// - Returns: the number of bytes written, and whether something was repaired.
    static func utf8(
        from source: UnsafePointer<UInt8>, units: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> (count: Int, repaired: Bool) {
        var written = 0
        var repaired = false
        var at = 0
        while at < units {
            let unit = UInt32(source[2 * at]) | UInt32(source[2 * at + 1]) << 8
            at += 1
            var scalar = unit
            if 0xD800...0xDFFF ~= unit {
                scalar = 0xFFFD
                if unit < 0xDC00, at < units {
                    let low = UInt32(source[2 * at]) | UInt32(source[2 * at + 1]) << 8
                    if 0xDC00...0xDFFF ~= low {
                        scalar = 0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00))
                        at += 1
                    }
                }
                if scalar == 0xFFFD { repaired = true }
            }
            written += encode(scalar, to: target + written)
        }
        return (written, repaired)
    }

    /// The number of units before the first NUL.
    static func unitsToNUL(_ source: UnsafePointer<UInt8>, units: Int) -> Int {
        var at = 0
        while at < units, source[2 * at] != 0 || source[2 * at + 1] != 0 { at += 1 }
        return at
    }

    static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        switch scalar {
        case 0..<0x80:
            target[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        case 0x80..<0x800:
            target[0] = 0xC0 | UInt8(truncatingIfNeeded: scalar >> 6)
            target[1] = 0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F)
            return 2
        case 0x800..<0x10000:
            target[0] = 0xE0 | UInt8(truncatingIfNeeded: scalar >> 12)
            target[1] = 0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F)
            target[2] = 0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F)
            return 3
        default:
            target[0] = 0xF0 | UInt8(truncatingIfNeeded: scalar >> 18 & 0x07)
            target[1] = 0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F)
            target[2] = 0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F)
            target[3] = 0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F)
            return 4
        }
    }

    /// Windows-1252 from 0x80 to 0x9F (WHATWG Encoding, index windows-1252): the rest equals ISO 8859-1.
    private static let windows1252: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    /// Writes up to three bytes for each byte.
    static func utf8(
        fromANSI source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var written = 0
        for index in 0..<count {
            let byte = source[index]
            let scalar = 0x80...0x9F ~= byte ? UInt32(windows1252[Int(byte) - 0x80]) : UInt32(byte)
            written += encode(scalar, to: target + written)
        }
        return written
    }
}
