// The head of a ministry's letter that stands in the text twice, because a conversion took the head of the second page
// for text.
// SPDX-License-Identifier: EUPL-1.2

enum DuplicateHeader {
    private static let labels: Set<String> = [
        "datum", "betreft", "onze referentie", "ons kenmerk", "uw kenmerk", "uw referentie", "kenmerk", "bijlagen",
        "bijlage(n)", "contactpersoon", "date", "our reference", "your reference", "subject",
    ]
    /// Labels with the same value that make a head: one alone may be a table.
    private static let repeatedLabels = 2
    /// A head is short: lines further apart belong to different ones.
    private static let gap = 6

    /// One finding for each repeated head, at its first line.
    static func findings(in text: LetterText) -> [LetterFinding] {
        let lines = text.bodyLines
        // Where each line stands first.
        var seen: [Substring: Int] = [:]
        var pairs: Set<String> = []
        var findings: [LetterFinding] = []
        var (first, last, count): (Int?, Int, Int) = (nil, 0, 0)
        for index in lines.indices {
            let line = lines[index].text
            if let pair = labelled(lines, at: index) {
                if pairs.insert(pair).inserted == false {
                    if let begun = first, index - last > gap {
                        close(begun, count, lines, &findings)
                        first = nil
                    }
                    if first == nil { (first, count) = (start(of: index, lines, seen), 0) }
                    (last, count) = (index, count + 1)
                }
            }
            if line.utf8.count <= 200, seen[line] == nil { seen[line] = index }
        }
        if let first { close(first, count, lines, &findings) }
        return findings
    }

    /// A label with its value, on one line ("Datum: 3 mei 2026") or two.
    private static func labelled(_ lines: [LetterText.Line], at index: Int) -> String? {
        let line = lines[index].text
        guard line.utf8.count <= 200 else { return nil }
        let lower = line.lowercased()
        if labels.contains(lower), index + 1 < lines.count {
            return "\(lower)\n\(lines[index + 1].text.prefix(200))"
        }
        guard let colon = lower.firstIndex(of: ":"), labels.contains(String(lower[..<colon])) else { return nil }
        return lower
    }

    /// The first of the lines above that stood there before too: the name of the office, above the date.
    private static func start(of index: Int, _ lines: [LetterText.Line], _ seen: [Substring: Int]) -> Int {
        var start = index
        while start > 0, index - start < gap, let first = seen[lines[start - 1].text], first < start - 1 { start -= 1 }
        return start
    }

    private static func close(
        _ start: Int, _ count: Int, _ lines: [LetterText.Line], _ findings: inout [LetterFinding]
    ) {
        guard count >= repeatedLabels else { return }
        findings.append(
            LetterFinding(
                .duplicateHeader, place: lines[start].place, quote: LetterTokens.quote(lines[start].text)))
    }
}
