// Notices in their table, and when alerts were last told.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB
import Incidents

enum NoticeTable {
    static let schema = """
        CREATE TABLE notices (
            alert TEXT PRIMARY KEY REFERENCES alerts (id), kind TEXT NOT NULL, level TEXT NOT NULL,
            created INTEGER NOT NULL, row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE told (
            alert TEXT PRIMARY KEY REFERENCES alerts (id), time INTEGER NOT NULL, row_digest BLOB NOT NULL)
            STRICT, WITHOUT ROWID;
        """

    /// All that wait, those without a row that can be read left out and counted.
    static func all(_ database: Database) throws -> (notices: [Notice], damaged: Int) {
        let sql = """
            SELECT notices.alert, kind, level, created, notices.row_digest, told.time, told.row_digest
            FROM notices LEFT JOIN told ON told.alert = notices.alert ORDER BY created, notices.alert
            """
        var notices: [Notice] = []
        var damaged = 0
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql))
        while let row = try rows.next() {
            if let notice = notice(row) { notices.append(notice) } else { damaged += 1 }
        }
        return (notices, damaged)
    }

    private static func notice(_ row: Row) -> Notice? {
        guard let alert = row.text(0).flatMap({ ULID($0) }), let kind = row.text(1).flatMap(Notice.Kind.init),
            let level = row.text(2).flatMap(AlertLevel.init), let created: Int64 = row.number(3)
        else { return nil }
        var notice = Notice(alert: alert, kind: kind, level: level, created: Timestamp(nanoseconds: created))
        guard digest(notice) == row.blob(4) else { return nil }
        // When it was told only spares people a repetition: a damaged time counts as none.
        if let told: Int64 = row.number(5), digest(told: alert, told) == row.blob(6) {
            notice.told = Timestamp(nanoseconds: told)
        }
        return notice
    }

    /// Writes that an alert changed, beside what waits to be told of it already.
    static func add(_ notice: Notice, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT alert, kind, level, created, row_digest, NULL, NULL FROM notices WHERE alert = ?")
        var kept = notice
        if let row = try Row.fetchOne(statement, arguments: [notice.alert.description]),
            let waiting = self.notice(row)
        {
            kept = waiting
            kept.kind = max(waiting.kind, notice.kind)
            kept.level = notice.level
        }
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO notices (alert, kind, level, created, row_digest) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            kept.alert.description, kept.kind.rawValue, kept.level.rawValue, kept.created.nanoseconds, digest(kept),
        ])
    }

    /// Takes notices away; one that changed since it was read stays, for that change is still to be told.
    static func remove(_ notices: [Notice], _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM notices WHERE alert = ? AND row_digest = ?")
        for notice in notices { try statement.execute(arguments: [notice.alert.description, digest(notice)]) }
    }

    /// Takes away what cannot be read. `check` says it as long as it is there.
    static func removeDamaged(_ database: Database) throws {
        let sql = "SELECT alert, kind, level, created, row_digest, NULL, NULL FROM notices"
        let rows = try Row.fetchAll(database, sql: sql)
        for row in rows where notice(row) == nil {
            let key: DatabaseValue = row[0]
            try database.execute(sql: "DELETE FROM notices WHERE alert = ?", arguments: [key])
        }
    }

    static func check(_ database: Database) throws -> [Problem] {
        let damaged = try all(database).damaged
        return damaged == 0 ? [] : [Problem(.recordDamaged, ["notices: \(damaged)"])]
    }

    static func setTold(_ notices: [Notice], at time: Timestamp, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO told (alert, time, row_digest) VALUES (?, ?, ?)")
        for notice in notices {
            try statement.execute(arguments: [
                notice.alert.description, time.nanoseconds, digest(told: notice.alert, time.nanoseconds),
            ])
        }
    }

    static func forgetTold(before time: Timestamp, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM told WHERE time < ?").execute(arguments: [time.nanoseconds])
    }

    static func lastTold(_ database: Database) throws -> Timestamp? {
        try Row.fetchOne(database, sql: "SELECT max(time) FROM told")?.number(0).map { Timestamp(nanoseconds: $0) }
    }

    private static func digest(_ notice: Notice) -> Data {
        var digest = RowDigest("notices")
        for text in [notice.alert.description, notice.kind.rawValue, notice.level.rawValue] { digest.add(text) }
        digest.add(notice.created.nanoseconds)
        return digest.value
    }

    private static func digest(told alert: ULID, _ time: Int64) -> Data {
        var digest = RowDigest("told")
        digest.add(alert.description)
        digest.add(time)
        return digest.value
    }
}
