// Holds the hits of rules against the correlations: windows per group, in the order in which hits come.
// Where the specification is open the contract decides: a correlation fires on each hit that makes or keeps its
// condition true, is not reset by firing, and a hit without a group field does not count.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events

/// A hit of a rule, as far as correlations need it.
public struct CorrelationInput: Sendable {
    /// Index of the rule in the engine.
    public var rule: Int
    public var time: Timestamp
    /// The fields that `CorrelationSet.fields` asks of this rule's events; nil where the event has none.
    public var values: [String?]
    public var evidence: Evidence

    public init(rule: Int, time: Timestamp, values: [String?], evidence: Evidence) {
        self.rule = rule
        self.time = time
        self.values = values
        self.evidence = evidence
    }
}

/// A correlation that fired.
public struct CorrelationHit: Sendable {
    /// Index into `CorrelationSet.correlations`.
    public var correlation: Int
    public var time: Timestamp
    /// The hit on which it fired.
    public var evidence: Evidence
    public var group: [(field: String, value: String)]
    /// The hits of the window, oldest first; of a long window the last ones.
    public var events: [Evidence]
    /// How many hits the window holds.
    public var eventCount: Int
    /// Whether the group's hit before this one fired too: the same thing goes on.
    public var isContinued: Bool
}

/// The state of all correlations. One owner; not shared.
///
/// Hits may come in any order of time (several files, one after the other): a late hit is held against the windows
/// that contain it. State is bounded by `CorrelationLimits.bytes`; beyond it the oldest is forgotten.
public struct Correlator {
    /// The most hits that are listed when a correlation begins to fire, and while it goes on.
    public static let eventsListed = 1_000
    public static let eventsListedAgain = 100

    private let set: CorrelationSet
    private let conditions: [EventWindow.Condition]
    private var store: WindowStore
    /// A zero for every key that late hits may meet.
    private var scratch: [Int32]
    /// Late hits with a window that is too long to be looked at.
    private var tooLong = 0

    /// - Parameter limit: The memory for hits, in bytes, about.
    public init(_ set: CorrelationSet, limit: Int = CorrelationLimits.bytes) {
        self.set = set
        conditions = zip(set.correlations, set.ruleCounts).map { EventWindow.Condition($0, ruleCount: $1) }
        store = WindowStore(conditions, limit: limit)
        scratch = [Int32](repeating: 0, count: set.correlations.map(\.rules.count).max() ?? 0)
    }

    /// Hits that were left out of a count because of the limits: forgotten while their window was open, or come so
    /// late that what they belong with was forgotten.
    public var incomplete: Int {
        store.incomplete + tooLong
    }

    /// The memory that hits take now, in bytes, about.
    public var bytes: Int {
        store.bytes
    }

    /// Takes a hit and calls `fired` for each correlation that fires on it.
    public mutating func take(_ input: CorrelationInput, fired: (CorrelationHit) throws -> Void) rethrows {
        try feed(source: input.rule, input, fired)
    }

    private mutating func feed(
        source: Int, _ input: CorrelationInput, _ fired: (CorrelationHit) throws -> Void
    ) rethrows {
        for reader in set.readers[source] {
            guard let hit = count(input, source: source, reader) else { continue }
            if !set.hiddenCorrelations.contains(reader.correlation) { try fired(hit) }
            let next = set.readers.count - set.correlations.count + reader.correlation
            guard !set.readers[next].isEmpty else { continue }
            let names = set.fields[next].map(\.description)
            let values = names.map { name in hit.group.first { $0.field == name }?.value }
            var evidence = hit.evidence
            evidence.ruleID = set.correlations[reader.correlation].header.id
            try feed(
                source: next,
                CorrelationInput(rule: next, time: hit.time, values: values, evidence: evidence), fired)
        }
    }

    private mutating func count(
        _ input: CorrelationInput, source: Int, _ reader: CorrelationSet.Reader
    ) -> CorrelationHit? {
        let correlation = reader.correlation
        guard reader.group.allSatisfy({ input.values[$0] != nil }) else { return nil }
        var key = Int32(reader.ordinal)
        if let position = reader.counted {
            guard let value = input.values[position] else { return nil }
            key = store.number(of: value)
        }
        if scratch.count < store.endNumber { scratch += [Int32](repeating: 0, count: store.endNumber) }
        let hit = HeldHit(input, source: source, file: store.number(of: input.evidence.place.file), key: key)
        let group = store.group(correlation, GroupKey.text(input.values, at: reader.group), at: hit.time)
        let wasFiring = store.windows[group].isFiring
        let outcome = store.add(hit, to: group, scratch: &scratch)
        guard case .fires(let from, let to) = outcome else {
            if case .tooLong = outcome { tooLong += 1 }
            store.windows[group].isFiring = false
            return nil
        }
        store.windows[group].isFiring = true
        let names = set.correlations[correlation].groupBy.map(\.description)
        let values = reader.group.compactMap { input.values[$0] }
        let most = wasFiring ? Correlator.eventsListedAgain : Correlator.eventsListed
        let (events, eventCount) = listed(group, from, to, most: most)
        return CorrelationHit(
            correlation: correlation, time: input.time, evidence: input.evidence,
            group: zip(names, values).map { (field: $0, value: $1) }, events: events, eventCount: eventCount,
            isContinued: wasFiring)
    }

    /// The last hits of a window, oldest first, and how many it has.
    private func listed(
        _ group: Int, _ from: HitList.Position, _ to: HitList.Position, most: Int
    ) -> ([Evidence], Int) {
        let hits = store.windows[group].hits
        let count = hits.distance(from, to)
        let events = hits.last(min(count, most), before: to).map { hit in
            hit.evidence(file: store.text(hit.file), ruleID: set.sourceIDs[Int(hit.source)])
        }
        return (events, count)
    }
}

extension FieldName: CustomStringConvertible {
    /// As written in a rule: `IpAddress@country`.
    public var description: String {
        network.map { "\(name)@\($0.rawValue)" } ?? name
    }
}
