// Puts lines into the archive. A batch is on disk when `append` returns; only then may its senders be told.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
import Foundation
import GRDB

/// The one writer of an archive. One owner; not shared. A second one, in this program or another, is refused.
public final class ArchiveWriter {
    private let archive: Archive
    private var lock: ArchiveLock?
    private var file: DayFile?
    /// The block that is open: what of it lies in the tail.
    private var open = OpenBlock()
    private var sources: [ArchiveSource: Int32] = [:]
    /// Whether lines wait for those that are written: then blocks are packed in less time, and take a fifth more.
    public var isPressed = false

    struct OpenBlock {
        var number: Int32 = 0
        var count = 0
        var bytes = 0
        var tokens = TokenSet()
        /// Milliseconds since 1970.
        var received: Int64?
        /// The sources of the day.
        var sources = 0
        /// The ids of senders of the day.
        var ids = SenderIDSum()

        /// The block after this one.
        var next: OpenBlock { OpenBlock(number: number + 1, sources: sources, ids: ids) }

        /// What the day says of itself when this block is open.
        var head: DayHead { DayHead(open: number, lines: count, sources: sources, ids: ids) }
    }

    public init(_ archive: Archive) {
        self.archive = archive
    }

    /// Makes sure that nobody else writes; what writes does it too.
    ///
    /// - Throws: `Problem` if somebody does.
    public func claim() throws(Problem) {
        if lock == nil { lock = try ArchiveLock(archive.folder) }
    }

    /// Commits a batch. All lines of it go to the day of `now`.
    ///
    /// - Parameters:
    ///   - sources: the sources that entries name, by number.
    ///   - marks: what is to be known after a restart together with these lines: how far followed files were read.
    ///   - ids: what senders call these lines; `Archive.knows(_:)` knows them from then on.
    /// - Returns: the place of its first line; the others follow.
    /// - Throws: `Problem` if it is not on disk. Nothing of it is then there, and the same batch may be tried again.
    public func append(
        _ batch: LineBatch, sources names: [ArchiveSource], marks: [String: String] = [:], ids: [SenderID] = [],
        now: Timestamp
    ) throws(Problem) -> ArchivePosition {
        try claim()
        let file = try day(of: now)
        do {
            return try commit(batch, names, marks, ids, now, file)
        } catch {
            sources.removeAll()
            guard error.code == .archiveDamaged else { throw error }
            // What lies in the open block cannot be read any more. It stays as it is; the next one begins.
            open = open.next
            return try commit(batch, names, marks, ids, now, file)
        }
    }

    private func commit(
        _ batch: LineBatch, _ names: [ArchiveSource], _ marks: [String: String], _ ids: [SenderID], _ now: Timestamp,
        _ file: DayFile
    ) throws(Problem) -> ArchivePosition {
        let first = ArchivePosition(day: file.day, block: open.number, position: Int32(open.count))
        var next = open
        try write(file) { database in
            let numbers = try self.numbers(of: names, &next, database)
            for (name, value) in marks {
                try file.setMark(name, value, database)
            }
            try file.note(ids, &next.ids, database)
            if !batch.isEmpty {
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
                    try file.close(next, with: entries, batch.bytes, isPressed ? .hasty : .thorough, database)
                    next = next.next
                } else {
                    try file.appendTail(open.number, at: open.count, entries, batch.bytes, batch.tokens, database)
                }
            }
            try next.head.write(database)
        }
        open = next
        return first
    }

    /// Closes the open block if its first line is old enough, or in any case; for quiet times and for the end.
    public func closeBlock(now: Timestamp, always: Bool = false) throws(Problem) {
        guard let file, open.count > 0, always || open.isFull(at: now) || file.day != ArchivePosition.day(of: now)
        else { return }
        try close(open, in: file)
        open = open.next
    }

    private func close(_ open: OpenBlock, in file: DayFile) throws(Problem) {
        guard open.count > 0 else { return }
        do {
            try write(file) { database in
                try file.close(open, with: [], [], isPressed ? .hasty : .thorough, database)
                try open.next.head.write(database)
            }
        } catch {
            // A block that is damaged stays as it is, and is reported by whoever reads it.
            guard error.code == .archiveDamaged else { throw error }
        }
    }

    private func write(_ file: DayFile, _ body: (Database) throws -> Void) throws(Problem) {
        do {
            try file.pool.write(body)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw WriteFailure.problem(error, file.pool.path, full: .archiveFull, broken: .archiveUnwritable)
        }
    }

    /// The file of today. The days before it are complete: their open block is closed.
    private func day(of now: Timestamp) throws(Problem) -> DayFile {
        // A clock that goes back does not open an earlier day again: places only grow.
        let day = max(ArchivePosition.day(of: now), archive.lastDay ?? .min)
        if let file, file.day == day { return file }
        if file != nil {
            try closeBlock(now: now, always: true)
        } else if let last = archive.lastDay, last < day {
            try closeLast(last)
        }
        let file = try archive.make(day)
        open = try resume(file)
        let isNew = open.number == 0 && open.count == 0
        try write(file) { try file.noteReaders(isNew: isNew, $0) }
        self.file = file
        sources.removeAll()
        return file
    }

    /// Closes what the last writer left open. A day that cannot be read is not in the way of the next.
    private func closeLast(_ day: Int32) throws(Problem) {
        do {
            guard let file = try archive.file(day) else { return }
            try close(try resume(file), in: file)
        } catch {
            guard error.code != .archiveUnwritable, !error.passes else { throw error }
        }
    }

    /// Takes up the open block where the last writer left it.
    private func resume(_ file: DayFile) throws(Problem) -> OpenBlock {
        do {
            return try file.resume()
        } catch {
            throw file.unusable(error)
        }
    }

    private func numbers(
        of names: [ArchiveSource], _ open: inout OpenBlock, _ database: Database
    ) throws -> [Int32] {
        if sources.isEmpty {
            guard let file else { return [] }
            let known = try file.sources(try DayHead.read(database), database).byNumber
            for (number, source) in known { sources[source] = number }
        }
        return try names.map { source in
            if let number = sources[source] { return number }
            let known = try Int32.fetchOne(
                database, sql: "SELECT id FROM sources WHERE name = ?", arguments: [source.name])
            let largest = try Int32.fetchOne(database, sql: "SELECT coalesce(max(id), 0) FROM sources") ?? 0
            let (next, overflow) = largest.addingReportingOverflow(1)
            guard !overflow else { throw DatabaseError(message: "sources") }
            let number = known ?? next
            if known == nil { open.sources += 1 }
            try database.execute(
                sql: "INSERT OR REPLACE INTO sources (id, name, format, digest) VALUES (?, ?, ?, ?)",
                arguments: [
                    number, source.name, source.format?.rawValue,
                    DayFile.digest(ofSource: number, source.name, source.format?.rawValue),
                ])
            sources = sources.filter { $0.key.name != source.name }
            sources[source] = number
            return number
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
