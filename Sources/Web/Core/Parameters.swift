// The parameters of a query (application/x-www-form-urlencoded) and of a path (RFC 3986, 2.1), read without mercy: what
// is unknown, doubled or cut off is refused, so that a mistyped filter never shows more than was asked.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents

/// Parameters by name. Each is taken once; what nobody takes is not known.
struct Parameters {
    private var values: [String: String] = [:]

    /// - Throws: `Problem` unless each pair reads as text and no name comes twice.
    init(query: String) throws(Problem) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Parameters.decode(parts[0], plus: true),
                let value = Parameters.decode(parts.count > 1 ? parts[1] : "", plus: true)
            else { throw Problem(.parameterInvalid, [String(parts[0].prefix(64))]) }
            guard values.updateValue(value, forKey: name) == nil, values.count <= WebLimits.parameters else {
                throw Problem(.parameterInvalid, [String(name.prefix(64))])
            }
        }
    }

    /// The value of a name, which stays there for another to take.
    func peek(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The value of a name; nil if it is not there or empty.
    mutating func text(_ name: String) -> String? {
        values.removeValue(forKey: name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A value in its own type; `read` gives nil for what it cannot be.
    mutating func value<Value>(_ name: String, _ read: (String) -> Value?) throws(Problem) -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = read(text) else { throw Problem(.parameterInvalid, [name]) }
        return value
    }

    mutating func time(_ name: String) throws(Problem) -> Timestamp? {
        // A plus that was not encoded has become a blank.
        try value(name) { WebTime.read($0.replacing(" ", with: "+")) }
    }

    /// How many rows are asked for.
    mutating func limit() throws(Problem) -> Int {
        let limit = try value("limit") { text in
            text.utf8.count <= 4 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
        }
        guard let limit else { return 100 }
        guard 1...WebLimits.pageRows ~= limit else { throw Problem(.parameterInvalid, ["limit"]) }
        return limit
    }

    /// To be called when all that is known was taken.
    func end() throws(Problem) {
        if let name = values.keys.min() { throw Problem(.parameterUnknown, [String(name.prefix(64))]) }
    }

    /// Text without percent signs; nil if it is no UTF-8 or a percent sign stands for nothing.
    static func decode(_ text: some StringProtocol, plus: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plus {
                bytes.append(0x20)
            } else if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

/// Times as the API takes them.
enum WebTime {
    /// A time of RFC 3339, with its offset; nil for anything else.
    static func read(_ text: String) -> Timestamp? {
        let form = #/\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)/#
        guard text.utf8.count <= 40, text.wholeMatch(of: form) != nil else { return nil }
        let padded = Array(text.utf8) + [UInt8](repeating: 0, count: 16)
        return padded.withUnsafeBufferPointer {
            TimestampText.parse(Bytes(rebasing: $0[0..<text.utf8.count]), zone: .none).timestamp
        }
    }
}
