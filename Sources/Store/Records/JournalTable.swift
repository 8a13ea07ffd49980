// Entries of journals in their table.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Crypto
import Foundation
import GRDB
import Incidents

enum JournalTable {
    /// How far a journal goes: entries that are gone from its end are missed.
    struct Head {
        var count = 0
        /// The hash over the hash before it and that of the last entry.
        var chain = Data(repeating: 0, count: 32)

        mutating func take(_ leaf: Data) {
            var hash = SHA256()
            hash.update(data: chain)
            hash.update(data: leaf)
            chain = Data(hash.finalize())
            count += 1
        }
    }

    /// RFC 6962 section 2.1: the hash of an entry.
    private static func leaf(_ bytes: [UInt8]) -> Data {
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(data: bytes)
        return Data(hash.finalize())
    }

    /// The entries of a journal. Each must read as what stands in its row, and follow the one before.
    static func entries(_ log: JournalLog, _ database: Database) throws -> [JournalEntry] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT sequence, digest, bytes FROM journal WHERE log = ? ORDER BY sequence"),
            arguments: [log.name])
        var entries: [JournalEntry] = []
        var head = Head()
        do {
            while let row = try rows.next() {
                let bytes = row.withUnsafeBytes(2) { Array($0) }
                let leaf = leaf(bytes)
                guard let sequence: Int = row.number(0), leaf == row.blob(1), let entry = JournalEntry(bytes: bytes),
                    entry.log == log, entry.sequence == sequence, sequence == entries.count + 1
                else { throw damaged(log, entries.count + 1) }
                head.take(leaf)
                entries.append(entry)
            }
        } catch is DatabaseError {
            throw damaged(log, entries.count + 1)
        }
        let kept = try self.head(log, database)
        guard kept?.count ?? 0 == head.count, kept.map({ $0.chain == head.chain }) ?? true else {
            throw damaged(log, min(kept?.count ?? 0, head.count) + 1)
        }
        return entries
    }

    /// Those entries of a journal that are of some kinds, each as it was written; whether one is gone is not looked at.
    static func entries(
        _ log: JournalLog, ofKinds kinds: [String], _ database: Database
    ) throws -> [JournalEntry] {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        let sql = "SELECT sequence, digest, bytes FROM journal WHERE log = ? AND kind IN (\(marks)) ORDER BY sequence"
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: StatementArguments([log.name] + kinds)).map { row in
            try entry(row, log)
        }
    }

    /// The last of those, newest first; without its entry where a row is not what was written.
    static func newest(
        _ log: JournalLog, ofKinds kinds: [String], before: Int, limit: Int, _ database: Database
    ) throws -> [(sequence: Int, entry: JournalEntry?)] {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        let sql = """
            SELECT sequence, digest, bytes FROM journal WHERE log = ? AND kind IN (\(marks)) AND sequence < ?
            ORDER BY sequence DESC LIMIT ?
            """
        let arguments = StatementArguments([log.name] + kinds) + StatementArguments([before, limit])
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            guard let sequence: Int = row.number(0) else { throw damaged(log, 0) }
            return (sequence, try? entry(row, log))
        }
    }

    private static func entry(_ row: Row, _ log: JournalLog) throws -> JournalEntry {
        let bytes = row.blob(2).map { Array($0) } ?? []
        guard let sequence: Int = row.number(0), leaf(bytes) == row.blob(1),
            let entry = JournalEntry(bytes: bytes), entry.log == log, entry.sequence == sequence
        else { throw damaged(log, row.number(0) ?? 0) }
        return entry
    }

    private static func head(_ log: JournalLog, _ database: Database) throws -> Head? {
        let statement = try database.cachedStatement(sql: "SELECT count, chain FROM heads WHERE log = ?")
        guard let row = try Row.fetchOne(statement, arguments: [log.name]) else { return nil }
        guard let count: Int = row.number(0), let chain = row.blob(1) else { throw damaged(log, 1) }
        return Head(count: count, chain: chain)
    }

    private static func damaged(_ log: JournalLog, _ sequence: Int) -> Problem {
        Problem(.entryDamaged, [log.name, "\(sequence)"])
    }

    /// The sequence of the last entry; 0 for a journal that is not there.
    static func last(_ log: JournalLog, _ database: Database) throws -> Int {
        let last =
            try Int.fetchOne(
                database.cachedStatement(sql: "SELECT max(sequence) FROM journal WHERE log = ?"), arguments: [log.name])
            ?? 0
        let head = try head(log, database)?.count ?? 0
        // A number that was used is never used again, also when its entry is gone.
        guard last == head else { throw damaged(log, min(last, head) + 1) }
        return last
    }

    static func append(_ entry: JournalEntry, _ bytes: [UInt8], _ database: Database) throws {
        let leaf = leaf(bytes)
        var head = try head(entry.log, database) ?? Head(count: entry.sequence - 1)
        head.take(leaf)
        try database.cachedStatement(
            sql: "INSERT INTO journal (log, sequence, kind, digest, bytes) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [entry.log.name, entry.sequence, entry.content.kind, leaf, Data(bytes)])
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO heads (log, count, chain) VALUES (?, ?, ?)")
            .execute(arguments: [entry.log.name, head.count, head.chain])
    }

    /// The names of journals, as either table has them.
    static func names(_ database: Database) throws -> Set<String> {
        let sql = "SELECT log FROM heads UNION SELECT DISTINCT log FROM journal"
        return Set(try Row.fetchAll(database, sql: sql).compactMap { $0.text(0) })
    }

    /// The next number of a year.
    static func nextIncident(year: Int, _ database: Database) throws -> IncidentNumber? {
        // As numbers, since 2026-10000 sorts before 2026-9999 as text.
        let sql = """
            SELECT log FROM heads WHERE log >= ?1 AND log < ?2
            UNION SELECT log FROM journal WHERE sequence = 1 AND log >= ?1 AND log < ?2
            """
        let names = try Row.fetchAll(
            database.cachedStatement(sql: sql), arguments: ["\(year)-", "\(year)."]
        ).compactMap { $0.text(0) }
        let last = names.compactMap { IncidentNumber($0)?.sequence }.max() ?? 0
        return IncidentNumber(year: year, sequence: last + 1)
    }
}
