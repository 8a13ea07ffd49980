// References, days and open places in every form: each form with each word, and how far a rule looks.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Letters
import Testing

@Suite("References and days in every form")
struct ReferenceFormTests {
    private static let months = [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ]

    @Test("of a row of references, each is found that has no dossier, or its dossier in one piece or with a stop")
    func rows() {
        var generator = SeededGenerator(51)
        for _ in 0..<400 {
            var references: [String] = []
            var wanted: [LetterRule] = []
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let (left, right) = (
                    Int.random(in: 10...99, using: &generator), Int.random(in: 100...999, using: &generator)
                )
                let head =
                    ["Kamerstukken II 2026/27,", "Kamerstuk", "Kamerstukken I 2026-27,", "kamerstukken II,"]
                    .randomElement(using: &generator) ?? ""
                let tail = ["nr. 7", "nrs. 7 en 8", "nr. A", "nr. 1234"].randomElement(using: &generator) ?? ""
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: references.append("\(head) \(left) \(right), \(tail)")
                case 1: references.append("\(head) \(left)\u{A0}\(right)-VI, \(tail)")
                case 2:
                    references.append("\(head) \(left)\(right), \(tail)")
                    wanted.append(.dossierNumberFormat)
                case 3:
                    references.append("\(head) \(left).\(right), \(tail)")
                    wanted.append(.dossierNumberFormat)
                default:
                    references.append("\(head) \(tail)")
                    wanted.append(.dossierNumberMissing)
                }
            }
            let text = "Zie \(references.joined(separator: "; "))."
            #expect(LettersSample.rules(text) == wanted, "\(text)")
        }
    }

    @Test("a number of four or six digits, and digits in an address, are no dossier in one piece")
    func otherNumbers() {
        for number in ["1234", "123456", "1234567890", "12345a", "a12345"] {
            let found = LettersSample.rules("Kamerstukken II 2026/27, \(number), nr. 7.")
            #expect(found == [.dossierNumberMissing], "\(number)")
        }
        #expect(LettersSample.rules("Zie Kamerstuk 12 345 op www.voorbeeld.example/12345 daar, nr. 7.") == [])
    }

    @Test("a reference reaches no further than its sentence, nor than some forty words")
    func reach() {
        #expect(LettersSample.rules("Dit zijn Kamerstukken. De lijst heeft nr. 7 niet.") == [])
        for (count, wanted) in [(20, [LetterRule.dossierNumberMissing]), (60, [])] {
            let text = "Kamerstukken " + String(repeating: "woord ", count: count) + "nr. 7"
            #expect(LettersSample.rules(text) == wanted, "\(count)")
        }
    }

    @Test("only a day that is the day of the letter, in day, month and year, is the same day")
    func sameDay() {
        var generator = SeededGenerator(52)
        var count = 0
        for _ in 0..<500 {
            // From few days, so that many are the same.
            func day() -> (day: Int, month: Int, year: Int) {
                (
                    Int.random(in: 8...9, using: &generator), Int.random(in: 1...12, using: &generator),
                    Int.random(in: 2026...2027, using: &generator)
                )
            }
            let letter = day()
            let other = Bool.random(using: &generator) ? letter : day()
            let hasYear = Bool.random(using: &generator)
            let isSame =
                letter.day == other.day && letter.month == other.month && (!hasYear || letter.year == other.year)
            let (named, there) = (
                ReferenceFormTests.months[letter.month - 1], ReferenceFormTests.months[other.month - 1]
            )
            let body = "Ik schreef op \(other.day) \(there)\(hasYear ? " \(other.year)" : "") jl. al."
            let text = "Datum\n\(letter.day) \(named) \(letter.year)\n\n\(body)"
            #expect(LettersSample.rules(text) == (isSame ? [.sameDayJl] : []), "\(text)")
            count += isSame ? 1 : 0
        }
        #expect(100..<450 ~= count)
    }

    @Test("every month and every day of the week takes \"jl.\", and with another form is found")
    func everyMonth() {
        let days = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
        for day in ReferenceFormTests.months.map({ "23 " + $0 }) + days {
            #expect(LettersSample.findings("Op \(day) jl. was dat.") == [], "\(day)")
            for form in ["j.l.", "j.l", "jl"] {
                #expect(
                    LettersSample.findings("Op \(day) \(form) was dat.") == ["1 jl_form: \(day) \(form)"],
                    "\(day) \(form)")
            }
        }
        #expect(LettersSample.findings("Op 23 juni 2027 j.l. was dat.") == ["1 jl_form: 2027 j.l."])
        #expect(LettersSample.findings("Een week j.l. was dat, en in het jaar 1899 jl was er niets.") == [])
    }

    @Test("before every month each kind of open day is found, and before a word that is none nothing is")
    func openDays() {
        for month in ReferenceFormTests.months {
            for open in ["X", "XX", "x", "xx", "[..]", "[dag]", "...", "…", "__", "PM", "n.t.b."] {
                #expect(
                    LettersSample.findings("Dat was op \(open) \(month) te horen.")
                        == ["1 placeholder_date: \(open) \(month)"])
                #expect(
                    LettersSample.findings("Dat was op \(open) \(month) 2027 te horen.")
                        == ["1 placeholder_date: \(open) \(month) 2027"])
            }
            #expect(LettersSample.findings("Dat was op X \(month)dag te horen.") == [], "\(month)")
        }
        // A year that no letter has is no part of the day.
        #expect(LettersSample.findings("Dat was op X mei 2200 te horen.") == ["1 placeholder_date: X mei"])
    }

    @Test("behind each word for a number, each kind of open number is found")
    func openNumbers() {
        for word in ["nr.", "nrs.", "nummer", "nummers", "Nr."] {
            for open in [
                "X", "XX", LettersSample.crosses, "[..]", "[nummer]", "...", "…", "___", "PM", "NTB", "n.n.b.",
            ] {
                #expect(
                    LettersSample.findings("Het staat in \(word) \(open) van de lijst.")
                        == ["1 placeholder_number: \(word) \(open)"])
            }
            #expect(LettersSample.findings("Het staat in \(word) 12 van de lijst.") == [])
        }
    }

    @Test("brackets that are not closed, that hold others, or that close far away are none")
    func brackets() {
        func text(_ words: Int) -> String {
            "De kosten [nog " + String(repeating: "woord ", count: words) + "] zijn er."
        }
        #expect(LettersSample.rules(text(10)) == [.placeholderText])
        #expect(LettersSample.rules(text(500)) == [])
        #expect(LettersSample.rules("De kosten [nog te schrijven zijn er.") == [])
        #expect(LettersSample.findings("De [nog [naam] te zien] is.") == ["1 placeholder_text: [naam]"])
        func image(_ words: Int) -> String { "Zie [image: " + String(repeating: "woord ", count: words) + "] daar." }
        #expect(LettersSample.rules(image(10)) == [.artefactImage])
        #expect(LettersSample.rules(image(500)) == [])
    }

    @Test("every mark of a conversion is known in both languages, whatever it holds")
    func artefacts() {
        for (name, rule) in [
            ("image", LetterRule.artefactImage), ("picture", .artefactImage), ("afbeelding", .artefactImage),
            ("bookmark", .artefactBookmark), ("bladwijzer", .artefactBookmark), ("footnoteRef", .artefactFootnote),
            ("endnoteRef", .artefactFootnote), ("voetnootverwijzing", .artefactFootnote),
        ] {
            for content in ["", " ", "a", " logo (1).png ", "12", "é: b"] {
                #expect(LettersSample.rules("Zie de [\(name):\(content)] hier.") == [rule], "\(name) \(content)")
            }
            #expect(LettersSample.rules("Zie de [\(name)] en \(name): hier.") == [], "\(name)")
        }
        for (first, second) in [
            ("Fout", "Bladwijzer"), ("Fout", "Verwijzingsbron"), ("Error", "Bookmark"), ("Error", "Reference"),
        ] {
            #expect(
                LettersSample.findings("(\(first)! \(second) is weg.)") == [
                    "1 artefact_reference: \(first)! \(second) is weg"
                ])
            #expect(LettersSample.rules("\(first)? \(second) is weg. \(first). \(second)!") == [])
        }
    }
}
