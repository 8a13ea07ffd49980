// The blanking of comments and strings, on which other checks stand.
// SPDX-License-Identifier: EUPL-1.2

import Testing

@Suite("Swift code without comments and strings")
struct SwiftCodeTests {
    private func code(_ text: String) -> String { SwiftCode(TextFile("a.swift", text)).text }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    @Test("comments become blanks, also nested ones, and lines keep their length")
    func comments() {
        #expect(code("a // b!\nc") == "a      \nc")
        #expect(code("a /* x /* y */ z */ b") == "a" + blanks(19) + "b")
        #expect(code("/// try!\nlet a = 1") == "        \nlet a = 1")
    }

    @Test("the content of strings becomes blanks, in every form of string")
    func strings() {
        #expect(code(#"f("x!") + g"#) == #"f("  ") + g"#)
        #expect(code(#""a\"b" + c"#) == #""    " + c"#)
        #expect(code("#\"a\"b\"# + c") == "#\"   \"# + c")
        #expect(code("\"\"\"\n{ \" }\n\"\"\" + c") == "\"\"\"\n     \n\"\"\" + c")
    }

    @Test("code in an interpolation stays code")
    func interpolation() {
        #expect(code(#""a\(b!)c""#) == "\"" + blanks(2) + "(b!) \"")
        #expect(code(#""\(f("x", (1)))" + d"#) == #"" (f(" ", (1)))" + d"#)
    }

    @Test("text that ends in the middle of a string or comment does not trap")
    func unfinished() {
        for text in ["\"abc", "\"\"\"abc", "/* abc", "#\"a", "\"\\(", "\\", "\"\\"] {
            #expect(code(text).utf8.count == text.utf8.count)
        }
    }
}
