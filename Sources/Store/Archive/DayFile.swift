// One day of the archive as a SQLite file: closed blocks, and the tail of the block that is still open.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import GRDB

/// A day of the archive. Readers and the one writer may use it at the same time.
final class DayFile: Sendable {
    let day: Int32
    let pool: DatabasePool
    /// What was seen of damage when the file was opened.
    let problems: [Problem]

    /// Opens the file of a day, which is made if it is not there.
    init(day: Int32, in folder: URL) throws(Problem) {
        self.day = day
        let file = folder.appendingPathComponent("\(ArchivePosition.text(day: day)).sqlite")
        do {
            problems = try SavedJournal.keepDamaged(of: file).map { kept in
                Problem(.archiveJournalDamaged, [ArchivePosition.text(day: day), kept], at: Place(file: file.path))
            }
            try NewFile.make(file, pageSize: DaySchema.pageSize, DaySchema.create)
            pool = try DurableDatabase.pool(file.path, DaySchema.configuration)
            let version = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            if version == 0 { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            if version < 0 || version > DaySchema.version {
                throw Problem(
                    .archiveNewer, ["\(version)", "\(DaySchema.version)"], at: Place(file: file.path))
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.archiveUnusable, ["\(error)"], at: Place(file: file.path))
        }
    }

    /// What is known of the lines of a block, or of a part of it, with their bytes.
    struct Block {
        var number: Int32
        /// The position of the first line.
        var first = 0
        var entries: [LineBatch.Entry] = []
        var bytes: [UInt8] = []
    }

    /// The lines of a block as far as they are whole, in order, and what is wrong with the rest.
    struct Found {
        var parts: [Block] = []
        var problem: Problem?
    }

    /// That a block is not what was written.
    func damaged(_ number: Int32) -> Problem {
        Problem(.archiveDamaged, ["\(ArchivePosition.text(day: day))/\(number)"], at: Place(file: pool.path))
    }

    /// That something else of the day is not what was written.
    func damaged(_ part: String) -> Problem {
        Problem(.archiveDayDamaged, [ArchivePosition.text(day: day), part], at: Place(file: pool.path))
    }

    func unusable(_ error: any Error) -> Problem {
        error as? Problem ?? Problem(.archiveUnusable, ["\(error)"], at: Place(file: pool.path))
    }
}
