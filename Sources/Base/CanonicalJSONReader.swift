// Reads what CanonicalJSON writes, and nothing else: an entry whose bytes are not canonical is not an entry.
// SPDX-License-Identifier: EUPL-1.2

extension CanonicalJSON {
    /// The deepest nesting that is read.
    public static let depth = 32

    /// The value; nil unless the bytes are exactly the canonical form of a value (RFC 8785) without fractions.
    public init?(bytes: [UInt8]) {
        var reader = CanonicalJSONReader(bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd, value.bytes == bytes else { return nil }
        self = value
    }
}

/// A place in the bytes.
private struct CanonicalJSONReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { at == bytes.count }

    mutating func value(depth: Int) -> CanonicalJSON? {
        guard at < bytes.count, depth <= CanonicalJSON.depth else { return nil }
        switch bytes[at] {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "t"): return take("true") ? .boolean(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .boolean(false) : nil
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        default: return integer()
        }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        for index in 0..<count where bytes[at + index] != text.utf8Start[index] { return false }
        at += count
        return true
    }

    private mutating func object(depth: Int) -> CanonicalJSON? {
        at += 1
        var members: [String: CanonicalJSON] = [:]
        if take("}") { return .object(members) }
        repeat {
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\""), let name = string(), take(":"),
                let value = value(depth: depth + 1), members.updateValue(value, forKey: name) == nil
            else { return nil }
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> CanonicalJSON? {
        at += 1
        var values: [CanonicalJSON] = []
        if take("]") { return .array(values) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while take(",")
        return take("]") ? .array(values) : nil
    }

    private mutating func integer() -> CanonicalJSON? {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        while at < bytes.count, 0x30...0x39 ~= bytes[at] { at += 1 }
        return Int64(String(decoding: bytes[start..<at], as: UTF8.self)).map { .integer($0) }
    }

    /// Escapes that canonical text has. Others are refused when the value is written and compared.
    private mutating func string() -> String? {
        at += 1
        var text: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") { return String(validating: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard at < bytes.count else { return nil }
            at += 1
            switch bytes[at - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(bytes[at - 1])
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "u"):
                guard at + 4 <= bytes.count,
                    let code = UInt8(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16)
                else { return nil }
                at += 4
                text.append(code)
            default: return nil
            }
        }
        return nil
    }
}
