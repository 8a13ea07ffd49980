// What a first letter says of time and order, against a calendar and a sorting that are not ours.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Letters
import Testing

@Suite("Times and order in a first letter")
struct LetterMomentTests {
    private static let months = [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ]

    /// As Foundation's calendar has it, so many seconds east of UTC.
    private func parts(_ seconds: Int64, east offset: Int) throws -> (day: String, clock: String) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: offset))
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        let (year, month, day) = (try #require(parts.year), try #require(parts.month), try #require(parts.day))
        let (hour, minute) = (try #require(parts.hour), try #require(parts.minute))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return ("\(day) \(LetterMomentTests.months[month - 1]) \(year)", "\(two(hour)).\(two(minute))")
    }

    @Test(
        "for any time and any zone the letter says the day and the hour that a calendar says, and no more than is known"
    )
    func calendar() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(61)
        for _ in 0..<400 {
            // From 1900 to 2200; zones by quarters of an hour, from -12 to +14.
            let seconds = Int64.random(in: -2_208_988_800...7_258_118_400, using: &generator)
            let offset = Int.random(in: -48...56, using: &generator) * 900
            let time = LetterTime(words) { _ in offset }
            let at = Timestamp(seconds: seconds, nanoseconds: Int64.random(in: 0..<1_000_000_000, using: &generator))
            let exact = try parts(seconds, east: offset)
            #expect(time.text(Moment(at)) == "\(exact.day), \(exact.clock) uur")
            let hour = Int64((Double(seconds) / 3_600).rounded(.down)) * 3_600
            let (from, to) = (try parts(hour, east: offset), try parts(hour + 3_600, east: offset))
            #expect(time.text(Moment(at, .hour)) == "\(from.day), tussen \(from.clock) en \(to.clock) uur")
            // A day is not moved by a zone.
            #expect(try time.text(Moment(at, .day)) == parts(seconds, east: 0).day)
            #expect(time.text(Moment(at, .unknown)) == "tijdstip onbekend")
        }
    }

    @Test("an hour in which the clocks go forward ends two hours later on the clock, and one hour when they go back")
    func clocksChange() throws {
        let words = try LettersSample.words()
        let forward = try #require(CivilTime(year: 2026, month: 3, day: 29, hour: 1)).timestamp()
        let spring = LetterTime(words) { $0 < forward ? 3_600 : 7_200 }
        let before = forward.advanced(byNanoseconds: -3_600_000_000_000)
        #expect(spring.text(Moment(before, .hour)) == "29 maart 2026, tussen 01.00 en 03.00 uur")
        #expect(spring.text(Moment(forward, .hour)) == "29 maart 2026, tussen 03.00 en 04.00 uur")
        let back = try #require(CivilTime(year: 2026, month: 10, day: 25, hour: 1)).timestamp()
        let autumn = LetterTime(words) { $0 < back ? 7_200 : 3_600 }
        let last = back.advanced(byNanoseconds: -1)
        #expect(autumn.text(Moment(last)) == "25 oktober 2026, 02.59 uur")
        #expect(autumn.text(Moment(back)) == "25 oktober 2026, 02.00 uur")
    }

    @Test("a date is one that the calendar has, for every day of four hundred years and the days that are none")
    func everyDay() throws {
        for year in 1800..<2200 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in zip(1...12, lengths) {
                #expect(LetterDate(year: year, month: month, day: 0) == nil)
                #expect(LetterDate(year: year, month: month, day: length + 1) == nil)
                let last = try #require(LetterDate(year: year, month: month, day: length))
                #expect(last.text(.dutch) == "\(length) \(LetterMomentTests.months[month - 1]) \(year)")
            }
        }
        for (year, month, day) in [(2026, 0, 1), (2026, 13, 1), (2026, -1, 1), (Int.max, 1, 1), (2026, Int.min, 1)] {
            #expect(LetterDate(year: year, month: month, day: day) == nil)
        }
        #expect(LetterDate(year: 2026, month: 1, day: Int.max) == nil)
    }

    private func statements(_ generator: inout SeededGenerator) -> [LetterStatement] {
        (0..<Int.random(in: 0...14, using: &generator)).map { index in
            let time = LettersSample.at(Int64.random(in: 0...4, using: &generator) * 720)
            let moment = Moment.Precision.allCases.randomElement(using: &generator).map { Moment(time, $0) }
            return LetterStatement(
                LetterPart.allCases.randomElement(using: &generator) ?? .happened,
                Int.random(in: 0..<6, using: &generator) == 0 ? "" : "zin\(index).", sources: [],
                visibility: Int.random(in: 0..<4, using: &generator) == 0 ? .confidential : .public,
                asOf: LettersSample.at(Int64.random(in: 0...1_000, using: &generator)),
                occurred: Bool.random(using: &generator) ? moment : nil,
                startsParagraph: Int.random(in: 0..<3, using: &generator) == 0)
        }
    }

    @Test("paragraphs begin where a statement says so; the order is that of the record, part by part")
    func paragraphs() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(62)
        for _ in 0..<200 {
            let statements = statements(&generator)
            let letter = try LettersSample.first(statements).letter(words, time: LettersSample.time(words))
            let told = statements.filter { $0.visibility == .public && $0.text != "" }
            var wanted: [String] = []
            for part in LetterPart.allCases {
                wanted.append("# " + words("letter.part.\(part.rawValue)"))
                let own = told.filter { $0.part == part }
                if own.isEmpty { wanted.append(words("letter.missing", words("letter.missing.\(part.rawValue)"))) }
                for (index, statement) in own.enumerated() {
                    if index == 0 || statement.startsParagraph {
                        wanted.append(statement.text)
                    } else {
                        wanted[wanted.count - 1] += " " + statement.text
                    }
                }
            }
            let got = letter.blocks.dropFirst().map { block in
                switch block {
                case .heading(let level, let text): String(repeating: "#", count: level) + " " + text
                case .paragraph(let sentences):
                    sentences.map { sentence in
                        sentence.runs.map { if case .text(let text) = $0 { text } else { "?" } }.joined()
                    }.joined(separator: " ")
                case .table: "table"
                }
            }
            #expect(got == wanted)
            // The state is that of the last look at what is told, and none is said of nothing.
            guard case .paragraph(let opening) = letter.blocks.first else {
                Issue.record("no opening")
                continue
            }
            #expect(opening.count == (told.isEmpty ? 1 : 2))
            if let last = told.map(\.asOf).max() {
                let state = words("letter.first.as_of", LettersSample.time(words).text(Moment(last)))
                #expect(opening.last?.runs == [.text(state)])
            }
        }
    }

    @Test("the chronology puts the earliest first, keeps the order of the record at one time, and the unknown last")
    func chronology() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(63)
        for _ in 0..<200 {
            let statements = statements(&generator)
            let letter = try LettersSample.first(statements, hasChronology: true)
                .letter(words, time: LettersSample.time(words))
            // Put in one by one, behind all that is not later.
            var wanted: [LetterStatement] = []
            for statement in statements where statement.visibility == .public && statement.text != "" {
                guard let moment = statement.occurred else { continue }
                let time = moment.earliest?.nanoseconds ?? .max
                let at = wanted.firstIndex { ($0.occurred?.earliest?.nanoseconds ?? .max) > time } ?? wanted.count
                wanted.insert(statement, at: at)
            }
            guard case .table(let table) = letter.blocks.last else {
                Issue.record("no table")
                continue
            }
            #expect(table.rows.map { $0.cells[1] } == wanted.map(\.text))
            #expect(table.rows.allSatisfy { $0.cells.count == table.heading.count && $0.visibility == .public })
        }
    }

    @Test("without a place the date stands alone, and an English letter has no Dutch in its form")
    func form() throws {
        for language in Language.allCases {
            let words = try LettersSample.words(language)
            var first = try LettersSample.first(isExercise: true)
            first.place = nil
            let letter = first.letter(words, time: LettersSample.time(words))
            #expect(letter.language == language && letter.isExercise)
            #expect(
                letter.meta.map(\.label) == ["date", "from", "subject", "incident"].map { words("letter.meta.\($0)") })
            #expect(letter.meta.first?.value == first.date?.text(language))
            #expect(letter.meta.last?.value == "2026-0007")
            #expect(letter.addressee == first.addressee && letter.title == first.subject)
        }
    }

    @Test("a reference to an entry reads back for any journal and number, and what was changed by one sign does not")
    func references() throws {
        var generator = SeededGenerator(64)
        for _ in 0..<500 {
            let year = Int.random(in: 2000...2099, using: &generator)
            let number = Int.random(in: 1001...9999, using: &generator)
            let sequence = Int.random(in: 1...(Bool.random(using: &generator) ? 9 : 999_999_999_999), using: &generator)
            let text = "\(year)-\(number)/\(sequence)"
            let entry = try #require(EntryRef(text))
            #expect(entry.description == text && entry.sequence == sequence)
            #expect(EntryRef(log: entry.log, sequence: sequence) == entry)
            for wrong in ["+", " ", "0", "-", "\u{661}"] {
                #expect(EntryRef("\(year)-\(number)/\(wrong)\(sequence)") == nil, "\(wrong)")
            }
            for end in [" ", "/", "\n", "\u{0}", ".0", "\u{301}"] { #expect(EntryRef(text + end) == nil) }
        }
        #expect(EntryRef("2026-0001/9999999999999") == nil)
    }
}
