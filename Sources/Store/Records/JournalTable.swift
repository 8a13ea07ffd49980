// Entries of journals in their table.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB
import Incidents

enum JournalTable {
    /// The entries of a journal. Each must read as what stands in its row, and follow the one before.
    static func entries(_ log: JournalLog, _ database: Database) throws -> [JournalEntry] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT sequence, bytes FROM journal WHERE log = ? ORDER BY sequence"),
            arguments: [log.name])
        var entries: [JournalEntry] = []
        while let row = try rows.next() {
            let sequence: Int = row[0]
            let bytes = row.withUnsafeBytes(1) { Array($0) }
            guard let entry = JournalEntry(bytes: bytes), entry.log == log, entry.sequence == sequence,
                sequence == entries.count + 1
            else { throw Problem(.entryDamaged, [log.name, "\(entries.count + 1)"]) }
            entries.append(entry)
        }
        return entries
    }

    /// The sequence of the last entry; 0 for a journal that is not there.
    static func last(_ log: JournalLog, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT max(sequence) FROM journal WHERE log = ?"), arguments: [log.name])
            ?? 0
    }

    static func append(_ entry: JournalEntry, _ bytes: [UInt8], _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO journal (log, sequence, kind, bytes) VALUES (?, ?, ?, ?)")
            .execute(arguments: [entry.log.name, entry.sequence, entry.content.kind, Data(bytes)])
    }

    /// The next number of a year.
    static func nextIncident(year: Int, _ database: Database) throws -> IncidentNumber? {
        // As numbers, since 2026-10000 sorts before 2026-9999 as text.
        let names = try String.fetchAll(
            database.cachedStatement(sql: "SELECT log FROM journal WHERE sequence = 1 AND log >= ? AND log < ?"),
            arguments: ["\(year)-", "\(year)."])
        let last = names.compactMap { IncidentNumber($0)?.sequence }.max() ?? 0
        return IncidentNumber(year: year, sequence: last + 1)
    }
}
