// The check as a whole: an invented letter with many faults, order, limits, and that nothing makes it slow or stop.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Letters
import Testing

@Suite("The check of a letter")
struct LetterCheckTests {
    private static let crosses = LettersSample.crosses

    @Test("an invented letter with a dozen faults gives those, in order, and nothing else")
    func wholeLetter() {
        let text = """
            Vragen van het lid Voorbeeld aan de Minister van Proef en de minister van Koninkrijkrelaties.

            Antwoord van Minister Van Proef (ontvangen 9 mei 2027)

            Antwoord 1

            Ik schreef u op 3 mei j.l. en op 9 mei jl.¹ daarover. De storing duurde tot X juni.²

            ¹ Kamerstukken II, 2026–2027, nr. 12.

            ² Kamerstukken II, 2026–2027, 12345, nr. \(LetterCheckTests.crosses)

            Pagina 2 van 1
            """
        #expect(
            LettersSample.findings(text) == [
                "1 name_dictionary: Koninkrijkrelaties", "1 title_case: minister van", "7 placeholder_date: X juni",
                "7 jl_form: 3 mei j.l.", "7 same_day_jl: 9 mei jl.",
                "9 dossier_number_missing: Kamerstukken II, 2026–2027, nr. 12",
                "11 placeholder_number: nr. \(LetterCheckTests.crosses)", "11 dossier_number_format: 12345",
                "13 page_counter: Pagina 2 van 1",
            ])
    }

    @Test("errors are what is untrue or not finished; form is a warning")
    func severity() {
        #expect(LetterCheck(LetterText(plain: "Op X mei.")).hasErrors)
        #expect(!LetterCheck(LetterText(plain: "Op 3 mei j.l. was dat.")).hasErrors)
        #expect(LetterRule.allCases.filter { $0.severity == .error }.count == 9)
        #expect(Set(LetterRule.allCases.map(\.rawValue)).count == LetterRule.allCases.count)
    }

    @Test("every rule has its message in both languages")
    func messages() throws {
        for language in Language.allCases {
            let keys = try LettersSample.words(language).keys
            for rule in LetterRule.allCases { #expect(keys.contains("letter.rule.\(rule.rawValue)"), "\(rule)") }
        }
    }

    @Test("lines are counted as an editor counts them, whatever ends them")
    func lineEnds() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["Een.", "", "\u{0C}Twee.", "Op X mei.", "\u{FEFF}"].joined(separator: end)
            #expect(LettersSample.findings(text) == ["4 placeholder_date: X mei"])
        }
    }

    @Test("more findings than the limit end the list and say so")
    func tooManyFindings() {
        let line = "Op X mei.\n\n"
        let exact = LetterCheck(LetterText(plain: String(repeating: line, count: LetterLimits.findings)))
        #expect(exact.findings.count == LetterLimits.findings && !exact.hasMore)
        let over = LetterCheck(LetterText(plain: String(repeating: line, count: LetterLimits.findings + 1)))
        #expect(over.findings.count == LetterLimits.findings && over.hasMore)
        let flat = LetterCheck(LetterText(plain: String(repeating: "op X mei ", count: LetterLimits.findings + 1)))
        #expect(flat.findings.count == LetterLimits.findings && flat.hasMore)
    }

    @Test("a quote is cut at the limit")
    func longQuote() {
        let text = "Dat is [nog te " + String(repeating: "lang", count: 100) + "]."
        let quotes = LetterCheck(LetterText(plain: text)).findings.map(\.quote)
        #expect(quotes.map { $0.count <= LetterLimits.quoteCharacters + 2 } == [true])
        #expect(quotes.first?.hasSuffix("…") == true)
    }

    @Test("a paragraph longer than the limit is looked at in pieces, and lines stay right")
    func longParagraph() {
        let line = String(repeating: "woord ", count: 20) + "\n"
        let count = LetterLimits.paragraphBytes / line.utf8.count * 3
        let text = String(repeating: line, count: count) + "Op X mei.\n" + line
        #expect(LettersSample.findings(text) == ["\(count + 1) placeholder_date: X mei"])
        let flat = String(repeating: "é", count: LetterLimits.paragraphBytes) + " op X mei."
        #expect(LettersSample.findings(flat) == ["1 placeholder_date: X mei"])
    }

    @Test("whatever text comes, the check ends, each finding has a quote and a line that is there")
    func anyText() {
        var generator = SeededGenerator(7)
        let pieces = [
            "X", "XX", LetterCheckTests.crosses, " ", " ", "\n", "\n\n", "mei", "12", "345", "12345", "nr", ".", ",",
            "[",
            "]", ":", "..", "…", "Kamerstuk", "jl", "j.l.", "9", "2027", "Pagina", "van", "¹", "²", "«", "»",
            "Datum", "Betreft", "image", "p.m.", "PM", "dd-mm-jjjj", "d.d.", "é", "\u{0}", "\u{301}", "👩‍👩‍👧", "(",
            ")", "https://a.b/",
            "Minister van", "minister van", "\u{FEFF}", "\r", "_", "20XX", "€",
        ]
        for _ in 0..<2_000 {
            let count = Int.random(in: 1...40, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let lines = text.unicodeScalars.count { $0 == "\n" || $0 == "\r" } + 1
            for finding in LetterCheck(LetterText(plain: text)).findings {
                #expect(!finding.quote.isEmpty && 1...lines ~= finding.place, "\(text.debugDescription)")
            }
        }
    }

    @Test("time grows with the length, and not with its square")
    func linear() {
        let clock = ContinuousClock()
        for piece in [
            "[", "«", "X ", "nr. ", "Kamerstuk nr. ", "¹", "Datum\n1\nBetreft\na\n", "d.d. ", "Pagina 1 van 2\n",
        ] {
            func time(_ bytes: Int) -> Duration {
                let text = String(repeating: piece, count: bytes / piece.utf8.count)
                return clock.measure { #expect(LetterCheck(LetterText(plain: text)).findings.count <= 1_000) }
            }
            _ = time(2_000)
            let (short, long) = (time(8_000), time(64_000))
            // Eight times as long: with a square it would be 64 times.
            #expect(long < short * 32 + .milliseconds(200), "\(piece): \(short), \(long)")
        }
    }
}
