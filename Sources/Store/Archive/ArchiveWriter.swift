// Puts lines into the archive. A batch is on disk when `append` returns; only then may its senders be told.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
import Foundation
import GRDB

/// The one writer of an archive. One owner; not shared.
public final class ArchiveWriter {
    private let archive: Archive
    private var file: DayFile?
    /// The block that is open: what of it lies in the tail.
    private var open = OpenBlock()
    private var sources: [ArchiveSource: Int32] = [:]

    struct OpenBlock {
        var number: Int32 = 0
        var count = 0
        var bytes = 0
        var tokens: Set<UInt64> = []
        /// Milliseconds since 1970.
        var received: Int64?
    }

    public init(_ archive: Archive) {
        self.archive = archive
    }

    /// Commits a batch. All lines of it go to the day of `now`.
    ///
    /// - Parameters:
    ///   - sources: the sources that entries name, by number.
    ///   - marks: what is to be known after a restart together with these lines: how far followed files were read,
    ///     which ids of senders have come.
    /// - Returns: the place of its first line; the others follow.
    /// - Throws: `Problem` if it is not on disk. Nothing of it is then there, and the same batch may be tried again.
    public func append(
        _ batch: LineBatch, sources names: [ArchiveSource], marks: [String: String] = [:], now: Timestamp
    ) throws(Problem) -> ArchivePosition {
        let file = try day(of: now)
        let first = ArchivePosition(day: file.day, block: open.number, position: Int32(open.count))
        var next = open
        do {
            try file.pool.write { database in
                let numbers = try self.numbers(of: names, database)
                for (name, value) in marks {
                    try database.cachedStatement(sql: "INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)")
                        .execute(arguments: [name, value])
                }
                if batch.isEmpty { return }
                let entries = batch.entries.map { entry in
                    var entry = entry
                    entry.source = numbers[Int(entry.source)]
                    return entry
                }
                next.count += batch.count
                next.bytes += batch.bytes.count
                next.received = next.received ?? entries[0].received
                next.tokens.formUnion(batch.tokens)
                if next.isFull(at: now) {
                    try file.close(next, with: entries, batch.bytes, database)
                    next = OpenBlock(number: next.number + 1)
                } else {
                    try file.appendTail(at: open.count, entries, batch.bytes, batch.tokens, database)
                }
            }
        } catch {
            sources.removeAll()
            throw Problem(.archiveUnwritable, ["\(error)"], at: Place(file: file.pool.path))
        }
        open = next
        return first
    }

    /// Closes the open block if its first line is old enough, or in any case; for quiet times and for the end.
    public func closeBlock(now: Timestamp, always: Bool = false) throws(Problem) {
        guard let file, open.count > 0, always || open.isFull(at: now) || file.day != ArchivePosition.day(of: now)
        else { return }
        do {
            try file.pool.write { try file.close(open, with: [], [], $0) }
        } catch {
            throw Problem(.archiveUnwritable, ["\(error)"], at: Place(file: file.pool.path))
        }
        open = OpenBlock(number: open.number + 1)
    }

    /// The file of today. The days before it are complete: their open block is closed.
    private func day(of now: Timestamp) throws(Problem) -> DayFile {
        // A clock that goes back does not open an earlier day again: places only grow.
        let day = max(ArchivePosition.day(of: now), archive.lastDay ?? .min)
        if let file, file.day == day { return file }
        try closeBlock(now: now, always: true)
        if file == nil, let last = archive.lastDay, last < day {
            file = try archive.file(last)
            try resume(last: now)
            try closeBlock(now: now, always: true)
        }
        let file = try archive.make(day)
        self.file = file
        sources.removeAll()
        try resume(last: now)
        return file
    }

    /// Takes up the open block where the last writer left it.
    private func resume(last now: Timestamp) throws(Problem) {
        guard let file else { return }
        do {
            open = try file.pool.read { database in
                var open = OpenBlock(number: try file.openNumber(database))
                let rows = try Row.fetchCursor(database, sql: "SELECT tokens FROM tail ORDER BY position")
                while let row = try rows.next() {
                    row.withUnsafeBytes(0) { bytes in
                        for at in stride(from: 0, through: bytes.count - 8, by: 8) {
                            open.tokens.insert(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                        }
                    }
                }
                if let tail = try file.tail(open.number, database) {
                    open.count = tail.entries.count
                    open.bytes = tail.bytes.count
                    open.received = tail.entries.first?.received
                }
                return open
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.archiveUnusable, ["\(error)"], at: Place(file: file.pool.path))
        }
    }

    private func numbers(of names: [ArchiveSource], _ database: Database) throws -> [Int32] {
        if sources.isEmpty {
            guard let file else { return [] }
            for (number, source) in try file.sources(database) { sources[source] = number }
        }
        return try names.map { source in
            if let number = sources[source] { return number }
            try database.execute(
                sql: """
                    INSERT INTO sources (name, format) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET format = excluded.format
                    """, arguments: [source.name, source.format?.rawValue])
            let number = try Int32.fetchOne(
                database, sql: "SELECT id FROM sources WHERE name = ?", arguments: [source.name])
            sources = sources.filter { $0.key.name != source.name }
            sources[source] = number
            return number ?? 0
        }
    }
}

extension ArchiveWriter.OpenBlock {
    func isFull(at now: Timestamp) -> Bool {
        if count >= ArchiveLimits.blockLines || bytes >= ArchiveLimits.blockBytes { return true }
        guard let received else { return false }
        return now.nanoseconds / 1_000_000 - received >= ArchiveLimits.blockSeconds * 1_000
    }
}
