// The check before a letter goes: fixed rules, each of which finds a fault that letters had.
// Time grows with the length of the text, and no more.
// SPDX-License-Identifier: EUPL-1.2

/// Looks a letter over.
public struct LetterCheck: Sendable {
    /// What was found, in the order of the letter.
    public private(set) var findings: [LetterFinding] = []
    /// Whether there was more than is listed.
    public private(set) var hasMore = false

    /// Checks the text with every rule.
    public init(_ text: LetterText) {
        let date = LetterDates.ofLetter(text)
        var notes = NoteMarks()
        var counters = PageCounters()
        var found: [LetterFinding] = []
        for paragraph in text.paragraphs.lazy.flatMap(text.pieces) {
            let tokens = LetterTokens(paragraph)
            var reading = RuleReading(tokens, unit: text.unit, date: date)
            reading.placeholders()
            reading.dossierNumbers()
            reading.noteEnd()
            reading.shortDates()
            reading.names()
            reading.titles()
            reading.artefacts()
            reading.quotes()
            found += reading.findings
            notes.add(tokens, unit: text.unit)
            counters.add(tokens, unit: text.unit)
            // What comes after is not listed any more; the number tells.
            if found.count > LetterLimits.findings { break }
        }
        found += notes.findings + counters.findings + DuplicateHeader.findings(in: text)
        // Stable: what stands on one line stays in the order of the rules.
        let sorted = found.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
        findings = sorted.prefix(LetterLimits.findings).map(\.element)
        hasMore = found.count > LetterLimits.findings
    }

    /// Whether something was found that is an error and not a matter of form.
    public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// One paragraph that the rules are held against, one after the other. Each rule stands in a file of its own.
struct RuleReading {
    let tokens: LetterTokens
    let unit: LetterText.Unit
    /// The day of the letter, where it says so.
    let date: LetterDates.Day?
    private(set) var findings: [LetterFinding] = []

    init(_ tokens: LetterTokens, unit: LetterText.Unit, date: LetterDates.Day?) {
        self.tokens = tokens
        self.unit = unit
        self.date = date
    }

    mutating func add(_ rule: LetterRule, _ range: Range<Int>, _ arguments: String...) {
        // One more than is listed shows that there are more.
        guard findings.count <= LetterLimits.findings else { return }
        let place = LetterText.place(tokens, range.lowerBound, unit)
        findings.append(LetterFinding(rule, place: place, quote: tokens.quote(range), arguments))
    }
}

extension LetterText {
    /// The place of a token.
    static func place(_ tokens: LetterTokens, _ index: Int, _ unit: Unit) -> Int {
        tokens.paragraph.place + (unit == .line ? tokens[index]?.line ?? 0 : 0)
    }
}
