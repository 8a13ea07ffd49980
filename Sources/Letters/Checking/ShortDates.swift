// "jl.": the day itself is no "jongstleden", and the short form is written as "jl.".
// SPDX-License-Identifier: EUPL-1.2

extension RuleReading {
    /// Looks for days with "jl.".
    mutating func shortDates() {
        for index in 0..<tokens.count {
            if tokens.key(index) == "j" || tokens.key(index) == "jl" { form(at: index) }
            guard let date, let (day, count) = LetterDates.day(tokens, at: index),
                jlCount(at: index + count) > 0, (day.day, day.month) == (date.day, date.month),
                day.year == nil || date.year == nil || day.year == date.year
            else { continue }
            add(.sameDayJl, index..<index + count + jlCount(at: index + count))
        }
    }

    /// How many tokens "jl", "jl.", "j.l" or "j.l." takes at an index; 0 if it is none of those.
    private func jlCount(at index: Int) -> Int {
        if tokens[index]?.text == "jl" { return tokens.isMark(index + 1, ".") ? 2 : 1 }
        guard tokens[index]?.text == "j", tokens.isMark(index + 1, "."), tokens[index + 2]?.text == "l",
            tokens[index + 2]?.hasBlankBefore == false
        else { return 0 }
        return tokens.isMark(index + 3, ".") ? 4 : 3
    }

    /// "j.l.", and "jl" without its full stop, behind the name of a month or a day. Initials are in capitals.
    private mutating func form(at index: Int) {
        let count = jlCount(at: index)
        guard count > 0, tokens[index]?.isInAddress == false else { return }
        if tokens[index]?.text == "jl", tokens[index + 1]?.dots != nil || count == 2 { return }
        let before = tokens.key(index - 1)
        let isYear = tokens[index - 1]?.value.map { 1900...2199 ~= $0 } == true
        guard LetterDates.months[before] != nil || RuleReading.weekdays.contains(before) || isYear else { return }
        let isDay = tokens[index - 2]?.kind == .number && !isYear
        add(.jlForm, (isDay ? index - 2 : index - 1)..<index + count)
    }

    private static let weekdays: Set<String> = [
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    ]
}
