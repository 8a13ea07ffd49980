// A paragraph in words, numbers and marks: what the rules look at. One pass, and no pattern language.
// SPDX-License-Identifier: EUPL-1.2

/// A word, a number or a mark.
struct LetterToken {
    enum Kind: UInt8 {
        case word, number, mark
    }

    let kind: Kind
    let text: Substring
    /// Of a word, the same in lower case; else empty.
    let key: String
    /// The line of the paragraph, from 0.
    let line: Int
    /// Whether a blank or a new line stands before it.
    let hasBlankBefore: Bool
    /// It is a part of the address of a page.
    let isInAddress: Bool

    /// Of a mark of one scalar, that scalar; a comparison of these costs next to nothing.
    let mark: Unicode.Scalar?

    /// Whether it is this mark.
    func isMark(_ mark: Unicode.Scalar) -> Bool { self.mark == mark }

    /// Whether it is one of these marks.
    func isMark(in marks: [Unicode.Scalar]) -> Bool {
        mark.map(marks.contains) == true
    }

    /// Two full stops or more, or the character that stands for three; the number of full stops.
    var dots: Int? {
        guard kind == .mark else { return nil }
        if mark == "…" { return 3 }
        return mark == nil ? text.utf8.count : nil
    }

    /// The number, if it has at most nine digits.
    var value: Int? { kind == .number && text.utf8.count <= 9 ? Int(text) : nil }
}

/// The tokens of a paragraph.
struct LetterTokens {
    let paragraph: LetterText.Paragraph
    let tokens: [LetterToken]

    var count: Int { tokens.count }

    /// The token, or nil beyond an end.
    subscript(index: Int) -> LetterToken? { tokens.indices.contains(index) ? tokens[index] : nil }

    /// The lower-case word at an index; empty if there is none.
    func key(_ index: Int) -> String { tokens.indices.contains(index) ? tokens[index].key : "" }

    func isMark(_ index: Int, _ mark: Unicode.Scalar) -> Bool { self[index]?.isMark(mark) == true }

    /// The text from the first token to before the second, with each blank or new line as one blank, cut at the limit.
    func quote(_ range: Range<Int>) -> String {
        guard let first = self[range.lowerBound], let last = self[range.upperBound - 1] else { return "" }
        return LetterTokens.quote(paragraph.text[first.text.startIndex..<last.text.endIndex])
    }

    static func quote(_ text: Substring) -> String {
        var quote = ""
        var isBlank = false
        var count = 0
        for character in text {
            if character.isWhitespace {
                isBlank = !quote.isEmpty
                continue
            }
            if count >= LetterLimits.quoteCharacters { return quote + "…" }
            if isBlank { quote.append(" ") }
            count += isBlank ? 2 : 1
            isBlank = false
            quote.append(character)
        }
        return quote
    }

    init(_ paragraph: LetterText.Paragraph) {
        self.paragraph = paragraph
        let text = paragraph.text
        let scalars = text.unicodeScalars
        var tokens: [LetterToken] = []
        var at = scalars.startIndex
        var (line, hasBlank, isInAddress) = (0, false, false)
        while at < scalars.endIndex {
            let scalar = scalars[at]
            if LetterTokens.isBlank(scalar) {
                if scalar == "\n" { line += 1 }
                (hasBlank, isInAddress) = (true, false)
                at = scalars.index(after: at)
                continue
            }
            let start = at
            var kind = LetterToken.Kind.mark
            if LetterTokens.isWord(scalar) {
                var isNumber = true
                while at < scalars.endIndex, LetterTokens.continuesWord(scalars, at) {
                    if !LetterTokens.isDigit(scalars[at]) { isNumber = false }
                    at = scalars.index(after: at)
                }
                kind = isNumber ? .number : .word
            } else {
                at = scalars.index(after: at)
                // Full stops that follow each other are one mark.
                while scalar == ".", at < scalars.endIndex, scalars[at] == "." { at = scalars.index(after: at) }
            }
            let piece = text[start..<at]
            // Only full stops that follow each other are a mark of more than one scalar.
            let mark = kind == .mark && scalars.index(after: start) == at ? scalar : nil
            let key = kind == .word ? piece.lowercased() : ""
            if !isInAddress, kind == .word { isInAddress = LetterTokens.beginsAddress(key, scalars, at) }
            if scalar == ">" { isInAddress = false }
            tokens.append(
                LetterToken(
                    kind: kind, text: piece, key: key, line: line, hasBlankBefore: hasBlank, isInAddress: isInAddress,
                    mark: mark))
            hasBlank = false
        }
        self.tokens = tokens
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80
            ? scalar.value == 0x20 || 0x09...0x0D ~= scalar.value : scalar.properties.isWhitespace
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { 0x30...0x39 ~= scalar.value }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case ..<0x80: false
        case 0xB2, 0xB3, 0xB9, 0x2070...0x209F: false
        default: scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
        }
    }

    /// An apostrophe goes on with a word when a letter follows: `foto's`, `CIO’s`.
    private static func continuesWord(_ scalars: String.UnicodeScalarView, _ at: String.Index) -> Bool {
        let scalar = scalars[at]
        if isWord(scalar) { return true }
        guard scalar == "'" || scalar == "’" else { return false }
        let next = scalars.index(after: at)
        return next < scalars.endIndex && isWord(scalars[next])
    }

    /// `http://`, `https://` and `www.`; what comes up to the next blank belongs to it.
    private static func beginsAddress(_ key: String, _ scalars: String.UnicodeScalarView, _ at: String.Index) -> Bool {
        switch key {
        case "http", "https": scalars[at...].starts(with: "://".unicodeScalars)
        case "www": scalars[at...].first == "."
        default: false
        }
    }
}
