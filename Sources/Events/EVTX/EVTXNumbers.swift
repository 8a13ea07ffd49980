// Numbers, times and identifiers of Windows event logs as text, written straight into memory.
// SPDX-License-Identifier: EUPL-1.2

/// Each function writes at `target` and returns how many bytes.
enum EVTXNumbers {
    /// Enough room for the longest text that a function here writes, but for a SID or binary data.
    static let room = 48

    static func decimal(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        if value < 10 {
            target[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)
            return 1
        }
        var digits = 1
        var power: UInt64 = 10
        while digits < 20, value >= power {
            digits += 1
            power = digits < 20 ? power &* 10 : .max
        }
        var rest = value
        var at = digits
        while at > 0 {
            at -= 1
            target[at] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return digits
    }

    static func decimal(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard value < 0 else { return decimal(UInt64(value), to: target) }
        target[0] = UInt8(ascii: "-")
        return 1 + decimal(value.magnitude, to: target + 1)
    }

    /// `0x` and lower case digits without leading zeros.
    static func hexadecimal(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        target[0] = UInt8(ascii: "0")
        target[1] = UInt8(ascii: "x")
        let digits = max(1, (64 - value.leadingZeroBitCount + 3) / 4)
        for index in 0..<digits {
            let nibble = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - index)) & 15)
            target[2 + index] = nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "a") &+ nibble &- 10
        }
        return 2 + digits
    }

    @inline(__always)
    private static func upperHex(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "A") &+ nibble &- 10
    }

    /// Upper case digits, two for each byte.
    static func binary(_ source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        for index in 0..<count {
            target[2 * index] = upperHex(source[index] >> 4)
            target[2 * index + 1] = upperHex(source[index] & 15)
        }
        return 2 * count
    }

    /// The groups of a GUID as Windows writes them: the first three are little-endian. No braces.
    static func guid(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var at = 0
        for index in 0..<16 {
            let from =
                switch index {
                case 0...3: 3 - index
                case 4, 5: 9 - index
                case 6, 7: 13 - index
                default: index
                }
            if index == 4 || index == 6 || index == 8 || index == 10 {
                target[at] = UInt8(ascii: "-")
                at += 1
            }
            target[at] = upperHex(source[from] >> 4)
            target[at + 1] = upperHex(source[from] & 15)
            at += 2
        }
        return at
    }

    /// `S-1-5-21-...` ([MS-DTYP] 2.4.2.1). At most 255 sub-authorities of ten digits.
    static func sid(_ source: UnsafePointer<UInt8>, size: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        target[0] = UInt8(ascii: "S")
        target[1] = UInt8(ascii: "-")
        guard size >= 8 else {
            target[2] = UInt8(ascii: "?")
            return 3
        }
        var at = 2 + decimal(UInt64(source[0]), to: target + 2)
        target[at] = UInt8(ascii: "-")
        var authority: UInt64 = 0
        for index in 2..<8 { authority = authority << 8 | UInt64(source[index]) }
        at += 1 + decimal(authority, to: target + at + 1)
        let count = min(Int(source[1]), (size - 8) / 4)
        for index in 0..<count {
            let from = source + 8 + 4 * index
            var value: UInt64 = 0
            for byte in 0..<4 { value |= UInt64(from[byte]) << UInt64(8 * byte) }
            target[at] = UInt8(ascii: "-")
            at += 1 + decimal(value, to: target + at + 1)
        }
        return at
    }

    /// The bytes that `sid` may need.
    static func sidRoom(_ size: Int) -> Int {
        room + 11 * min(255, max(0, size - 8) / 4)
    }

    /// A FILETIME as `2019-03-19T23:35:07.524202Z`: 100 ns since 1601, the seventh digit dropped. Nil after the year
    /// 9999.
    static func fileTime(_ ticks: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int? {
        let seconds = ticks / 10_000_000
        let days = Int(seconds / 86_400)
        let second = Int(seconds % 86_400)
        // Days since 1 March of the year 0: 1601-01-01 is day 584,694. Then as in Base/Timestamp.swift.
        let (era, dayOfEra) = (days + 584_694).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        guard year <= 9_999 else { return nil }
        return time(
            year, month, dayOfYear - (153 * shifted + 2) / 5 + 1, second, Int(ticks % 10_000_000 / 10), to: target)
    }

    /// A SYSTEMTIME: eight 16-bit numbers ([MS-DTYP] 2.3.13). Nil if they make no date.
    static func systemTime(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int? {
        func part(_ index: Int) -> Int { Int(source[2 * index]) | Int(source[2 * index + 1]) << 8 }
        guard 1_601...9_999 ~= part(0), 1...12 ~= part(1), 1...31 ~= part(3), part(4) < 24, part(5) < 60, part(6) < 60,
            part(7) < 1_000
        else { return nil }
        let second = part(4) * 3_600 + part(5) * 60 + part(6)
        return time(part(0), part(1), part(3), second, part(7) * 1_000, to: target)
    }

    private static func time(
        _ year: Int, _ month: Int, _ day: Int, _ second: Int, _ micro: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        digits(year, 4, to: target)
        target[4] = UInt8(ascii: "-")
        digits(month, 2, to: target + 5)
        target[7] = UInt8(ascii: "-")
        digits(day, 2, to: target + 8)
        target[10] = UInt8(ascii: "T")
        digits(second / 3_600, 2, to: target + 11)
        target[13] = UInt8(ascii: ":")
        digits(second / 60 % 60, 2, to: target + 14)
        target[16] = UInt8(ascii: ":")
        digits(second % 60, 2, to: target + 17)
        target[19] = UInt8(ascii: ".")
        digits(micro, 6, to: target + 20)
        target[26] = UInt8(ascii: "Z")
        return 27
    }

    @inline(__always)
    private static func digits(_ value: Int, _ count: Int, to target: UnsafeMutablePointer<UInt8>) {
        var rest = value
        var at = count
        while at > 0 {
            at -= 1
            target[at] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// The shortest decimal that gives the same number back; exponents without a plus sign.
    static func real(
        _ value: some BinaryFloatingPoint & LosslessStringConvertible, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var at = 0
        for byte in value.description.utf8 where byte != UInt8(ascii: "+") && at < room {
            target[at] = byte
            at += 1
        }
        return at
    }
}
