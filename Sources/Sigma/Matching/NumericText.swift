// Reads numbers out of the text of a value.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// Numbers in text, for `lt` to `gte` and numeric equality.
enum NumericText {
    /// The number that the text is as a whole: optional sign, digits, fraction, exponent; no hexadecimal (trap: `0x10`
    /// stays text), no words such as `inf`.
    static func value(_ text: Bytes) -> Double? {
        guard 1...64 ~= text.count else { return nil }
        var digits = false
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits = true
            case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): break
            case UInt8(ascii: "e"), UInt8(ascii: "E"): guard index > 0 else { return nil }
            default: return nil
            }
        }
        return digits ? Double(String(decoding: text, as: UTF8.self)) : nil
    }
}
