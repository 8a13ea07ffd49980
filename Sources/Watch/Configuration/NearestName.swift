// Which known name someone meant who wrote one that is not known.
// SPDX-License-Identifier: EUPL-1.2

enum NearestName {
    /// The nearest of the names: at most a third of its letters wrong and never more than three, or the only one that
    /// goes on where the text ends (`token` for `token_file`).
    static func of(_ text: String, among names: [String]) -> String? {
        let wanted = Array(text.lowercased().replacing("-", with: "_").unicodeScalars.prefix(32))
        let ranked = names.map { (name: $0, steps: steps(wanted, Array($0.unicodeScalars))) }
        if let best = ranked.min(by: { $0.steps < $1.steps }), best.steps <= min(3, max(1, wanted.count / 3)) {
            return best.name
        }
        let start = String(String.UnicodeScalarView(wanted))
        let longer = names.filter { wanted.count > 2 && $0.hasPrefix(start) }
        return longer.count == 1 ? longer.first : nil
    }

    /// How many letters must be put in, taken out, replaced or swapped with the next (optimal string alignment).
    private static func steps(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var row = Array(0...b.count)
        for i in 0..<a.count {
            let above = row
            row = [i + 1]
            for j in 0..<b.count {
                var least = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                row.append(least)
            }
            before = above
        }
        return row[b.count]
    }
}
