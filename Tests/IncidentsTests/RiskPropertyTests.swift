// The order of the queue and the numbers of incidents, on random values.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Risk and order")
struct RiskPropertyTests {
    typealias Sample = IncidentSample

    private func alerts(_ random: inout RandomJournal, _ count: Int) throws -> [Alert] {
        try (0..<count).map { index in
            let key = try Sample.key("r\(random.next(upTo: 3))", random.pick(["an", "els", "piet", "jan"]))
            let number = try Sample.number(1 + random.next(upTo: 3))
            let state = random.pick([Alert.State.open, .open, .open, .merged(number), .closed(.handled)])
            return Alert(
                id: Sample.id(UInt64(index)), key: key, title: "x", level: random.pick(AlertLevel.allCases),
                count: 1 + random.next(upTo: random.pick([1, 2, 5, 5_000])), firstSeen: Sample.start,
                lastSeen: Sample.at(Int64(random.next(upTo: 3))), state: state)
        }
    }

    /// The weight, and a tenth of it for each time that the hits can be halved.
    private func plainRisk(_ alert: Alert) -> Int {
        let weights: [AlertLevel: Int] = [.informational: 1, .low: 5, .medium: 20, .high: 60, .critical: 150]
        var (halvings, count) = (0, alert.count)
        while count > 1 {
            count /= 2
            halvings += 1
        }
        let weight = weights[alert.level] ?? 0
        return weight + weight * halvings / 10
    }

    @Test("the risk of an entity is the sum over its open alerts, each a tenth heavier per doubling")
    func sums() throws {
        var random = RandomJournal(21)
        for _ in 0..<200 {
            let alerts = try alerts(&random, 20)
            var expected: [EntityRef: Int] = [:]
            for alert in alerts where alert.state == .open {
                expected[alert.key.entity, default: 0] += plainRisk(alert)
            }
            #expect(Risk.byEntity(alerts) == expected)
            #expect(Risk.byEntity(random.shuffled(alerts)) == expected)
        }
    }

    @Test("one hit more never makes an alert weigh less, and a thousand weigh less than two of its level")
    func monotonic() throws {
        for level in AlertLevel.allCases {
            var alert = Alert(id: Sample.id(1), try Sample.hit(level: level))
            var before = Risk.of(alert)
            #expect(before == level.weight)
            for count in 2...1_000 {
                alert.count = count
                #expect(Risk.of(alert) >= before && Risk.of(alert) < 2 * level.weight)
                before = Risk.of(alert)
            }
            alert.count = .max
            #expect(Risk.of(alert) == level.weight + level.weight * 62 / 10)
        }
    }

    @Test("the order of the queue does not depend on that in which the alerts come, and no alert is lost")
    func totalOrder() throws {
        var random = RandomJournal(22)
        for _ in 0..<150 {
            let alerts = try alerts(&random, 25)
            let ranked = Risk.ranked(alerts)
            #expect(Risk.ranked(random.shuffled(alerts)) == ranked && Risk.ranked(ranked) == ranked)
            #expect(Set(ranked) == Set(alerts.filter { $0.state == .open }) && Set(ranked).count == ranked.count)
            let risks = Risk.byEntity(alerts)
            for (above, below) in zip(ranked, ranked.dropFirst()) {
                func key(_ alert: Alert) -> [Int64] {
                    [
                        Int64(risks[alert.key.entity] ?? -1), Int64(plainRisk(alert)), alert.lastSeen.nanoseconds,
                        Int64(alerts.firstIndex(of: alert) ?? -1),
                    ]
                }
                #expect(key(below).lexicographicallyPrecedes(key(above)))
            }
        }
    }

    @Test("hits in any order come to the same count and the same first and last; the level is that of the newest")
    func hits() throws {
        var random = RandomJournal(23)
        for _ in 0..<200 {
            let hits = try (0..<(1 + random.next(upTo: 12))).map { _ in
                try Sample.hit(level: random.pick(AlertLevel.allCases), at: Int64(random.next(upTo: 99)))
            }
            for hits in [hits, random.shuffled(hits)] {
                var alert = Alert(id: Sample.id(1), hits[0])
                for hit in hits.dropFirst() { alert.take(hit) }
                #expect(alert.count == hits.count && alert.level == hits.last?.level)
                #expect(alert.firstSeen == hits.map(\.time).min() && alert.lastSeen == hits.map(\.time).max())
            }
        }
    }

    @Test("a NUL in a rule or a title, which a text of the database ends at, is replaced and the rest stays")
    func noNUL() throws {
        let entity = try #require(EntityRef(.account, "jan"))
        let key = AlertKey(rule: "a\0b\0", entity: entity)
        #expect(key.rule == "a\u{FFFD}b\u{FFFD}" && key == AlertKey(rule: "a\u{FFFD}b\u{FFFD}", entity: entity))
        let hit = AlertHit(key: key, title: "\0\0", level: .low, time: Sample.start, evidence: [])
        #expect(hit.title == "\u{FFFD}\u{FFFD}" && Alert(id: Sample.id(1), hit).title == hit.title)
    }

    @Test("numbers of incidents have one text each, which is read back, and are ordered by year and sequence")
    func numbers() throws {
        var random = RandomJournal(24)
        var numbers: [IncidentNumber] = []
        for _ in 0..<500 {
            let (year, sequence) = (
                1_000 + random.next(upTo: 9_000), 1 + random.next(upTo: random.pick([99, 999_999]))
            )
            let number = try #require(IncidentNumber(year: year, sequence: sequence))
            #expect(IncidentNumber(number.description) == number)
            #expect(JournalLog(name: JournalLog.incident(number).name) == .incident(number))
            #expect(IncidentNumber("0" + number.description) == nil && IncidentNumber(number.description + "0 ") == nil)
            numbers.append(number)
        }
        for (low, high) in zip(numbers.sorted(), numbers.sorted().dropFirst()) {
            #expect(low.year < high.year || low.year == high.year && low.sequence <= high.sequence)
        }
        for (year, sequence) in [(999, 1), (10_000, 1), (2026, 0), (2026, -1), (2026, 1_000_000), (.min, .max)] {
            #expect(IncidentNumber(year: year, sequence: sequence) == nil)
        }
        for text in ["Organisation", "organisation ", "٢٠٢٦-0001", "2026‐0001", "2026-0001\0", "2026-0001\u{301}"] {
            #expect(JournalLog(name: text) == nil, "\(text)")
        }
    }
}
