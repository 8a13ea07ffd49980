// What was to be filled in and was not: a day, a number, or any other words.
// What counts and what does not stands in docs/handleiding/beleidsmedewerker.md.
// SPDX-License-Identifier: EUPL-1.2

extension LetterToken {
    /// Nothing but the letter X, in capitals or not.
    var isCrosses: Bool {
        kind == .word && (text.utf8.allSatisfy { $0 == UInt8(ascii: "X") } || isSmallCrosses)
    }

    /// Nothing but small ones.
    private var isSmallCrosses: Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: "x") }
    }

    /// A year of which the last digits are open: `20XX`, `202X`.
    fileprivate var isOpenYear: Bool {
        guard kind == .word, text.utf8.count == 4, text.hasPrefix("20") || text.hasPrefix("19") else { return false }
        let rest = text.dropFirst(2)
        return rest == "XX" || rest == "xx" || (rest.first?.isNumber == true && ["X", "x"].contains(rest.dropFirst()))
    }
}

extension RuleReading {
    /// How sure it is that words are to be filled in, apart from what stands around them.
    private enum Strength {
        /// Always: "[nog te schrijven: ...]".
        case sure
        /// Two or more times X: unless it is a number of Romans or a title.
        case crosses
        /// One X, or some full stops: only where a number or a day belongs.
        case weak
    }

    /// Looks for what was to be filled in.
    mutating func placeholders() {
        var index = 0
        while index < tokens.count {
            guard tokens[index]?.isInAddress == false else {
                index += 1
                continue
            }
            if let count = openDate(at: index) {
                add(.placeholderDate, index..<index + count)
                index += count
            } else if let (count, strength) = placeholder(at: index) {
                index += judge(index..<index + count, strength)
            } else {
                index += 1
            }
        }
    }

    /// Adds what it comes to; returns how many tokens are done with.
    private mutating func judge(_ range: Range<Int>, _ strength: Strength) -> Int {
        let (start, end) = (range.lowerBound, range.upperBound)
        if isAfterNumberWord(start) {
            let from = start - (tokens.isMark(start - 1, ".") ? 2 : 1)
            add(.placeholderNumber, from..<end)
            return range.count
        }
        let isNamed = strength != .sure && isName(range)
        if !isNamed, LetterDates.months[tokens.key(end)] != nil {
            let isYear = tokens[end + 1]?.value.map { 1900...2199 ~= $0 } == true || tokens[end + 1]?.isOpenYear == true
            let stop = isYear ? end + 2 : end + 1
            add(.placeholderDate, start..<stop)
            return stop - start
        }
        if isNamed { return range.count }
        // The month is open: "12 [maand] 2026".
        if strength != .weak, tokens[start - 1]?.value.map({ 1...31 ~= $0 }) == true,
            tokens[end]?.value.map({ 1900...2199 ~= $0 }) == true
        {
            add(.placeholderDate, start - 1..<end + 1)
            return range.count + 1
        }
        // The dossier is open: five times X in two groups, and then "nr. 12".
        if strength == .crosses, let next = tokens[end], next.isCrosses, next.text.utf8.count == 3,
            ["nr", "nrs"].contains(tokens.key(end + (tokens.isMark(end + 1, ",") ? 2 : 1)))
        {
            add(.placeholderNumber, start..<end + 1)
            return range.count + 1
        }
        if tokens.key(start - 1) == "d" && tokens.key(start - 3) == "d" { return range.count }
        if isAfterShortDate(start), strength != .weak {
            add(.placeholderDate, start - 4..<end)
        } else if strength != .weak || isQuantity(range) {
            add(.placeholderText, range)
        }
        return range.count
    }

    // MARK: What may be one

    private func placeholder(at index: Int) -> (count: Int, strength: Strength)? {
        guard let token = tokens[index] else { return nil }
        if token.isMark("[") { return brackets(at: index).map { ($0, .sure) } }
        if token.dots != nil { return (1, .weak) }
        guard token.kind == .word else { return nil }
        if token.isCrosses {
            guard !isJoined(index) else { return nil }
            return (1, token.text.utf8.count >= 2 ? .crosses : .weak)
        }
        if token.text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") }) { return (1, .weak) }
        switch token.text {
        case "PM" where !isJoined(index) && tokens[index + 1]?.kind != .number && !isTime(index): return (1, .sure)
        case "NTB", "TBD", "NNB": return isJoined(index) ? nil : (1, .sure)
        case "p": return spelled(["p", "m"], at: index).flatMap { isTime(index) ? nil : ($0, .sure) }
        case "P": return spelled(["P", "M"], at: index).flatMap { isTime(index) ? nil : ($0, .sure) }
        case "n":
            return (spelled(["n", "t", "b"], at: index) ?? spelled(["n", "n", "b"], at: index)).map { ($0, .sure) }
        default: return nil
        }
    }

    /// `p.m.`: letters with full stops and no blanks; the number of tokens.
    private func spelled(_ letters: [String], at index: Int) -> Int? {
        for (offset, letter) in letters.enumerated() {
            guard let token = tokens[index + 2 * offset], token.text == letter,
                offset == 0 || !token.hasBlankBefore, tokens.isMark(index + 2 * offset + 1, ".")
            else { return nil }
        }
        return 2 * letters.count
    }

    /// "3 PM" and "€ 500 p.m." are a time and an amount.
    private func isTime(_ index: Int) -> Bool { tokens[index - 1]?.kind == .number }

    /// A part of a longer word: "XX-chromosoom", "naam.xxx".
    private func isJoined(_ index: Int) -> Bool {
        func joins(_ mark: Int, _ next: Int) -> Bool {
            guard let token = tokens[mark], let neighbour = tokens[next] else { return false }
            return token.isMark(in: ["-", ".", "/", "_", "@"]) && neighbour.kind == .word && !neighbour.isCrosses
                && !tokens.tokens[max(mark, next)].hasBlankBefore && !tokens.tokens[max(index, mark)].hasBlankBefore
        }
        return joins(index - 1, index - 2) || joins(index + 1, index + 2)
    }

    /// Square brackets whose content is to be filled in; how many tokens they take.
    private func brackets(at index: Int) -> Int? {
        var end = index + 1
        while end < min(tokens.count, index + 60), !tokens.isMark(end, "]") {
            if tokens.isMark(end, "[") { return nil }
            end += 1
        }
        guard tokens.isMark(end, "]") else { return nil }
        let count = end - index + 1
        let content = tokens.tokens[index + 1..<end]
        // "[ ]" waits for something; "[]" is a sign of programs, and "[x]" a box that is ticked.
        guard let first = content.first else { return tokens[end]?.hasBlankBefore == true ? count : nil }
        if content.count == 1, first.text == "x" { return nil }
        // Three full stops within a quotation stand for words that were left out.
        if content.count == 1, let dots = first.dots { return dots == 3 && isQuoted(index) ? nil : count }
        if content.count == 1, first.isCrosses || RuleReading.blanks.contains(first.key) { return count }
        if content.count > 1, content.allSatisfy({ $0.isCrosses || $0.isMark(".") }) { return count }
        let isBegun = ["nog", "still"].contains(first.key) && content.count > 1
        return isBegun || content.contains { RuleReading.orders.contains($0.key) } ? count : nil
    }

    /// What stands alone in brackets where the thing itself is to come.
    private static let blanks: Set<String> = [
        "datum", "naam", "nummer", "bedrag", "aantal", "plaats", "functie", "maand", "dag", "onderwerp", "pm", "ntb",
        "date", "name", "number", "amount", "month", "place",
    ]
    private static let orders: Set<String> = ["invullen", "aanvullen", "invoegen"]

    /// Between a quotation mark that opens and one that closes.
    private func isQuoted(_ index: Int) -> Bool {
        var balance = 0
        for token in tokens.tokens[..<index].suffix(400) {
            if token.isMark(in: ["«", "“", "„", "‘"]) { balance += 1 }
            if token.isMark(in: ["»", "”", "’"]) { balance = max(0, balance - 1) }
            // The straight one opens and closes in turn.
            if token.isMark("\"") { balance += balance == 0 ? 1 : -1 }
        }
        return balance > 0
    }

    // MARK: What stands around it

    /// Behind "nr.", "nrs." or "nummer".
    private func isAfterNumberWord(_ index: Int) -> Bool {
        let word = tokens.isMark(index - 1, ".") ? tokens.key(index - 2) : tokens.key(index - 1)
        return RuleReading.numberWords.contains(word)
    }

    /// Behind "d.d.".
    private func isAfterShortDate(_ index: Int) -> Bool {
        tokens.key(index - 2) == "d" && tokens.key(index - 4) == "d" && tokens.isMark(index - 1, ".")
    }

    /// A Roman number behind a word such as "hoofdstuk", or a name: "project X", «XX», the film XX.
    private func isName(_ range: Range<Int>) -> Bool {
        guard let token = tokens[range.lowerBound], token.kind == .word else { return false }
        if RuleReading.numbered.contains(tokens.key(range.lowerBound - 1)) { return true }
        // "3 x mei": so many times.
        if token.text == "x", tokens[range.lowerBound - 1]?.kind == .number { return true }
        // "art. X": the full stop belongs to the short form.
        if tokens.isMark(range.lowerBound - 1, "."), RuleReading.numbered.contains(tokens.key(range.lowerBound - 2)) {
            return true
        }
        return tokens[range.lowerBound - 1]?.isMark(in: ["«", "“", "„", "‘", "\"", "'"]) == true
            && tokens[range.upperBound]?.isMark(in: ["»", "”", "’", "\"", "'"]) == true
    }

    private static let numbered: Set<String> = [
        "hoofdstuk", "begrotingshoofdstuk", "titel", "deel", "artikel", "artikelen", "art", "bijlage", "boek",
        "afdeling", "paragraaf", "protocol", "lid", "eeuw", "leo", "pius", "karel", "lodewijk", "project", "platform",
        "film", "generatie", "factor", "bedrijf", "model", "type", "klasse", "categorie", "maat", "malcolm",
    ]

    /// A single X where a number belongs: "€ X", "X miljoen", "circa X".
    private func isQuantity(_ range: Range<Int>) -> Bool {
        guard tokens[range.lowerBound]?.text == "X" else { return false }
        return tokens.isMark(range.lowerBound - 1, "€") || tokens.isMark(range.upperBound, "%")
            || RuleReading.about.contains(tokens.key(range.lowerBound - 1))
            || RuleReading.units.contains(tokens.key(range.upperBound))
    }

    private static let about: Set<String> = ["circa", "ongeveer", "ruim", "bijna", "minstens"]
    private static let units: Set<String> = [
        "euro", "miljoen", "miljard", "duizend", "procent", "dagen", "weken", "maanden", "uur", "uren", "minuten",
        "personen", "medewerkers", "organisaties", "systemen", "accounts", "bestanden", "incidenten",
    ]

    // MARK: Days in digits

    /// "dd-mm-jjjj", "XX-XX-2026", "19-XX-2026", "20XX"; how many tokens it takes.
    private func openDate(at index: Int) -> Int? {
        guard let first = tokens[index] else { return nil }
        if first.isOpenYear { return 1 }
        guard let mark = tokens[index + 1], mark.isMark(in: ["-", "/", "."]), let second = tokens[index + 2],
            let sign = mark.mark, tokens.isMark(index + 3, sign), let third = tokens[index + 4],
            !mark.hasBlankBefore, !second.hasBlankBefore, !third.hasBlankBefore,
            tokens[index + 3]?.hasBlankBefore == false
        else { return nil }
        let parts = [first, second, third]
        let isPattern = parts.allSatisfy { ["dd", "d", "mm", "m", "jj", "jjjj", "yy", "yyyy"].contains($0.key) }
        let isCrossed =
            parts.allSatisfy { $0.kind == .number || $0.isCrosses || $0.isOpenYear }
            && parts.contains { $0.kind != .number && ($0.text.utf8.count > 1 || sign != ".") }
            && parts.allSatisfy { $0.text.utf8.count <= 4 }
        return isPattern && Set(parts.map(\.key)).count == 3 || isCrossed ? 5 : nil
    }
}
