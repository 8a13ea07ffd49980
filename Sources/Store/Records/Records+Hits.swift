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
    /// same lines again finds the same hit. One that rests on no line is known by its time.
    var id: [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("sigma\n\(hit.key.rule)\n\(hit.key.entity)\n".utf8))
        // What rests on no line (a source that fell silent) is told apart by its time.
        if hit.evidence.isEmpty { hash.update(data: Array("\(hit.time.nanoseconds)\n".utf8)) }
        for ref in hit.evidence {
            hash.update(data: Array("\(ref.position)\n".utf8))
            hash.update(data: ref.digest)
        }
        if hit.evidence.isEmpty { hash.update(data: Array("\(hit.time)\n".utf8)) }
        return Array(hash.finalize().prefix(16))
    }
}

extension Records {
    /// Takes hits into alerts, all of them or none.
    ///
    /// - Parameters:
    ///   - progress: the position behind the last line that was looked at.
    ///   - notices: whether it is to be told that alerts changed; nil if nobody hears of it.
    ///   - newID: the id of an alert that begins.
    /// - Returns: the alerts that changed, as they are now.
    public func take(
        _ hits: [HitWithLines], progress: String, notices: NoticesWanted? = nil, newID: () -> ULID
    ) throws(Problem) -> [AlertChange] {
        try writeWithRoom { database in
            var changes: [ULID: AlertChange] = [:]
            var kinds: [ULID: Notice.Kind] = [:]
            for hit in hits {
                guard let (alert, kind) = try Records.take(hit, database, newID) else { continue }
                let isNew = kind == .new || changes[alert.id]?.isNew ?? false
                changes[alert.id] = AlertChange(alert: alert, isNew: isNew)
                kinds[alert.id] = max(kind, kinds[alert.id] ?? kind)
            }
            if let notices { try Records.note(changes.values, kinds, notices, database) }
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO progress (name, value, row_digest) VALUES ('archive', ?, ?)"
            ).execute(arguments: [progress, Records.digest(ofProgress: progress)])
            return changes.values.sorted { $0.alert.id < $1.alert.id }
        }
    }

    /// Writes what is to be told, in the transaction of the alerts themselves.
    private static func note(
        _ changes: some Sequence<AlertChange>, _ kinds: [ULID: Notice.Kind], _ wanted: NoticesWanted,
        _ database: Database
    ) throws {
        for change in changes where change.alert.level >= wanted.from {
            let alert = change.alert
            let kind = kinds[alert.id] ?? .again
            try NoticeTable.add(
                Notice(alert: alert.id, kind: kind, level: alert.level, created: wanted.now), database)
        }
    }

    /// Nil if the hit is there already.
    private static func take(
        _ hit: HitWithLines, _ database: Database, _ newID: () -> ULID
    ) throws -> (Alert, Notice.Kind)? {
        let id = Data(hit.id)
        let known = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM hits WHERE id = ?"), arguments: [id])
        if known != nil { return nil }
        let key = hit.hit.key
        // Where the alert of the key is damaged another begins: the watch goes on.
        let open = try AlertTable.whole(
            "WHERE rule = ? AND entity = ? AND state NOT LIKE 'closed:%' ORDER BY id DESC",
            [key.rule, key.entity.description], database
        ).0.first
        var kept = open ?? AlertTable.Kept(Alert(id: newID(), hit.hit))
        let level = kept.alert.level
        if open != nil { kept.alert.take(hit.hit) }
        // Twice, since lines and hits point at the alert, and it says how many lines there are.
        if open == nil { try AlertTable.save(kept, database) }
        if kept.alert.count <= RecordLimits.evidencePerAlert { try keepLines(of: hit, &kept, database) }
        try AlertTable.save(kept, database)
        try database.cachedStatement(sql: "INSERT INTO hits (id, alert, time) VALUES (?, ?, ?)")
            .execute(arguments: [id, kept.alert.id.description, hit.hit.time.nanoseconds])
        return (kept.alert, open == nil ? .new : kept.alert.level > level ? .raised : .again)
    }

    static func digest(ofProgress value: String) -> Data {
        var digest = RowDigest("progress")
        digest.add(value)
        return digest.value
    }

    private static func keepLines(of hit: HitWithLines, _ kept: inout AlertTable.Kept, _ database: Database) throws {
        let alert = kept.alert.id
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO evidence (alert, day, block, position, digest, line, row_digest)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for (ref, line) in zip(hit.hit.evidence, hit.lines) where kept.lines < RecordLimits.evidencePerAlert {
            let evidence = AlertEvidence(ref: ref, line: line.count <= RecordLimits.evidenceBytes ? line : [])
            try statement.execute(arguments: [
                alert.description, ref.position.day, ref.position.block, ref.position.position, Data(ref.digest),
                Data(evidence.line), AlertTable.digest(of: evidence, alert),
            ])
            kept.lines += database.changesCount
        }
    }
}
