// A row of bars as SVG (SVG 1.1, 5.4: title and desc say in words what it shows), with the same numbers as a table.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Bars beside each other, for counts over time.
struct Chart: Sendable {
    struct Bar: Sendable {
        /// What it stands for.
        var label: String
        var count: Int
        /// How many of what the page shows lie in it: such a bar has a mark below it.
        var marked = 0
        /// A page about what it stands for alone.
        var address: Address?
    }

    /// Texts of the page for it.
    struct Labels: Sendable {
        var title: String
        /// What is counted, and how exact that is.
        var description: String
        var bar: String
        var count: String
        /// How many the highest bar has.
        var most: String
        /// The head of the column of marks; nil if there are none.
        var marked: String?
        /// What opens the table.
        var table: String
    }

    /// Before the ids of its parts, which are unique on a page.
    let id: StaticString
    let bars: [Bar]
    let labels: Labels

    private static let height = 100

    static func most(_ bars: [Bar]) -> Int {
        bars.map(\.count).max() ?? 0
    }

    var html: HTML {
        guard let first = bars.first, let last = bars.last else { return .none }
        let most = max(Chart.most(bars), 1)
        let shapes = bars.enumerated().map { index, bar -> HTML in
            // What is there is seen, however little it is beside the rest.
            let height = bar.count == 0 ? 0 : max(bar.count * Chart.height / most, 1)
            let mark: HTML? =
                bar.marked > 0
                ? "<rect class=\"mark\" x=\"\(index * 10)\" y=\"\(Chart.height + 2)\" width=\"9\" height=\"8\"/>" : nil
            return """
                <rect x="\(index * 10)" y="\(Chart.height - height)" width="9" height="\(height)"/>\(mark)
                """
        }
        let name = HTML(literal: id)
        return """
            <figure class="chart">
            <svg role="img" aria-labelledby="\(name)-t \(name)-d" preserveAspectRatio="none" \
            viewBox="0 0 \(bars.count * 10) \(Chart.height + 12)"><title id="\(name)-t">\(labels.title)</title>\
            <desc id="\(name)-d">\(labels.description)</desc>\(shapes)</svg>
            <p class="ends"><span>\(first.label)</span> <span>\(labels.most)</span> <span>\(last.label)</span></p>
            <figcaption class="hint">\(labels.description)</figcaption>
            \(table)
            </figure>
            """
    }

    private var table: HTML {
        let rows = bars.filter { $0.count > 0 || $0.marked > 0 }.map { bar -> HTML in
            let name: HTML = bar.address.map { "<a href=\"\($0)\">\(bar.label)</a>" } ?? "\(bar.label)"
            let marked: HTML? = labels.marked == nil ? nil : "<td class=\"number\">\(bar.marked)</td>"
            return "<tr><th scope=\"row\">\(name)</th><td class=\"number\">\(bar.count)</td>\(marked)</tr>\n"
        }
        let marked: HTML? = labels.marked.map { "<th scope=\"col\">\($0)</th>" }
        return """
            <details><summary>\(labels.table)</summary><div class="scroll" role="region" tabindex="0" \
            aria-label="\(labels.title)"><table><thead><tr><th scope="col">\(labels.bar)</th>\
            <th scope="col">\(labels.count)</th>\(marked)</tr></thead><tbody>
            \(rows)</tbody></table></div></details>
            """
    }
}
