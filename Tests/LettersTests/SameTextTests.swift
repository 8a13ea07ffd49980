// One text in many clothes: moved down, with other line ends, beside another text, in ODT, DOCX and HTML.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Letters
import Testing

@Suite("The same text, found the same way")
struct SameTextTests {
    private static let words = [
        "X", "XX", LettersSample.crosses, "mei", "juni", "12", "345", "12345", "nr", "nr.", "nrs.", ",", ".", "[", "]",
        "[naam]", "[..]", "…", "Kamerstuk", "Kamerstukken", "II", "jl", "j.l.", "9", "2027", "«", "»", "PM", "p.m.",
        "dd-mm-jjjj", "d.d.", "é", "de", "Minister van", "staatssecretaris van", "20XX", "€", "&", "<b>", "\"", "'",
        "Fout! Bladwijzer niet", "[image: a]", "https://a.example/X", "NetScaler Getaway", "e\u{301}", "Een zin.",
    ]

    /// One line of words, with something on it.
    private func line(_ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 1...14, using: &generator)
        return (0..<count).compactMap { _ in SameTextTests.words.randomElement(using: &generator) }
            .joined(separator: " ")
    }

    private func lines(_ generator: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 1...7, using: &generator)).map { _ in
            Int.random(in: 0..<4, using: &generator) == 0 ? "" : line(&generator)
        }
    }

    private func found(_ text: LetterText) -> [String] {
        LetterCheck(text).findings.map { "\($0.place) \($0.rule.rawValue): \($0.quote) \($0.arguments)" }
    }

    private func found(_ text: String, below lines: Int = 0) -> [String] {
        LetterCheck(LetterText(plain: text)).findings
            .map { "\($0.place + lines) \($0.rule.rawValue): \($0.quote) \($0.arguments)" }
    }

    @Test("a text that stands so many lines lower has the same findings, each so many lines lower")
    func movedDown() {
        var generator = SeededGenerator(31)
        for _ in 0..<400 {
            let text = lines(&generator).joined(separator: "\n")
            let count = Int.random(in: 1...9, using: &generator)
            #expect(
                found(String(repeating: "\n", count: count) + text) == found(text, below: count),
                "\(text.debugDescription)")
        }
    }

    @Test("line ends of any system, and of all systems in one text, change no finding and no line")
    func lineEnds() {
        var generator = SeededGenerator(32)
        for _ in 0..<300 {
            let lines = lines(&generator)
            let wanted = found(lines.joined(separator: "\n"))
            for end in ["\r\n", "\r"] {
                #expect(found(lines.joined(separator: end)) == wanted, "\(lines) \(end.debugDescription)")
            }
            // A carriage return and a new line side by side would be one end and not two.
            let mixed = lines.map { $0 + (["\r\n", "\n"].randomElement(using: &generator) ?? "\n") }.joined()
            #expect(found(mixed) == wanted, "\(mixed.debugDescription)")
        }
    }

    @Test("paragraphs do not reach into each other: two texts together have the findings of both")
    func together() {
        var generator = SeededGenerator(33)
        var count = 0
        for _ in 0..<400 {
            let (first, second) = (lines(&generator), lines(&generator))
            let both = (first + [""] + second).joined(separator: "\n")
            let wanted =
                found(first.joined(separator: "\n"))
                + found(second.joined(separator: "\n"), below: first.count + 1)
            #expect(found(both) == wanted, "\(both.debugDescription)")
            count += wanted.count
        }
        // Else there was nothing to compare.
        #expect(count > 400)
    }

    @Test("a text that is checked twice gives the same, and letters of another case in a name of a rule too")
    func stable() {
        for (lower, upper) in [
            ("zie kamerstukken ii 2026/27, nr. 12.", "ZIE KAMERSTUKKEN II 2026/27, NR. 12."),
            ("zie fout! bladwijzer niet gedefinieerd.", "ZIE FOUT! BLADWIJZER NIET GEDEFINIEERD."),
            ("de [IMAGE: a] en [BookMark: b].", "DE [Image: a] EN [BOOKMARK: b]."),
            ("via netscaler getaway.", "VIA NETSCALER GETAWAY."), ("pagina 3 van 2", "PAGINA 3 VAN 2"),
            ("op [datum] en op XX mei.", "OP [DATUM] EN OP XX MEI."),
        ] {
            let rules = LettersSample.rules(lower)
            #expect(!rules.isEmpty && LettersSample.rules(upper) == rules, "\(lower)")
        }
    }

    // MARK: In files

    /// The five entities of XML 1.0 4.6 by number, one by name, and the rest as it is.
    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<", "\"": "&#\(scalar.value);"
            case ">", "'": "&#x\(String(scalar.value, radix: 16));"
            default: String(Character(scalar))
            }
        }.joined()
    }

    private func files(_ paragraphs: [String]) throws -> [(name: String, text: LetterText)] {
        let inODT = paragraphs.map { "<text:p text:style-name=\"A\">\(escaped($0))</text:p>" }.joined(separator: "\n")
        let odt = "<office:document-content><office:text>\(inODT)</office:text></office:document-content>"
        // Word parts a sentence wherever its form or its editing changes.
        let inDOCX = paragraphs.map { text in
            let runs = text.split(separator: " ", omittingEmptySubsequences: false)
                .map { "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">\(escaped(String($0)))</w:t></w:r>" }
            return "<w:p>" + runs.joined(separator: "<w:r><w:t xml:space='preserve'> </w:t></w:r>") + "</w:p>"
        }.joined()
        let docx = "<w:document><w:body>\(inDOCX)</w:body></w:document>"
        let html = paragraphs.map { "<P CLASS=a>\(escaped($0))" }.joined()
        return [
            ("odt", try LetterText(odt: Array(odt.utf8))), ("docx", try LetterText(docx: Array(docx.utf8))),
            ("html", try LetterText(html: Array(html.utf8))),
        ]
    }

    @Test("paragraphs are the same words at the same number, and have the same findings, from ODT, DOCX and HTML")
    func everyForm() throws {
        var generator = SeededGenerator(34)
        var count = 0
        for _ in 0..<120 {
            let paragraphs = (0..<Int.random(in: 1...5, using: &generator)).map { _ in line(&generator) }
            let plain = paragraphs.joined(separator: "\n\n")
            // Paragraph n of the plain text is on line 2n - 1.
            let wanted = LetterCheck(LetterText(plain: plain)).findings
                .map { "\(($0.place + 1) / 2) \($0.rule.rawValue): \($0.quote) \($0.arguments)" }
            for (name, text) in try files(paragraphs) {
                #expect(text.unit == .paragraph)
                #expect(text.paragraphs.map(\.text) == paragraphs, "\(name)")
                #expect(text.paragraphs.map(\.place) == Array(1...paragraphs.count), "\(name)")
                #expect(found(text) == wanted, "\(name) \(paragraphs)")
            }
            count += wanted.count
        }
        #expect(count > 100)
    }
}
