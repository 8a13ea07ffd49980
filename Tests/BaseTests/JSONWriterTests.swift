// JSON as it is written: compact, with the escapes that RFC 8259 asks for, and read back by Foundation as it was meant.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

@Suite struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("Commas between members come by themselves, at every depth")
    func commas() {
        let text = written { json in
            json.beginObject()
            json.name("a")
            json.number(1)
            json.name("b")
            json.beginArray()
            json.beginObject()
            json.endObject()
            json.null()
            json.beginArray()
            json.endArray()
            json.boolean(true)
            json.raw("[1]")
            json.endArray()
            json.name("c")
            json.string("x")
            json.endObject()
        }
        #expect(text == #"{"a":1,"b":[{},null,[],true,[1]],"c":"x"}"#)
    }

    @Test("Lines stand each on their own")
    func lines() {
        let text = written { json in
            for number in 0..<2 {
                json.beginObject()
                json.name("n")
                json.number(number)
                json.endObject()
                json.endLine()
            }
            json.rawLine("words")
        }
        #expect(text == "{\"n\":0}\n{\"n\":1}\nwords\n")
    }

    @Test("7: quotation mark, reverse solidus and the control characters are escaped, in names too")
    func escapes() {
        #expect(written { $0.string("a\"b\\c/d") } == #""a\"b\\c/d""#)
        #expect(
            written { $0.string("\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F}") } == #""\n\r\t\u0008\u000c\u0000\u001f\u007f""#)
        #expect(written { $0.string("é€😀\u{2028}") } == "\"é€😀\u{2028}\"")
        #expect(written { $0.string("") } == "\"\"")
        #expect(written { $0.name("a\"\n") } == "\"a\\\"\\n\":")
    }

    @Test("Every character of the first 0x3000 comes back from Foundation as it went in")
    func characters() throws {
        for start in stride(from: UInt32(0), to: 0x3000, by: 64) {
            var text = ""
            for value in start..<(start + 64) { text.unicodeScalars.append(UnicodeScalar(value) ?? "x") }
            let json = written { json in
                json.beginArray()
                json.string(text)
                json.endArray()
            }
            let read = try JSONDecoder().decode([String].self, from: Data(json.utf8))
            #expect(read.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "from \(start)")
        }
    }

    @Test("Numbers: whole ones with all digits, fractions that come back the same, no infinity and no NaN")
    func numbers() {
        #expect(written { $0.number(Int.min) } == "-9223372036854775808")
        #expect(written { $0.number(UInt64.max) } == "18446744073709551615")
        #expect(written { $0.number(Double.infinity) } == "null")
        #expect(written { $0.number(-Double.infinity) } == "null")
        #expect(written { $0.number(Double.nan) } == "null")
        for value in [0.1, -0.0, 1e300, Double.leastNonzeroMagnitude, 123_456.789, 1e16, -2.5] {
            let text = written { $0.number(value) }
            #expect(Double(text) == value)
            #expect((try? JSONDecoder().decode([Double].self, from: Data("[\(text)]".utf8))) == [value])
        }
    }

    @Test("Bytes that are valid UTF-8 or already JSON go out as they are")
    func bytes() {
        let text = Array("é\"".utf8)
        let json = Array("{\"x\":1}".utf8)
        let out = written { writer in
            writer.beginObject()
            text.withUnsafeBufferPointer { writer.name(utf8: $0) }
            json.withUnsafeBufferPointer { writer.raw(utf8: $0) }
            text.withUnsafeBufferPointer { writer.name(utf8: $0) }
            text.withUnsafeBufferPointer { writer.string(utf8: $0) }
            writer.endObject()
        }
        #expect(out == #"{"é\"":{"x":1},"é\"":"é\""}"#)
        #expect(written { $0.string(utf8: UnsafeBufferPointer(start: nil, count: 0)) } == "\"\"")
    }

    @Test("A writer that was emptied begins anew")
    func emptied() {
        var json = JSONWriter()
        json.beginArray()
        json.number(1)
        json.removeAll()
        #expect(json.bytes.isEmpty)
        json.number(2)
        #expect(json.bytes == Array("2".utf8))
    }

    @Test("1,000 random values are read by Foundation as they were written")
    func againstFoundation() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            var json = JSONWriter()
            let value = write(&json, depth: 0, &random)
            let read = try JSONSerialization.jsonObject(with: Data(json.bytes), options: .fragmentsAllowed)
            #expect(try sorted(read) == sorted(value), "\(String(decoding: json.bytes, as: UTF8.self))")
        }
    }

    private func sorted(_ value: Any) throws -> Data {
        try JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
    }

    /// Writes a random value, and gives it back as Foundation has it.
    private func write(_ json: inout JSONWriter, depth: Int, _ random: inout SystemRandomNumberGenerator) -> NSObject {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
        case 0:
            let text = String(
                (0..<Int.random(in: 0...9)).map { _ in Character(UnicodeScalar(UInt8.random(in: 0...255))) })
            json.string(text)
            return NSString(string: text)
        case 1:
            let number = Int.random(in: -1_000_000...1_000_000, using: &random)
            json.number(number)
            return NSNumber(value: number)
        case 2:
            json.null()
            return NSNull()
        case 3:
            let number = Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 64
            json.number(number)
            return NSNumber(value: number)
        case 4:
            json.beginArray()
            let elements = (0..<Int.random(in: 0...4)).map { _ in write(&json, depth: depth + 1, &random) }
            json.endArray()
            return NSArray(array: elements)
        default:
            json.beginObject()
            var members: [String: NSObject] = [:]
            for number in 0..<Int.random(in: 0...4) {
                let name = "\"\(number)\n"
                json.name(name)
                members[name] = write(&json, depth: depth + 1, &random)
            }
            json.endObject()
            return NSDictionary(dictionary: members)
        }
    }
}
