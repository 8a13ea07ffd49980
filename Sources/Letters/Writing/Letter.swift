// A letter as a value: what it says, and for each sentence which entries of the journal it rests on.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Incidents

/// A letter. Renderers turn it into a file; they add no facts.
public struct Letter: Sendable, Hashable {
    public var title: String
    public var language: Language
    /// It belongs to an exercise: everything that is made of it says so on top and in its properties.
    public var isExercise: Bool
    public var addressee: [String]
    public var meta: [MetaLine]
    public var blocks: [Block]
    /// The lines below the text: the office, and the name.
    public var signature: [String]

    public init(
        title: String, language: Language, isExercise: Bool, addressee: [String] = [], meta: [MetaLine] = [],
        blocks: [Block] = [], signature: [String] = []
    ) {
        self.title = title
        self.language = language
        self.isExercise = isExercise
        self.addressee = addressee
        self.meta = meta
        self.blocks = blocks
        self.signature = signature
    }

    /// A line of the head: "Onderwerp", and what it is.
    public struct MetaLine: Sendable, Hashable {
        public var label: String
        public var value: String

        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// A part of the text.
    public enum Block: Sendable, Hashable {
        /// Level 1 to 3, below the title.
        case heading(level: Int, String)
        case paragraph([Sentence])
        case table(Table)
    }

    /// One or more sentences that rest on the same entries.
    public struct Sentence: Sendable, Hashable {
        public var runs: [Run]
        public var sources: [EntryRef]
        public var visibility: Visibility

        /// What is not said to be public is not.
        public init(_ runs: [Run], sources: [EntryRef] = [], visibility: Visibility = .confidential) {
            self.runs = runs
            self.sources = sources
            self.visibility = visibility
        }

        /// A sentence of the form itself, such as the opening: it states no fact, and is public.
        static func ofTheForm(_ text: String) -> Sentence { Sentence([.text(text)], visibility: .public) }
    }

    /// A piece of a sentence.
    public enum Run: Sendable, Hashable {
        case text(String)
        case emphasis(String)
        /// A footnote, whose mark stands here.
        case note(String)

        var content: String {
            switch self {
            case .text(let text), .emphasis(let text), .note(let text): text
            }
        }
    }

    /// A table with one row of headings.
    public struct Table: Sendable, Hashable {
        public var caption: String
        public var heading: [String]
        public var rows: [Row]

        public init(caption: String, heading: [String], rows: [Row]) {
            self.caption = caption
            self.heading = heading
            self.rows = rows
        }
    }

    /// A row of a table, and what it rests on.
    public struct Row: Sendable, Hashable {
        public var cells: [String]
        public var sources: [EntryRef]
        public var visibility: Visibility

        public init(_ cells: [String], sources: [EntryRef] = [], visibility: Visibility = .confidential) {
            self.cells = cells
            self.sources = sources
            self.visibility = visibility
        }
    }

    /// The letter with what may be told outside only. A paragraph of which nothing is left is left out.
    public var forOutside: Letter {
        var letter = self
        letter.blocks = blocks.compactMap { block in
            switch block {
            case .heading: return block
            case .paragraph(let sentences):
                let told = sentences.filter { $0.visibility == .public }
                return told.isEmpty ? nil : .paragraph(told)
            case .table(var table):
                table.rows.removeAll { $0.visibility != .public }
                return .table(table)
            }
        }
        return letter
    }

    /// The title on one line, for what a document says of itself.
    var titleLine: String { title.split(whereSeparator: \.isNewline).joined(separator: " ") }

    /// The entries that the letter rests on, each once, in the order in which it comes to them.
    public var sources: [EntryRef] {
        var seen: Set<EntryRef> = []
        let all = blocks.flatMap { block -> [EntryRef] in
            switch block {
            case .heading: []
            case .paragraph(let sentences): sentences.flatMap(\.sources)
            case .table(let table): table.rows.flatMap(\.sources)
            }
        }
        return all.filter { seen.insert($0).inserted }
    }

    /// Ends with a problem if the letter is over a limit.
    func checkSize() throws(Problem) {
        if blocks.count > LetterLimits.blocks {
            throw Problem(.letterTooLarge, ["\(LetterLimits.blocks)", "blocks"])
        }
        var bytes = title.utf8.count
        for text in addressee + signature { bytes += text.utf8.count }
        for line in meta { bytes += line.label.utf8.count + line.value.utf8.count }
        var rows = 0
        for block in blocks {
            switch block {
            case .heading(_, let text): bytes += text.utf8.count
            case .paragraph(let sentences):
                // A sentence costs something without a letter in it too.
                for sentence in sentences {
                    bytes += 64 + 16 * sentence.sources.count
                    for run in sentence.runs { bytes += 16 + run.content.utf8.count }
                }
            case .table(let table):
                rows += table.rows.count
                bytes += table.caption.utf8.count
                for cells in [table.heading] + table.rows.map(\.cells) {
                    if cells.count > LetterLimits.columns {
                        throw Problem(.letterTooLarge, ["\(LetterLimits.columns)", "columns"])
                    }
                    for cell in cells { bytes += cell.utf8.count }
                }
            }
        }
        if rows > LetterLimits.rows { throw Problem(.letterTooLarge, ["\(LetterLimits.rows)", "rows"]) }
        if bytes > LetterLimits.letterBytes {
            throw Problem(.letterTooLarge, ["\(LetterLimits.letterBytes)", "bytes"])
        }
    }
}
