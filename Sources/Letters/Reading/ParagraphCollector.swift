// Gathers the paragraphs of a document while its markup is read. Footnotes stand within the paragraph of their mark.
// SPDX-License-Identifier: EUPL-1.2

/// The paragraphs so far, and those that are open.
struct ParagraphCollector {
    private struct Open {
        var text = ""
        let number: Int
        let isNote: Bool
    }

    private var open: [Open] = []
    private var finished: [LetterText.Paragraph] = []
    private(set) var count = 0

    /// Begins a paragraph, within another if one is open.
    mutating func begin(isNote: Bool = false, number: Int? = nil) {
        let outer = open.last?.number
        if let number {
            open.append(Open(number: number, isNote: isNote))
        } else if isNote, let outer {
            open.append(Open(number: outer, isNote: true))
        } else {
            count += 1
            open.append(Open(number: count, isNote: isNote))
        }
    }

    /// Text of the innermost open paragraph; text outside of any is none of the letter.
    mutating func add(_ text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    /// Ends the innermost open paragraph.
    mutating func end() {
        guard let last = open.popLast(), last.text.contains(where: { !$0.isWhitespace }) else { return }
        finished.append(LetterText.Paragraph(last.text, place: last.number, isNote: last.isNote))
    }

    /// The number of the innermost open paragraph, or of the one before.
    var current: Int { open.last?.number ?? max(count, 1) }

    /// All paragraphs in order, each before its notes.
    mutating func all() -> [LetterText.Paragraph] {
        while !open.isEmpty { end() }
        return finished.enumerated().sorted { a, b in
            (a.element.place, a.element.isNote ? 1 : 0, a.offset) < (
                b.element.place, b.element.isNote ? 1 : 0, b.offset
            )
        }.map(\.element)
    }

    /// Character data as one line: new lines and tabs of the file are blanks.
    static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            scalars.append(scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : scalar)
        }
        return String(scalars)
    }
}
