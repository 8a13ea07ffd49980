// Names of organisations and products that are often written wrongly, titles that are written in two ways in one
// sentence, and quotation marks without the other half.
// SPDX-License-Identifier: EUPL-1.2

extension RuleReading {
    /// Words that are wrong wherever they stand, and what is right. Each was wrong in a letter, or is a name by law.
    private static let names: [String: [(words: [String], right: String)]] = [
        "koninkrijkrelaties": [(["koninkrijkrelaties"], "Koninkrijksrelaties")],
        "netscaler": [(["netscaler", "getaway"], "NetScaler Gateway")],
        "persoonsgevens": [(["persoonsgevens"], "Persoonsgegevens")],
        "nationaal": [(["nationaal", "cybersecurity", "centrum"], "Nationaal Cyber Security Centrum")],
        "staten": [(["staten", "generaal"], "Staten-Generaal")],
    ]

    /// Looks for such names.
    mutating func names() {
        for index in 0..<tokens.count where tokens[index]?.isInAddress == false {
            for (words, right) in RuleReading.names[tokens.key(index)] ?? [] {
                guard words.indices.allSatisfy({ tokens.key(index + $0) == words[$0] }) else { continue }
                add(.nameDictionary, index..<index + words.count, right)
            }
        }
    }

    private static let offices: Set<String> = ["minister", "staatssecretaris", "ministers", "staatssecretarissen"]

    /// "de Minister van A en de staatssecretaris van B": one sentence, two ways. At the start of a sentence a capital
    /// says nothing.
    mutating func titles() {
        var (hasCapital, small): (Bool, Int?) = (false, nil)
        var isStart = true
        for index in 0..<tokens.count {
            guard let token = tokens[index] else { continue }
            if token.isMark(in: [".", "?", "!", ";", ":"]) {
                if hasCapital, let small { add(.titleCase, small..<small + 2) }
                (hasCapital, small, isStart) = (false, nil, true)
                continue
            }
            if RuleReading.offices.contains(token.key), ["van", "voor"].contains(tokens.key(index + 1)) {
                if token.text.first?.isUppercase == true {
                    hasCapital = hasCapital || !isStart
                } else {
                    small = small ?? index
                }
            }
            if token.kind != .mark { isStart = false }
        }
        if hasCapital, let small { add(.titleCase, small..<small + 2) }
    }

    /// « and » belong together within a paragraph.
    mutating func quotes() {
        var open: [Int] = []
        for index in 0..<tokens.count {
            if tokens.isMark(index, "«") { open.append(index) }
            guard tokens.isMark(index, "»"), open.popLast() == nil else { continue }
            add(.quoteUnbalanced, max(0, index - 3)..<index + 1)
        }
        for index in open { add(.quoteUnbalanced, index..<min(tokens.count, index + 4)) }
    }
}
