// Makes the first letter to the Tweede Kamer about an incident, from what the record says and may be told.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Incidents

/// Something that the record says and that a letter may say.
public struct LetterStatement: Sendable, Hashable {
    public var part: LetterPart
    public var text: String
    public var sources: [EntryRef]
    public var visibility: Visibility
    /// Until when the record was looked at for this.
    public var asOf: Timestamp
    /// When it was so; nil for what has no place in the chronology.
    public var occurred: Moment?
    /// Whether a new paragraph begins here. The first of a part begins one anyway.
    public var startsParagraph: Bool

    public init(
        _ part: LetterPart, _ text: String, sources: [EntryRef], visibility: Visibility, asOf: Timestamp,
        occurred: Moment? = nil, startsParagraph: Bool = false
    ) {
        self.part = part
        self.text = text
        self.sources = sources
        self.visibility = visibility
        self.asOf = asOf
        self.occurred = occurred
        self.startsParagraph = startsParagraph
    }
}

/// All that a first letter is made of.
public struct FirstLetter: Sendable {
    public var organisation: String
    /// The office that signs, as it is written below a letter: "minister van Voorbeeldzaken".
    public var minister: String
    public var ministerName: String?
    /// The lines of the address.
    public var addressee: [String]
    public var place: String?
    /// Nil while it is not known when the letter goes: then a placeholder, which the check finds.
    public var date: LetterDate?
    public var subject: String
    public var incident: IncidentNumber
    public var isExercise: Bool
    public var statements: [LetterStatement]
    /// Whether a table of what happened when follows the text.
    public var hasChronology: Bool

    public init(
        organisation: String, minister: String, ministerName: String? = nil, addressee: [String],
        place: String? = nil, date: LetterDate? = nil, subject: String, incident: IncidentNumber, isExercise: Bool,
        statements: [LetterStatement], hasChronology: Bool = false
    ) {
        self.organisation = organisation
        self.minister = minister
        self.ministerName = ministerName
        self.addressee = addressee
        self.place = place
        self.date = date
        self.subject = subject
        self.incident = incident
        self.isExercise = isExercise
        self.statements = statements
        self.hasChronology = hasChronology
    }

    /// The letter, in the language of the words. What is not public is not in it, not even as a count.
    public func letter(_ words: Words, time: LetterTime) -> Letter {
        let told = statements.filter { $0.visibility == .public && !$0.text.isEmpty }
        var letter = Letter(
            title: subject, language: words.language, isExercise: isExercise, addressee: addressee,
            meta: meta(words), blocks: [.paragraph(opening(told, words, time))],
            signature: [words("letter.first.signature", minister), ministerName ?? missing("name", words)])
        for part in LetterPart.allCases {
            letter.blocks.append(.heading(level: 1, words("letter.part.\(part.rawValue)")))
            letter.blocks += paragraphs(told.filter { $0.part == part }, part, words)
        }
        if hasChronology { letter.blocks += chronology(told, words, time) }
        return letter
    }

    private func meta(_ words: Words) -> [Letter.MetaLine] {
        let day = date?.text(words.language) ?? missing("date", words)
        return [
            Letter.MetaLine(words("letter.meta.date"), place.map { "\($0), \(day)" } ?? day),
            Letter.MetaLine(words("letter.meta.from"), organisation),
            Letter.MetaLine(words("letter.meta.subject"), subject),
            Letter.MetaLine(words("letter.meta.incident"), incident.description),
        ]
    }

    private func opening(_ told: [LetterStatement], _ words: Words, _ time: LetterTime) -> [Letter.Sentence] {
        var sentences = [Letter.Sentence.ofTheForm(words("letter.first.opening", organisation))]
        if let last = told.map(\.asOf).max() {
            sentences.append(.ofTheForm(words("letter.first.as_of", time.text(Moment(last)))))
        }
        return sentences
    }

    private func paragraphs(
        _ statements: [LetterStatement], _ part: LetterPart, _ words: Words
    ) -> [Letter.Block] {
        guard !statements.isEmpty else { return [.paragraph([.ofTheForm(missing(part.rawValue, words))])] }
        var paragraphs: [[Letter.Sentence]] = []
        for statement in statements {
            let sentence = Letter.Sentence(
                [.text(statement.text)], sources: statement.sources, visibility: statement.visibility)
            if paragraphs.isEmpty || statement.startsParagraph {
                paragraphs.append([sentence])
            } else {
                paragraphs[paragraphs.count - 1].append(sentence)
            }
        }
        return paragraphs.map { .paragraph($0) }
    }

    /// The form that the check knows: it begins with "nog te schrijven".
    private func missing(_ what: String, _ words: Words) -> String {
        words("letter.missing", words("letter.missing.\(what)"))
    }

    private func chronology(_ told: [LetterStatement], _ words: Words, _ time: LetterTime) -> [Letter.Block] {
        let dated = told.enumerated().compactMap { index, statement in
            statement.occurred.map { (index: index, moment: $0, statement: statement) }
        }
        // What has no time comes last, and what has the same time stays in order.
        let sorted = dated.sorted { a, b in
            let (timeA, timeB) = (a.moment.earliest, b.moment.earliest)
            if let timeA, let timeB, timeA != timeB { return timeA < timeB }
            if (timeA == nil) != (timeB == nil) { return timeA != nil }
            return a.index < b.index
        }
        let heading = ["time", "what", "source"].map { words("letter.chronology.\($0)") }
        let rows = sorted.map { _, moment, statement in
            Letter.Row(
                [
                    time.text(moment), statement.text,
                    statement.sources.map(\.description).joined(separator: ", "),
                ], sources: statement.sources, visibility: statement.visibility)
        }
        let title = words("letter.chronology")
        return [.heading(level: 1, title), .table(Letter.Table(caption: title, heading: heading, rows: rows))]
    }
}
