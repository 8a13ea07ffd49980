// Alerts as someone may see them: the queue, and what is in incidents.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import GRDB
public import Incidents

/// Which alerts, and in which order.
public struct AlertQuery: Sendable, Hashable {
    /// What people have decided about it.
    public enum State: String, Sendable, CaseIterable {
        /// Waits for a decision, and is not muted.
        case open
        /// Would wait for a decision if it were not muted.
        case muted
        case merged
        case closed
        case all
    }

    /// What comes first.
    public enum Order: String, Sendable, CaseIterable {
        /// What was seen last. An alert that gets a hit moves to the front.
        case lastSeen = "last_seen"
        /// What weighs most. Only for `open` and `muted`.
        case risk
        /// What began last. An alert keeps its place.
        case created
    }

    public var state = State.open
    /// Empty: all.
    public var levels: Set<AlertLevel> = []
    public var entity: EntityRef?
    /// The rule, as alerts name it.
    public var rule: String?
    public var order = Order.lastSeen
    /// The `next` of the page before.
    public var after: AlertPlace?
    public var limit = 100
    /// Whether the first page says how many there are in all; of those that wait for a decision only.
    public var counts = false

    public init() {}
}

/// Where a page of alerts ends.
public struct AlertPlace: Sendable, Hashable {
    /// The risk of the entity and the alert's own, for the order by risk; zero for the others.
    public var risk: Int
    public var own: Int
    public var lastSeen: Timestamp
    public var id: ULID

    public init(risk: Int = 0, own: Int = 0, lastSeen: Timestamp, id: ULID) {
        self.risk = risk
        self.own = own
        self.lastSeen = lastSeen
        self.id = id
    }
}

/// An alert with what the queue makes of it.
public struct QueuedAlert: Sendable, Hashable {
    public var alert: Alert
    public var isMuted: Bool
    /// What the open alerts of its entity weigh together.
    public var risk: Int
}

/// Alerts on their way to a screen.
public struct AlertPage: Sendable {
    public var alerts: [QueuedAlert] = []
    public var next: AlertPlace?
    /// How many there are in all, where that was asked.
    public var count: Int?
}

extension Records {
    /// Alerts that someone may see.
    ///
    /// - Parameter now: decides what is muted.
    public func alerts(_ query: AlertQuery, for sight: Sight, now: Timestamp) throws(Problem) -> AlertPage {
        try read { database in
            let look = try QueueLook(self, sight, now, database)
            var query = query
            query.limit = max(query.limit, 1)
            let isOfOpen = query.state == .open || query.state == .muted
            let (found, next) =
                query.order == .risk || (query.order == .created && isOfOpen)
                ? try look.ranked(query, database) : try look.inOrder(query, database)
            var page = AlertPage(alerts: try look.queued(found, database), next: next)
            if query.counts, query.after == nil { page.count = try look.count(query, database) }
            return page
        }
    }

    /// One alert, for who may see it.
    ///
    /// - Throws: one `Problem` for what is not there and for what is not allowed.
    public func alert(_ id: ULID, for sight: Sight, now: Timestamp) throws(Problem) -> Cleared<QueuedAlert> {
        let (found, circles) = try read { database in
            let look = try QueueLook(self, sight, now, database)
            let alerts = try AlertTable.alerts("WHERE id = ?", [id.description], database)
            return (try look.queued(alerts.filter(look.sees), database).first, look.circles)
        }
        let (permission, subject) = sight.need(found?.alert.state ?? .open, circles)
        return try Decision.clear(found, for: sight.requester, to: permission) { _ in subject }
    }
}

/// One look at the alerts: who looks, when, and what that one may see.
private struct QueueLook {
    let circles: [IncidentNumber: Circle]
    private let sight: Sight
    private let now: Timestamp
    private let mutes: [QueueState.Mute]
    private let ranking: AlertRanking

    init(_ records: Records, _ sight: Sight, _ now: Timestamp, _ database: Database) throws {
        circles = try records.index.summaries(database).circles
        ranking = records.ranking
        self.sight = sight
        self.now = now
        mutes = try Records.mutes(database).map(\.mute)
    }

    func sees(_ alert: Alert) -> Bool {
        sight.sees(alert.state, circles)
    }

    private func isMuted(_ alert: Alert) -> Bool {
        alert.state == .open && isMuted(alert.key)
    }

    private func isMuted(_ key: AlertKey) -> Bool {
        mutes.contains { $0.covers(key, at: now) }
    }

    private func has(_ query: AlertQuery, _ alert: Alert) -> Bool {
        guard query.levels.isEmpty || query.levels.contains(alert.level) else { return false }
        if let entity = query.entity, entity != alert.key.entity { return false }
        if let rule = query.rule, rule != alert.key.rule { return false }
        let isState =
            switch (query.state, alert.state) {
            case (.all, _), (.merged, .merged), (.closed, .closed): true
            case (.open, .open): !isMuted(alert)
            case (.muted, .open): isMuted(alert)
            default: false
            }
        return isState && sees(alert)
    }

    /// By the database's own order, as far as the page goes.
    func inOrder(_ query: AlertQuery, _ database: Database) throws -> ([Alert], AlertPlace?) {
        var conditions = ["1"]
        var arguments: [any DatabaseValueConvertible] = []
        switch query.state {
        case .open, .muted: conditions.append("state = 'open'")
        case .merged: conditions.append("state LIKE 'merged:%'")
        case .closed: conditions.append("state LIKE 'closed:%'")
        case .all: break
        }
        if let entity = query.entity {
            conditions.append("entity = ?")
            arguments.append(entity.description)
        }
        if let rule = query.rule {
            conditions.append("rule = ?")
            arguments.append(rule)
        }
        let isByTime = query.order == .lastSeen
        if let after = query.after {
            conditions.append(isByTime ? "(last_seen, id) < (?, ?)" : "id < ?")
            if isByTime { arguments.append(after.lastSeen.nanoseconds) }
            arguments.append(after.id.description)
        }
        let order = isByTime ? "last_seen DESC, id DESC" : "id DESC"
        var found: [Alert] = []
        try AlertTable.visit(
            "WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order)", StatementArguments(arguments), database
        ) { alert in
            if has(query, alert) { found.append(alert) }
            return found.count <= query.limit
        }
        return cut(found, query) { AlertPlace(lastSeen: $0.lastSeen, id: $0.id) }
    }

    /// By risk or by beginning, over all that are open.
    func ranked(_ query: AlertQuery, _ database: Database) throws -> ([Alert], AlertPlace?) {
        let isOfOpen = query.state == .open || query.state == .muted || query.state == .all
        guard isOfOpen, sight.sees(.open, circles) else { return ([], nil) }
        var places = try ranking.first(query.limit + 1, query.order, after: query.after, database) { level, key in
            isAsked(query, level, key)
        }
        if places.isEmpty { return ([], nil) }
        let isLast = places.count <= query.limit
        places = Array(places.prefix(query.limit))
        let marks = places.map { _ in "?" }.joined(separator: ", ")
        let alerts = try AlertTable.alerts(
            "WHERE id IN (\(marks)) AND state = 'open'", StatementArguments(places.map(\.id.description)), database)
        let byID = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
        return (places.compactMap { byID[$0.id] }, isLast ? nil : places.last)
    }

    /// Whether an open alert is one of those that are asked for.
    private func isAsked(_ query: AlertQuery, _ level: AlertLevel, _ key: AlertKey) -> Bool {
        guard query.levels.isEmpty || query.levels.contains(level) else { return false }
        guard query.entity == nil || query.entity == key.entity else { return false }
        guard query.rule == nil || query.rule == key.rule else { return false }
        return query.state == .all || isMuted(key) == (query.state == .muted)
    }

    /// How many open alerts are asked for; nil for other states, and for who may not see the queue.
    func count(_ query: AlertQuery, _ database: Database) throws -> Int? {
        guard query.state == .open || query.state == .muted, sight.sees(.open, circles) else { return nil }
        return try ranking.count(database) { level, key in isAsked(query, level, key) }
    }

    private func cut(
        _ found: [Alert], _ query: AlertQuery, _ place: (Alert) -> AlertPlace
    ) -> ([Alert], AlertPlace?) {
        guard found.count > query.limit, let last = found.prefix(query.limit).last else { return (found, nil) }
        return (Array(found.prefix(query.limit)), place(last))
    }

    func queued(_ alerts: [Alert], _ database: Database) throws -> [QueuedAlert] {
        // An open alert is in no incident: who sees the queue sees all that makes up the risk.
        let entities = sight.sees(.open, circles) ? Set(alerts.map(\.key.entity)) : []
        let risks = entities.isEmpty ? [:] : try ranking.risks(of: entities, database)
        return alerts.map { alert in
            QueuedAlert(alert: alert, isMuted: isMuted(alert), risk: risks[alert.key.entity] ?? 0)
        }
    }
}
