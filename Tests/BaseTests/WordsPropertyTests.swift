// Texts and names hold whatever an argument from a log has in it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

@Suite struct WordsPropertyTests {
    @Test(
        "An argument goes in as it is: braces, escapes and line ends in it are no placeholders",
        arguments: ["{0}", "{1}", "{9}", "\\1", "$0", "", "\n", "é€😀", "{", "}", "{{0}}", "{0"])
    func argumentsStay(_ argument: String) {
        let words = Words(.english, texts: ["k": "a{0}b{1}c"])
        #expect(words("k", argument, "x") == "a\(argument)bxc")
        #expect(words("k", "x", argument) == "axb\(argument)c")
    }

    @Test(
        "What is no placeholder stays in the text",
        arguments: ["{}", "{a}", "{ 0}", "{0", "0}", "{-1}", "{10}", "{0.0}", "\\{0"])
    func noPlaceholder(_ text: String) {
        #expect(Words(.dutch, texts: ["k": text])("k", "x") == text)
    }

    @Test("Without a text, key and arguments are shown, in whichever language", arguments: Language.allCases)
    func missing(_ language: Language) {
        let words = Words(language, texts: [:])
        #expect(words.keys.isEmpty)
        #expect(words.text("a.b", ["{0}", "y"]) == "a.b {0} y")
        #expect(words.line(for: Problem(Problem.Code("c"), ["1"])) == "problem.c 1")
    }

    @Test(
        "POSIX: a locale is Dutch when its name begins with nl, in any case",
        arguments: [
            ("nl", true), ("NL_nl.utf8", true), ("nl_BE@euro", true), ("C", false), ("POSIX", false), ("en_NL", false),
            ("", false), ("de_DE.UTF-8", false),
        ])
    func languages(_ locale: String, _ isDutch: Bool) {
        #expect((Language(environment: ["LANG": locale]) == .dutch) == isDutch)
        #expect((Language(environment: ["LC_MESSAGES": locale]) == .dutch) == isDutch)
        #expect(Language(environment: ["OTHER": locale]) == .english)
    }

    @Test("RFC 8259 7: each character below U+0020 is escaped, and each comes back")
    func controls() throws {
        for value in UInt8(0)...0x7F {
            var json = JSONWriter()
            json.beginArray()
            json.string(String(UnicodeScalar(value)))
            json.endArray()
            #expect(json.bytes.allSatisfy { 0x20..<0x7F ~= $0 }, "\(value)")
            let read = try JSONDecoder().decode([String].self, from: Data(json.bytes))
            #expect(read == [String(UnicodeScalar(value))])
        }
    }

    @Test(
        "A time is written with the digits that its fraction has: none, three, six or nine",
        arguments: [
            (0, 20), (1, 30), (10, 30), (1_000, 27), (999_000, 27), (1_000_000, 24), (500_000_000, 24),
            (999_999_999, 30),
        ])
    func fractions(_ nanoseconds: Int64, _ count: Int) {
        #expect(Timestamp(seconds: 1_773_878_400, nanoseconds: nanoseconds).description.count == count)
    }
}
