// Alerts in their table, and what entries of journals change in them. The journal is the truth: a test holds these
// states against those that journals alone come to.
// SPDX-License-Identifier: EUPL-1.2

import Base
public import Events
import Foundation
import GRDB
import Incidents

enum AlertTable {
    static let columns =
        "id, rule, entity, title, level, count, first_seen, last_seen, state, kept, row_digest"

    /// An alert as its row has it.
    struct Kept {
        var alert: Alert
        /// How many lines of evidence there are.
        var lines = 0

        var digest: Data {
            var digest = RowDigest("alerts")
            for text in [alert.id.description, alert.key.rule, alert.key.entity.description, alert.title] {
                digest.add(text)
            }
            digest.add(alert.level.rawValue)
            digest.add(alert.count)
            digest.add(alert.firstSeen.nanoseconds)
            digest.add(alert.lastSeen.nanoseconds)
            digest.add(alert.state.stored)
            digest.add(lines)
            return digest.value
        }

        init(_ alert: Alert) {
            self.alert = alert
        }

        /// Nil if the row is damaged.
        init?(_ row: Row) {
            guard let id = row.text(0).flatMap({ ULID($0) }), let rule = row.text(1),
                let entity = row.text(2).flatMap({ EntityRef($0) }), let title = row.text(3),
                let level = row.text(4).flatMap(AlertLevel.init), let count: Int = row.number(5),
                let first: Int64 = row.number(6), let last: Int64 = row.number(7),
                let state = row.text(8).flatMap(Alert.State.init(stored:)), let lines: Int = row.number(9)
            else { return nil }
            alert = Alert(
                id: id, key: AlertKey(rule: rule, entity: entity), title: title, level: level, count: count,
                firstSeen: Timestamp(nanoseconds: first), lastSeen: Timestamp(nanoseconds: last), state: state)
            self.lines = lines
            guard digest == row.blob(10) else { return nil }
        }
    }

    static func alerts(_ condition: String, _ arguments: StatementArguments, _ database: Database) throws -> [Alert] {
        try kept(condition, arguments, database).map(\.alert)
    }

    static func kept(_ condition: String, _ arguments: StatementArguments, _ database: Database) throws -> [Kept] {
        let (kept, problems) = try whole(condition, arguments, database)
        if let problem = problems.first { throw problem }
        return kept
    }

    /// Calls `body` with each alert in turn, until it says that it has enough.
    static func visit(
        _ condition: String, _ arguments: StatementArguments, _ database: Database, _ body: (Alert) throws -> Bool
    ) throws {
        // Not cached: conditions differ, and a statement that is left halfway must not come back.
        let rows = try Row.fetchCursor(
            database, sql: "SELECT \(columns) FROM alerts \(condition)", arguments: arguments)
        while let row = try rows.next() {
            guard let kept = Kept(row) else { throw Problem(.recordDamaged, ["alert \(row.text(0) ?? "")"]) }
            guard try body(kept.alert) else { return }
        }
    }

    /// Writes the row of an alert, new or known.
    static func save(_ kept: Kept, _ database: Database) throws {
        let alert = kept.alert
        let sql = """
            INSERT INTO alerts (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, level = excluded.level, count = excluded.count,
                first_seen = excluded.first_seen, last_seen = excluded.last_seen, state = excluded.state,
                kept = excluded.kept, row_digest = excluded.row_digest
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            alert.id.description, alert.key.rule, alert.key.entity.description, alert.title, alert.level.rawValue,
            alert.count, alert.firstSeen.nanoseconds, alert.lastSeen.nanoseconds, alert.state.stored, kept.lines,
            kept.digest,
        ])
    }

    static func evidence(of alert: ULID, _ database: Database) throws -> [AlertEvidence] {
        let sql = """
            SELECT day, block, position, digest, line, row_digest FROM evidence WHERE alert = ?
            ORDER BY day, block, position
            """
        let rows = try Row.fetchAll(database, sql: sql, arguments: [alert.description])
        let evidence = try rows.map { row in
            guard let day: Int32 = row.number(0), let block: Int32 = row.number(1), let position: Int32 = row.number(2),
                let digest = row.blob(3), let line = row.blob(4)
            else { throw damagedEvidence(alert) }
            let ref = EventRef(
                position: ArchivePosition(day: day, block: block, position: position), digest: Array(digest))
            let evidence = AlertEvidence(ref: ref, line: Array(line))
            guard AlertTable.digest(of: evidence, alert) == row.blob(5) else { throw damagedEvidence(alert) }
            return evidence
        }
        let stated = try kept("WHERE id = ?", [alert.description], database).first?.lines ?? 0
        guard stated == evidence.count else { throw damagedEvidence(alert) }
        return evidence
    }

    private static func damagedEvidence(_ alert: ULID) -> Problem {
        Problem(.recordDamaged, ["evidence \(alert)"])
    }

    static func digest(of evidence: AlertEvidence, _ alert: ULID) -> Data {
        var digest = RowDigest("evidence")
        digest.add(alert.description)
        digest.add(evidence.ref.position.description)
        digest.add(evidence.ref.digest)
        digest.add(evidence.line)
        return digest.value
    }

    /// Refuses an entry that names an alert that is not there, or one that is part of another incident.
    static func check(_ entry: JournalEntry, _ database: Database) throws {
        switch entry.content {
        case .merged(let ids), .detached(let ids), .alertsClosed(let ids, _, _):
            for id in ids {
                guard let alert = try alerts("WHERE id = ?", [id.description], database).first else {
                    throw Problem(.alertUnknown, [id.description])
                }
                if let number = alert.state.incident, entry.log != .incident(number) {
                    throw Problem(.alertTaken, [alert.title, number.description])
                }
            }
        case .undone(let sequence), .corrected(let sequence, _):
            guard sequence >= 1, sequence < entry.sequence else {
                throw Problem(.entryUnknown, ["\(sequence)", entry.log.name])
            }
        default:
            return
        }
    }

    /// Brings alerts to what the journals say now that the entry is in one.
    ///
    /// - Throws: `Problem` if an entry that undoes would give an alert to two incidents.
    static func follow(_ entry: JournalEntry, _ database: Database) throws {
        let states: [ULID: Alert.State]
        switch entry.content {
        case .merged, .detached, .closed, .undone: states = try self.states(after: entry, database)
        case .alertsClosed(let ids, let reason, _):
            states = Dictionary(ids.map { ($0, .closed(reason)) }) { first, _ in first }
        default: return
        }
        for (id, state) in states {
            guard var kept = try whole("WHERE id = ?", [id.description], database).0.first else { continue }
            kept.alert.state = state
            try save(kept, database)
        }
    }

    /// The states of the alerts that an entry can change.
    private static func states(after entry: JournalEntry, _ database: Database) throws -> [ULID: Alert.State] {
        let entries = try JournalTable.entries(entry.log, database)
        var incident: IncidentState?
        if case .incident(let number) = entry.log { incident = IncidentState(number, entries) }
        let inside = Set(incident?.alerts ?? [])
        let organisation =
            incident == nil ? entries : try JournalTable.entries(.organisation, database)
        let queue = QueueState(organisation: organisation, incidents: [])
        var states: [ULID: Alert.State] = [:]
        for id in Set(named(in: entries)) {
            // One that is damaged keeps what it has; an incident is closed all the same.
            guard let alert = try whole("WHERE id = ?", [id.description], database).0.first?.alert else { continue }
            let owner = alert.state.incident
            if let incident, inside.contains(id) {
                if let owner, owner != incident.number {
                    throw Problem(.alertTaken, [alert.title, owner.description])
                }
                states[id] = incident.closed.map { .closed($0, in: incident.number) } ?? .merged(incident.number)
            } else if owner == incident?.number {
                // What leaves an incident is again as the organisation left it.
                states[id] = queue.states[id] ?? .open
            }
        }
        return states
    }

    private static func named(in entries: [JournalEntry]) -> [ULID] {
        entries.flatMap { entry in
            switch entry.content {
            case .merged(let ids), .detached(let ids), .alertsClosed(let ids, _, _): ids
            default: [ULID]()
            }
        }
    }
}

/// A line on which an alert rests, copied when it came: deleting its day from the archive leaves it.
public struct AlertEvidence: Sendable, Hashable {
    public var ref: EventRef
    /// As received; empty if it is longer than `RecordLimits.evidenceBytes`.
    public var line: [UInt8]

    public init(ref: EventRef, line: [UInt8]) {
        self.ref = ref
        self.line = line
    }
}

extension Alert.State {
    /// As the table has it.
    var stored: String {
        switch self {
        case .open: "open"
        case .merged(let number): "merged:\(number)"
        case .closed(let reason, nil): "closed:\(reason.rawValue)"
        case .closed(let reason, let number?): "closed:\(reason.rawValue):\(number)"
        }
    }

    init?(stored text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("open", 1): self = .open
        case ("merged", 2):
            guard let number = IncidentNumber(parts[1]) else { return nil }
            self = .merged(number)
        case ("closed", 2...3):
            let number = parts.count == 3 ? IncidentNumber(parts[2]) : nil
            guard let reason = CloseReason(rawValue: parts[1]), parts.count == 2 || number != nil else { return nil }
            self = .closed(reason, in: number)
        default: return nil
        }
    }
}
