// The sentences of RFC 8259, one by one, and what the reader makes of documents that break them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite("JSON after RFC 8259") struct JSONGrammarTests {
    @Test("2: insignificant whitespace is allowed before or after any of the six structural characters")
    func whitespace() {
        let read = readJSON(" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { \"c\" : true } } \n")
        #expect(read.isRead)
        #expect(
            read.fields == [
                Flat("a", "1", .number, isElement: true), Flat("a", "2", .number, isElement: true),
                Flat("b.c", "true", .boolean),
            ])
        for other in ["\u{B}", "\u{C}", "\u{A0}", "\u{FEFF}", "\0"] {
            #expect(!readJSON("{\(other)\"a\":1}").isRead, "U+\(other.unicodeScalars.map(\.value))")
        }
    }

    @Test("3: the literal names MUST be lowercase, and no other literal names are allowed")
    func literals() {
        #expect(
            readJSON(#"{"a":true,"b":false,"c":null}"#).fields == [
                Flat("a", "true", .boolean), Flat("b", "false", .boolean), Flat("c", "", .null),
            ])
        for word in ["True", "FALSE", "nul", "nulll", "tru", "undefined", "NaN", "Infinity", "t", "f", "n", "'a'", ""] {
            #expect(!readJSON("{\"a\":\(word)}").isRead, "\(word)")
        }
    }

    @Test("4: a name is a string, a single colon comes after it, a single comma separates")
    func objects() {
        for text in [
            "{a:1}", "{1:1}", #"{"a" 1}"#, #"{"a"::1}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1,,"b":2}"#,
            #"{"a":1 "b":2}"#,
            #"{"a"}"#, #"{"a":}"#, "{", "}", #"{"a":1]"#, #"{"a":1}}"#, #"{"a":{"b":1}"#,
        ] {
            let read = readJSON(text)
            #expect(!read.isRead, "\(text)")
            #expect(read.codes == [.jsonSyntax], "\(text)")
        }
        #expect(readJSON("{}").isRead && readJSON("{}").fields.isEmpty)
    }

    @Test("4: when the names within an object are not unique, both values are kept")
    func duplicates() {
        #expect(
            readJSON(#"{"a":1,"b":2,"a":"3"}"#).fields == [
                Flat("a", "1", .number), Flat("b", "2", .number), Flat("a", "3"),
            ])
        #expect(readJSON(#"{"a":{"b":1},"a":{"b":2}}"#).fields.map(\.value) == ["1", "2"])
        #expect(readJSON(#"{"a.b":1,"a":{"b":2}}"#).fields.map(\.name) == ["a.b", "a.b"])
    }

    @Test("5: an array is zero or more values; they need not be of the same type")
    func arrays() {
        #expect(readJSON(#"{"a":[1,"x",null,true,[2,[3]]]}"#).fields.map(\.value) == ["1", "x", "", "true", "2", "3"])
        for text in ["[1,]", "[,1]", "[1 2]", "[1,,2]", "[", "[1", "[1}", "]"] {
            #expect(!readJSON("{\"a\":\(text)}").isRead, "\(text)")
        }
    }

    @Test("Arrays of objects become repeated names of elements")
    func arraysOfObjects() {
        #expect(
            readJSON(#"{"a":[{"b":1,"c":{"d":2}},{"b":3}],"e":4}"#).fields == [
                Flat("a.b", "1", .number, isElement: true), Flat("a.c.d", "2", .number, isElement: true),
                Flat("a.b", "3", .number, isElement: true), Flat("e", "4", .number),
            ])
    }

    @Test("Empty containers are fields of their own, also within others")
    func emptyContainers() {
        #expect(
            readJSON(#"{"a":{},"b":[],"c":{"d":{},"e":[ ]},"f":[{}]}"#).fields == [
                Flat("a", "", .emptyObject), Flat("b", "", .emptyArray), Flat("c.d", "", .emptyObject),
                Flat("c.e", "", .emptyArray), Flat("f", "", .emptyObject, isElement: true),
            ])
    }

    @Test("6: numbers are kept as they are written")
    func numbers() {
        for number in [
            "0", "-0", "1", "-1", "10", "0.5", "-0.0", "1.50", "1e5", "1E5", "1e+05", "1E-5", "0e0",
            "123456789012345678901",
            "1.7976931348623157e+999", "-0.1e-1",
        ] {
            let read = readJSON("{\"a\":\(number),\"b\":[\(number)]}")
            #expect(read.isRead, "\(number)")
            #expect(read.fields.map(\.value) == [number, number])
            #expect(read.fields.allSatisfy { $0.kind == .number })
        }
    }

    @Test("6: leading zeros are not allowed; a fraction and an exponent have digits")
    func brokenNumbers() {
        for number in [
            "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1E-", "--1", "+1", "-", "1.2.3", "1e5e5",
            "0x10", "1_000",
            "1,0", "٣", "-a", "1f",
        ] {
            #expect(!readJSON("{\"a\":\(number)}").isRead, "\(number)")
        }
    }

    @Test("7: the two-character escapes")
    func escapes() {
        let read = readJSON(#"{"a":"\"\\\/\b\f\n\r\t","\"n\\\n":1}"#)
        #expect(read["a"] == "\"\\/\u{8}\u{C}\n\r\t")
        #expect(read["\"n\\\n"] == "1")
        for escape in ["a", "v", "x41", "0", "'", "U0041", " ", "é"] {
            #expect(!readJSON("{\"a\":\"\\\(escape)\"}").isRead, "\(escape)")
        }
        #expect(!readJSON(#"{"a":"\"}"#).isRead)
    }

    @Test("7: any character may be escaped as \\u and four hexadecimal digits, upper or lower case")
    func hexadecimal() {
        #expect(readJSON(#"{"a":"\u0041\u00e9\u00E9\u20aC\u0000\uFFFF"}"#)["a"] == "Aéé€\u{0}\u{FFFF}")
        for digits in ["", "0", "00", "004", "00g1", "+041", " 041", "0x41"] {
            #expect(!readJSON("{\"a\":\"\\u\(digits)\"}").isRead, "\(digits)")
        }
    }

    @Test("7: a character outside the basic plane is a 12-character sequence of a surrogate pair")
    func surrogates() {
        let read = readJSON(#"{"a":"\uD834\uDD1E","b":"\ud83d\ude00!","c":"\uDBFF\uDFFF"}"#)
        #expect(read["a"] == "\u{1D11E}")
        #expect(read["b"] == "😀!")
        #expect(read["c"] == "\u{10FFFF}")
        #expect(read.problems.isEmpty)
    }

    @Test("8.2: a lone surrogate is replaced, noted once, and costs nothing around it")
    func loneSurrogates() {
        for (text, wanted) in [
            (#"\uD834"#, "\u{FFFD}"), (#"\uDD1E"#, "\u{FFFD}"), (#"x\uD834y"#, "x\u{FFFD}y"),
            (#"\uD834\n"#, "\u{FFFD}\n"), (#"\uD834\u0041"#, "\u{FFFD}A"), (#"\uDD1E\uD834"#, "\u{FFFD}\u{FFFD}"),
            (#"\uD834\uD834\uDD1E"#, "\u{FFFD}\u{1D11E}"), (#"\uD834\\"#, "\u{FFFD}\\"),
        ] {
            let read = readJSON("{\"a\":\"\(text)\",\"b\":\"after\"}")
            #expect(read.isRead, "\(text)")
            #expect(read["a"] == wanted, "\(text)")
            #expect(read["b"] == "after")
            #expect(read.codes == [.loneSurrogate])
        }
    }

    @Test("7: control characters must be escaped; one that is not is kept and noted once")
    func controlCharacters() {
        for control in UInt8(0)..<0x20 {
            let text =
                Array("{\"a\":\"x".utf8) + [control, control] + Array("y\\n".utf8) + [control] + Array("\"}".utf8)
            let read = readJSON(text)
            #expect(read.isRead)
            let character = String(UnicodeScalar(control))
            #expect(
                read["a"]?.unicodeScalars.elementsEqual("x\(character)\(character)y\n\(character)".unicodeScalars)
                    == true)
            #expect(read.codes == [.controlCharacter])
        }
        #expect(readJSON("{\"a\":\"\u{7F}\u{85}\"}").problems.isEmpty)
    }

    @Test("A record is one object: no other value, nothing behind it")
    func topLevel() {
        for text in ["[]", "[{\"a\":1}]", "1", "\"a\"", "null", "true", "", " ", "x"] {
            #expect(!readJSON(text).isRead, "\(text)")
        }
        for text in ["{\"a\":1} x", "{\"a\":1}{\"b\":2}", "{\"a\":1},", "{\"a\":1}\0", "{} {}"] {
            let read = readJSON(text)
            #expect(!read.isRead, "\(text)")
            #expect(read.codes == [.jsonSyntax])
        }
    }

    @Test(
        "2: a JSON text may be any value, and one that is no object is called just that",
        arguments: [
            "[]", "[{\"a\":1}, [2, \"x\"]]", "1", " -0.5e3 ", "\"a, b\"", "null", "true", "\t false\r", "\"\\u00e9\"",
            String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000),
        ])
    func otherValues(_ text: String) {
        let read = readJSON(text)
        #expect(!read.isRead)
        #expect(read.fields.isEmpty)
        #expect(read.problems.last == Problem(.jsonNotObject))
    }

    @Test(
        "2: what only begins as a value is no JSON, and the problem says from which byte on",
        arguments: [
            ("[1,2", 5), ("[1 2]", 4), ("01", 2), ("1 2", 3), ("truely", 5), ("\"open", 6), ("[1],", 4), ("nul", 1),
            ("x", 1),
            ("[{\"a\":1]", 8), ("", 1),
        ])
    func noValues(_ text: String, _ column: Int) {
        let read = readJSON(text)
        #expect(!read.isRead)
        #expect(read.fields.isEmpty)
        if !text.isEmpty { #expect(read.problems == [Problem(.jsonSyntax, ["\(column)"])]) }
    }

    @Test("The problem names the byte at which the syntax breaks")
    func place() {
        #expect(readJSON("{\"a\":1}x").problems.first?.arguments == ["8"])
        #expect(readJSON("x").problems.first?.arguments == ["1"])
        #expect(readJSON("{\"a\":tru}").problems.first?.arguments == ["6"])
        #expect(readJSON("{\"a\":1").problems.first?.arguments == ["7"])
        #expect(readJSON("{\"a\":1").fields == [Flat("a", "1", .number)])
    }
}
