// Days of the archive whose time is over, and what the archive takes on disk.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Events
import Foundation
import GRDB

/// A day of the archive as a file.
public struct ArchiveDay: Sendable, Hashable {
    /// Days since 1970.
    public var day: Int32
    /// What it takes on disk, in bytes, with its write-ahead log.
    public var bytes: Int

    public init(day: Int32, bytes: Int) {
        self.day = day
        self.bytes = bytes
    }
}

extension Archive {
    /// What each day takes, oldest first.
    public var sizes: [ArchiveDay] {
        days.map { ArchiveDay(day: $0, bytes: bytes($0)) }
    }

    /// The days that may go: those before a day, but never the newest, and none that is held.
    public func removable(before first: Int32, holding held: [ClosedRange<Int32>]) -> [Int32] {
        let days = days
        return days.dropLast().filter { day in day < first && !held.contains { $0.contains(day) } }
    }

    /// How many lines days have; those of blocks that cannot be read are not in it.
    public func lines(of days: [Int32]) -> Int {
        days.reduce(0) { total, day in
            let lines = try? self.file(day)?.pool.read { database in
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT (SELECT coalesce(sum(count), 0) FROM blocks) + (SELECT coalesce(sum(count), 0) FROM tail)
                        """)
            }
            return total + ((lines ?? nil) ?? 0)
        }
    }

    /// Deletes the files of days. Who reads them goes on until the end of that reading; what was copied as evidence
    /// stays in the record; what was noted of sources goes on to the newest day.
    ///
    /// - Throws: `Problem` if a file cannot be deleted; it then counts as there when the archive is opened again.
    public func remove(_ gone: [Int32]) throws(Problem) {
        let newest = lastDay
        let gone = gone.filter { $0 != newest }
        if gone.isEmpty { return }
        try carryMarks(of: gone)
        forget(gone)
        for day in gone.sorted() {
            let file = url(day)
            // The file first: what is left of a log without its file is never read.
            for path in [file.path, file.path + "-wal", file.path + "-shm"] where unlink(path) != 0 && errno != ENOENT {
                throw Problem(.archiveUnwritable, [String(cString: strerror(errno))], at: Place(file: path))
            }
        }
        try? FolderSync.sync(folder)
    }

    /// How far a source was read may stand in an old day only, if nothing came from it since.
    private func carryMarks(of gone: [Int32]) throws(Problem) {
        guard let last = lastDay, let newest = try file(last) else { return }
        var names: Set<String> = []
        for day in gone {
            // A day that cannot be read has no marks to save.
            guard let file = try? file(day) else { continue }
            names.formUnion((try? file.pool.read { try String.fetchAll($0, sql: "SELECT name FROM marks") }) ?? [])
        }
        do {
            for name in names.sorted() where name != DayFile.readersMark {
                guard let value = try? mark(name) else { continue }
                try newest.pool.write { database in
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO marks (name, value, digest) VALUES (?, ?, ?)",
                        arguments: [name, value, DayFile.digest(ofMark: name, value)])
                }
            }
        } catch {
            throw Problem(.archiveUnwritable, ["\(error)"], at: Place(file: newest.pool.path))
        }
    }

    private func bytes(_ day: Int32) -> Int {
        let path = url(day).path
        return [path, path + "-wal"].reduce(0) { total, path in
            var status = stat()
            return stat(path, &status) == 0 ? total + Int(status.st_size) : total
        }
    }
}
