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
    let width: Int
    /// Numbers and times line up at the right.
    var isRight = false
    /// What is shown, if that is not the member of this name.
    var text: (@Sendable (ObjectMembers) -> String)?
}

/// What a kind of result looks like as CSV and as a table.
struct ResultShape: Sendable {
    /// All members, in order: the columns of the CSV.
    let members: [String]
    let columns: [Column]
    /// Results that a table leaves out.
    var isInTable: @Sendable (ObjectMembers) -> Bool = { _ in true }
}
