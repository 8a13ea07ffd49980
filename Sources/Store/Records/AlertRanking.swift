// The open alerts as the queue sorts them, kept in memory: the order by risk depends on all of them, and loading all
// for each page would take longer than anyone waits. The table stays the truth: which rows have changed since is read
// from it (`alert_changes`), in the same snapshot as the page.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB
import Incidents
import Synchronization

/// The ranking of one record, brought up to date by each look.
final class AlertRanking: Sendable {
    /// How many changes the table remembers. Who is further behind loads all.
    static let changesKept = 4_096

    /// A table of its own and triggers, so that no way of changing an alert can forget it, also not another program.
    /// And the order by time of alerts that are not open.
    static let schema = """
        CREATE TABLE IF NOT EXISTS alert_changes (number INTEGER PRIMARY KEY, alert TEXT NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS alerts_by_time ON alerts (last_seen);
        CREATE TRIGGER IF NOT EXISTS alert_added AFTER INSERT ON alerts BEGIN
            INSERT INTO alert_changes (alert) VALUES (new.id);
            DELETE FROM alert_changes WHERE number <= (SELECT max(number) FROM alert_changes) - \(changesKept);
        END;
        CREATE TRIGGER IF NOT EXISTS alert_changed AFTER UPDATE ON alerts BEGIN
            INSERT INTO alert_changes (alert) VALUES (new.id);
            DELETE FROM alert_changes WHERE number <= (SELECT max(number) FROM alert_changes) - \(changesKept);
        END;
        CREATE TRIGGER IF NOT EXISTS alert_removed AFTER DELETE ON alerts BEGIN
            INSERT INTO alert_changes (alert) VALUES (old.id);
            DELETE FROM alert_changes WHERE number <= (SELECT max(number) FROM alert_changes) - \(changesKept);
        END;
        """

    /// The names of what it makes, quoted, and how many that are.
    static let names = "'alert_changes', 'alerts_by_time', 'alert_added', 'alert_changed', 'alert_removed'"
    static let count = 5

    private let state = Mutex(RankedAlerts())
    /// Whether the file has the table of changes; without it each look loads all.
    let isFollowed: Bool

    init(isFollowed: Bool) {
        self.isFollowed = isFollowed
    }

    /// The places of the open alerts that come first, of those that pass.
    ///
    /// - Parameter order: by risk or by beginning; that by time is that of an index of the table.
    /// - Parameter passes: asked of few only: of those that would be among the first.
    func first(
        _ most: Int, _ order: AlertQuery.Order, after: AlertPlace?, _ database: Database,
        passes: (AlertLevel, AlertKey) -> Bool
    ) throws -> [AlertPlace] {
        try state.withLock { state in
            try state.follow(database, isFollowed)
            return state.first(most, order, after: after, passes: passes)
        }
    }

    /// How many open alerts pass.
    func count(_ database: Database, passes: (AlertLevel, AlertKey) -> Bool) throws -> Int {
        try state.withLock { state in
            try state.follow(database, isFollowed)
            return state.count(passes: passes)
        }
    }

    /// The risk of entities; of one without open alerts none.
    func risks(of entities: Set<EntityRef>, _ database: Database) throws -> [EntityRef: Int] {
        try state.withLock { state in
            try state.follow(database, isFollowed)
            return state.risks(of: entities)
        }
    }
}

/// Open alerts, as far as their order needs them. The risk of an entity is the sum over its alerts.
private struct RankedAlerts {
    private struct Row {
        let id: ULID
        let lastSeen: Timestamp
        let own: Int
        let level: AlertLevel
        /// Where its entity stands in `risks`.
        let entity: Int
    }

    /// The last change that is in it; nil if nothing was loaded.
    private var number: Int64?
    private var rows: [Row] = []
    /// Beside `rows`.
    private var keys: [AlertKey] = []
    private var places: [ULID: Int] = [:]
    private var entities: [EntityRef: Int] = [:]
    private var risks: [Int] = []

    // MARK: following the table

    /// Brings it to the snapshot of the database.
    ///
    /// - Throws: `Problem` if an alert is damaged: its risk would be missing without anyone knowing.
    mutating func follow(_ database: Database, _ isFollowed: Bool) throws {
        guard isFollowed else { return try load(nil, database) }
        let newest =
            try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(number) FROM alert_changes")) ?? 0
        guard let number, entities.count <= 2 * rows.count + AlertRanking.changesKept else {
            return try load(newest, database)
        }
        if newest == number { return }
        // Another look has begun later and is here already: what is newer does no harm.
        if newest < number, number - newest < AlertRanking.changesKept { return }
        let changed = try String.fetchAll(
            database.cachedStatement(sql: "SELECT alert FROM alert_changes WHERE number > ?"), arguments: [number])
        guard newest > number, Int64(changed.count) == newest - number else { return try load(newest, database) }
        var alerts: [(ULID, Alert?)] = []
        for text in Set(changed) {
            guard let id = ULID(text) else { return try load(newest, database) }
            alerts.append((id, try AlertTable.alerts("WHERE id = ?", [text], database).first))
        }
        for (id, alert) in alerts {
            remove(id)
            if let alert { add(alert) }
        }
        self.number = newest
    }

    private mutating func load(_ newest: Int64?, _ database: Database) throws {
        self = RankedAlerts()
        try AlertTable.visit("WHERE state = 'open'", [], database) { alert in
            add(alert)
            return true
        }
        number = newest
    }

    private mutating func add(_ alert: Alert) {
        guard alert.state == .open else { return }
        let entity = entities[alert.key.entity] ?? risks.count
        if entity == risks.count {
            entities[alert.key.entity] = entity
            risks.append(0)
        }
        let own = Risk.of(alert)
        risks[entity] += own
        places[alert.id] = rows.count
        rows.append(Row(id: alert.id, lastSeen: alert.lastSeen, own: own, level: alert.level, entity: entity))
        keys.append(alert.key)
    }

    private mutating func remove(_ id: ULID) {
        guard let place = places.removeValue(forKey: id) else { return }
        risks[rows[place].entity] -= rows[place].own
        let (row, key) = (rows.removeLast(), keys.removeLast())
        guard place < rows.count else { return }
        (rows[place], keys[place]) = (row, key)
        places[row.id] = place
    }

    // MARK: asking

    func count(passes: (AlertLevel, AlertKey) -> Bool) -> Int {
        rows.indices.count { passes(rows[$0].level, keys[$0]) }
    }

    func risks(of wanted: Set<EntityRef>) -> [EntityRef: Int] {
        var found: [EntityRef: Int] = [:]
        for entity in wanted {
            if let place = entities[entity], risks[place] > 0 { found[entity] = risks[place] }
        }
        return found
    }

    /// The first in an order behind a place. One walk over all, without sorting them.
    func first(
        _ most: Int, _ order: AlertQuery.Order, after: AlertPlace?, passes: (AlertLevel, AlertKey) -> Bool
    ) -> [AlertPlace] {
        var best: [AlertPlace] = []
        let byRisk = order == .risk
        let beginning = Timestamp(nanoseconds: 0)
        let after = byRisk ? after : after.map { AlertPlace(lastSeen: beginning, id: $0.id) }
        // The newest are at the end, and then most of the others are quickly too late.
        for index in rows.indices.reversed() {
            let row = rows[index]
            let risk = byRisk ? risks[row.entity] : 0
            if best.count == most, let last = best.last, risk < last.risk { continue }
            // What began later has the greater id.
            let place =
                byRisk
                ? AlertPlace(risk: risk, own: row.own, lastSeen: row.lastSeen, id: row.id)
                : AlertPlace(lastSeen: beginning, id: row.id)
            if best.count == most, let last = best.last, place.isBehind(last) { continue }
            if let after, !place.isBehind(after) { continue }
            guard passes(row.level, keys[index]) else { continue }
            var (low, high) = (0, best.count)
            while low < high {
                let middle = (low + high) / 2
                if place.isBehind(best[middle]) { low = middle + 1 } else { high = middle }
            }
            if best.count == most { best.removeLast() }
            best.insert(place, at: low)
        }
        return best
    }
}

extension AlertPlace {
    /// Whether this comes later than the other: in the order of `Risk.ranked`, and in that of ids where all else is the
    /// same.
    func isBehind(_ other: AlertPlace) -> Bool {
        (risk, own, lastSeen, id) < (other.risk, other.own, other.lastSeen, other.id)
    }
}
