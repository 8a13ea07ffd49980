// The tables of the record: journals, alerts with their hits and evidence, what is to be told of them, and how far the
// archive was looked at.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB

/// Opens the file of the record so that nothing that was committed is lost, and brings an older one to this format.
enum RecordSchema {
    /// The format of this release. A file of a newer one is refused.
    static let version = 1

    static var configuration: Configuration {
        DurableDatabase.configuration(label: "record", readers: 8, pragmas: ["foreign_keys = ON"])
    }

    static func open(_ file: URL, _ reserve: DiskReserve) throws(Problem) -> DatabasePool {
        do {
            let pool = try reserve.giving(for: file.path) {
                try NewFile.make(file, pageSize: 4_096, create)
                return try DurableDatabase.pool(file.path, configuration)
            }
            let found = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            if found == 0 { throw Problem(.recordDamaged, ["user_version"], at: Place(file: file.path)) }
            guard 1...version ~= found else {
                throw Problem(.recordNewer, ["\(found)", "\(version)"], at: Place(file: file.path))
            }
            return pool
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.recordUnusable, ["\(error)"], at: Place(file: file.path))
        }
    }

    /// Whether changes of alerts are noted. Sees to it in a file of before that table, unless the disk takes nothing.
    static func followsAlerts(_ pool: DatabasePool) -> Bool {
        func isThere(_ database: Database) throws -> Bool {
            let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN (\(AlertRanking.names))"
            return try Int.fetchOne(database, sql: sql) == AlertRanking.count
        }
        if (try? pool.read(isThere)) == true { return true }
        try? pool.write { try $0.execute(sql: AlertRanking.schema) }
        return (try? pool.read(isThere)) == true
    }

    private static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE journal (
                    log TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, digest BLOB NOT NULL,
                    bytes BLOB NOT NULL, PRIMARY KEY (log, sequence)) STRICT, WITHOUT ROWID;
                CREATE TABLE heads (
                    log TEXT PRIMARY KEY, count INTEGER NOT NULL, chain BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE alerts (
                    id TEXT PRIMARY KEY, rule TEXT NOT NULL, entity TEXT NOT NULL, title TEXT NOT NULL,
                    level TEXT NOT NULL, count INTEGER NOT NULL, first_seen INTEGER NOT NULL,
                    last_seen INTEGER NOT NULL, state TEXT NOT NULL, kept INTEGER NOT NULL, row_digest BLOB NOT NULL)
                    STRICT, WITHOUT ROWID;
                CREATE INDEX alerts_by_key ON alerts (rule, entity);
                CREATE INDEX alerts_by_state ON alerts (state, last_seen);
                CREATE TABLE hits (
                    id BLOB PRIMARY KEY, alert TEXT NOT NULL REFERENCES alerts (id), time INTEGER NOT NULL)
                    STRICT, WITHOUT ROWID;
                CREATE INDEX hits_by_alert ON hits (alert, time);
                CREATE TABLE evidence (
                    alert TEXT NOT NULL REFERENCES alerts (id), day INTEGER NOT NULL, block INTEGER NOT NULL,
                    position INTEGER NOT NULL, digest BLOB NOT NULL, line BLOB NOT NULL, row_digest BLOB NOT NULL,
                    PRIMARY KEY (alert, day, block, position)) STRICT, WITHOUT ROWID;
                CREATE TABLE progress (
                    name TEXT PRIMARY KEY, value TEXT NOT NULL, row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
                \(NoticeTable.schema)
                \(MessageTable.schema)
                \(AlertRanking.schema)
                PRAGMA user_version = \(version);
                """)
    }
}
