// References to papers of Parliament: "Kamerstukken II 2025/26, 26 643, nr. 1498". The number of the dossier is there,
// and written as two digits, a blank and three.
// SPDX-License-Identifier: EUPL-1.2

extension RuleReading {
    /// Looks at each reference to a paper.
    mutating func dossierNumbers() {
        var open: OpenReference?
        for index in 0..<tokens.count {
            guard let token = tokens[index], !token.isInAddress else { continue }
            if RuleReading.papers.contains(token.key) {
                open = OpenReference(start: index)
                continue
            }
            let isFiveDigits = token.kind == .number && token.text.utf8.count == 5 && isAlone(index)
            if isFiveDigits, open != nil || isFollowedByNumber(index + 1) {
                add(.dossierNumberFormat, index..<index + 1)
            } else if open != nil, isDotted(index) {
                add(.dossierNumberFormat, index..<index + 3)
            }
            guard var reference = open else { continue }
            if isFiveDigits || isDotted(index) || isSpaced(index) || isPlaceholderPair(index) {
                reference.hasDossier = true
            }
            if RuleReading.numberWords.contains(token.key) {
                look(at: index, &reference)
            }
            open = ends(at: index, reference) ? nil : reference
        }
    }

    private struct OpenReference {
        let start: Int
        var hasDossier = false
    }

    private static let papers: Set<String> = ["kamerstuk", "kamerstukken"]
    static let numberWords: Set<String> = ["nr", "nrs", "nummer", "nummers"]
    /// Words with which another kind of reference begins, which has no dossier.
    private static let others: Set<String> = ["aanhangsel", "handelingen", "bijlage", "staatsblad", "staatscourant"]

    /// At "nr.": whether a dossier came before it, and whether a number comes behind it.
    private mutating func look(at index: Int, _ reference: inout OpenReference) {
        let end = index + (tokens.isMark(index + 1, ".") ? 2 : 1)
        let next = tokens[end]
        if next == nil || next?.isMark(in: [",", ";", ")", "]"]) == true {
            add(.placeholderNumber, index..<end)
        }
        if !reference.hasDossier {
            let isNumber = next.map { $0.kind != .mark } == true
            add(.dossierNumberMissing, reference.start..<(isNumber ? end + 1 : end))
            reference.hasDossier = true
        }
    }

    /// A reference ends with its sentence, its bracket, or where another begins.
    private func ends(at index: Int, _ reference: OpenReference) -> Bool {
        guard let token = tokens[index] else { return true }
        if RuleReading.others.contains(token.key) || index - reference.start > 40 { return true }
        if token.isMark(in: [";", ")", "]"]) { return true }
        guard token.isMark("."), !RuleReading.numberWords.contains(tokens.key(index - 1)) else { return false }
        return !isDotted(index - 1)
    }

    /// `26 643`, with a blank of any width.
    private func isSpaced(_ index: Int) -> Bool {
        guard let first = tokens[index], let second = tokens[index + 1] else { return false }
        return first.kind == .number && first.text.utf8.count == 2 && second.kind == .number
            && second.text.utf8.count == 3 && second.hasBlankBefore
    }

    /// `26.643`.
    private func isDotted(_ index: Int) -> Bool {
        guard let first = tokens[index], let third = tokens[index + 2], tokens.isMark(index + 1, ".") else {
            return false
        }
        return first.kind == .number && first.text.utf8.count == 2 && third.kind == .number
            && third.text.utf8.count == 3 && !third.hasBlankBefore && tokens[index + 1]?.hasBlankBefore == false
    }

    /// Two times X, and three times: the number of a dossier that is still to come.
    private func isPlaceholderPair(_ index: Int) -> Bool {
        guard let first = tokens[index], let second = tokens[index + 1] else { return false }
        return first.isCrosses && first.text.utf8.count == 2 && second.isCrosses && second.text.utf8.count == 3
    }

    /// Not a part of something longer, such as the fraction of an amount.
    private func isAlone(_ index: Int) -> Bool {
        guard tokens[index]?.hasBlankBefore == false, let before = tokens[index - 1] else { return true }
        return before.isMark(in: ["(", "[", "«"])
    }

    /// `, nr.` behind a number, perhaps with a chapter of the budget in between: `-VI`, ` IX`, `-20`.
    private func isFollowedByNumber(_ index: Int) -> Bool {
        var at = index
        if tokens.isMark(at, "-") || tokens.isMark(at, "–") { at += 1 }
        if at > index || tokens[at]?.text.allSatisfy({ "IVXABCD".contains($0) }) == true { at += 1 }
        if tokens.isMark(at, ",") { at += 1 }
        return ["nr", "nrs"].contains(tokens.key(at))
    }
}
