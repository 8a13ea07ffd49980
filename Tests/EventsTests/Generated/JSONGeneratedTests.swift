// Tests JSON on generated numbers, escapes and nestings, against a regular expression, UTF-16 and Foundation.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite struct JSONGeneratedTests {
    @Test("RFC 8259 6: 10,000 runs of signs, digits, points and exponents are numbers only by the grammar")
    func numbers() {
        let grammar = #/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/#
        var random = SeededGenerator(seed: 601)
        for _ in 0..<10_000 {
            let text = random.text(of: ["-", "+", ".", "e", "E", "0", "0", "1", "7", "90"], 1...6)
            let isNumber = text.wholeMatch(of: grammar) != nil
            let found = readJSON("{\"n\":\(text),\"after\":[\(text)]}")
            #expect(found.isRead == isNumber, "\(text)")
            if isNumber {
                #expect(
                    found.fields == [Flat("n", text, .number), Flat("after", text, .number, isElement: true)], "\(text)"
                )
            } else {
                #expect(found.codes == [.jsonSyntax], "\(text)")
            }
        }
    }

    @Test("RFC 8259 6: what Foundation reads as a number is one, with the same value")
    func againstFoundation() throws {
        var random = SeededGenerator(seed: 603)
        for _ in 0..<3_000 {
            let text = random.text(of: ["-", ".", "e", "0", "1", "25", "+"], 1...6)
            let document = "{\"n\":\(text)}"
            let theirs = try? JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
            guard let number = theirs?["n"] as? NSNumber else { continue }
            let ours = readJSON(document)
            #expect(ours.isRead, "\(text)")
            #expect(ours["n"].flatMap(Double.init) == number.doubleValue, "\(text)")
        }
    }

    @Test("RFC 8259 7: every one of the 65,536 units as an escape is its character; a lone surrogate is U+FFFD")
    func everyUnit() {
        var reader = JSONReader()
        var event = Event()
        for high in 0...255 {
            let units = (0...255).map { UInt16(high << 8 | $0) }
            let members = units.map { unit in
                let hex = String(unit, radix: 16)
                let written =
                    String(repeating: "0", count: 4 - hex.count) + (unit.isMultiple(of: 2) ? hex : hex.uppercased())
                return "\"k\":\"a\\u\(written)b\""
            }
            let found = readJSON(Array("{\(members.joined(separator: ","))}".utf8), &reader, &event)
            let expected = units.map { "a" + String(decoding: [$0], as: UTF16.self) + "b" }
            #expect(found.isRead && found.fields.map(\.value) == expected, "\(high)")
            #expect(found.codes == (0xD8...0xDF ~= high ? [.loneSurrogate] : []), "\(high)")
        }
    }

    @Test("RFC 8259 7: runs of escaped units are text as UTF-16 has it, whichever surrogates meet")
    func surrogates() {
        var random = SeededGenerator(seed: 607)
        let edges: [UInt16] = [0x41, 0xD7FF, 0xD800, 0xD83D, 0xDBFF, 0xDC00, 0xDE00, 0xDFFF, 0xE000, 0xFFFF]
        for _ in 0..<10_000 {
            let units = (0..<random.number(1...6)).map { _ in random.one(of: edges) }
            let text = units.map { "\\u" + String(repeating: "0", count: $0 < 0x1000 ? 2 : 0) + String($0, radix: 16) }
                .joined()
            let found = readJSON("{\"k\":\"\(text)\"}")
            let expected = String(decoding: units, as: UTF16.self)
            #expect(found["k"] == expected, "\(text)")
            #expect(found.codes == (expected.unicodeScalars.contains("\u{FFFD}") ? [.loneSurrogate] : []), "\(text)")
        }
    }

    @Test("RFC 8259 7: of all bytes behind a backslash eight make an escape of two characters, any other is an error")
    func everyEscape() {
        let meant: [UInt8: String] = [
            0x22: "\"", 0x5C: "\\", 0x2F: "/", 0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n", 0x72: "\r", 0x74: "\t",
        ]
        for byte in UInt8(1)...0x7F {
            let found = readJSON(Array("{\"k\":\"a\\".utf8) + [byte] + Array("b\"}".utf8))
            #expect(found.isRead == (meant[byte] != nil), "byte \(byte)")
            if let text = meant[byte] { #expect(found["k"] == "a\(text)b") }
            for place in 0..<4 {
                var hex = Array("{\"k\":\"\\u00e9\"}".utf8)
                hex[8 + place] = byte
                let isHex = "0123456789abcdefABCDEF".utf8.contains(byte)
                #expect(readJSON(hex).isRead == isHex, "byte \(byte) at digit \(place)")
            }
        }
    }

    /// Containers of random kinds in each other, as deep as asked, with a value in the middle and one behind.
    private func nested(_ random: inout SeededGenerator, depth: Int) -> String {
        var open = ""
        var close = ""
        for _ in 0..<depth - 1 {
            if random.once(in: 2) {
                open += "{\"k\":"
                close = random.one(of: ["}", ",\"z\":1}"]) + close
            } else {
                open += "["
                close = random.one(of: ["]", ",2]", ",\"]}\"]"]) + close
            }
        }
        return "{\"in\":\(open)\"middle\"\(close),\"after\":\"x\"}"
    }

    @Test("Objects and arrays in each other are read down to the limit; below it they are left out, the rest is read")
    func depth() {
        var random = SeededGenerator(seed: 609)
        for _ in 0..<500 {
            let depth = random.number(1...Limits.jsonDepth + 40)
            let text = nested(&random, depth: depth)
            let found = readJSON(text)
            let isWithin = depth <= Limits.jsonDepth
            #expect(found.isRead && found["after"] == "x", "\(text)")
            #expect(found.fields.contains { $0.value == "middle" } == isWithin, "\(text)")
            #expect(found.codes == (isWithin ? [] : [.jsonDepth]), "\(text)")
            for end in [text.count - 1, text.count / 2, 3] {
                #expect(!readJSON(String(text.prefix(end))).isRead, "\(text.prefix(end))")
            }
        }
    }

    @Test("RFC 8259 2: no byte but four is white space, wherever white space may stand")
    func whitespace() {
        for byte in UInt8(1)...0x7F where !"\"0123456789".utf8.contains(byte) {
            let isSpace = [0x20, 0x09, 0x0A, 0x0D].contains(byte)
            for text in [
                "~{\"a\":1}", "{~\"a\":1}", "{\"a\"~:1}", "{\"a\":~\"b\"}", "{\"a\":[1~]}", "{\"a\":{}~}", "{\"a\":1}~",
            ] {
                let bytes = Array(text.utf8).map { $0 == UInt8(ascii: "~") ? byte : $0 }
                #expect(readJSON(bytes).isRead == isSpace, "byte \(byte) in \(text)")
            }
        }
    }
}
