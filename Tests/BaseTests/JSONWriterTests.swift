// What the writer of results makes, as sentences of RFC 8259, and read back by another reader of JSON.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("members and elements are separated by commas, and nesting needs no help")
    func commas() {
        let text = written {
            $0.beginObject()
            $0.name("a")
            $0.number(1)
            $0.name("b")
            $0.beginArray()
            $0.string("x")
            $0.null()
            $0.beginObject()
            $0.endObject()
            $0.boolean(true)
            $0.endArray()
            $0.name("c")
            $0.boolean(false)
            $0.endObject()
        }
        #expect(text == #"{"a":1,"b":["x",null,{},true],"c":false}"#)
    }

    @Test("RFC 8259 7: quotation mark, reverse solidus and control characters must be escaped")
    func escapes() {
        #expect(written { $0.string("a\"b\\c") } == #""a\"b\\c""#)
        #expect(written { $0.string("\n\r\t") } == #""\n\r\t""#)
        #expect(written { $0.string("\u{0}\u{1F}\u{7F}\u{1B}") } == #""\u0000\u001f\u007f\u001b""#)
    }

    @Test("other characters stay as they are, also beyond the basic plane")
    func plain() {
        #expect(written { $0.string("é€😀") } == "\"é€😀\"")
        #expect(written { $0.string("") } == "\"\"")
    }

    @Test("JSON has no infinity and no NaN: those become null")
    func numbers() {
        #expect(written { $0.number(1.5) } == "1.5")
        #expect(written { $0.number(Double.infinity) } == "null")
        #expect(written { $0.number(Double.nan) } == "null")
        #expect(written { $0.number(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.number(UInt64.max) } == "18446744073709551615")
    }

    @Test("lines of JSON Lines begin without a comma, and after removeAll nothing of before is left")
    func lines() {
        var writer = JSONWriter()
        writer.number(1)
        writer.endLine()
        writer.number(2)
        #expect(writer.bytes == Array("1\n2".utf8))
        writer.removeAll()
        writer.number(3)
        #expect(writer.bytes == Array("3".utf8))
    }

    @Test("what is raw goes in as it is, with its comma")
    func raw() {
        let text = written {
            $0.beginArray()
            $0.raw("1.50")
            $0.raw("{}")
            $0.endArray()
        }
        #expect(text == "[1.50,{}]")
    }

    @Test("every text comes back the same through another reader")
    func roundTrip() throws {
        var state: UInt64 = 20_260_319
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let value = UInt32(truncatingIfNeeded: state >> 33) % (state >> 32 & 1 == 0 ? 0x80 : 0x11_0000)
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            let json = written {
                $0.beginArray()
                $0.string(text)
                $0.endArray()
            }
            let read = try JSONDecoder().decode([String].self, from: Data(json.utf8))
            #expect(read.map { Array($0.utf8) } == [Array(text.utf8)])
        }
    }

    @Test("members stand in the order of the calls, and what is not there is null")
    func members() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("text", "a\"b")
        writer.member("none", nil as String?)
        writer.member("number", -7)
        writer.member("no_number", nil as Int?)
        writer.member("flag", true)
        writer.array("list", [1, 2]) { $0.number($1) }
        writer.array("empty", [Int]()) { $0.number($1) }
        writer.endObject()
        let expected =
            #"{"text":"a\"b","none":null,"number":-7,"no_number":null,"flag":true,"list":[1,2],"empty":[]}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }
}
