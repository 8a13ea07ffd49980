// Hits become alerts in the record, together with how far the archive was looked at: after a crash the same lines are
// looked at again, and a hit that is there already is not counted twice.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Crypto
import Events
import Foundation
import GRDB
public import Incidents

/// What a batch of hits did to an alert.
public struct AlertChange: Sendable, Hashable {
    public var alert: Alert
    public var isNew: Bool
}

/// A hit with the lines that are to be kept as its evidence.
public struct HitWithLines: Sendable {
    public var hit: AlertHit
    /// The bytes of the lines of `hit.evidence`, in the same order; those that cannot be had are left out at the end.
    public var lines: [[UInt8]]

    public init(_ hit: AlertHit, lines: [[UInt8]]) {
        self.hit = hit
        self.lines = lines
    }

    /// The identity of the hit: the first 128 bits of a SHA-256 over the rule and the lines, so that looking at the
    /// same lines again finds the same hit.
    var id: [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("sigma\n\(hit.key.rule)\n\(hit.key.entity)\n".utf8))
        for ref in hit.evidence {
            hash.update(data: Array("\(ref.position)\n".utf8))
            hash.update(data: ref.digest)
        }
        return Array(hash.finalize().prefix(16))
    }
}

extension Records {
    /// Takes hits into alerts, all of them or none.
    ///
    /// - Parameters:
    ///   - progress: the position behind the last line that was looked at.
    ///   - newID: the id of an alert that begins.
    /// - Returns: the alerts that changed, as they are now.
    public func take(
        _ hits: [HitWithLines], progress: String, newID: () -> ULID
    ) throws(Problem) -> [AlertChange] {
        try write { database in
            var changes: [ULID: AlertChange] = [:]
            for hit in hits {
                guard let (alert, isNew) = try Records.take(hit, database, newID) else { continue }
                changes[alert.id] = AlertChange(alert: alert, isNew: isNew || changes[alert.id]?.isNew ?? false)
            }
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO progress (name, value) VALUES ('archive', ?)"
            ).execute(arguments: [progress])
            return changes.values.sorted { $0.alert.id < $1.alert.id }
        }
    }

    /// Nil if the hit is there already.
    private static func take(
        _ hit: HitWithLines, _ database: Database, _ newID: () -> ULID
    ) throws -> (Alert, isNew: Bool)? {
        let id = Data(hit.id)
        let known = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM hits WHERE id = ?"), arguments: [id])
        if known != nil { return nil }
        let key = hit.hit.key
        let open = try AlertTable.alerts(
            "WHERE rule = ? AND entity = ? AND state NOT LIKE 'closed:%' ORDER BY id DESC LIMIT 1",
            [key.rule, key.entity.description], database
        ).first
        var alert = open ?? Alert(id: newID(), hit.hit)
        if open != nil { alert.take(hit.hit) }
        try save(alert, isNew: open == nil, database)
        try database.cachedStatement(sql: "INSERT INTO hits (id, alert, time) VALUES (?, ?, ?)")
            .execute(arguments: [id, alert.id.description, hit.hit.time.nanoseconds])
        if alert.count <= RecordLimits.evidencePerAlert { try keepLines(of: hit, alert.id, database) }
        return (alert, open == nil)
    }

    private static func save(_ alert: Alert, isNew: Bool, _ database: Database) throws {
        if isNew {
            let sql = "INSERT INTO alerts (\(AlertTable.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            try database.cachedStatement(sql: sql).execute(arguments: [
                alert.id.description, alert.key.rule, alert.key.entity.description, alert.title, alert.level.rawValue,
                alert.count, alert.firstSeen.nanoseconds, alert.lastSeen.nanoseconds, alert.state.stored,
            ])
        } else {
            let sql = """
                UPDATE alerts SET title = ?, level = ?, count = ?, first_seen = ?, last_seen = ? WHERE id = ?
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                alert.title, alert.level.rawValue, alert.count, alert.firstSeen.nanoseconds, alert.lastSeen.nanoseconds,
                alert.id.description,
            ])
        }
    }

    private static func keepLines(of hit: HitWithLines, _ alert: ULID, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO evidence (alert, day, block, position, digest, line) VALUES (?, ?, ?, ?, ?, ?)
                """)
        var have =
            try Int.fetchOne(
                database.cachedStatement(sql: "SELECT count(*) FROM evidence WHERE alert = ?"),
                arguments: [alert.description]) ?? 0
        for (ref, line) in zip(hit.hit.evidence, hit.lines) where have < RecordLimits.evidencePerAlert {
            let kept = line.count <= RecordLimits.evidenceBytes ? line : []
            try statement.execute(arguments: [
                alert.description, ref.position.day, ref.position.block, ref.position.position, Data(ref.digest),
                Data(kept),
            ])
            have += 1
        }
    }
}
