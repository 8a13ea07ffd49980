// What a conversion from another program leaves in a text: marks of pictures, bookmarks, footnotes and references.
// SPDX-License-Identifier: EUPL-1.2

extension RuleReading {
    /// Looks for such marks.
    mutating func artefacts() {
        for index in 0..<tokens.count {
            if tokens.isMark(index, "[") {
                bracket(at: index)
            } else if tokens.isMark(index + 1, "!"), let words = RuleReading.failures[tokens.key(index)],
                words.contains(tokens.key(index + 2))
            {
                let end = (index + 3..<min(tokens.count, index + 9)).first { tokens[$0]?.kind == .mark }
                add(.artefactReference, index..<(end ?? min(tokens.count, index + 6)))
            }
        }
    }

    /// "Fout! Bladwijzer niet gedefinieerd." and the like: a reference whose target is gone.
    private static let failures: [String: Set<String>] = [
        "fout": ["bladwijzer", "verwijzingsbron"], "error": ["bookmark", "reference"],
    ]

    private mutating func bracket(at index: Int) {
        guard tokens.isMark(index + 2, ":") else { return }
        let rule: LetterRule
        switch tokens.key(index + 1) {
        case "image", "picture", "afbeelding": rule = .artefactImage
        case "bookmark", "bladwijzer": rule = .artefactBookmark
        case "footnoteref", "endnoteref", "voetnootverwijzing": rule = .artefactFootnote
        // "[1: Kamerstukken ...]" is a note that came to stand in the text; "[12:30]" is a time.
        case "" where tokens[index + 1]?.kind == .number && tokens[index + 3]?.hasBlankBefore == true:
            rule = .artefactFootnote
        default: return
        }
        var end = index + 3
        while end < min(tokens.count, index + 80), !tokens.isMark(end, "]") { end += 1 }
        guard tokens.isMark(end, "]") else { return }
        add(rule, index..<end + 1)
    }
}
