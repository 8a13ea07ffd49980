// That something about an alert may be told: written together with the alert, so that none is forgotten in a crash.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Incidents

/// Whether changes of alerts are to be told, and from which level on.
public struct NoticesWanted: Sendable, Hashable {
    public var from: AlertLevel
    public var now: Timestamp

    public init(from: AlertLevel, now: Timestamp) {
        self.from = from
        self.now = now
    }
}

/// A change of an alert that waits to be told. An alert has one at most: what comes meanwhile goes along with it.
public struct Notice: Sendable, Hashable {
    /// What is to be told. The order is that of the weight: a lighter one does not take the place of a heavier.
    public enum Kind: String, Sendable, CaseIterable, Comparable {
        /// More hits of an alert that was there.
        case again
        /// Its rule has a higher level now.
        case raised
        case new

        private var weight: Int {
            switch self {
            case .again: 0
            case .raised: 1
            case .new: 2
            }
        }

        public static func < (a: Kind, b: Kind) -> Bool { a.weight < b.weight }
    }

    public let alert: ULID
    public var kind: Kind
    /// The level of the alert when the notice was last written.
    public var level: AlertLevel
    /// When the first change came that it stands for.
    public let created: Timestamp
    /// When the alert was told before; nil if that is not kept any more, or never was.
    public var told: Timestamp?

    public init(alert: ULID, kind: Kind, level: AlertLevel, created: Timestamp, told: Timestamp? = nil) {
        self.alert = alert
        self.kind = kind
        self.level = level
        self.created = created
        self.told = told
    }
}
