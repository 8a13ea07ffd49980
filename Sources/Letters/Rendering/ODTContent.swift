// The text of a letter as content.xml of an ODT file.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// The state of one letter that is being written: how many notes and tables it has so far.
struct ODTContent {
    private let words: Words
    private let showsSources: Bool
    private(set) var out = MarkupText()
    private var notes = 0
    private var tables = 0
    /// The heading before, which a caption need not say again.
    private var lastHeading: String?

    init(words: Words, showsSources: Bool) {
        self.words = words
        self.showsSources = showsSources
    }

    mutating func letter(_ letter: Letter) {
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content\(ODTStyles.names)")
        out.raw(" office:version=\"1.3\">\n\(ODTStyles.tables)<office:body><office:text>\n")
        if letter.isExercise { paragraph("Mark", words("letter.exercise")) }
        for line in letter.addressee { paragraph("Addressee", line) }
        for line in letter.meta { paragraph("Meta", "\(line.label): \(line.value)") }
        heading(1, "Title", letter.title)
        for block in letter.blocks {
            self.block(block)
            if case .heading(_, let text) = block { lastHeading = text } else { lastHeading = nil }
        }
        for (index, line) in letter.signature.enumerated() {
            paragraph(index == 0 ? "SignatureFirst" : "Signature", line)
        }
        out.raw("</office:text></office:body></office:document-content>\n")
    }

    private mutating func paragraph(_ style: String, _ content: String) {
        out.raw("<text:p text:style-name=\"\(style)\">")
        text(content)
        out.raw("</text:p>\n")
    }

    /// ODF 1.3 part 3, 5.1.2: headings carry their level, which readers for the blind go by.
    private mutating func heading(_ level: Int, _ style: String, _ content: String) {
        out.raw("<text:h text:style-name=\"\(style)\" text:outline-level=\"\(level)\">")
        text(content)
        out.raw("</text:h>\n")
    }

    private mutating func block(_ block: Letter.Block) {
        switch block {
        case .heading(let level, let content):
            let level = min(max(level, 1), 3) + 1
            heading(level, "Heading_20_\(level)", content)
        case .paragraph(let sentences):
            out.raw("<text:p text:style-name=\"Text_20_body\">")
            for (index, sentence) in sentences.enumerated() {
                if index > 0 { out.raw(" ") }
                self.sentence(sentence)
            }
            out.raw("</text:p>\n")
        case .table(let table): self.table(table)
        }
    }

    private mutating func sentence(_ sentence: Letter.Sentence) {
        for run in sentence.runs {
            switch run {
            case .text(let content): text(content)
            case .emphasis(let content):
                out.raw("<text:span text:style-name=\"Emphasis\">")
                text(content)
                out.raw("</text:span>")
            case .note(let content): note(content)
            }
        }
        if showsSources, !sentence.sources.isEmpty {
            note(words("letter.source_note", sentence.sources.map(\.description).joined(separator: ", ")))
        }
    }

    private mutating func note(_ content: String) {
        notes += 1
        out.raw("<text:note text:id=\"note\(notes)\" text:note-class=\"footnote\">")
        out.raw("<text:note-citation>\(notes)</text:note-citation><text:note-body>")
        out.raw("<text:p text:style-name=\"Footnote\">")
        text(content)
        out.raw("</text:p></text:note-body></text:note>")
    }

    private mutating func table(_ table: Letter.Table) {
        tables += 1
        let columns = max(table.heading.count, table.rows.map(\.cells.count).max() ?? 0, 1)
        if table.caption != lastHeading { paragraph("Caption", table.caption) }
        out.raw("<table:table table:name=\"Table\(tables)\" table:style-name=\"Table\">\n")
        out.raw("<table:table-column table:style-name=\"Column\"")
        out.raw(" table:number-columns-repeated=\"\(columns)\"/>\n<table:table-header-rows>")
        row(table.heading, "TableHeading", columns)
        out.raw("</table:table-header-rows>\n")
        for one in table.rows { row(one.cells, "TableText", columns) }
        out.raw("</table:table>\n")
    }

    private mutating func row(_ cells: [String], _ style: String, _ columns: Int) {
        out.raw("<table:table-row>")
        for index in 0..<columns {
            out.raw("<table:table-cell table:style-name=\"Cell\" office:value-type=\"string\">")
            paragraph(style, index < cells.count ? cells[index] : "")
            out.raw("</table:table-cell>")
        }
        out.raw("</table:table-row>\n")
    }

    /// ODF 1.3 part 3, 6.1.2: blanks fall together, also over an element between them, and those at the ends of a
    /// paragraph fall away. So a blank is bare only between two other signs of one text.
    private mutating func text(_ content: String) {
        let scalars = Array(content.unicodeScalars)
        var plain = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            // A new line of Windows is one new line.
            if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { continue }
            let element: String? =
                switch scalar {
                case "\n", "\r": "<text:line-break/>"
                case "\t": "<text:tab/>"
                case " " where !ODTContent.isBetween(scalars, index): "<text:s/>"
                default: nil
                }
            guard let element else {
                plain.append(scalar)
                continue
            }
            out.escaped(String(plain))
            plain.removeAll(keepingCapacity: true)
            out.raw(element)
        }
        out.escaped(String(plain))
    }

    /// Whether signs that are written as themselves stand on both sides.
    private static func isBetween(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        guard index > 0, index + 1 < scalars.count else { return false }
        return ![scalars[index - 1], scalars[index + 1]].contains { " \t\n\r".unicodeScalars.contains($0) }
    }
}
