// A letter as the check reads it: paragraphs of plain text, each with its place.
// SPDX-License-Identifier: EUPL-1.2

/// The text of a letter, whatever kind of file it came from.
public struct LetterText: Sendable {
    /// What places count.
    public enum Unit: String, Sendable {
        case line, paragraph
    }

    /// A paragraph, a heading, a cell or a footnote.
    public struct Paragraph: Sendable, Hashable {
        /// Lines within it are parted by a new line.
        public var text: String
        /// The line on which it begins, or its number, from 1. A footnote has the number of the paragraph of its mark.
        public var place: Int
        public var isNote: Bool

        public init(_ text: String, place: Int, isNote: Bool = false) {
            self.text = text
            self.place = place
            self.isNote = isNote
        }
    }

    /// A line of a paragraph.
    struct Line {
        let text: Substring
        let place: Int
    }

    public let unit: Unit
    public let paragraphs: [Paragraph]

    init(_ unit: Unit, _ paragraphs: [Paragraph]) {
        self.unit = unit
        self.paragraphs = paragraphs
    }

    /// Plain text. A paragraph ends at an empty line, a new page, and where a footnote begins: a line that starts with
    /// a raised number.
    public init(plain text: String) {
        var paragraphs: [Paragraph] = []
        var open: [Substring] = []
        var start = 1
        func close() {
            guard !open.isEmpty else { return }
            let isNote = open[0].drop { $0.isWhitespace }.unicodeScalars.first.map(RaisedDigits.isDigit) == true
            paragraphs.append(Paragraph(open.joined(separator: "\n"), place: start, isNote: isNote))
            open = []
        }
        var number = 0
        for line in LetterText.lines(of: text) {
            number += 1
            let first = line.unicodeScalars.first { !$0.properties.isWhitespace }
            if first == nil || line.unicodeScalars.first == "\u{0C}" || first.map(RaisedDigits.isDigit) == true {
                close()
            }
            guard first != nil else { continue }
            if open.isEmpty { start = number }
            open.append(line)
        }
        close()
        self.init(.line, paragraphs)
    }

    /// The lines, ended as on any system. By scalars, because a carriage return and a new line are one `Character`.
    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var at = start
        while at < scalars.endIndex {
            let scalar = scalars[at]
            let next = scalars.index(after: at)
            if scalar == "\n" || scalar == "\r" {
                lines.append(text[start..<at])
                let isPair = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
                at = isPair ? scalars.index(after: next) : next
                start = at
            } else {
                at = next
            }
        }
        lines.append(text[start...])
        return lines
    }

    /// A letter of our own, by paragraph, with its head and signature.
    public init(_ letter: Letter) {
        var texts: [(String, notes: [String])] = letter.addressee.map { ($0, []) }
        texts += letter.meta.map { ("\($0.label): \($0.value)", []) }
        texts.append((letter.title, []))
        for block in letter.blocks {
            switch block {
            case .heading(_, let text): texts.append((text, []))
            case .paragraph(let sentences):
                var text: [String] = []
                var notes: [String] = []
                for sentence in sentences {
                    var one = ""
                    for run in sentence.runs {
                        if case .note(let note) = run { notes.append(note) } else { one += run.content }
                    }
                    text.append(one)
                }
                texts.append((text.joined(separator: " "), notes))
            case .table(let table):
                texts.append((table.caption, []))
                texts += (table.heading + table.rows.flatMap(\.cells)).map { ($0, []) }
            }
        }
        texts += letter.signature.map { ($0, []) }
        var paragraphs: [Paragraph] = []
        for (index, (text, notes)) in texts.enumerated() {
            paragraphs.append(Paragraph(text, place: index + 1))
            paragraphs += notes.map { Paragraph($0, place: index + 1, isNote: true) }
        }
        self.init(.paragraph, paragraphs)
    }

    /// All lines with something on them, notes left out.
    var bodyLines: [Line] {
        paragraphs.filter { !$0.isNote }.flatMap { paragraph in
            paragraph.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
                let text = LetterText.trimmed($1)
                guard !text.isEmpty else { return nil }
                return Line(text: text, place: place(of: $0, in: paragraph))
            }
        }
    }

    /// The paragraph, or a very long one in pieces that end at a blank if there is one near.
    func pieces(of paragraph: Paragraph) -> [Paragraph] {
        guard paragraph.text.utf8.count > LetterLimits.paragraphBytes else { return [paragraph] }
        var text = paragraph.text
        text.makeContiguousUTF8()
        let bytes = text.utf8
        var pieces: [Paragraph] = []
        var start = bytes.startIndex
        var place = paragraph.place
        while let limit = bytes.index(start, offsetBy: LetterLimits.paragraphBytes, limitedBy: bytes.endIndex),
            limit < bytes.endIndex
        {
            let near = bytes[start..<limit].suffix(1_000).lastIndex { $0 == 0x20 || $0 == 0x0A }
            // Without a blank, at the start of a scalar.
            let cut = near ?? bytes[start..<limit].lastIndex { $0 & 0xC0 != 0x80 } ?? limit
            pieces.append(Paragraph(String(text[start..<cut]), place: place, isNote: paragraph.isNote))
            if unit == .line { place += bytes[start..<cut].count { $0 == 0x0A } }
            start = cut
        }
        return pieces + [Paragraph(String(text[start...]), place: place, isNote: paragraph.isNote)]
    }

    /// The place of a line of a paragraph, counted from 0.
    func place(of line: Int, in paragraph: Paragraph) -> Int {
        unit == .line ? paragraph.place + line : paragraph.place
    }

    static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

/// The raised digits that stand for the mark of a footnote in plain text.
enum RaisedDigits {
    /// The digit; nil for any other scalar. Unicode has 1 to 3 in Latin-1 and the others by themselves.
    static func value(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0xB9: 1
        case 0xB2: 2
        case 0xB3: 3
        case 0x2070: 0
        case 0x2074...0x2079: Int(scalar.value - 0x2070)
        default: nil
        }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { value(scalar) != nil }
}
