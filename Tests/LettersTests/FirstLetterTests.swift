// The first letter: three questions, nothing that is not public, and a place to write where something is missing.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Letters
import Testing

@Suite("The first letter")
struct FirstLetterTests {
    private func statements() throws -> [LetterStatement] {
        [
            LetterStatement(
                .happened, "Op een server stond een vreemd programma.", sources: [try LettersSample.entry(3)],
                visibility: .public, asOf: LettersSample.at(60), occurred: Moment(LettersSample.at(0))),
            LetterStatement(
                .happened, "De leverancier heet Voorbeeldsoft.", sources: [try LettersSample.entry(4)],
                visibility: .confidential, asOf: LettersSample.at(900), occurred: Moment(LettersSample.at(1))),
            LetterStatement(
                .handled, "De server is afgesloten.",
                sources: [try LettersSample.entry(5), try LettersSample.entry(6)],
                visibility: .public, asOf: LettersSample.at(120), occurred: Moment(LettersSample.at(-600), .day)),
            LetterStatement(
                .handled, "De dienst is weer open.", sources: [try LettersSample.entry(9)], visibility: .public,
                asOf: LettersSample.at(90), occurred: .unknown, startsParagraph: true),
            LetterStatement(
                .future, "Geheim plan.", sources: [], visibility: .notShared, asOf: LettersSample.at(0)),
        ]
    }

    private func texts(_ letter: Letter) -> [String] { LetterText(letter).paragraphs.map(\.text) }

    @Test("it answers three questions in order, each statement under its own, with the entries it rests on")
    func order() throws {
        let words = try LettersSample.words()
        let letter = try LettersSample.first(statements()).letter(words, time: LettersSample.time(words))
        let headings = letter.blocks.compactMap { block -> String? in
            if case .heading(_, let text) = block { text } else { nil }
        }
        #expect(
            headings == ["Wat is er gebeurd?", "Hoe zijn we ermee omgegaan?", "Wat betekent dit voor de toekomst?"])
        #expect(letter.sources.map(\.description) == ["2026-0007/3", "2026-0007/5", "2026-0007/6", "2026-0007/9"])
        guard case .paragraph(let sentences) = letter.blocks[4] else {
            Issue.record("\(letter.blocks)")
            return
        }
        #expect(sentences.map(\.sources.count) == [2])
        #expect(letter.signature == ["De minister van Voorbeeldzaken,", "R. de Voorbeeld"])
        #expect(letter.meta.first?.value == "Voorbeeldstad, 2 april 2026")
    }

    @Test("what is not public never goes in, not even as a time")
    func onlyPublic() throws {
        let words = try LettersSample.words()
        let letter = try LettersSample.first(statements(), hasChronology: true)
            .letter(words, time: LettersSample.time(words))
        let all = texts(letter).joined(separator: "\n")
        #expect(!all.contains("Voorbeeldsoft") && !all.contains("Geheim") && !all.contains("2026-0007/4"))
        // The confidential statement was looked at last, at 900 minutes; the letter gives the state at 120.
        #expect(all.contains("De brief geeft de stand weer van 19 maart 2026, 10.12 uur."))
        #expect(letter == letter.forOutside)
    }

    @Test("for any statements, exactly the public ones are in the letter")
    func anyStatements() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(11)
        for _ in 0..<200 {
            let count = Int.random(in: 0...12, using: &generator)
            let statements = (0..<count).map { index in
                LetterStatement(
                    LetterPart.allCases.randomElement(using: &generator) ?? .future, "zin\(index)einde", sources: [],
                    visibility: Visibility.allCases.randomElement(using: &generator) ?? .notShared,
                    asOf: LettersSample.at(Int64(index)), startsParagraph: Bool.random(using: &generator))
            }
            let letter = try LettersSample.first(statements).letter(words, time: LettersSample.time(words))
            let all = texts(letter).joined(separator: "\n")
            for (index, statement) in statements.enumerated() {
                #expect(all.contains("zin\(index)einde") == (statement.visibility == .public))
            }
        }
    }

    @Test("a section without statements, an unknown day and an unknown name are placeholders that the check finds")
    func placeholders() throws {
        for language in Language.allCases {
            let words = try LettersSample.words(language)
            var first = try LettersSample.first(date: nil)
            first.ministerName = nil
            let letter = first.letter(words, time: LettersSample.time(words))
            let found = LetterCheck(LetterText(letter)).findings
            #expect(found.map(\.rule) == Array(repeating: .placeholderText, count: 5), "\(found)")
        }
        let words = try LettersSample.words()
        let whole = try LettersSample.first(statements()).letter(words, time: LettersSample.time(words))
        let found = LetterCheck(LetterText(whole)).findings.map(\.quote)
        #expect(found == ["[nog te schrijven: wat dit betekent voor de toekomst]"])
    }

    @Test("the chronology is in order of time, says how precisely each is known, and names its source")
    func chronology() throws {
        let words = try LettersSample.words()
        let letter = try LettersSample.first(statements(), hasChronology: true)
            .letter(words, time: LettersSample.time(words))
        guard case .table(let table) = letter.blocks.last else {
            Issue.record("no table")
            return
        }
        #expect(
            table.rows.map(\.cells) == [
                ["18 maart 2026", "De server is afgesloten.", "2026-0007/5, 2026-0007/6"],
                ["19 maart 2026, 08.12 uur", "Op een server stond een vreemd programma.", "2026-0007/3"],
                ["tijdstip onbekend", "De dienst is weer open.", "2026-0007/9"],
            ])
        #expect(table.heading == ["Wanneer", "Wat", "Bron in het journaal"])
    }

    @Test("an hour is written as an hour, over midnight too, and a day in no zone but its own")
    func precision() throws {
        let words = try LettersSample.words()
        let time = LettersSample.time(words)
        #expect(time.text(Moment(LettersSample.start, .hour)) == "19 maart 2026, tussen 08.00 en 09.00 uur")
        let late = try #require(CivilTime(year: 2026, month: 12, day: 31, hour: 23)).timestamp()
        #expect(time.text(Moment(late, .hour)) == "1 januari 2027, tussen 00.00 en 01.00 uur")
        #expect(time.text(Moment(late, .day)) == "31 december 2026")
        let english = try LettersSample.words(.english)
        #expect(LettersSample.time(english).text(Moment(late)) == "1 January 2027, 00.00")
    }

    @Test("a day that is none is no date")
    func dates() {
        #expect(LetterDate(year: 2027, month: 2, day: 29) == nil)
        #expect(LetterDate(year: 2028, month: 2, day: 29)?.text(.dutch) == "29 februari 2028")
        #expect(LetterDate(year: 2028, month: 8, day: 1)?.text(.english) == "1 August 2028")
    }

    @Test("a reference to an entry reads what it writes, and nothing else")
    func references() throws {
        for text in ["2026-0001/12", "organisation/1"] { #expect(EntryRef(text)?.description == text) }
        for text in [
            "", "2026-0001", "2026-0001/0", "2026-0001/-1", "2026-0001/01", "2026-1/1", "x/1", "2026-0001/1/1",
        ] {
            #expect(EntryRef(text) == nil, "\(text)")
        }
        #expect(EntryRef(log: .organisation, sequence: 0) == nil)
    }
}
