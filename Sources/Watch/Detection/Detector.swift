// The part of the loop from event to hit: rules and correlations over lines on their way into the archive, or over
// lines that lie there when the program starts again.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Crypto
package import Events
import Incidents
package import Sigma
package import Store

/// Rules and correlations with their state. One owner; not shared.
///
/// Each line is looked at once, before it is committed; the hits come out when its place is known.
package struct Detector: ~Copyable {
    /// A line that met rules, until its place is known.
    private struct Found {
        var index: Int32
        var time: Timestamp
        var entity: EntityRef
        /// Rules whose hits are alerts of their own.
        var rules: [Int]
        var inputs: [CorrelationInput]
        /// What another system says in the line.
        var alerts: [AlertHit] = []
    }

    /// The most lines that are copied as evidence of one hit of a correlation.
    package static let linesPerHit = 20

    private let engine: Engine
    private let correlations: CorrelationSet
    private var matcher: Matcher
    private var correlator: Correlator
    private var found: [Found] = []
    private var rules: [Int] = []
    private var recent = RecentLines()

    package init(rules: [Rule], correlations: [Correlation], routing: RoutingTable?, networks: NetworkLookup? = nil) {
        engine = Engine(rules: rules, routing: routing, networks: networks)
        self.correlations = CorrelationSet(correlations, rules: rules.map(\.header))
        matcher = Matcher(engine)
        correlator = Correlator(self.correlations)
    }

    /// Correlations that could not be used, and why.
    package var problems: [Problem] {
        correlations.problems
    }

    /// Hits that correlations had to leave out of a count.
    package var incomplete: Int {
        correlator.incomplete
    }

    /// Looks at the next line of a batch.
    ///
    /// - Parameters:
    ///   - index: its number in the batch.
    ///   - received: stands in where the line has no time that can be read.
    package mutating func look(at event: inout Event, index: Int32, source: String, received: Timestamp) {
        rules.removeAll(keepingCapacity: true)
        matcher.match(&event, hits: &rules)
        guard !rules.isEmpty, let entity = EntityNames.primary(of: event, source: source) else { return }
        let time = event.time ?? received
        let inputs = rules.filter(correlations.reads(rule:)).map { input($0, time, event) }
        let shown = rules.filter { !correlations.hidden.contains($0) }
        found.append(Found(index: index, time: time, entity: entity, rules: shown, inputs: inputs))
    }

    /// Looks at a line that another system sent as an alert of its own; `look` comes before it for the same line.
    ///
    /// - Parameters:
    ///   - line: its bytes.
    ///   - zone: how times without a zone are read.
    ///   - received: stands in where an alert says no point in time.
    package mutating func look(
        atAlert line: Bytes, index: Int32, source: String, zone: ZoneRule, received: Timestamp
    ) {
        let alerts = ForeignAlert.read(line, zone: zone).compactMap { alert -> AlertHit? in
            guard let entity = alert.entity ?? EntityRef(.source, source) else { return nil }
            return AlertHit(
                key: AlertKey(rule: alert.rule, entity: entity), title: alert.title, level: alert.level,
                time: alert.time ?? received, evidence: [])
        }
        guard let first = alerts.first else { return }
        found.append(
            Found(index: index, time: first.time, entity: first.key.entity, rules: [], inputs: [], alerts: alerts))
    }

    /// Whether lines of a source are alerts of another system.
    package static func isForeign(_ source: String) -> Bool {
        source.utf8.starts(with: foreign)
    }

    private static let foreign = Array("webhook ".utf8)

    private func input(_ rule: Int, _ time: Timestamp, _ event: borrowing Event) -> CorrelationInput {
        let mapping = engine.mapping(of: matcher.lastPlan, rule: rule)
        let values = correlations.fields[rule].map { engine.value(of: $0, mapping: mapping, in: event) }
        return CorrelationInput(rule: rule, time: time, values: values, evidence: Evidence(place: Place(file: "")))
    }

    /// The hits of the lines that were looked at since the last call.
    ///
    /// - Parameters:
    ///   - first: the place of the first line of the batch.
    ///   - line: the bytes at a place; nil if they cannot be had.
    package mutating func hits(
        from first: ArchivePosition, line: (ArchivePosition) -> [UInt8]?
    ) -> [HitWithLines] {
        var hits: [HitWithLines] = []
        for found in found {
            var position = first
            position.position += found.index
            for alert in found.alerts { hits.append(hit(alert, [position], line)) }
            for rule in found.rules {
                hits.append(
                    hit(engine.rules[rule].header, on: found.entity, at: found.time, [position], line))
            }
            if !found.inputs.isEmpty, let bytes = line(position) { recent.keep(bytes, at: position) }
            for var input in found.inputs {
                input.evidence = Evidence(place: PlaceInArchive.place(position))
                var fired: [CorrelationHit] = []
                correlator.take(input) { fired.append($0) }
                for fired in fired { hits.append(hit(fired, on: found.entity, at: position, line)) }
            }
        }
        found.removeAll(keepingCapacity: true)
        return hits
    }

    private mutating func hit(
        _ fired: CorrelationHit, on entity: EntityRef, at position: ArchivePosition,
        _ line: (ArchivePosition) -> [UInt8]?
    ) -> HitWithLines {
        let header = correlations.correlations[fired.correlation].header
        let others = fired.events.compactMap { PlaceInArchive.position($0.place) }.filter { $0 != position }
        return hit(
            header, on: EntityNames.primary(of: fired.group) ?? entity, at: fired.time,
            [position] + others.suffix(Detector.linesPerHit - 1), line)
    }

    private mutating func hit(
        _ header: RuleHeader, on entity: EntityRef, at time: Timestamp, _ positions: [ArchivePosition],
        _ line: (ArchivePosition) -> [UInt8]?
    ) -> HitWithLines {
        let key = AlertKey(rule: header.id ?? header.title, entity: entity)
        let level = AlertLevel(rawValue: header.level.rawValue) ?? .informational
        return hit(
            AlertHit(key: key, title: header.title, level: level, time: time, evidence: []), positions, line)
    }

    /// The hit with the lines on which it rests.
    private mutating func hit(
        _ hit: AlertHit, _ positions: [ArchivePosition], _ line: (ArchivePosition) -> [UInt8]?
    ) -> HitWithLines {
        var refs: [EventRef] = []
        var lines: [[UInt8]] = []
        for position in positions {
            guard let bytes = recent[position] ?? line(position) else { continue }
            // The next hit of the same group rests on nearly the same lines.
            if positions.count > 1 { recent.keep(bytes, at: position) }
            refs.append(EventRef(position: position, digest: Array(SHA256.hash(data: bytes))))
            lines.append(bytes)
        }
        var hit = hit
        hit.evidence = refs
        return HitWithLines(hit, lines: lines)
    }
}

/// Places of the archive as the evidence of correlations has them: the block as the file, the position as the line.
enum PlaceInArchive {
    static func place(_ position: ArchivePosition) -> Place {
        Place(file: "\(ArchivePosition.text(day: position.day))/\(position.block)", line: Int(position.position))
    }

    static func position(_ place: Place) -> ArchivePosition? {
        place.line.flatMap { ArchivePosition("\(place.file)/\($0)") }
    }
}
