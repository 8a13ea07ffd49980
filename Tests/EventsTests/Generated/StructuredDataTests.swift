// Tests structured data of RFC 5424 section 6.3: each character of a name, each escape, and round trips.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct StructuredDataTests {
    private static let sdName = (UInt8(0x21)...0x7E).filter { !"=]\"".utf8.contains($0) }.map {
        String(UnicodeScalar($0))
    }

    private func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("]", with: "\\]")
    }

    private func data(_ text: String, message: String = "") -> ReadLine {
        read("<14>1 2026-03-19T08:12:33Z h a p m \(text)\(message)", .syslog)
    }

    /// The fields behind those of the header.
    private func parameters(_ line: ReadLine) -> [Named] {
        Array(line.ordered.dropFirst(7))
    }

    @Test("RFC 5424 6.3: elements of any SD-NAME and any escaped value come back as they were written, in order")
    func roundTrip() {
        var random = SeededGenerator(seed: 201)
        for _ in 0..<3_000 {
            var text = ""
            var expected: [Named] = []
            for _ in 0..<random.number(1...4) {
                let id = random.text(of: Self.sdName, 1...32)
                let count = random.number(0...4)
                text += "[" + id
                if count == 0 { expected.append(Named(id, "")) }
                for _ in 0..<count {
                    let name = random.text(of: Self.sdName, 1...32)
                    let value = random.text(
                        of: ["a", "\"", "\\", "]", "[", "=", " ", "é€😀", "\\n", "\" x=\"", "] "], 0...7)
                    text += " \(name)=\"\(escaped(value))\""
                    expected.append(Named("\(id).\(name)", value))
                }
                text += "]"
            }
            if random.once(in: 2) {
                let line = data(text, message: " [x] \"text\"")
                #expect(parameters(line) == expected + [Named("message", "[x] \"text\"")], "\(text)")
            } else {
                #expect(parameters(data(text)) == expected, "\(text)")
            }
        }
    }

    @Test("RFC 5424 6.3.3: a backslash before any character but three stays, and so does that character")
    func everyEscape() {
        for byte in UInt8(0x20)...0x7E {
            let letter = String(UnicodeScalar(byte))
            let line = data("[x@1 a=\"1\\\(letter)2\" b=\"\"]")
            let meant = "\"\\]".contains(letter) ? letter : "\\" + letter
            #expect(parameters(line) == [Named("x@1.a", "1\(meant)2"), Named("x@1.b", "")], "\\\(letter)")
        }
    }

    @Test("RFC 5424 6.3: an SD-NAME holds any printable character but equals sign, space, bracket and quote")
    func everyNameCharacter() {
        for byte in UInt8(0x01)...0x7E where byte != 0x0A && byte != 0x0D {
            let letter = String(UnicodeScalar(byte))
            let isAllowed = Self.sdName.contains(letter)
            let inID = data("[a\(letter)b k=\"v\"]")
            let inParameter = data("[id k\(letter)l=\"v\"]")
            // A space ends a name and begins the next, and `b k` is none.
            #expect((parameters(inID) == [Named("a\(letter)b.k", "v")]) == isAllowed, "byte \(byte)")
            #expect((parameters(inParameter) == [Named("id.k\(letter)l", "v")]) == isAllowed, "byte \(byte)")
        }
    }

    @Test("Structured data that is cut off anywhere is no header of RFC 5424, and nothing of the text gets lost")
    func cuts() {
        let whole = "[a@1 x=\"1\\\"\\\\\\]\" y=\"\"][b][c z=\"é\"]"
        let bytes = Array(whole.utf8)
        let ends = [
            whole.utf8.count, "[a@1 x=\"1\\\"\\\\\\]\" y=\"\"]".utf8.count,
            "[a@1 x=\"1\\\"\\\\\\]\" y=\"\"][b]".utf8.count,
        ]
        for end in 1...bytes.count {
            let line = read(Array("<14>1 2026-03-19T08:12:33Z h a p m ".utf8) + bytes[..<end], .syslog)
            #expect((line["version"] == "1") == ends.contains(end), "cut at \(end)")
            if !ends.contains(end) {
                let cut = String(decoding: bytes[..<end], as: UTF8.self)
                #expect(line["message"]?.hasSuffix("h a p m \(cut)") == true, "cut at \(end)")
            }
        }
    }

    @Test("More parameters than an event may have fields are left out and noted; elements without end cost no more")
    func limits() {
        let many = "[x@1" + (0..<Limits.fieldsPerEvent + 10).map { " p\($0)=\"\($0)\"" }.joined() + "]"
        let line = data(many)
        #expect(line.names.count == Limits.fieldsPerEvent && line.problems == ["event.too_many_fields"])
        #expect(line["x@1.p100"] == "100" && line["x@1.p\(Limits.fieldsPerEvent)"] == nil)
        let elements = data(String(repeating: "[e]", count: Limits.fieldsPerEvent + 1))
        #expect(elements.fields["e"]?.count == Limits.fieldsPerEvent - 7)
        #expect(elements.problems == ["event.too_many_fields"])
        let open = data(String(repeating: "[e k=\"", count: 50_000))
        #expect(open.isRead && open["version"] == nil && open.fields["message"]?.count == 1)
    }
}
