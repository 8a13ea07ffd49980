// What people have decided about alerts, from the journals: which are part of an incident, closed or muted.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Decisions about alerts: a fold over the organisation's journal and those of incidents.
public struct QueueState: Sendable, Hashable {
    /// A mute touches the queue only: hits are still counted and kept.
    public struct Mute: Sendable, Hashable {
        public var sequence: Int
        public var rule: String
        /// Nil for all entities.
        public var entity: EntityRef?
        public var from: Timestamp
        public var until: Timestamp
        public var reason: String
        public var actor: Actor

        /// Whether it keeps hits of a key out of the queue at a moment.
        public func covers(_ key: AlertKey, at time: Timestamp) -> Bool {
            rule == key.rule && entity.map { $0 == key.entity } ?? true && time >= from && time < until
        }
    }

    /// By alert; what is not there is open.
    public private(set) var states: [ULID: Alert.State] = [:]
    /// All that were given, also those that have ended.
    public private(set) var mutes: [Mute] = []

    /// - Parameters:
    ///   - organisation: entries of the organisation's journal, in order.
    ///   - incidents: what the journals of incidents come to.
    public init(organisation: [JournalEntry], incidents: some Sequence<IncidentState>) {
        let undone = Undoing.undone(in: organisation)
        for entry in organisation where !undone.contains(entry.sequence) {
            switch entry.content {
            case .alertsClosed(let alerts, let reason, _):
                for alert in alerts { states[alert] = .closed(reason) }
            case .muted(let rule, let entity, let until, let reason):
                mutes.append(
                    Mute(
                        sequence: entry.sequence, rule: rule, entity: entity, from: entry.recorded, until: until,
                        reason: reason, actor: entry.actor))
            default:
                continue
            }
        }
        for incident in incidents {
            // An alert in an incident that is closed is closed with it, and keeps its place there.
            for alert in incident.alerts {
                states[alert] = incident.closed.map { .closed($0, in: incident.number) } ?? .merged(incident.number)
            }
        }
    }

    /// Whether hits of a key do not come to the queue at a moment.
    public func isMuted(_ key: AlertKey, at time: Timestamp) -> Bool {
        mutes.contains { $0.covers(key, at: time) }
    }
}
