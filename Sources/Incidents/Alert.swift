// An alert: hits of one rule on one entity, together, for people to decide on.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events

/// How much attention a rule asks for. The order is that of the weight.
public enum AlertLevel: String, Sendable, CaseIterable, Comparable {
    case informational, low, medium, high, critical

    public static func < (a: AlertLevel, b: AlertLevel) -> Bool {
        a.weight < b.weight
    }

    /// What one alert of the level adds to the risk of its entity.
    public var weight: Int {
        switch self {
        case .informational: 1
        case .low: 5
        case .medium: 20
        case .high: 60
        case .critical: 150
        }
    }
}

/// What makes hits one alert while it is open: the rule, and on whom.
public struct AlertKey: Sendable, Hashable {
    /// The rule's id, or its title where it has none.
    public var rule: String
    public var entity: EntityRef

    public init(rule: String, entity: EntityRef) {
        self.rule = rule.withoutNUL
        self.entity = entity
    }
}

/// A hit of any engine on its way to an alert.
public struct AlertHit: Sendable, Hashable {
    public var key: AlertKey
    public var title: String
    public var level: AlertLevel
    /// When it was so; when the line was received if the line has no time.
    public var time: Timestamp
    /// The lines on which it rests, the one that fired it first.
    public var evidence: [EventRef]

    public init(key: AlertKey, title: String, level: AlertLevel, time: Timestamp, evidence: [EventRef]) {
        self.key = key
        self.title = title.withoutNUL
        self.level = level
        self.time = time
        self.evidence = evidence
    }
}

/// Hits of one rule on one entity.
public struct Alert: Sendable, Hashable {
    /// What people have decided about it.
    public enum State: Sendable, Hashable {
        case open
        /// Part of an incident.
        case merged(IncidentNumber)
        /// By itself, or with the incident that it is part of.
        case closed(CloseReason, in: IncidentNumber? = nil)

        /// The incident that has the alert.
        public var incident: IncidentNumber? {
            switch self {
            case .open: nil
            case .merged(let number): number
            case .closed(_, let number): number
            }
        }
    }

    public let id: ULID
    public let key: AlertKey
    public var title: String
    public var level: AlertLevel
    public var count: Int
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    public var state: State

    public init(
        id: ULID, key: AlertKey, title: String, level: AlertLevel, count: Int, firstSeen: Timestamp,
        lastSeen: Timestamp, state: State = .open
    ) {
        self.id = id
        self.key = key
        self.title = title
        self.level = level
        self.count = count
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.state = state
    }

    /// The alert that begins with a hit.
    public init(id: ULID, _ hit: AlertHit) {
        self.init(
            id: id, key: hit.key, title: hit.title, level: hit.level, count: 1, firstSeen: hit.time,
            lastSeen: hit.time)
    }

    /// Takes one more hit. The rule may have been given another title or level since: the newest counts.
    public mutating func take(_ hit: AlertHit) {
        count += 1
        firstSeen = min(firstSeen, hit.time)
        lastSeen = max(lastSeen, hit.time)
        title = hit.title
        level = hit.level
    }

    /// Whether hits of its key still come to it: those of a closed alert begin a new one.
    public var takesHits: Bool {
        if case .closed = state { return false }
        return true
    }
}

/// Why something was closed: one reason, chosen from these.
public enum CloseReason: String, Sendable, CaseIterable {
    /// It was what the rule says, and it was handled.
    case handled
    /// It was so, and it was allowed: an exercise, maintenance, a known scanner.
    case expected
    /// The rule was wrong.
    case falseAlarm = "false_alarm"
    /// The same as something else that is being handled.
    case duplicate
    /// It cannot be found out any more.
    case undetermined
}
