// Short ways to write letters and to read what the check says of them. All names are invented.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Letters
import Testing

enum LettersSample {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Many crosses: what stands for a number that is to come.
    static let crosses = String(repeating: "X", count: 3)

    /// The fixed texts of letters, from the repository.
    static func words(_ language: Language = .dutch) throws -> Words {
        let file = root.appending(path: "Words/\(language.rawValue)/letters.json")
        return try Words(language, json: Array(Data(contentsOf: file)))
    }

    static func entry(_ sequence: Int) throws -> EntryRef {
        try #require(EntryRef("2026-0007/\(sequence)"))
    }

    /// 19 March 2026, 07:12 UTC.
    static let start = Timestamp(seconds: 1_773_904_320)

    static func at(_ minutes: Int64) -> Timestamp {
        start.advanced(byNanoseconds: minutes * 60_000_000_000)
    }

    /// Clocks one hour ahead of UTC.
    static func time(_ words: Words) -> LetterTime {
        LetterTime(words) { _ in 3_600 }
    }

    static func first(
        _ statements: [LetterStatement] = [], date: LetterDate? = LetterDate(year: 2026, month: 4, day: 2),
        isExercise: Bool = false, hasChronology: Bool = false
    ) throws -> FirstLetter {
        FirstLetter(
            organisation: "het ministerie van Voorbeeldzaken", minister: "minister van Voorbeeldzaken",
            ministerName: "R. de Voorbeeld", addressee: ["Aan de Voorzitter van de Voorbeeldkamer", "Plein 0"],
            place: "Voorbeeldstad", date: date, subject: "Storing in de werkomgeving",
            incident: try #require(IncidentNumber("2026-0007")), isExercise: isExercise, statements: statements,
            hasChronology: hasChronology)
    }

    /// What the check finds in plain text: "line rule: quote".
    static func findings(_ text: String) -> [String] {
        LetterCheck(LetterText(plain: text)).findings.map { "\($0.place) \($0.rule.rawValue): \($0.quote)" }
    }

    /// The rules that plain text does not meet.
    static func rules(_ text: String) -> [LetterRule] {
        LetterCheck(LetterText(plain: text)).findings.map(\.rule)
    }
}

/// Numbers that look like chance and are the same each time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
