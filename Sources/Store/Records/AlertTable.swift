// Alerts in their table, and what entries of journals change in them. The journal is the truth: a test holds these
// states against those that journals alone come to.
// SPDX-License-Identifier: EUPL-1.2

import Base
public import Events
import Foundation
import GRDB
import Incidents

enum AlertTable {
    static let columns = "id, rule, entity, title, level, count, first_seen, last_seen, state"

    static func alerts(_ condition: String, _ arguments: StatementArguments, _ database: Database) throws -> [Alert] {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM alerts \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            guard let alert = alert(row) else { throw Problem(.recordDamaged, ["alert \(row[0] ?? "")"]) }
            return alert
        }
    }

    private static func alert(_ row: Row) -> Alert? {
        guard let id = ULID(row[0] as String), let entity = EntityRef(row[2] as String),
            let level = AlertLevel(rawValue: row[4]), let state = Alert.State(stored: row[8])
        else { return nil }
        return Alert(
            id: id, key: AlertKey(rule: row[1], entity: entity), title: row[3], level: level, count: row[5],
            firstSeen: Timestamp(nanoseconds: row[6]), lastSeen: Timestamp(nanoseconds: row[7]), state: state)
    }

    static func evidence(of alert: ULID, _ database: Database) throws -> [AlertEvidence] {
        let sql = """
            SELECT day, block, position, digest, line FROM evidence WHERE alert = ? ORDER BY day, block, position
            """
        return try Row.fetchAll(database, sql: sql, arguments: [alert.description]).map { row in
            let position = ArchivePosition(day: row[0], block: row[1], position: row[2])
            let digest: Data = row[3]
            let line: Data = row[4]
            return AlertEvidence(ref: EventRef(position: position, digest: Array(digest)), line: Array(line))
        }
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
                    throw Problem(.alertTaken, [id.description, number.description])
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
        let statement = try database.cachedStatement(sql: "UPDATE alerts SET state = ? WHERE id = ?")
        for (id, state) in states { try statement.execute(arguments: [state.stored, id.description]) }
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
            guard let alert = try alerts("WHERE id = ?", [id.description], database).first else { continue }
            let owner = alert.state.incident
            if let incident, inside.contains(id) {
                if let owner, owner != incident.number {
                    throw Problem(.alertTaken, [id.description, owner.description])
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
