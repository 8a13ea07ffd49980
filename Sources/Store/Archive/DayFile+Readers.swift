// By which readers the fields were found that the filters of a day know. A later release may find others in a line.
// SPDX-License-Identifier: EUPL-1.2

import Events
import GRDB

extension DayFile {
    /// The mark that says it. It belongs to its day alone; a day without it is of readers that did not say.
    static let readersMark = "readers"

    /// Whether each block of the day was written with the readers of this release. A mark that is damaged is no word on
    /// it, and stops neither search nor writing: the check of the archive reports it.
    func areFieldsOfThisRelease(_ database: Database) -> Bool {
        (try? mark(DayFile.readersMark, database)) == "\(LineReader.version)"
    }

    /// Says that lines come of the readers of this release. A day that has lines of others keeps both.
    func noteReaders(isNew: Bool, _ database: Database) throws {
        if isNew {
            try setMark(DayFile.readersMark, "\(LineReader.version)", database)
        } else if !areFieldsOfThisRelease(database) {
            try setMark(DayFile.readersMark, "several", database)
        }
    }

    /// Notes something under a name.
    func setMark(_ name: String, _ value: String, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO marks (name, value, digest) VALUES (?, ?, ?)")
            .execute(arguments: [name, value, DayFile.digest(ofMark: name, value)])
    }
}
