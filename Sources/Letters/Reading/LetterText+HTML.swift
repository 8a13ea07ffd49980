// Letters as pages of HTML: the text of its blocks. Pages are read as they come; what is not closed ends at the end.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension LetterText {
    /// A page of HTML.
    ///
    /// - Throws: `letter.text_too_large`; `letter.markup` for a tag over the limit.
    public init(html: [UInt8]) throws(Problem) {
        var scanner = try MarkupScanner(html, .html)
        var page = HTMLPage()
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name, let attributes):
                if HTMLPage.raw.contains(name) {
                    scanner.skipRaw(name)
                } else {
                    page.start(name, attributes)
                }
            case .end(let name): page.end(name)
            case .text(let text): page.add(text)
            }
        }
        page.flush()
        self.init(.paragraph, page.paragraphs)
    }
}

/// The blocks of a page so far.
private struct HTMLPage {
    static let raw: Set<String> = ["script", "style", "title", "template", "noscript", "textarea"]
    private static let blocks: Set<String> = [
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "td", "th", "tr", "table",
        "caption", "thead", "tbody", "address", "blockquote", "article", "section", "header", "footer", "main", "nav",
        "aside", "figure", "figcaption", "form", "fieldset", "hr", "pre", "body",
    ]
    private(set) var paragraphs: [LetterText.Paragraph] = []
    private var text = ""
    /// The element that holds notes, and how many of its name are open in it.
    private var notes: (name: String, depth: Int)?

    mutating func start(_ name: String, _ attributes: [String: String]) {
        if name == "br" { text += "\n" }
        if HTMLPage.blocks.contains(name) { flush() }
        if let open = notes {
            if open.name == name { notes = (name, open.depth + 1) }
        } else if HTMLPage.holdsNotes(attributes) {
            notes = (name, 1)
        }
    }

    mutating func end(_ name: String) {
        if HTMLPage.blocks.contains(name) { flush() }
        guard let open = notes, open.name == name else { return }
        notes = open.depth > 1 ? (name, open.depth - 1) : nil
    }

    mutating func add(_ content: String) { text += ParagraphCollector.oneLine(content) }

    /// Ends a block. One without text is none.
    mutating func flush() {
        defer { text = "" }
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        paragraphs.append(LetterText.Paragraph(text, place: paragraphs.count + 1, isNote: notes != nil))
    }

    /// DPUB-ARIA 1.1: `doc-endnotes` and `doc-footnote`.
    private static func holdsNotes(_ attributes: [String: String]) -> Bool {
        ["doc-endnotes", "doc-footnote"].contains(attributes["role"])
            || attributes["class"]?.split(separator: " ").contains { $0 == "footnote" || $0 == "footnotes" } == true
    }
}
