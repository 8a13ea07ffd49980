// The days that a letter names in words, and the day of the letter itself.
// SPDX-License-Identifier: EUPL-1.2

import Base

enum LetterDates {
    /// A day; the year is nil where it is not written.
    struct Day: Hashable {
        var day: Int
        var month: Int
        var year: Int?
    }

    /// The number of a month by its name in Dutch.
    static let months: [String: Int] = Dictionary(
        uniqueKeysWithValues: LetterDate.months(.dutch).enumerated().map { ($1, $0 + 1) })

    /// `12 augustus` or `12 augustus 2025` that begins at a token, and how many tokens it takes.
    static func day(_ tokens: LetterTokens, at index: Int) -> (day: Day, count: Int)? {
        guard let number = tokens[index]?.value, 1...31 ~= number, let month = months[tokens.key(index + 1)] else {
            return nil
        }
        if let year = tokens[index + 2]?.value, 1900...2199 ~= year {
            return (Day(day: number, month: month, year: year), 3)
        }
        return (Day(day: number, month: month, year: nil), 2)
    }

    /// The day on which the letter says it was written: of answers to questions "(ontvangen 3 mei 2026)", else what
    /// stands by "Datum", else a line "Voorbeeldstad, 3 mei 2026".
    static func ofLetter(_ text: LetterText) -> Day? {
        var (labelled, placed): (Day?, Day?) = (nil, nil)
        var isBelowLabel = false
        for line in text.bodyLines {
            // A line that is longer is a paragraph of the letter, whose days are not that of the letter.
            guard line.text.utf8.count <= 1_000 else {
                isBelowLabel = false
                continue
            }
            let tokens = LetterTokens(LetterText.Paragraph(String(line.text), place: 1))
            if let received = received(tokens) { return received }
            let isLabel = ["datum", "date"].contains(tokens.key(0))
            let start = isLabel ? (tokens.isMark(1, ":") ? 2 : 1) : 0
            if labelled == nil, isLabel || isBelowLabel { labelled = whole(tokens, from: start) }
            if placed == nil, let comma = tokens.tokens.prefix(6).firstIndex(where: { $0.isMark(",") }) {
                placed = whole(tokens, from: comma + 1)
                // A label with a place: "Datum: Voorbeeldstad, 3 mei 2026".
                if isLabel, let found = placed { labelled = labelled ?? found }
            }
            isBelowLabel = isLabel && tokens.count <= 2
        }
        return labelled ?? placed
    }

    private static func received(_ tokens: LetterTokens) -> Day? {
        guard tokens.key(0) == "antwoord" else { return nil }
        for index in 0..<tokens.count where tokens.key(index) == "ontvangen" {
            if let found = day(tokens, at: index + 1), found.day.year != nil { return found.day }
        }
        return nil
    }

    /// A day with its year and nothing behind it.
    private static func whole(_ tokens: LetterTokens, from index: Int) -> Day? {
        guard let (day, count) = day(tokens, at: index), count == 3, index + count == tokens.count else { return nil }
        return day
    }
}
