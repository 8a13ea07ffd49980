// JSON in one form only (RFC 8785), so that the same content always has the same bytes, and with them the same hash.
// SPDX-License-Identifier: EUPL-1.2

/// A JSON value of the record. Numbers are integers: fractions have more than one spelling, and the record needs none.
public indirect enum CanonicalJSON: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// Within ±(2^53 - 1), where every reader agrees on the value (RFC 7493 section 2.2).
    case integer(Int64)
    case string(String)
    case array([CanonicalJSON])
    case object([String: CanonicalJSON])

    public static let largestInteger: Int64 = (1 << 53) - 1

    /// The bytes of RFC 8785; nil if an integer is too large.
    public var bytes: [UInt8]? {
        var bytes: [UInt8] = []
        return write(to: &bytes) ? bytes : nil
    }

    private func write(to bytes: inout [UInt8]) -> Bool {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value):
            guard -CanonicalJSON.largestInteger...CanonicalJSON.largestInteger ~= value else { return false }
            bytes += String(value).utf8
        case .string(let value): CanonicalJSON.write(value, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                guard value.write(to: &bytes) else { return false }
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            // Section 3.2.3: by UTF-16 code units, which is not the order of UTF-8 beyond U+FFFF.
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                CanonicalJSON.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                guard member.value.write(to: &bytes) else { return false }
            }
            bytes.append(UInt8(ascii: "}"))
        }
        return true
    }

    /// Section 3.2.2.2: only what must be escaped is, and in the shortest form.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: bytes += [0x5C, byte]
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += "\\u00".utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
