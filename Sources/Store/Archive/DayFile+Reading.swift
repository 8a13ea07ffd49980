// Reads what a day has. Everything is held against its digest: what is given was written so.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import GRDB

extension DayFile {
    /// The numbers of the blocks that there are or must be, newest first.
    func numbers(_ head: DayHead?, _ database: Database) throws -> [Int32] {
        if let head { return (0...head.open).reversed() }
        let sql = "SELECT id FROM blocks UNION SELECT id >> 32 FROM tail"
        return try Row.fetchAll(database, sql: sql).compactMap { $0.number(0) }.sorted(by: >)
    }

    /// A block, closed or open.
    func block(_ number: Int32, _ head: DayHead?, _ database: Database) -> Found {
        do {
            let sql = "SELECT \(BlockSummary.columns), \"index\", lines FROM blocks WHERE id = ?"
            let statement = try database.cachedStatement(sql: sql)
            guard let row = try Row.fetchOne(statement, arguments: [number]) else {
                return try tail(number, head, database)
            }
            guard let summary = BlockSummary(row), summary.number == number, let block = unpack(row, summary) else {
                return Found(problem: damaged(number))
            }
            return Found(parts: [block])
        } catch {
            return Found(problem: damaged(number))
        }
    }

    private func unpack(_ row: Row, _ summary: BlockSummary) -> Block? {
        // The sizes are covered by the digest of the summary.
        let bytes = row.withUnsafeBytes(BlockSummary.end + 1) { Zstd.decompressed($0, limit: summary.bytes) }
        let limit = BlockIndex.limit(lines: summary.count)
        let index = row.withUnsafeBytes(BlockSummary.end) { Zstd.decompressed($0, limit: limit) }
        guard let bytes, let index, bytes.count == summary.bytes,
            let entries = BlockIndex.decode(index, lines: summary.count, size: bytes.count),
            entries.count == summary.count, BlockSummary.content(index, bytes) == summary.content
        else { return nil }
        return Block(number: summary.number, entries: entries, bytes: bytes)
    }

    /// The lines of a block that was not closed. That is the open one; or one that was damaged when the writer came to
    /// it, and left as it is.
    private func tail(_ number: Int32, _ head: DayHead?, _ database: Database) throws -> Found {
        var found = Found()
        var next = 0
        let first = Int64(number) << 32
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT id, count, digest, \"index\", lines, tokens FROM tail WHERE id BETWEEN ? AND ? ORDER BY id"
            ),
            arguments: [first, first | 0xFFFF_FFFF])
        do {
            while let row = try rows.next() {
                guard let part = part(row, number) else {
                    found.problem = damaged(number)
                    continue
                }
                if part.first != next { found.problem = damaged(number) }
                next = part.first + part.entries.count
                found.parts.append(part)
            }
        } catch {
            found.problem = damaged(number)
        }
        let isOpen = head.map { $0.open == number && $0.lines == next } ?? false
        if !isOpen { found.problem = damaged(number) }
        return found
    }

    private func part(_ row: Row, _ number: Int32) -> Block? {
        guard let id: Int64 = row.number(0), let count: Int = row.number(1), id >> 32 == Int64(number),
            let digest = row.blob(2)
        else { return nil }
        var made = RowDigest("tail")
        made.add(id)
        made.add(count)
        for column in 3...5 { row.withUnsafeBytes(column) { made.add($0) } }
        guard made.value == digest else { return nil }
        let bytes = row.withUnsafeBytes(4) { Array($0) }
        let index = row.withUnsafeBytes(3) { Array($0) }
        guard let entries = BlockIndex.decode(index, lines: count, size: bytes.count), entries.count == count else {
            return nil
        }
        return Block(number: number, first: Int(id & 0xFFFF_FFFF), entries: entries, bytes: bytes)
    }

    /// Names of sources by number, and whether there are as many as there must be.
    func sources(_ head: DayHead?, _ database: Database) throws -> (byNumber: [Int32: ArchiveSource], areWhole: Bool) {
        var sources: [Int32: ArchiveSource] = [:]
        let rows = try Row.fetchAll(database.cachedStatement(sql: "SELECT id, name, format, digest FROM sources"))
        for row in rows {
            guard let number: Int32 = row.number(0), let name = row.text(1) else { continue }
            let format = row.text(2)
            guard DayFile.digest(ofSource: number, name, format) == row.blob(3) else { continue }
            sources[number] = ArchiveSource(name: name, format: format.flatMap(Format.init))
        }
        return (sources, sources.count == rows.count && head.map { $0.sources == rows.count } ?? false)
    }

    static func digest(ofSource number: Int32, _ name: String, _ format: String?) -> Data {
        var digest = RowDigest("sources")
        digest.add(number)
        digest.add(name)
        digest.add(format)
        return digest.value
    }

    /// What was noted under a name; nil if nothing was.
    func mark(_ name: String, _ database: Database) throws -> String? {
        let statement = try database.cachedStatement(sql: "SELECT value, digest FROM marks WHERE name = ?")
        guard let row = try Row.fetchOne(statement, arguments: [name]) else { return nil }
        guard let value = row.text(0), DayFile.digest(ofMark: name, value) == row.blob(1) else {
            throw damaged("marks")
        }
        return value
    }

    static func digest(ofMark name: String, _ value: String) -> Data {
        var digest = RowDigest("marks")
        digest.add(name)
        digest.add(value)
        return digest.value
    }
}
