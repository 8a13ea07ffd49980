// A letter as HTML: a page by itself, or a part of a page of the program. Form comes by class names only, so that a
// strict content security policy holds.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Incidents

/// Writes letters as HTML.
public struct HTMLLetter: Sendable {
    private let words: Words
    private let level: Int
    private let link: @Sendable (EntryRef) -> String?

    /// - Parameters:
    ///   - level: of the heading that is its title, from 1 to 3; those within it follow.
    ///   - link: the address of an entry, or nil where there is none. An address with a scheme other than `http` or
    ///     `https` is not written.
    public init(_ words: Words, level: Int = 1, link: @escaping @Sendable (EntryRef) -> String? = { _ in nil }) {
        self.words = words
        self.level = min(max(level, 1), 3)
        self.link = link
    }

    /// A whole document with what may be told outside.
    ///
    /// - Parameter stylesheet: the address of its style; none is written into the document.
    /// - Throws: `letter.too_large`.
    public func document(_ letter: Letter, stylesheet: String? = nil) throws(Problem) -> String {
        let content = try fragment(letter.forOutside)
        let mark = letter.isExercise ? words("letter.exercise") + ": " : ""
        var page = MarkupText()
        page.raw("<!DOCTYPE html>\n<html lang=\"\(letter.language.rawValue)\">\n<head>\n<meta charset=\"utf-8\">\n")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        page.escaped(mark + letter.titleLine)
        page.raw("</title>\n")
        if let stylesheet, let address = HTMLLetter.address(stylesheet) {
            page.raw("<link rel=\"stylesheet\" href=\"\(address)\">\n")
        }
        page.raw("</head>\n<body>\n<main>\n\(content)</main>\n</body>\n</html>\n")
        return page.text
    }

    /// A part of a page, with all that the letter holds: what may not be told outside is marked by its class and in
    /// words.
    ///
    /// - Throws: `letter.too_large`.
    public func fragment(_ letter: Letter) throws(Problem) -> String {
        try letter.checkSize()
        var writer = HTMLWriter(words: words, level: level, link: link)
        writer.letter(letter)
        return writer.out.text
    }

    /// The address as it may stand in an attribute; nil if it leads to something else than a page.
    fileprivate static func address(_ text: String) -> String? {
        let lower = text.lowercased()
        let isRelative = text.hasPrefix("/") || text.hasPrefix("#") || text.hasPrefix("./")
        guard isRelative || lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return nil }
        return MarkupText.escaped(text)
    }
}

/// The state of one letter that is being written: its notes so far.
private struct HTMLWriter {
    let words: Words
    let level: Int
    let link: (EntryRef) -> String?
    var out = MarkupText()
    private var notes: [String] = []

    init(words: Words, level: Int, link: @escaping (EntryRef) -> String?) {
        self.words = words
        self.level = level
        self.link = link
    }

    mutating func letter(_ letter: Letter) {
        let form = letter.isExercise ? "letter letter-exercise" : "letter"
        out.raw("<article class=\"\(form)\" lang=\"\(letter.language.rawValue)\">\n")
        if letter.isExercise { element("p", "letter-mark", words("letter.exercise")) }
        if !letter.addressee.isEmpty {
            out.raw("<address class=\"letter-addressee\">")
            lines(letter.addressee)
            out.raw("</address>\n")
        }
        if !letter.meta.isEmpty {
            out.raw("<dl class=\"letter-meta\">\n")
            for line in letter.meta {
                out.raw("<div><dt>")
                out.escaped(line.label)
                out.raw("</dt><dd>")
                out.escaped(line.value)
                out.raw("</dd></div>\n")
            }
            out.raw("</dl>\n")
        }
        element("h\(level)", "letter-title", letter.title)
        for block in letter.blocks { self.block(block) }
        if !letter.signature.isEmpty {
            out.raw("<p class=\"letter-signature\">")
            lines(letter.signature)
            out.raw("</p>\n")
        }
        writeNotes()
        out.raw("</article>\n")
    }

    private mutating func element(_ name: String, _ form: String, _ text: String) {
        out.raw("<\(name) class=\"\(form)\">")
        out.escaped(text)
        out.raw("</\(name)>\n")
    }

    private mutating func lines(_ lines: [String]) {
        for (index, line) in lines.enumerated() {
            if index > 0 { out.raw("<br>\n") }
            out.escaped(line)
        }
    }

    private mutating func block(_ block: Letter.Block) {
        switch block {
        case .heading(let below, let text):
            element("h\(min(level + min(max(below, 1), 3), 6))", "letter-heading", text)
        case .paragraph(let sentences):
            out.raw("<p class=\"letter-paragraph\">")
            for (index, sentence) in sentences.enumerated() {
                if index > 0 { out.raw(" ") }
                self.sentence(sentence)
            }
            out.raw("</p>\n")
        case .table(let table): self.table(table)
        }
    }

    private mutating func sentence(_ sentence: Letter.Sentence) {
        let entries = sentence.sources.map(\.description).joined(separator: " ")
        let form = sentence.visibility == .public ? "letter-sentence" : "letter-sentence letter-inside"
        out.raw("<span class=\"\(form)\"")
        if !entries.isEmpty { out.raw(" data-entries=\"\(MarkupText.escaped(entries))\"") }
        out.raw(">")
        if sentence.visibility != .public {
            out.raw("<strong class=\"letter-inside-mark\">")
            out.escaped(words("letter.inside"))
            out.raw("</strong> ")
        }
        for run in sentence.runs {
            switch run {
            case .text(let text): out.escaped(text)
            case .emphasis(let text):
                out.raw("<em>")
                out.escaped(text)
                out.raw("</em>")
            case .note(let text): note(text)
            }
        }
        out.raw("</span>")
        sources(sentence.sources)
    }

    /// Links to the entries that have an address.
    private mutating func sources(_ sources: [EntryRef]) {
        for source in sources {
            guard let address = link(source).flatMap(HTMLLetter.address) else { continue }
            out.raw(" <a class=\"letter-source\" href=\"\(address)\">")
            out.escaped(source.description)
            out.raw("</a>")
        }
    }

    private mutating func note(_ text: String) {
        notes.append(text)
        let number = notes.count
        out.raw("<sup><a class=\"letter-note-mark\" id=\"letter-note-mark-\(number)\" href=\"#letter-note-\(number)\" ")
        out.raw("role=\"doc-noteref\">\(number)</a></sup>")
    }

    private mutating func writeNotes() {
        guard !notes.isEmpty else { return }
        out.raw("<section class=\"letter-notes\" role=\"doc-endnotes\">\n")
        element("h\(level + 1)", "letter-heading", words("letter.notes"))
        out.raw("<ol>\n")
        for (index, note) in notes.enumerated() {
            let number = index + 1
            out.raw("<li id=\"letter-note-\(number)\">")
            out.escaped(note)
            out.raw(" <a class=\"letter-note-back\" href=\"#letter-note-mark-\(number)\" role=\"doc-backlink\">")
            out.escaped(words("letter.note_back", "\(number)"))
            out.raw("</a></li>\n")
        }
        out.raw("</ol>\n</section>\n")
    }

    private mutating func table(_ table: Letter.Table) {
        out.raw("<table class=\"letter-table\">\n<caption>")
        out.escaped(table.caption)
        out.raw("</caption>\n<thead><tr>")
        for cell in table.heading {
            out.raw("<th scope=\"col\">")
            out.escaped(cell)
            out.raw("</th>")
        }
        out.raw("</tr></thead>\n<tbody>\n")
        for row in table.rows {
            out.raw(row.visibility == .public ? "<tr>" : "<tr class=\"letter-inside\">")
            for cell in row.cells {
                out.raw("<td>")
                out.escaped(cell)
                out.raw("</td>")
            }
            out.raw("</tr>\n")
        }
        out.raw("</tbody>\n</table>\n")
    }
}
