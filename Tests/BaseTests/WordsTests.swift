// The words on the screen: which language, and what becomes of keys and arguments.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite struct WordsTests {
    @Test(
        "POSIX 8.2: LC_ALL before LC_MESSAGES before LANG; an empty one does not count",
        arguments: [
            ([:], Language.english),
            (["LANG": "nl_NL.UTF-8"], .dutch),
            (["LANG": "nl"], .dutch),
            (["LANG": "NL_be"], .dutch),
            (["LANG": "en_GB.UTF-8"], .english),
            (["LANG": "de_DE.UTF-8"], .english),
            (["LANG": "C"], .english),
            (["LANG": ""], .english),
            (["LANG": "nl_NL", "LC_MESSAGES": "en_GB"], .english),
            (["LANG": "en_GB", "LC_MESSAGES": "nl_NL"], .dutch),
            (["LANG": "nl_NL", "LC_MESSAGES": "nl_NL", "LC_ALL": "C"], .english),
            (["LANG": "en_GB", "LC_ALL": "nl_NL"], .dutch),
            (["LANG": "nl_NL", "LC_ALL": "", "LC_MESSAGES": ""], .dutch),
            (["LC_TIME": "nl_NL"], .english),
        ] as [([String: String], Language)])
    func language(_ environment: [String: String], _ language: Language) {
        #expect(Language(environment: environment) == language)
    }

    private let words = Words(
        .english,
        texts: [
            "plain": "A door", "one": "The door {0} is open", "two": "{1} before {0}, and {0} again",
            "braces": "{} {a} {9}",
            "problem.door": "The door {0} cannot be opened. Push.",
        ])

    @Test("Arguments come where their number stands, as often as it stands")
    func arguments() {
        #expect(words("plain") == "A door")
        #expect(words("one", "A") == "The door A is open")
        #expect(words("two", "a", "b") == "b before a, and a again")
        #expect(words.text("two", ["a", "b"]) == "b before a, and a again")
    }

    @Test("What is not asked for is left out; what is not given keeps its place visible")
    func others() {
        #expect(words("plain", "unused") == "A door")
        #expect(words("one") == "The door {0} is open")
        #expect(words("braces", "x") == "{} {a} {9}")
    }

    @Test("Braces in an argument, which may come from a log, stay as they are")
    func bracesInArguments() {
        #expect(words("two", "{1}", "{0}") == "{0} before {1}, and {1} again")
        #expect(words("one", "{0}{1}{2}") == "The door {0}{1}{2} is open")
    }

    @Test("A key that is missing shows itself and its arguments")
    func missing() {
        #expect(words("no.such.key") == "no.such.key")
        #expect(words("no.such.key", "a", "b") == "no.such.key a b")
        #expect(Words(.dutch, texts: [:])("x") == "x")
    }

    @Test("Words are read from a flat JSON object")
    func reading() throws {
        let words = try Words(.dutch, json: Array(#"{"a":"Één {0}","b":""}"#.utf8))
        #expect(words.language == .dutch)
        #expect(words.keys == ["a", "b"])
        #expect(words("a", "deur") == "Één deur")
        #expect(words("b") == "")
        for bad in ["", "[]", #"{"a":1}"#, #"{"a":{"b":"c"}}"#, "{"] {
            #expect(throws: (any Error).self, "\(bad)") { try Words(.dutch, json: Array(bad.utf8)) }
        }
    }

    @Test("A problem is one line: where, and what it says")
    func problems() {
        let code = Problem.Code("door")
        #expect(words.line(for: Problem(code, ["A"])) == "The door A cannot be opened. Push.")
        let place = Place(file: "doors.log", line: 3, column: 9)
        #expect(words.line(for: Problem(code, ["A"], at: place)) == "doors.log:3:9: The door A cannot be opened. Push.")
        #expect(words.line(for: Problem(Problem.Code("new"), ["x"])) == "problem.new x")
    }
}
