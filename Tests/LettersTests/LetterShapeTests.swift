// Letters of any shape as files: every tag closed, every mark with its note, every row as wide as its table.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Letters
import Testing

@Suite("Letters of any shape")
struct LetterShapeTests {
    private static let texts = ["a", "b<c>", "d & e", "\"f\"", "</span>", "g]]>h", "é😀", "i'j", "&amp;", "k"]

    private func letter(_ generator: inout SeededGenerator) throws -> Letter {
        func text() -> String { LetterShapeTests.texts.randomElement(using: &generator) ?? "" }
        func visibility() -> Visibility { Visibility.allCases.randomElement(using: &generator) ?? .public }
        func sources() throws -> [EntryRef] {
            try (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                try LettersSample.entry(Int.random(in: 1...5, using: &generator))
            }
        }
        let blocks = try (0..<Int.random(in: 0...8, using: &generator)).map { _ -> Letter.Block in
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: return .heading(level: Int.random(in: -1...6, using: &generator), text())
            case 1:
                let width = Int.random(in: 0...4, using: &generator)
                let rows = try (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    let cells = (0..<Int.random(in: 0...5, using: &generator)).map { _ in text() }
                    return Letter.Row(cells, sources: try sources(), visibility: visibility())
                }
                let heading = (0..<width).map { _ in text() }
                return .table(Letter.Table(caption: text(), heading: heading, rows: rows))
            default:
                return .paragraph(
                    try (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                        let runs = (0..<Int.random(in: 0...4, using: &generator)).map { _ -> Letter.Run in
                            switch Int.random(in: 0..<4, using: &generator) {
                            case 0: .note(text())
                            case 1: .emphasis(text())
                            default: .text(text())
                            }
                        }
                        return Letter.Sentence(runs, sources: try sources(), visibility: visibility())
                    })
            }
        }
        func lines() -> [String] { (0..<Int.random(in: 0...2, using: &generator)).map { _ in text() } }
        return Letter(
            title: text(), language: Bool.random(using: &generator) ? .dutch : .english,
            isExercise: Bool.random(using: &generator), addressee: lines(),
            meta: lines().map { Letter.MetaLine($0, text()) }, blocks: blocks, signature: lines())
    }

    /// The names of elements that were opened and not closed, or closed and not opened, in order; and all attributes.
    private func tags(_ markup: String) -> (wrong: [String], attributes: [String]) {
        var (open, wrong, attributes): ([String], [String], [String]) = ([], [], [])
        for piece in markup.split(separator: "<").dropFirst(markup.hasPrefix("<") ? 0 : 1) {
            guard let end = piece.firstIndex(of: ">"), !piece.hasPrefix("!"), !piece.hasPrefix("?") else { continue }
            let tag = piece[..<end]
            let name = String(tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" })
            if tag.hasPrefix("/") {
                if open.popLast() != name { wrong.append("/" + name) }
                continue
            }
            attributes += tag.split(separator: " ").dropFirst().map(String.init)
            if !["br", "meta", "link"].contains(name), !tag.hasSuffix("/") { open.append(name) }
        }
        return (wrong + open, attributes)
    }

    private func values(_ name: String, _ attributes: [String]) -> [String] {
        attributes.filter { $0.hasPrefix(name + "=\"") }.map {
            String($0.dropFirst(name.count + 2).prefix { $0 != "\"" })
        }
    }

    @Test("HTML: every tag is closed, every id is there once, and every mark leads to its note and back")
    func html() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(81)
        for _ in 0..<200 {
            let letter = try letter(&generator)
            let told = letter.forOutside
            let page = try HTMLLetter(words) { "/journaal/\($0)" }.document(letter, stylesheet: "/a.css")
            let (wrong, attributes) = tags(page)
            #expect(wrong == [], "\(page)")
            let (ids, leads) = (values("id", attributes), values("href", attributes).filter { $0.hasPrefix("#") })
            let notes = LetterText(told).paragraphs.filter(\.isNote)
            #expect(ids.count == Set(ids).count && ids.count == 2 * notes.count)
            #expect(Set(leads.map { String($0.dropFirst()) }) == Set(ids))
            let read = try LetterText(html: Array(page.utf8)).paragraphs.filter(\.isNote)
            // The heading of the notes stands among them.
            #expect(read.count == (notes.isEmpty ? 0 : notes.count + 1))
            for (note, line) in zip(notes, read.dropFirst()) { #expect(line.text.hasPrefix(note.text)) }
            #expect(page.contains("<address") == !letter.addressee.isEmpty)
            #expect(page.contains("<dl") == !letter.meta.isEmpty)
            #expect(page.contains("letter-signature") == !letter.signature.isEmpty)
        }
    }

    @Test("the part for a page of the house marks each sentence and row that may not be told outside, and no other")
    func inside() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(82)
        for _ in 0..<150 {
            let letter = try letter(&generator)
            var (sentences, rows) = (0, 0)
            for block in letter.blocks {
                switch block {
                case .heading: break
                case .paragraph(let all): sentences += all.count { $0.visibility != .public }
                case .table(let table): rows += table.rows.count { $0.visibility != .public }
                }
            }
            let part = try HTMLLetter(words).fragment(letter)
            #expect(pieces(part, "<span class=\"letter-sentence letter-inside\"").count == sentences)
            #expect(pieces(part, "[niet openbaar]").count == sentences)
            #expect(pieces(part, "<tr class=\"letter-inside\">").count == rows)
            #expect(tags(part).wrong == [])
            let outside = try HTMLLetter(words).document(letter)
            #expect(!outside.contains("letter-inside") && !outside.contains("[niet openbaar]"))
            #expect(try HTMLLetter(words).document(letter.forOutside) == outside)
            #expect(letter.forOutside == letter.forOutside.forOutside)
        }
    }

    @Test("ODF 1.3 part 3, 9.1: every row has as many cells as the table has columns; notes are numbered in order")
    func odt() throws {
        var generator = SeededGenerator(83)
        for _ in 0..<150 {
            let letter = try letter(&generator)
            let showsSources = Bool.random(using: &generator)
            let words = try LettersSample.words(letter.language)
            let file = try ZipReading(ODTLetter(words, showsSources: showsSources).bytes(letter))
            let content = file.text("content.xml")
            #expect(tags(content).wrong == [])
            var (widths, notes): ([Int], Int) = ([], 0)
            for block in letter.forOutside.blocks {
                switch block {
                case .heading: break
                case .paragraph(let sentences):
                    for sentence in sentences {
                        notes += sentence.runs.count { if case .note = $0 { true } else { false } }
                        notes += showsSources && !sentence.sources.isEmpty ? 1 : 0
                    }
                case .table(let table):
                    widths.append(([table.heading] + table.rows.map(\.cells)).map(\.count).max() ?? 0)
                }
            }
            let attributes = tags(content).attributes
            #expect(values("text:id", attributes) == (0..<notes).map { "note\($0 + 1)" })
            #expect(values("table:name", attributes) == widths.indices.map { "Table\($0 + 1)" })
            #expect(values("table:number-columns-repeated", attributes) == widths.map { "\(max($0, 1))" })
            for (table, width) in zip(pieces(content, "<table:table "), widths) {
                for row in pieces(table, "<table:table-row>") {
                    #expect(pieces(row, "<table:table-cell ").count == max(width, 1))
                }
            }
            #expect(file.text("meta.xml").contains("<dc:language>\(letter.language == .dutch ? "nl-NL" : "en-GB")<"))
        }
    }

    /// What stands behind each of these marks, up to the next.
    private func pieces(_ text: some StringProtocol, _ mark: String) -> [String] {
        text.split(separator: mark, omittingEmptySubsequences: false).dropFirst().map { String($0) }
    }

    /// A paragraph as ODF 1.3 part 3, 6.1.2 has it read: of its bare text over all elements, blanks that stand together
    /// are one, and those at its start and end are none.
    private func collapsed(_ markup: Substring) -> String {
        var signs: [(sign: Character, isBare: Bool)] = []
        var rest = markup
        while let sign = rest.first {
            if sign == "<", let end = rest.firstIndex(of: ">") {
                let shown: [Substring: Character] = ["<text:s/>": " ", "<text:tab/>": "\t", "<text:line-break/>": "\n"]
                if let one = shown[rest[...end]] { signs.append((one, false)) }
                rest = rest[rest.index(after: end)...]
            } else {
                signs.append((sign, true))
                rest = rest.dropFirst()
            }
        }
        let kept = signs.indices.filter { index in
            guard signs[index] == (" ", true) else { return true }
            let before = signs[..<index].last(where: \.isBare)?.sign ?? " "
            return before != " " && signs[index...].contains { $0.isBare && $0.sign != " " }
        }
        return String(kept.map { signs[$0].sign })
    }

    @Test("ODF 1.3 part 3, 6.1.2: a reader that takes blanks together and drops those at the ends sees every blank")
    func blanks() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(84)
        for _ in 0..<300 {
            let pieces = ["a", "bc", " ", "  ", "   ", "d\te", "f\ng", "\t", "\n"]
            func text() -> String {
                (0..<Int.random(in: 1...9, using: &generator))
                    .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            }
            let (title, runs) = (text(), [text(), text(), text()])
            let sentence = Letter.Sentence(
                [.text(runs[0]), .emphasis(runs[1]), .text(runs[2])], visibility: .public)
            let letter = Letter(
                title: title, language: .dutch, isExercise: false, blocks: [.paragraph([sentence])])
            let content = try ZipReading(ODTLetter(words).bytes(letter)).text("content.xml")
            for (start, end, wanted) in [
                ("outline-level=\"1\">", "</text:h>", title), ("\"Text_20_body\">", "</text:p>", runs.joined()),
            ] {
                let from = try #require(content.firstRange(of: start)).upperBound
                let to = try #require(content[from...].firstRange(of: end)).lowerBound
                #expect(collapsed(content[from..<to]) == wanted, "\(content[from..<to])")
            }
        }
    }

    @Test("a title in lines has them all, whatever system ended them, and stands on one line where a file names itself")
    func lines() throws {
        let words = try LettersSample.words()
        for end in ["\n", "\r\n", "\r"] {
            let letter = Letter(title: "Storing\(end)in de pers", language: .dutch, isExercise: false)
            let file = try ZipReading(ODTLetter(words).bytes(letter))
            #expect(file.text("content.xml").contains(">Storing<text:line-break/>in de pers</text:h>"))
            #expect(file.text("meta.xml").contains("<dc:title>Storing in de pers</dc:title>"))
            #expect(try HTMLLetter(words).document(letter).contains("<title>Storing in de pers</title>"))
            let read = try LetterText(odt: Array(file.text("content.xml").utf8))
            #expect(read.paragraphs.map(\.text) == ["Storing\nin de pers"])
        }
    }

    @Test("the entries that a letter rests on are each named once, in the order in which they come")
    func sources() throws {
        var generator = SeededGenerator(85)
        for _ in 0..<150 {
            let letter = try letter(&generator)
            var wanted: [EntryRef] = []
            for block in letter.blocks {
                var all: [EntryRef] = []
                if case .paragraph(let sentences) = block { for one in sentences { all += one.sources } }
                if case .table(let table) = block { for row in table.rows { all += row.sources } }
                for source in all where !wanted.contains(source) { wanted.append(source) }
            }
            #expect(letter.sources == wanted)
            #expect(letter.forOutside.sources.allSatisfy(wanted.contains))
        }
    }

    @Test("an address of a page is written as it is, and one that is not, or whose scheme runs something, is not")
    func addresses() throws {
        let words = try LettersSample.words()
        let sentence = Letter.Sentence([.text("a")], sources: [try LettersSample.entry(1)], visibility: .public)
        let letter = Letter(title: "t", language: .dutch, isExercise: false, blocks: [.paragraph([sentence])])
        for address in ["/a", "./a", "#a", "http://a.example/", "HTTPS://A.example/?b=c"] {
            #expect(
                try HTMLLetter(words) { _ in address }.document(letter).contains("href=\"\(address)\">2026-0007/1</a>"))
        }
        for address in [
            " javascript:a", "\u{1}javascript:a", "vbscript:a", "file:///a", "ftp://a", "a", "../a", "https:a",
        ] {
            #expect(try !HTMLLetter(words) { _ in address }.document(letter).contains("href="), "\(address)")
        }
    }

    @Test("a letter exactly at a limit is made, with one more it is not, and what stays inside does not count outside")
    func limits() throws {
        let words = try LettersSample.words()
        func code(_ letter: Letter) -> Problem? {
            do { _ = try HTMLLetter(words).document(letter) } catch { return error }
            return nil
        }
        var letter = Letter(
            title: String(repeating: "x", count: LetterLimits.letterBytes), language: .dutch, isExercise: false)
        #expect(code(letter) == nil)
        letter.signature = ["y"]
        #expect(code(letter) == Problem(.letterTooLarge, ["\(LetterLimits.letterBytes)", "bytes"]))
        (letter.title, letter.signature) = ("x", [])
        func table(_ rows: Int, _ columns: Int, _ visibility: Visibility) -> Letter.Block {
            let row = Letter.Row(Array(repeating: "", count: columns), visibility: visibility)
            return .table(Letter.Table(caption: "", heading: [], rows: Array(repeating: row, count: rows)))
        }
        letter.blocks = [table(2, LetterLimits.columns, .public)]
        #expect(code(letter) == nil)
        // The rows of all tables together.
        letter.blocks = [table(LetterLimits.rows, 0, .public), table(1, 0, .confidential)]
        #expect(code(letter) == nil)
        #expect(throws: Problem(.letterTooLarge, ["\(LetterLimits.rows)", "rows"])) {
            try HTMLLetter(words).fragment(letter)
        }
        letter.blocks = [table(LetterLimits.rows, 0, .public), table(1, 0, .public)]
        #expect(code(letter) == Problem(.letterTooLarge, ["\(LetterLimits.rows)", "rows"]))
        // Sentences without a word in them are not free.
        let empty = Letter.Sentence([], visibility: .public)
        letter.blocks = [.paragraph(Array(repeating: empty, count: LetterLimits.letterBytes / 64 + 1))]
        #expect(code(letter) == Problem(.letterTooLarge, ["\(LetterLimits.letterBytes)", "bytes"]))
    }
}
