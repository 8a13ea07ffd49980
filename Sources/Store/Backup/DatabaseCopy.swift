// A copy of a file of SQLite as it is at one moment, while programs read and write it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB

enum DatabaseCopy {
    /// Makes the copy, as one file without a log beside it. What is damaged is copied as it is: it may be all there is.
    ///
    /// - Returns: the format that the file says it has, and what was seen of damage.
    static func make(of file: URL, at target: URL) throws -> (format: Int, problems: [Problem]) {
        let problems = try SavedJournal.keepDamaged(of: file).map { kept in
            Problem(.recordJournalDamaged, [kept], at: Place(file: file.path))
        }
        let configuration = DurableDatabase.configuration(label: "backup", readers: 1, pragmas: [])
        let source = try DatabaseQueue(path: file.path, configuration: configuration)
        let copy = try DatabaseQueue(path: target.path)
        try source.backup(to: copy)
        let format = try copy.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            return try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        }
        try copy.close()
        try source.close()
        return (format, problems)
    }
}

extension DatabaseCopy {
    /// Ends what was going on when the accounts were copied: who logged out since would be logged in again.
    static func endSessions(in file: URL) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { try $0.execute(sql: "DELETE FROM sessions; DELETE FROM links") }
        try queue.close()
    }
}
