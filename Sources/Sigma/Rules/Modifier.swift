// The modifiers of values by name, and the nearest one to a misspelt name.
// Sigma specification 2.1, appendix on modifiers.
// SPDX-License-Identifier: EUPL-1.2

/// A modifier of the values of an item. The order in which they are written has meaning.
enum Modifier: String, CaseIterable {
    case contains, startswith, endswith
    case all, neq, cased, exists
    case re, ignoreCase = "i", multiLine = "m", singleLine = "s"
    case base64, base64offset, utf16le, utf16be, utf16, windash
    case cidr, fieldref, expand
    case lt, lte, gt, gte
    case minute, hour, day, week, month, year

    /// The modifier of that name or of one of its other names.
    init?(name: Substring) {
        switch name {
        case "wide": self = .utf16le
        case "ignorecase": self = .ignoreCase
        case "multiline": self = .multiLine
        case "dotall": self = .singleLine
        default: self.init(rawValue: String(name))
        }
    }

    var comparison: Comparison? { Comparison(rawValue: rawValue) }
    var timePart: TimePart? { TimePart(rawValue: rawValue) }

    /// The name nearest to a misspelt one: at most two letters wrong, and the case of letters does not count.
    static func nearest(to name: Substring) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(24))
        let names = allCases.map(\.rawValue).filter { $0.count > 1 } + ["wide"]
        let ranked = names.map { ($0, distance(wanted, Array($0.unicodeScalars))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= min(2, wanted.count / 2) else { return nil }
        return best.0
    }

    /// How many letters must be put in, taken out, replaced or swapped with the next (optimal string alignment).
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
