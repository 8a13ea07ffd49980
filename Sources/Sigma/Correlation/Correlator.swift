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
/// that contain it. State is bounded by `CorrelationLimits.hits`; beyond it the oldest is forgotten and counted.
public struct Correlator {
    /// The most hits that are listed when a correlation begins to fire, and while it goes on.
    public static let eventsListed = 1_000
    public static let eventsListedAgain = 100

    private let set: CorrelationSet
    private var windows: [[GroupKey: EventWindow]]
    private var held = 0
    /// Hits forgotten because of the limit.
    public private(set) var forgotten = 0
    private let limit: Int

    private struct GroupKey: Hashable {
        let values: [String]
    }

    public init(_ set: CorrelationSet, limit: Int = CorrelationLimits.hits) {
        self.set = set
        self.limit = limit
        windows = set.correlations.map { _ in [:] }
    }

    /// Takes a hit and calls `fired` for each correlation that fires on it.
    public mutating func take(_ input: CorrelationInput, fired: (CorrelationHit) throws -> Void) rethrows {
        try feed(source: input.rule, input, fired)
    }

    private mutating func feed(
        source: Int, _ input: CorrelationInput, _ fired: (CorrelationHit) throws -> Void
    ) rethrows {
        for reader in set.readers[source] {
            guard let hit = count(input, reader) else { continue }
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

    private mutating func count(_ input: CorrelationInput, _ reader: CorrelationSet.Reader) -> CorrelationHit? {
        let correlation = set.correlations[reader.correlation]
        var group: [String] = []
        for position in reader.group {
            guard let value = input.values[position] else { return nil }
            group.append(value)
        }
        var counted: String?
        if let position = reader.counted {
            guard let value = input.values[position] else { return nil }
            counted = value
        }
        if held >= limit { makeRoom() }
        held += 1
        let entry = EventWindow.Entry(
            time: input.time.nanoseconds, ordinal: Int32(reader.ordinal), value: counted, evidence: input.evidence)
        let ruleCount = set.ruleCounts[reader.correlation]
        let window = windows[reader.correlation][
            GroupKey(values: group),
            default: EventWindow(correlation.kind, spanNanoseconds: correlation.timespanSeconds &* 1_000_000_000)
        ].add(entry) { correlation.holds($0, ofRules: ruleCount) }
        return report(window, correlation: reader.correlation, group, input)
    }

    private mutating func report(
        _ range: Range<Int>?, correlation: Int, _ group: [String], _ input: CorrelationInput
    ) -> CorrelationHit? {
        let key = GroupKey(values: group)
        let wasFiring = windows[correlation][key]?.isFiring ?? false
        windows[correlation][key]?.isFiring = range != nil
        guard let range, let window = windows[correlation][key] else { return nil }
        let most = wasFiring ? Correlator.eventsListedAgain : Correlator.eventsListed
        let names = set.correlations[correlation].groupBy.map(\.description)
        return CorrelationHit(
            correlation: correlation, time: input.time, evidence: input.evidence,
            group: zip(names, group).map { (field: $0, value: $1) },
            events: window.entries[range].suffix(most).map(\.evidence), eventCount: range.count, isContinued: wasFiring)
    }

    /// Forgets hits behind the newest window of each group; if that frees little, whole groups, those that have been
    /// quiet longest first, and of the last one only its oldest hits.
    private mutating func makeRoom() {
        for index in windows.indices {
            for key in windows[index].keys {
                let old = windows[index][key]?.forgetOld() ?? 0
                held -= old
                forgotten += old
            }
        }
        guard held > limit / 2 else { return }
        let all = windows.enumerated().flatMap { index, groups in
            groups.map { (index, $0.key, $0.value.entries.last?.time ?? 0, $0.value.entries.count) }
        }
        let sorted = all.sorted { a, b in
            // Groups of the same time in a fixed order, so that two runs forget the same.
            if a.2 != b.2 { return a.2 < b.2 }
            return a.0 != b.0 ? a.0 < b.0 : a.1.values.lexicographicallyPrecedes(b.1.values)
        }
        for (index, key, _, count) in sorted where held > limit / 2 {
            let excess = min(held - limit / 2, count)
            if excess == count {
                windows[index][key] = nil
            } else {
                windows[index][key]?.forgetOldest(excess)
            }
            held -= excess
            forgotten += excess
        }
    }
}

extension Correlation {
    /// Whether a count of hits, distinct values or distinct rules meets the condition.
    func holds(_ count: Int, ofRules ruleCount: Int) -> Bool {
        switch kind {
        case .eventCount(let bounds), .valueCount(_, let bounds): bounds.hold(count)
        case .temporal(let bounds): bounds?.hold(count) ?? (count == ruleCount)
        }
    }
}

extension FieldName: CustomStringConvertible {
    /// As written in a rule: `IpAddress@country`.
    public var description: String {
        network.map { "\(name)@\($0.rawValue)" } ?? name
    }
}
