// The forms in which results are written: the same objects as a table, JSON, JSON Lines or CSV.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser

/// `--format`. Without it: a table on a terminal, JSON Lines in a pipe or file.
package enum ResultFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, json, jsonl, csv
}

/// A column of the table for people.
package struct Column: Sendable {
    /// The name of the member, and of the heading in `Words` as `column.<name>`.
    package let name: String
    /// The most characters shown; longer text is cut with an ellipsis.
    package var width: Int
    /// Numbers and times line up at the right.
    var isRight = false
    /// Of longer text the end is shown, which tells most of a path.
    var keepsEnd = false
    /// It is of no use if it is cut, such as a secret that is shown once.
    var isWhole = false
    /// What is shown, if that is not the member of this name.
    var text: (@Sendable (ObjectMembers) -> String)?

    package init(
        name: String, width: Int, isRight: Bool = false, keepsEnd: Bool = false, isWhole: Bool = false,
        text: (@Sendable (ObjectMembers) -> String)? = nil
    ) {
        self.name = name
        self.width = width
        self.isRight = isRight
        self.keepsEnd = keepsEnd
        self.isWhole = isWhole
        self.text = text
    }

    fileprivate var mustBeWhole: Bool { isWhole || name == "time" }
}

/// What a kind of result looks like as CSV and as a table.
package struct ResultShape: Sendable {
    /// All members, in order: the columns of the CSV.
    package let members: [String]
    package var columns: [Column]
    /// Results that a table leaves out.
    var isInTable: @Sendable (ObjectMembers) -> Bool

    package init(
        members: [String], columns: [Column], isInTable: @escaping @Sendable (ObjectMembers) -> Bool = { _ in true }
    ) {
        self.members = members
        self.columns = columns
        self.isInTable = isInTable
    }

    /// The least characters of a column that is narrowed.
    private static let narrow = 16

    /// The same with columns narrowed, the widest first, until a row fits on a line of `width` characters; as near
    /// to that as can be when there is no way. Times and what must be whole are never cut.
    package func fitted(to width: Int) -> ResultShape {
        var fitted = self
        var excess = columns.reduce(-2) { $0 + $1.width + 2 } - width
        while excess > 0 {
            let others = fitted.columns.indices.filter { !fitted.columns[$0].mustBeWhole }
            guard let widest = others.max(by: { fitted.columns[$0].width < fitted.columns[$1].width }),
                fitted.columns[widest].width > ResultShape.narrow
            else { return fitted }
            fitted.columns[widest].width -= 1
            excess -= 1
        }
        return fitted
    }
}
