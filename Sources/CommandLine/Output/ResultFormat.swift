// The forms in which results are written: the same objects as a table, JSON, JSON Lines or CSV.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser

/// `--format`. Without it: a table on a terminal, JSON Lines in a pipe or file.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, json, jsonl, csv
}

/// A column of the table for people.
struct Column: Sendable {
    /// The name of the member, and of the heading in `Words` as `column.<name>`.
    let name: String
    /// The most characters shown; longer text is cut with an ellipsis.
    var width: Int
    /// Numbers and times line up at the right.
    var isRight = false
    /// Of longer text the end is shown, which tells most of a path.
    var keepsEnd = false
    /// What is shown, if that is not the member of this name.
    var text: (@Sendable (ObjectMembers) -> String)?
}

/// What a kind of result looks like as CSV and as a table.
struct ResultShape: Sendable {
    /// All members, in order: the columns of the CSV.
    let members: [String]
    var columns: [Column]
    /// Results that a table leaves out.
    var isInTable: @Sendable (ObjectMembers) -> Bool = { _ in true }

    /// The least characters of a column that is narrowed.
    private static let narrow = 16

    /// The same with columns narrowed, the widest first, until a row fits on a line of `width` characters; as it is
    /// when there is no way.
    func fitted(to width: Int) -> ResultShape {
        var fitted = self
        var excess = columns.reduce(-2) { $0 + $1.width + 2 } - width
        while excess > 0 {
            guard let widest = fitted.columns.indices.max(by: { fitted.columns[$0].width < fitted.columns[$1].width }),
                fitted.columns[widest].width > ResultShape.narrow, fitted.columns[widest].name != "time"
            else { return fitted }
            fitted.columns[widest].width -= 1
            excess -= 1
        }
        return fitted
    }
}
