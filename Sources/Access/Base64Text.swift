// Base 64 without padding, in the alphabets of RFC 4648 sections 4 and 5, and only in its one canonical form.
// SPDX-License-Identifier: EUPL-1.2

/// Bytes as letters, digits and two marks, and back.
enum Base64Text {
    enum Alphabet {
        case standard
        case url

        var digits: [UInt8] {
            Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
                + Array((self == .url ? "-_" : "+/").utf8)
        }
    }

    static func encode(_ bytes: [UInt8], _ alphabet: Alphabet) -> String {
        let digits = alphabet.digits
        var text: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(held >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { text.append(digits[Int(held << UInt32(6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for padding, other characters, an impossible length, and bits behind the end that are not zero (RFC 4648
    /// section 3.5): otherwise one secret would have several spellings.
    static func decode(_ text: some Sequence<UInt8>, _ alphabet: Alphabet) -> [UInt8]? {
        let digits = alphabet.digits
        var bytes: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        for character in text {
            guard let digit = digits.firstIndex(of: character) else { return nil }
            held = (held << 6 | UInt32(digit)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
            }
        }
        guard bits < 6, held & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }
}
