// "Pagina 2 van 1": counters of pages that no document can have.
// SPDX-License-Identifier: EUPL-1.2

/// The counters over a whole letter.
struct PageCounters {
    private struct Counter {
        let page: Int
        let pages: Int
        let place: Int
        let quote: String
    }

    private var counters: [Counter] = []

    /// Takes the counters of a paragraph. One stands at the end of its line: "pagina 3 van 2 rapporten" is none.
    mutating func add(_ tokens: LetterTokens, unit: LetterText.Unit) {
        for index in 0..<tokens.count where ["pagina", "page", "blad", "blz"].contains(tokens.key(index)) {
            let start = tokens.isMark(index + 1, ".") ? index + 2 : index + 1
            guard counters.count <= LetterLimits.findings else { return }
            let isOf = ["van", "of"].contains(tokens.key(start + 1)) || tokens.isMark(start + 1, "/")
            guard isOf, let page = tokens[start]?.value, let pages = tokens[start + 2]?.value,
                tokens[start + 3] == nil || tokens[start + 3]?.line != tokens[index]?.line
            else { continue }
            let place = LetterText.place(tokens, index, unit)
            counters.append(Counter(page: page, pages: pages, place: place, quote: tokens.quote(index..<start + 3)))
        }
    }

    /// A page beyond the number of pages; and, of two counters or more, a number of pages that is not the last page.
    var findings: [LetterFinding] {
        let last = counters.map(\.page).max() ?? 0
        return counters.filter { $0.page > $0.pages || (counters.count > 1 && $0.pages != last) }
            .map { LetterFinding(.pageCounter, place: $0.place, quote: $0.quote, ["\(last)"]) }
    }
}
