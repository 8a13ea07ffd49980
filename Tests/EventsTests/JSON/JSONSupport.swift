// What the tests of JSON share: a document read in memory that ends just behind it, random documents, and their
// flattening by another reader.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation

/// A field as a test sees it.
struct Flat: Hashable, CustomStringConvertible {
    var name: String
    var value: String
    var kind = ValueKind.string
    var isElement = false

    init(_ name: String, _ value: String, _ kind: ValueKind = .string, isElement: Bool = false) {
        self.name = name
        self.value = value
        self.kind = kind
        self.isElement = isElement
    }

    var description: String { "\(name)=\(value) (\(kind)\(isElement ? ", element" : ""))" }
}

/// What became of one document.
struct ReadJSON {
    var isRead: Bool
    var fields: [Flat]
    var problems: [Problem]

    var codes: [Problem.Code] { problems.map(\.code) }
    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

func readJSON(_ text: String) -> ReadJSON {
    readJSON(Array(text.utf8))
}

func readJSON(_ bytes: [UInt8]) -> ReadJSON {
    var reader = JSONReader()
    var event = Event()
    return readJSON(bytes, &reader, &event)
}

/// With a reader and an event that served others before.
func readJSON(_ bytes: [UInt8], _ reader: inout JSONReader, _ event: inout Event) -> ReadJSON {
    event.clear(format: .jsonLines)
    return withLine(bytes) { line in
        let isRead = reader.read(line, into: &event)
        var fields: [Flat] = []
        for index in 0..<event.count {
            let field = event.fields[index]
            fields.append(
                Flat(
                    String(decoding: field.nameBytes, as: UTF8.self), String(decoding: field.valueBytes, as: UTF8.self),
                    field.kind, isElement: field.isElement))
        }
        return ReadJSON(isRead: isRead, fields: fields, problems: event.problems)
    }
}

/// The same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 2 &+ 1
    }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A random JSON value with its text, for comparison with Foundation.
indirect enum RandomJSON {
    case text(String)
    case number(String)
    case boolean(Bool)
    case null
    case array([RandomJSON])
    case object([(String, RandomJSON)])

    private static let pieces = [
        "a", "Zo", " ", "\"", "\\", "/", "\n", "\t", "\u{8}", "\u{C}", "é", "€", "😀", "\u{7F}", "\u{2028}", "\u{FFFD}",
        "e\u{301}", "0123456789abcdef", "long enough to go over sixteen bytes",
    ]

    static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }.joined()
    }

    init(_ random: inout SeededGenerator, depth: Int = 0) {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
        case 0...2: self = .text(RandomJSON.text(&random))
        case 3: self = .number("\(Int.random(in: -1_000_000...1_000_000, using: &random))")
        case 4: self = .boolean(Bool.random(using: &random))
        case 5: self = .null
        case 6:
            let count = Int.random(in: 0...4, using: &random)
            self = .array((0..<count).map { _ in RandomJSON(&random, depth: depth + 1) })
        default: self = .object(RandomJSON.members(&random, depth))
        }
    }

    /// Names are all different, since Foundation keeps one of two.
    static func members(_ random: inout SeededGenerator, _ depth: Int) -> [(String, RandomJSON)] {
        (0..<Int.random(in: 0...4, using: &random)).map { number in
            ("\(number)" + text(&random), RandomJSON(&random, depth: depth + 1))
        }
    }

    /// The text, with white space and escapes that differ each time.
    func written(_ random: inout SeededGenerator) -> String {
        let space = ["", "", "", " ", "\n\t", "\r\n  "][Int.random(in: 0..<6, using: &random)]
        switch self {
        case .text(let text): return RandomJSON.quoted(text, &random) + space
        case .number(let digits): return digits + space
        case .boolean(let value): return "\(value)" + space
        case .null: return "null" + space
        case .array(let elements):
            return "[" + space + elements.map { $0.written(&random) }.joined(separator: "," + space) + "]" + space
        case .object(let members):
            let parts = members.map { name, value in
                RandomJSON.quoted(name, &random) + space + ":" + space + value.written(&random)
            }
            return "{" + space + parts.joined(separator: "," + space) + "}" + space
        }
    }

    private static func quoted(_ text: String, _ random: inout SeededGenerator) -> String {
        let escapeAll = Int.random(in: 0..<4, using: &random) == 0
        var result = "\""
        for unit in text.unicodeScalars {
            if escapeAll || unit.value < 0x20 || unit == "\"" || unit == "\\" {
                for half in String(unit).utf16 {
                    let digits = String(half, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(unit)
            }
        }
        return result + "\""
    }
}

/// A document as Foundation reads it.
indirect enum FoundationJSON: Decodable {
    case leaf(String, ValueKind)
    case array([FoundationJSON])
    case object([String: FoundationJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .leaf("", .null)
        } else if let boolean = try? value.decode(Bool.self) {
            self = .leaf("\(boolean)", .boolean)
        } else if let number = try? value.decode(Int.self) {
            self = .leaf("\(number)", .number)
        } else if let text = try? value.decode(String.self) {
            self = .leaf(text, .string)
        } else if let array = try? value.decode([FoundationJSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: FoundationJSON].self))
        }
    }

    /// By the rules of an event: names joined with dots, arrays as repeated names, an empty record without fields.
    func flattened(name: String = "", isElement: Bool = false) -> [Flat] {
        switch self {
        case .leaf(let text, let kind): return [Flat(name, text, kind, isElement: isElement)]
        case .array(let elements):
            if elements.isEmpty { return [Flat(name, "", .emptyArray)] }
            return elements.flatMap { $0.flattened(name: name, isElement: true) }
        case .object(let members):
            if members.isEmpty { return name.isEmpty ? [] : [Flat(name, "", .emptyObject, isElement: isElement)] }
            return members.flatMap { key, inner in
                inner.flattened(name: name.isEmpty ? key : name + "." + key, isElement: isElement)
            }
        }
    }
}
