// Alerts: how hits come together, and what is most the matter.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Alerts")
struct AlertTests {
    typealias Sample = IncidentSample

    @Test("an alert counts its hits, and knows the first and the last, in whatever order they come")
    func counting() throws {
        var alert = Alert(id: Sample.id(1), try Sample.hit(at: 50))
        for second in [70, 10, 60] as [Int64] { alert.take(try Sample.hit(at: second)) }
        #expect(alert.count == 4 && alert.firstSeen == Sample.at(10) && alert.lastSeen == Sample.at(70))
        #expect(alert.state == .open && alert.title == "Titel van regel")
    }

    @Test("the newest title and level of a rule count")
    func newest() throws {
        var alert = Alert(id: Sample.id(1), try Sample.hit(level: .low))
        alert.take(try Sample.hit(level: .critical, at: 5))
        #expect(alert.level == .critical)
    }

    @Test("hits come to an alert that is open or part of an incident; those of a closed one begin a new one")
    func takesHits() throws {
        var alert = Alert(id: Sample.id(1), try Sample.hit())
        #expect(alert.takesHits)
        alert.state = .merged(try Sample.number())
        #expect(alert.takesHits)
        for reason in CloseReason.allCases {
            alert.state = .closed(reason)
            #expect(!alert.takesHits)
        }
    }

    @Test("levels are ordered by their weight, and each weighs more than twice the one below")
    func levels() {
        #expect(AlertLevel.allCases.sorted() == AlertLevel.allCases)
        for (low, high) in zip(AlertLevel.allCases, AlertLevel.allCases.dropFirst()) {
            #expect(high.weight > 2 * low.weight)
        }
    }

    @Test("risk adds up per entity; the same again and again adds little; what is closed adds nothing")
    func risk() throws {
        func alert(
            _ number: UInt64, _ rule: String, _ account: String, count: Int, _ level: AlertLevel = .medium
        ) throws -> Alert {
            var alert = Alert(id: Sample.id(number), try Sample.hit(rule, account, level: level))
            alert.count = count
            return alert
        }
        #expect(Risk.of(try alert(1, "a", "x", count: 1)) == 20)
        #expect(Risk.of(try alert(1, "a", "x", count: 1_000)) == 38)
        #expect(Risk.of(try alert(1, "a", "x", count: .max)) < 200)
        var alerts = [
            try alert(1, "a", "jan", count: 1), try alert(2, "b", "jan", count: 1), try alert(3, "c", "jan", count: 1),
            try alert(4, "a", "piet", count: 1, .low), try alert(5, "d", "ria", count: 5_000),
        ]
        func risk(_ account: String) throws -> Int? {
            Risk.byEntity(alerts)[try #require(EntityRef(.account, account))]
        }
        #expect(try risk("jan") == 60)
        #expect(try risk("ria") == 44)
        #expect(Risk.ranked(alerts).map(\.id) == [3, 2, 1, 5, 4].map { Sample.id($0) })
        alerts[1].state = .closed(.handled)
        alerts[2].state = .merged(try Sample.number())
        #expect(try risk("jan") == 20)
        #expect(Risk.ranked(alerts).map(\.id) == [5, 1, 4].map { Sample.id($0) })
    }
}
