// Letters in files of word processors: OpenDocument (ODF 1.3 part 3) and Office Open XML (ECMA-376 part 1).
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension LetterText {
    /// An OpenDocument text.
    ///
    /// - Parameter content: `content.xml`.
    /// - Throws: `letter.markup`, `letter.declarations`, `letter.too_deep`, `letter.text_too_large`.
    public init(odt content: [UInt8]) throws(Problem) {
        var scanner = try MarkupScanner(content, .xml)
        var collector = ParagraphCollector()
        // How deep in what is no text of the letter: deleted text, remarks of readers, the number of a note.
        var (skipped, notes) = (0, 0)
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name, let attributes):
                if skipped > 0 || LetterText.odtSkipped.contains(name) {
                    skipped += 1
                    continue
                }
                switch name {
                case "note-body": notes += 1
                case "p", "h": collector.begin(isNote: notes > 0)
                case "s": collector.add(LetterText.blanks(attributes["c"]))
                case "tab": collector.add("\t")
                case "line-break": collector.add("\n")
                default: break
                }
            case .end(let name):
                if skipped > 0 {
                    skipped -= 1
                    continue
                }
                if name == "note-body" { notes -= 1 }
                if name == "p" || name == "h" { collector.end() }
            case .text(let text):
                if skipped == 0 { collector.add(ParagraphCollector.oneLine(text)) }
            }
        }
        self.init(.paragraph, collector.all())
    }

    /// ODF 1.3 part 3, 6.1.3: so many blanks. A hostile number is no reason to make them.
    private static func blanks(_ count: String?) -> String {
        String(repeating: " ", count: max(1, min(count.flatMap { Int($0) } ?? 1, 80)))
    }

    private static let odtSkipped: Set<String> = ["tracked-changes", "annotation", "note-citation", "scripts"]

    /// A text of Office Open XML.
    ///
    /// - Parameters:
    ///   - document: `word/document.xml`.
    ///   - notes: `word/footnotes.xml` and `word/endnotes.xml`, those that are there.
    /// - Throws: as of an OpenDocument text.
    public init(docx document: [UInt8], footnotes: [UInt8]? = nil, endnotes: [UInt8]? = nil) throws(Problem) {
        var body = DOCXPart()
        try body.read(document)
        var paragraphs = body.collector.all()
        for (part, name) in [(footnotes, "footnote"), (endnotes, "endnote")] {
            guard let part else { continue }
            var notes = DOCXPart(noteName: name, places: body.marks[name] ?? [:])
            try notes.read(part)
            paragraphs += notes.collector.all()
        }
        let sorted = paragraphs.enumerated().sorted { a, b in
            (a.element.place, a.element.isNote ? 1 : 0, a.offset) < (
                b.element.place, b.element.isNote ? 1 : 0, b.offset
            )
        }
        self.init(.paragraph, sorted.map(\.element))
    }
}

/// The body of a document, or its notes.
private struct DOCXPart {
    /// `footnote` or `endnote`; nil for the body.
    var noteName: String?
    /// In which paragraph the mark of a note stands, by the id of the note.
    var places: [String: Int] = [:]
    var collector = ParagraphCollector()
    /// Where marks stand in the body: by kind, then id.
    var marks: [String: [String: Int]] = [:]
    private var skipped = 0
    /// The paragraph of the mark of the note that is being read.
    private var place: Int?
    private var isText = false

    init(noteName: String? = nil, places: [String: Int] = [:]) {
        self.noteName = noteName
        self.places = places
    }

    mutating func read(_ bytes: [UInt8]) throws(Problem) {
        var scanner = try MarkupScanner(bytes, .xml)
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name, let attributes): start(name, attributes)
            case .end(let name): end(name)
            // Only what stands in `w:t` is text of the letter: fields and deleted text have elements of their own.
            case .text(let text): if skipped == 0, isText { collector.add(ParagraphCollector.oneLine(text)) }
            }
        }
    }

    private mutating func start(_ name: String, _ attributes: [String: String]) {
        // A fallback says the same again for older programs; what was moved stands where it went; a `w:tab` among the
        // properties of a paragraph is where one would stop (17.3.1.37).
        let isOther = ["Fallback", "moveFrom", "del", "pPr"].contains(name)
        // The lines between text and notes are notes of a type of their own (17.11.10).
        let isLine = name == noteName && attributes["type"].map { $0 != "normal" } == true
        if skipped > 0 || isOther || isLine {
            skipped += 1
            return
        }
        switch name {
        case "p":
            if noteName == nil { collector.begin() } else { collector.begin(isNote: true, number: place ?? 1) }
        case "t": isText = true
        case "tab": collector.add("\t")
        case "br", "cr": collector.add("\n")
        case "noBreakHyphen": collector.add("-")
        case "footnoteReference": mark("footnote", attributes["id"])
        case "endnoteReference": mark("endnote", attributes["id"])
        default: if name == noteName { place = attributes["id"].flatMap { places[$0] } }
        }
    }

    private mutating func mark(_ kind: String, _ id: String?) {
        guard let id else { return }
        marks[kind, default: [:]][id] = collector.current
    }

    private mutating func end(_ name: String) {
        if skipped > 0 {
            skipped -= 1
            return
        }
        if name == "t" { isText = false }
        if name == "p" { collector.end() }
    }
}
