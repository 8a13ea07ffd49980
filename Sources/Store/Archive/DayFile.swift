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

    /// Opens the file of a day, which is made if it is not there.
    init(day: Int32, in folder: URL) throws(Problem) {
        self.day = day
        let file = folder.appendingPathComponent("\(ArchivePosition.text(day: day)).sqlite")
        do {
            // The size of pages must be said before the first byte of a new file.
            let isNew = !FileManager.default.fileExists(atPath: file.path)
            if isNew {
                let queue = try DatabaseQueue(path: file.path, configuration: Configuration())
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA page_size = 16384; VACUUM") }
                try queue.close()
            }
            pool = try DatabasePool(path: file.path, configuration: DaySchema.configuration)
            let version = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            if version == 0 { try pool.write(DaySchema.create) }
            if version > DaySchema.version {
                throw Problem(
                    .archiveNewer, ["\(version)", "\(DaySchema.version)"], at: Place(file: file.path))
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.archiveUnusable, ["\(error)"], at: Place(file: file.path))
        }
    }

    /// What is known of the lines of a block, with their bytes.
    struct Block {
        var number: Int32
        var entries: [LineBatch.Entry]
        var bytes: [UInt8]
    }

    /// A block, closed or open; nil if there is none of that number.
    ///
    /// - Throws: `Problem` if its bytes are damaged.
    func block(_ number: Int32, _ database: Database) throws -> Block? {
        let sql = """
            SELECT count, bytes, digest, "index", lines FROM blocks WHERE id = ?
            """
        if let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [number]) {
            guard let block = unpack(row, number) else {
                throw Problem(
                    .archiveDamaged, ["\(ArchivePosition.text(day: day))/\(number)"], at: Place(file: pool.path))
            }
            return block
        }
        let open = try openNumber(database)
        return number == open ? try tail(number, database) : nil
    }

    /// The number of the block that is open: one more than the last that was closed.
    func openNumber(_ database: Database) throws -> Int32 {
        try Int32.fetchOne(database.cachedStatement(sql: "SELECT coalesce(max(id) + 1, 0) FROM blocks")) ?? 0
    }

    private func unpack(_ row: Row, _ number: Int32) -> Block? {
        let count: Int = row[0]
        let size: Int = row[1]
        let bytes = row.withUnsafeBytes(4) { Zstd.decompressed($0, limit: ArchiveLimits.readBytes) }
        let index = row.withUnsafeBytes(3) { Zstd.decompressed($0, limit: ArchiveLimits.readBytes) }
        guard let bytes, let index, bytes.count == size,
            let entries = BlockIndex.decode(index, lines: count, size: size), entries.count == count
        else { return nil }
        let digest: Data = row[2]
        guard Data(BlockDigest.of(index, bytes)) == digest else { return nil }
        return Block(number: number, entries: entries, bytes: bytes)
    }

    /// The lines of the open block; nil if it has none.
    func tail(_ number: Int32, _ database: Database) throws -> Block? {
        var block = Block(number: number, entries: [], bytes: [])
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT count, \"index\", lines FROM tail ORDER BY position"))
        while let row = try rows.next() {
            let count: Int = row[0]
            let index = row.withUnsafeBytes(1) { Array($0) }
            let size = row.withUnsafeBytes(2) { $0.count }
            guard let entries = BlockIndex.decode(index, lines: count, size: size) else {
                throw Problem(
                    .archiveDamaged, ["\(ArchivePosition.text(day: day))/\(number)"], at: Place(file: pool.path))
            }
            block.entries += entries
            row.withUnsafeBytes(2) { block.bytes.append(contentsOf: $0) }
        }
        return block.entries.isEmpty ? nil : block
    }

    /// Names of sources by number.
    func sources(_ database: Database) throws -> [Int32: ArchiveSource] {
        var sources: [Int32: ArchiveSource] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT id, name, format FROM sources") {
            let format: String? = row[2]
            sources[row[0]] = ArchiveSource(name: row[1], format: format.flatMap(Format.init))
        }
        return sources
    }
}

extension Row {
    /// The bytes of a blob without a copy; empty for null.
    func withUnsafeBytes<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let result = try? withUnsafeData(atIndex: column) { data in
            data.map { data in data.withUnsafeBytes(body) }
        }
        return (result ?? nil) ?? body(UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
