// Footnotes: how their text ends, and that each mark has its text.
// SPDX-License-Identifier: EUPL-1.2

extension RuleReading {
    /// A comma or semicolon at the end of a note: the rest is missing, or the mark should not be there.
    mutating func noteEnd() {
        guard tokens.paragraph.isNote, let last = tokens[tokens.count - 1], tokens.count > 1, !last.isInAddress else {
            return
        }
        let isStray = last.isMark(in: [",", ";"])
        let isDoubled = last.isMark(".") && tokens[tokens.count - 2]?.isMark(in: [",", ";"]) == true
        guard isStray || isDoubled else { return }
        add(.noteEndPunctuation, max(0, tokens.count - 4)..<tokens.count)
    }
}

/// The marks of footnotes over a whole letter: raised digits, or digits that a conversion glued behind a full stop.
struct NoteMarks {
    /// The first mark of each number, as what it is if its text is missing.
    private var raised: [Int: LetterFinding] = [:]
    private var glued: [LetterFinding] = []
    private var texts: Set<Int> = []
    private var hasNotes = false
    private var next = 1

    /// Takes the marks of a paragraph, or the number of a note.
    mutating func add(_ tokens: LetterTokens, unit: LetterText.Unit) {
        if tokens.paragraph.isNote {
            hasNotes = true
            if let (number, _) = NoteMarks.raisedNumber(tokens, at: 0) { texts.insert(number) }
            return
        }
        var index = 0
        while index < tokens.count {
            if let (number, count) = NoteMarks.raisedNumber(tokens, at: index) {
                if raised[number] == nil, !NoteMarks.isPower(tokens, at: index) {
                    raised[number] = missing(number, tokens, max(0, index - 2)..<index + count, index, unit)
                }
                index += count
                continue
            }
            if tokens[index]?.value == next, NoteMarks.isGlued(tokens, at: index) {
                glued.append(missing(next, tokens, max(0, index - 2)..<index + 1, index, unit))
                next += 1
            }
            index += 1
        }
    }

    /// Marks without a text. Raised ones count where at least one note has a text in the same form; glued ones where
    /// no note has a text at all and they count up from 1.
    var findings: [LetterFinding] {
        if !raised.isEmpty {
            guard !texts.isEmpty else { return [] }
            return raised.filter { !texts.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
        }
        return !hasNotes && glued.count >= 2 ? glued : []
    }

    private func missing(
        _ number: Int, _ tokens: LetterTokens, _ range: Range<Int>, _ index: Int, _ unit: LetterText.Unit
    ) -> LetterFinding {
        LetterFinding(
            .noteTextMissing, place: LetterText.place(tokens, index, unit), quote: tokens.quote(range), ["\(number)"])
    }

    /// A number in raised digits, each of which is a mark of its own.
    private static func raisedNumber(_ tokens: LetterTokens, at index: Int) -> (number: Int, count: Int)? {
        var (number, count) = (0, 0)
        while count < 4, let token = tokens[index + count], token.kind == .mark, count == 0 || !token.hasBlankBefore,
            let digit = token.text.unicodeScalars.first.flatMap(RaisedDigits.value)
        {
            number = number * 10 + digit
            count += 1
        }
        return count > 0 ? (number, count) : nil
    }

    /// "m²": a unit and no note.
    private static func isPower(_ tokens: LetterTokens, at index: Int) -> Bool {
        ["m", "cm", "mm", "dm", "km", "co", "x", "n"].contains(tokens.key(index - 1))
            && tokens[index]?.hasBlankBefore == false
    }

    /// "gedeeld.2 Deze": behind a full stop without a blank, and a blank or the end behind it.
    private static func isGlued(_ tokens: LetterTokens, at index: Int) -> Bool {
        guard let token = tokens[index], !token.isInAddress, !token.hasBlankBefore, tokens.isMark(index - 1, "."),
            let before = tokens[index - 2], tokens[index - 1]?.hasBlankBefore == false
        else { return false }
        let isYear = before.value.map { 1900...2199 ~= $0 } == true
        guard isYear || before.kind == .word && before.text.utf8.count > 2 || before.isMark(")") else { return false }
        return tokens[index + 1].map(\.hasBlankBefore) ?? true
    }
}
