// The values of `group-by` as one text, so that a hit finds its group with one lookup.
// SPDX-License-Identifier: EUPL-1.2

/// Group keys: equal exactly if the tuples of values are.
enum GroupKey {
    /// The value of a single field as it is; of several, each behind its length.
    static func text(_ values: [String?], at positions: [Int]) -> String {
        if positions.count == 1 { return values[positions[0]] ?? "" }
        var text = ""
        for position in positions {
            let value = values[position] ?? ""
            text += "\(value.utf8.count):"
            text += value
        }
        return text
    }
}
