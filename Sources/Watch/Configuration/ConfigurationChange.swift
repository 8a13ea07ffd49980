// What a changed configuration asks of a running watch: which listeners stop, start and stay.
// SPDX-License-Identifier: EUPL-1.2

/// The difference between the configuration that runs and a new one.
public struct ConfigurationChange: Sendable, Hashable {
    /// A listener whose socket stays open while its token or zone is another.
    public struct Adjustment: Sendable, Hashable {
        public let from: Listener
        public let to: Listener
    }

    /// To close first: a new one may need the port.
    public private(set) var stops: [Listener] = []
    public private(set) var starts: [Listener] = []
    public private(set) var stays: [Listener] = []
    public private(set) var adjusts: [Adjustment] = []
    public private(set) var stopsFollowing: [FollowedFile] = []
    public private(set) var startsFollowing: [FollowedFile] = []
    /// The other sections that say something else now, by their names in the file, in its order.
    public let changedSections: [String]

    /// A file under a path that was given before may still hold another certificate or token: whoever reloads
    /// reads those
    /// again, also for listeners that stay.
    public init(from old: Configuration, to new: Configuration) {
        let same: [(String, Bool)] = [
            ("language", old.language == new.language), ("web", old.web == new.web),
            ("privacy", old.privacy == new.privacy), ("retention", old.retentionDays == new.retentionDays),
            ("rules", old.rules == new.rules), ("networks", old.networks == new.networks),
            ("sources", old.sources == new.sources), ("limits", old.limits == new.limits),
            ("mail", old.mail == new.mail), ("webhooks", old.webhooks == new.webhooks),
            ("quiet_hours", old.quietHours == new.quietHours), ("daily_summary", old.dailySummary == new.dailySummary),
        ]
        changedSections = same.filter { !$0.1 }.map(\.0)
        pairListeners(old.listeners, new.listeners)
        stopsFollowing = old.follow.filter { !new.follow.contains($0) }
        startsFollowing = new.follow.filter { !old.follow.contains($0) }
    }

    /// Those of them that hold only after a restart: an address that serves pages, a bound of memory, and texts.
    public var sectionsForRestart: [String] {
        changedSections.filter { ["language", "web", "privacy", "limits"].contains($0) }
    }

    /// Whether nothing is to be done.
    public var isEmpty: Bool {
        stops.isEmpty && starts.isEmpty && adjusts.isEmpty && stopsFollowing.isEmpty && startsFollowing.isEmpty
            && changedSections.isEmpty
    }

    /// Equal ones first, so that of several on port 0 those that changed are paired with each other.
    private mutating func pairListeners(_ old: [Listener], _ new: [Listener]) {
        var left = old
        var others: [Listener] = []
        for listener in new {
            if let index = left.firstIndex(of: listener) {
                left.remove(at: index)
                stays.append(listener)
            } else {
                others.append(listener)
            }
        }
        for listener in others {
            if let index = left.firstIndex(where: { $0.hasSocket(of: listener) }) {
                adjusts.append(Adjustment(from: left.remove(at: index), to: listener))
            } else {
                starts.append(listener)
            }
        }
        stops = left
    }
}

extension Listener {
    fileprivate func hasSocket(of other: Listener) -> Bool {
        kind == other.kind && address == other.address && tls == other.tls
    }
}
