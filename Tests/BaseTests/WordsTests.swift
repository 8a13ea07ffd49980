// Texts by key, problems and their places.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite("Words and problems")
struct WordsTests {
    private let words = Words(
        .english, texts: ["hello": "Hello {0}, {1} and {0}.", "problem.a.b": "Line {0} is wrong."])

    @Test("arguments stand where the text wants them, as often as it wants them")
    func arguments() {
        #expect(words("hello", "A", "B") == "Hello A, B and A.")
        #expect(words("hello", "A") == "Hello A, {1} and A.")
    }

    @Test("one is counted as one, and anything else as several")
    func forms() {
        let words = Words(
            .dutch,
            texts: [
                "closed": "{0} {0|signaal|signalen} in {1} {1|dag|dagen} gesloten.", "open": "{0|een",
                "half": "{0|een}",
                "none": "{9|een|meer}.", "empty": "{0||en}",
            ])
        #expect(words("closed", "1", "2") == "1 signaal in 2 dagen gesloten.")
        #expect(words("closed", "0", "1") == "0 signalen in 1 dag gesloten.")
        #expect(words("closed", "11", "1000") == "11 signalen in 1000 dagen gesloten.")
        #expect(words("none", "1") == "meer.")
        #expect(words("empty", "1") == "" && words("empty", "2") == "en")
        // What is no such form stays as it is, and what an argument says is never read as one.
        #expect(words("open", "1") == "{0|een" && words("half", "1") == "{0|een}")
        #expect(words("closed", "{0|a|b}", "1") == "{0|a|b} signalen in 1 dag gesloten.")
    }

    @Test("a text that is missing shows its key and loses no argument")
    func missing() {
        #expect(words("gone", "A", "B") == "gone A B")
    }

    @Test("texts are read from a flat JSON object, and from nothing else")
    func json() throws {
        #expect(try Words(.dutch, json: Array(#"{"a":"b"}"#.utf8))("a") == "b")
        #expect(throws: (any Error).self) { try Words(.dutch, json: Array(#"{"a":{"b":"c"}}"#.utf8)) }
        #expect(throws: (any Error).self) { try Words(.dutch, json: Array("[".utf8)) }
    }

    @Test("POSIX: LC_ALL goes before LC_MESSAGES, and that before LANG; an empty one does not count")
    func language() {
        #expect(Language(environment: ["LANG": "nl_NL.UTF-8"]) == .dutch)
        #expect(Language(environment: ["LANG": "en_GB.UTF-8"]) == .english)
        #expect(Language(environment: [:]) == .english)
        #expect(Language(environment: ["LC_ALL": "nl_BE", "LANG": "en_US"]) == .dutch)
        #expect(Language(environment: ["LC_ALL": "", "LC_MESSAGES": "nl", "LANG": "en"]) == .dutch)
        #expect(Language(environment: ["LC_ALL": "C", "LANG": "nl_NL"]) == .english)
    }

    @Test("a place is written as file, line and column, or as file and record")
    func places() {
        #expect(Place(file: "a.log").description == "a.log")
        #expect(Place(file: "a.log", line: 3).description == "a.log:3")
        #expect(Place(file: "a.yml", line: 3, column: 9).description == "a.yml:3:9")
        #expect(Place(file: "a.zip!b.evtx", record: 7).description == "a.zip!b.evtx#7")
    }

    @Test("a problem becomes one line: where, then what; and it keeps a place that it already has")
    func problems() {
        let problem = Problem(Problem.Code("a.b"), ["3"])
        #expect(words.line(for: problem) == "Line 3 is wrong.")
        #expect(words.line(for: problem.at(Place(file: "x", line: 3))) == "x:3: Line 3 is wrong.")
        let placed = Problem(Problem.Code("a.b"), at: Place(file: "inner", line: 1))
        #expect(placed.at(Place(file: "outer")).place?.file == "inner")
    }
}
