// The text of one rule out of a file of several.
// SPDX-License-Identifier: EUPL-1.2

import CommandLine
import Testing

@Suite("The text of a rule")
struct RuleTextTests {
    private func text(_ file: String, _ line: Int) -> String {
        RuleText.document(in: Array(file.utf8), at: line)
    }

    @Test("a file with one document is that document, with its comments")
    func whole() {
        let file = "# of ours\ntitle: a\nid: b\n"
        #expect(text(file, 2) == file)
    }

    @Test("YAML 1.2.2, 9.1.2: a document ends where a marker begins a line, and the next begins behind it")
    func several() {
        let file = "title: a\n---\n# second\ntitle: b\nlevel: low\n---\ntitle: c\n"
        #expect(text(file, 1) == "title: a")
        #expect(text(file, 4) == "# second\ntitle: b\nlevel: low")
        #expect(text(file, 7) == "title: c\n")
    }

    @Test("a line that the file does not have gives nothing")
    func outside() {
        #expect(text("title: a", 0).isEmpty && text("title: a", 2).isEmpty && text("", 9).isEmpty)
    }

    @Test("a document above the limit is cut, and says so")
    func long() {
        let shown = text("title: " + String(repeating: "a", count: RuleText.most + 10), 1)
        #expect(shown.hasSuffix("\u{2026}") && shown.utf8.count < RuleText.most + 10)
    }
}
