// What is written as JSON, held against Foundation's reader and a second writer, on random values.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

/// A value as Foundation reads it.
private enum Read: Decodable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case fraction(Double)
    case string([UInt8])
    case array([Read])
    case object([String: Read])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .fraction(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(Array(value.utf8))
        } else if let value = try? container.decode([Read].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: Read].self))
        }
    }

    init(_ value: CanonicalJSON) {
        switch value {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .string(let value): self = .string(Array(value.utf8))
        case .array(let values): self = .array(values.map { Read($0) })
        case .object(let members): self = .object(members.mapValues { Read($0) })
        }
    }
}

@Suite("JSON on random values")
struct JSONPropertyTests {
    private func read(_ bytes: [UInt8]) throws -> Read { try JSONDecoder().decode(Read.self, from: Data(bytes)) }

    /// RFC 8785 once more, with strings.
    private func plain(_ value: CanonicalJSON) -> String {
        switch value {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .string(let value): return plain(value)
        case .array(let values): return "[" + values.map { plain($0) }.joined(separator: ",") + "]"
        case .object(let members):
            // UTF-16 in big-endian bytes has the order of its units.
            let sorted = members.map { name, value in
                (name.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, "\(plain(name)):\(plain(value))")
            }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
            return "{" + sorted.map(\.1).joined(separator: ",") + "}"
        }
    }

    private func plain(_ text: String) -> String {
        let short: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "\u{8}": "\\b", "\t": "\\t", "\n": "\\n", "\u{C}": "\\f", "\r": "\\r",
        ]
        let escaped = text.unicodeScalars.map { scalar in
            let control = scalar.value < 0x20 ? String(format: "\\u%04x", scalar.value) : String(scalar)
            return short[scalar] ?? control
        }
        return "\"" + escaped.joined() + "\""
    }

    @Test("RFC 8785: the bytes of any value are those of a second writer, and Foundation reads the same value")
    func canonical() throws {
        var random = RandomValues(1)
        for _ in 0..<1_500 {
            let value = random.json()
            let bytes = try #require(value.bytes)
            #expect(bytes == Array(plain(value).utf8))
            #expect(try read(bytes) == Read(value))
            #expect(CanonicalJSON(bytes: bytes) == value)
        }
    }

    @Test("bytes that were changed are refused, or are the one form of another value")
    func mutations() throws {
        var random = RandomValues(2)
        var (refused, other) = (0, 0)
        for _ in 0..<3_000 {
            let value = random.json(3)
            let bytes = try #require(value.bytes)
            var changed = bytes
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: changed[index] = UInt8.random(in: 0...255, using: &random)
            case 1: changed.remove(at: index)
            case 2: changed.insert([0x20, 0x2C, 0x22, 0x5D, 0x30].randomElement(using: &random) ?? 0, at: index)
            default: changed.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
            }
            guard changed != bytes else { continue }
            if let found = CanonicalJSON(bytes: changed) {
                #expect(found.bytes == changed && Array(plain(found).utf8) == changed)
                other += 1
            } else {
                refused += 1
            }
        }
        #expect(refused > 1_000 && other > 200)
    }

    @Test("a text cut off anywhere is refused, unless it is a number that is one without its end")
    func cut() throws {
        var random = RandomValues(3)
        for _ in 0..<200 {
            let value = CanonicalJSON.array([random.json(3)])
            let bytes = try #require(value.bytes)
            for count in 0..<bytes.count { #expect(CanonicalJSON(bytes: Array(bytes[..<count])) == nil) }
        }
        #expect(CanonicalJSON(bytes: Array("-12".utf8)) == .integer(-12))
        #expect(CanonicalJSON(bytes: Array("-1".utf8)) == .integer(-1) && CanonicalJSON(bytes: Array("-".utf8)) == nil)
    }

    @Test("RFC 7493 2.3: names that mean the same character may not stand in one object twice")
    func sameNames() {
        for json in [#"{"e\#u{301}":1,"\#u{E9}":2}"#, #"{"a":1,"a":1}"#, #"{"":null,"":null}"#] {
            #expect(CanonicalJSON(bytes: Array(json.utf8)) == nil, "\(json)")
        }
    }

    @Test("one number that is too large anywhere in a value leaves the value without bytes")
    func tooLarge() {
        var random = RandomValues(4)
        for _ in 0..<200 {
            let bad = Int64.random(in: (CanonicalJSON.largestInteger + 1)...Int64.max, using: &random)
            var value = CanonicalJSON.integer(Bool.random(using: &random) ? bad : -bad)
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                let others = [random.json(1), value, random.json(1)]
                value = Bool.random(using: &random) ? .array(others) : .object(["a": random.json(1), "x": value])
            }
            #expect(value.bytes == nil)
        }
    }

    // MARK: the writer in one pass

    private func write(_ value: Read, _ writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .boolean(let value): writer.boolean(value)
        case .integer(let value): writer.number(value)
        case .fraction(let value): writer.number(value)
        case .string(let bytes): bytes.withUnsafeBufferPointer { writer.string(utf8: $0) }
        case .array(let values):
            writer.beginArray()
            for value in values { write(value, &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for (name, value) in members {
                if name.utf8.count.isMultiple(of: 2) {
                    writer.name(name)
                } else {
                    Array(name.utf8).withUnsafeBufferPointer { writer.name(utf8: $0) }
                }
                write(value, &writer)
            }
            writer.endObject()
        }
    }

    @Test("RFC 8259: whatever is nested, Foundation reads what was written; commas come by themselves")
    func nested() throws {
        var random = RandomValues(5)
        var writer = JSONWriter()
        for _ in 0..<800 {
            let value = Read(random.json())
            writer.removeAll()
            write(value, &writer)
            #expect(try read(writer.bytes) == value)
            #expect(writer.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        }
    }

    @Test("JSON Lines: each line is a value of its own, however the values are nested")
    func lines() throws {
        var random = RandomValues(6)
        var writer = JSONWriter()
        let values = (0..<100).map { _ in Read(random.json()) }
        for value in values {
            write(value, &writer)
            writer.endLine()
        }
        let lines = writer.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.count == values.count + 1 && lines.last?.isEmpty == true)
        for (line, value) in zip(lines, values) { #expect(try read(Array(line)) == value) }
    }

    @Test("a fraction is written so that the same number is read; a whole one to its last digit")
    func numbers() throws {
        var random = RandomValues(7)
        for _ in 0..<2_000 {
            let number = Double(bitPattern: random.next())
            let whole = Int64(bitPattern: random.next())
            var writer = JSONWriter()
            writer.beginArray()
            writer.number(number)
            writer.number(whole)
            writer.endArray()
            guard number.isFinite else {
                #expect(writer.bytes == Array("[null,\(whole)]".utf8))
                continue
            }
            let text = String(decoding: writer.bytes, as: UTF8.self)
            #expect(text.hasSuffix(",\(whole)]"))
            let first = try #require(try JSONDecoder().decode([Double].self, from: Data(writer.bytes)).first)
            #expect(first.bitPattern == number.bitPattern, "\(text)")
        }
    }
}
