// Plain text against second readings of it that are as plain: paragraphs, marks of notes, pages and quotations.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Letters
import Testing

@Suite("Plain text, read twice")
struct PlainTextTests {
    private static let raised = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]

    private static func raised(_ number: Int) -> String {
        "\(number)".compactMap(\.wholeNumberValue).map { PlainTextTests.raised[$0] }.joined()
    }

    @Test("a paragraph ends at an empty line, at a new page, and where a line begins with a raised number")
    func paragraphs() {
        var generator = SeededGenerator(41)
        let choice = ["", " \t", "een", "  twee ", "¹ noot", " ⁷noot", "drie¹", "\u{0C}blad", "\u{0C}", "⁰"]
        for _ in 0..<800 {
            let lines = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                choice.randomElement(using: &generator) ?? ""
            }
            var wanted: [LetterText.Paragraph] = []
            var isOpen = false
            for (index, line) in lines.enumerated() {
                let bare = line.filter { !$0.isWhitespace }
                let isNote = bare.first.map { PlainTextTests.raised.contains(String($0)) } == true
                if bare.isEmpty { isOpen = false; continue }
                if isOpen, !isNote, line.first != "\u{0C}" {
                    wanted[wanted.count - 1].text += "\n" + line
                } else {
                    wanted.append(LetterText.Paragraph(line, place: index + 1, isNote: isNote))
                }
                isOpen = true
            }
            let read = LetterText(plain: lines.joined(separator: "\n"))
            #expect(read.paragraphs == wanted, "\(lines)")
            #expect(read.unit == .line)
        }
    }

    @Test("the marks without a text are those of the body less those of the notes, in the order of the letter")
    func noteMarks() {
        var generator = SeededGenerator(42)
        for _ in 0..<300 {
            let marks = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                Int.random(in: 1...(Bool.random(using: &generator) ? 12 : 9_999), using: &generator)
            }
            let texts = marks.filter { _ in Int.random(in: 0..<3, using: &generator) > 0 }
            let body = marks.map { "woord.\(PlainTextTests.raised($0))" }
            let notes = texts.map { "\(PlainTextTests.raised($0)) Een noot." }
            let text = (body + notes).joined(separator: "\n\n")
            var wanted: [String] = []
            for (index, mark) in marks.enumerated() where !texts.isEmpty {
                guard !texts.contains(mark), marks.firstIndex(of: mark) == index else { continue }
                wanted.append("\(2 * index + 1) \(mark)")
            }
            let found = LetterCheck(LetterText(plain: text)).findings
            #expect(found.map { "\($0.place) \($0.arguments.joined())" } == wanted, "\(text)")
            #expect(found.allSatisfy { $0.rule == .noteTextMissing && $0.quote.hasPrefix("woord.") })
        }
    }

    @Test("digits behind a full stop are marks only while they count up from one, and one alone is none")
    func gluedMarks() {
        for count in 0...12 {
            let text = (0..<count).map { "Dat is zo gedeeld.\($0 + 1)" }.joined(separator: " ")
            let found = LetterCheck(LetterText(plain: text)).findings
            let wanted = count < 2 ? [] : (1...count).map { ["\($0)"] }
            #expect(found.map(\.arguments) == wanted)
            // A number left out ends the row: what follows may be anything.
            let gap = text.replacing("gedeeld.2", with: "gedeeld.77")
            #expect(LettersSample.rules(gap).isEmpty, "\(gap)")
        }
        // A note with a text shows that notes came over.
        #expect(LettersSample.findings("Dit is gedeeld.1 Dat volgt later.2\n\n¹ Noot.") == [])
    }

    @Test("pages that count up to the last one are right, and each counter that was changed is found")
    func counters() {
        var generator = SeededGenerator(43)
        for _ in 0..<300 {
            let pages = Int.random(in: 2...9, using: &generator)
            let form =
                ["Pagina # van #", "pagina # of #", "Page # of #", "blad # van #", "blz. # / #"]
                .randomElement(using: &generator)?.split(separator: "#", omittingEmptySubsequences: false) ?? []
            var counters = (1...pages).map { (page: $0, pages: pages) }
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let at = Int.random(in: 0..<pages, using: &generator)
                if Bool.random(using: &generator) {
                    counters[at].page = Int.random(in: 1...12, using: &generator)
                } else {
                    counters[at].pages = Int.random(in: 1...12, using: &generator)
                }
            }
            let text = counters.map { "Tekst van de bladzijde.\n\(form[0])\($0.page)\(form[1])\($0.pages)\n" }
                .joined(separator: "\n")
            let last = counters.reduce(0) { max($0, $1.page) }
            let wanted = counters.indices.filter {
                counters[$0].page > counters[$0].pages || counters[$0].pages != last
            }
            .map { 3 * $0 + 2 }
            let found = LetterCheck(LetterText(plain: text)).findings
            #expect(found.map(\.place) == wanted, "\(text)")
            #expect(found.allSatisfy { $0.rule == .pageCounter && $0.arguments == ["\(last)"] })
        }
    }

    @Test("« and » belong together: as many are found as stand alone, each on its line")
    func quotes() {
        var generator = SeededGenerator(44)
        for _ in 0..<500 {
            let lines = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                    ["«woord", "woord»", "woord", "«woord»"].randomElement(using: &generator) ?? ""
                }.joined(separator: " ")
            }
            // Take pairs out of the row of signs until none is left.
            var signs = lines.enumerated().flatMap { index, line in
                line.filter { "«»".contains($0) }.map { (sign: $0, line: index + 1) }
            }
            while let pair = signs.indices.dropLast().first(where: {
                signs[$0].sign == "«" && signs[$0 + 1].sign == "»"
            }) {
                signs.removeSubrange(pair...pair + 1)
            }
            let found = LetterCheck(LetterText(plain: lines.joined(separator: "\n"))).findings
            #expect(found.count == signs.count, "\(lines)")
            #expect(found.allSatisfy { $0.rule == .quoteUnbalanced })
            // One that opens is quoted from itself on.
            let opening = found.filter { $0.quote.hasPrefix("«") && !$0.quote.contains("»") }
            for finding in opening { #expect(signs.contains { $0.sign == "«" && $0.line == finding.place }) }
        }
    }

    @Test("a head stands twice only where two labels or more have the value that they had before")
    func heads() {
        let labels = ["Datum", "Betreft", "Ons kenmerk", "Uw referentie", "Contactpersoon", "Bijlage(n)"]
        for same in 0...labels.count {
            let first = labels.map { "\($0): eerste" }
            let second = labels.enumerated().map { "\($1): \($0 < same ? "eerste" : "tweede")" }
            let between = (1...8).map { "Een zin met nummer \($0)." }
            let text = (first + between + second).joined(separator: "\n\n")
            let wanted = same < 2 ? [] : ["\(2 * (first.count + between.count) + 1) duplicate_header: Datum: eerste"]
            #expect(LettersSample.findings(text) == wanted)
        }
    }
}
