// Decides which texts are numbers, for values in rules and in events alike, so that both sides agree.
// SPDX-License-Identifier: EUPL-1.2

package import Events

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Decimal numbers: a sign, digits with at most one point, and an exponent if allowed. Nothing else around them;
/// never `0x10`, `inf` or `1_000`.
package enum DecimalNumber {
    private static let longest = 64

    /// The number that is equal to a text, for equality: `007` is no number, but what somebody wrote.
    package static func equality(_ bytes: Bytes) -> Double? {
        hasLeadingZero(bytes) ? nil : value(bytes)
    }

    /// The number in a text for `lt`, `lte`, `gt`, `gte`: leading zeros do not matter.
    package static func value(_ bytes: Bytes) -> Double? {
        guard let shape = shape(bytes) else { return nil }
        if let integer = shape.integer { return Double(integer) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest + 1) { copy in
            for index in 0..<bytes.count { copy[index] = CChar(bitPattern: bytes[index]) }
            copy[bytes.count] = 0
            guard let start = copy.baseAddress else { return nil }
            let value = strtod(start, nil)
            return value.isFinite ? value : nil
        }
    }

    /// The number that a plain scalar of a rule is: no leading zeros, no exponent, and small enough to be exact.
    static func inRule(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { bytes in
            guard !hasLeadingZero(bytes), let shape = shape(bytes), !shape.hasExponent, let value = value(bytes),
                abs(value) < 9_007_199_254_740_992
            else { return nil }
            return value
        }
    }

    private struct Shape {
        /// The value if there is neither point nor exponent and it fits.
        var integer: Int?
        var hasExponent = false
    }

    private static func shape(_ bytes: Bytes) -> Shape? {
        guard 1...longest ~= bytes.count else { return nil }
        var at = 0
        let isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative || bytes[0] == UInt8(ascii: "+") { at = 1 }
        var (digits, hasPoint, integer) = (0, false, Int?.some(0))
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                integer = nil
            } else if byte >= 0x30, byte <= 0x39 {
                digits += 1
                if let sum = integer {
                    integer = digits <= 18 ? sum * 10 + Int(byte - 0x30) : nil
                }
            } else {
                break
            }
            at += 1
        }
        guard digits > 0 else { return nil }
        if at == bytes.count { return Shape(integer: integer.map { isNegative ? -$0 : $0 }) }
        guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return nil }
        at += 1
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 }
        guard at < bytes.count else { return nil }
        for index in at..<bytes.count where !(0x30...0x39 ~= bytes[index]) { return nil }
        return Shape(integer: nil, hasExponent: true)
    }

    private static func hasLeadingZero(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first else { return false }
        let start = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? 1 : 0
        guard start + 1 < bytes.count, bytes[start] == 0x30 else { return false }
        return 0x30...0x39 ~= bytes[start + 1]
    }
}
