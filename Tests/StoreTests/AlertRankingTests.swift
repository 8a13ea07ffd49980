// The queue by risk, kept in memory: held against the plain way of working it out, after every kind of change.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("The queue by risk")
struct AlertRankingTests {
    private func sight(_ role: Role = .analyst) throws -> Sight {
        Sight(.person(try AccountName("an.bakker"), role))
    }

    /// What the page must be: all alerts, folded and sorted anew.
    private func plain(_ sample: RecordSample, _ query: AlertQuery) throws -> [Alert] {
        let mutes = try sample.records.mutes().map(\.mute)
        let now = sample.clock.now
        return Risk.ranked(try sample.records.alerts(open: true, limit: 1_000_000)).filter { alert in
            let isMuted = mutes.contains { $0.covers(alert.key, at: now) }
            return isMuted == (query.state == .muted) && (query.levels.isEmpty || query.levels.contains(alert.level))
                && (query.entity == nil || query.entity == alert.key.entity)
        }
    }

    /// All pages behind each other.
    private func pages(
        _ sample: RecordSample, _ query: AlertQuery, _ order: AlertQuery.Order = .risk
    ) throws -> [QueuedAlert] {
        var query = query
        query.order = order
        var found: [QueuedAlert] = []
        repeat {
            let page = try sample.records.alerts(query, for: sight(), now: sample.clock.now)
            #expect(page.alerts.count == query.limit || page.next == nil)
            found += page.alerts
            query.after = page.next
        } while query.after != nil
        return found
    }

    private func compare(_ sample: RecordSample) throws {
        let risks = Risk.byEntity(try sample.records.alerts(open: true, limit: 1_000_000))
        for state in [AlertQuery.State.open, .muted] {
            for limit in [1, 3, 100] where limit > 1 || risks.count < 6 {
                var query = AlertQuery()
                (query.state, query.limit) = (state, limit)
                for level in [nil, AlertLevel.high] {
                    query.levels = level.map { [$0] } ?? []
                    query.counts = true
                    let first = try sample.records.alerts(query, for: sight(), now: sample.clock.now)
                    query.counts = false
                    let found = try pages(sample, query)
                    #expect(first.count == found.count, "the page says how many there are behind it")
                    #expect(found.map(\.alert) == (try plain(sample, query)))
                    let begun = try pages(sample, query, .created).map(\.alert.id)
                    #expect(begun == found.map(\.alert.id).sorted(by: >))
                    for queued in found { #expect(queued.risk == risks[queued.alert.key.entity]) }
                }
            }
        }
    }

    @Test("after hits, merging, detaching, closing, muting and undoing the order is that of all alerts sorted anew")
    func random() async throws {
        var sample = try RecordSample()
        var random = SeededGenerator(seed: 61)
        let number = try await sample.open("Zaak")
        var line: Int32 = 0
        for step in 0..<100 {
            let alerts = try sample.records.alerts(open: false)
            let some = alerts.filter { _ in Int.random(in: 0..<6, using: &random) == 0 }.map(\.id)
            switch Int.random(in: 0...6, using: &random) {
            case 0...2:
                var hits: [HitWithLines] = []
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    line += 1
                    hits.append(
                        try RecordSample.hit(
                            "r\(Int.random(in: 0..<8, using: &random))", "a\(Int.random(in: 0..<6, using: &random))",
                            line: line, level: AlertLevel.allCases.randomElement(using: &random) ?? .low))
                }
                try sample.take(hits)
            case 3 where !some.isEmpty: _ = try? await sample.write(.incident(number), .merged(alerts: some))
            case 4 where !some.isEmpty:
                _ = try? await sample.write(
                    .organisation, .alertsClosed(alerts: some, reason: .expected, note: ""))
            case 5:
                _ = try? await sample.write(
                    .organisation,
                    .muted(
                        rule: "r\(Int.random(in: 0..<8, using: &random))", entity: nil,
                        until: sample.clock.now.advanced(byNanoseconds: 3_000_000_000), reason: "proef"))
            default:
                let log = Bool.random(using: &random) ? JournalLog.organisation : .incident(number)
                let last = try sample.records.entries(log).count
                if last > 1 {
                    _ = try? await sample.write(log, .undone(sequence: Int.random(in: 2...last, using: &random)))
                }
            }
            sample.clock.advance(seconds: 1)
            try compare(sample)
            // Sometimes from the disk alone.
            if step % 40 == 39 { try sample.reopen() }
        }
    }

    @Test("what another program changes is seen at once, also more than the table of changes remembers")
    func otherProgram() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1)])
        try compare(sample)
        let other = try Records(file: sample.file)
        func take(_ lines: ClosedRange<Int32>) throws {
            var next = UInt64(lines.lowerBound) + 1_000
            let hits = try lines.map { try RecordSample.hit("b", "piet\($0)", line: $0) }
            _ = try other.take(hits, progress: "x") {
                next += 1
                return RecordSample.id(next)
            }
        }
        try take(2...4)
        try compare(sample)
        try take(10...5_000)
        var query = AlertQuery()
        query.order = .risk
        query.limit = 10_000
        let found = try sample.records.alerts(query, for: sight(), now: sample.clock.now).alerts
        #expect(found.count == 4_995)
        #expect(found.map(\.alert) == (try plain(sample, query)))
    }

    @Test("what was rolled back changes nothing")
    func rolledBack() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1), RecordSample.hit("b", "piet", line: 2)])
        let first = try await sample.open("Eerst", [RecordSample.id(1)])
        try compare(sample)
        // The second incident may not have the first alert: neither is merged.
        var draft = EntryDraft(.newIncident, .opened(title: "Dan"), by: .person("an.bakker"))
        draft.then = [.merged(alerts: [RecordSample.id(2)]), .merged(alerts: [RecordSample.id(1)])]
        #expect(await sample.code { try await sample.writer.append(draft) } == "alert.taken")
        try compare(sample)
        try await sample.write(.incident(first), .detached(alerts: [RecordSample.id(1)]))
        try compare(sample)
    }

    @Test("a file of before the table of changes gets it, and one that lost it is read in full each time")
    func older() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1)])
        for sql in [
            "DROP TRIGGER alert_added", "DROP TRIGGER alert_changed", "DROP TRIGGER alert_removed",
            "DROP TABLE alert_changes", "DROP INDEX alerts_by_time",
        ] {
            try DamageSample.execute(sql, in: sample.file)
        }
        try sample.reopen()
        try sample.take([RecordSample.hit("b", "piet", line: 2)])
        try compare(sample)
        try sample.take([RecordSample.hit("c", "piet", line: 3)])
        try compare(sample)
        #expect(try sample.records.check().isEmpty)
    }

    @Test("a damaged alert that is open is told, not left out of the risk in silence")
    func damaged() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1), RecordSample.hit("b", "jan", line: 2)])
        try compare(sample)
        try DamageSample.execute("UPDATE alerts SET level = 'low' WHERE rule = 'a'", in: sample.file)
        var query = AlertQuery()
        query.order = .risk
        let (records, now) = (sample.records, sample.clock.now)
        for _ in 0..<2 {
            #expect(await sample.code { try records.alerts(query, for: sight(), now: now) } == "record.damaged")
        }
    }

    @Test("who may not see the queue gets no order of it, and no risk")
    func unseen() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1)])
        var query = AlertQuery()
        query.order = .risk
        let page = try sample.records.alerts(query, for: sight(.administrator), now: sample.clock.now)
        #expect(page.alerts.isEmpty && page.next == nil)
        for state in [AlertQuery.State.merged, .closed] {
            query.state = state
            #expect(try sample.records.alerts(query, for: sight(), now: sample.clock.now).alerts.isEmpty)
        }
    }

    @Test("people who look while hits come each see a whole order")
    func concurrent() async throws {
        let sample = try RecordSample()
        let records = sample.records
        let now = sample.clock.now
        let sight = try sight()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for line in Int32(1)...400 {
                    _ = try records.take(
                        [try RecordSample.hit("r\(line % 7)", "a\(line % 90)", line: line)], progress: "x"
                    ) { RecordSample.id(UInt64(line)) }
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    var query = AlertQuery()
                    query.order = .risk
                    for _ in 0..<150 {
                        let ids = try records.alerts(query, for: sight, now: now).alerts.map(\.alert.id)
                        #expect(Set(ids).count == ids.count)
                    }
                }
            }
            try await group.waitForAll()
        }
        try compare(sample)
    }

    @Test("sqlite.org/nulinstr.html: an alert whose names have a NUL in them comes back, and leaves the queue as it is")
    func nul() throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("r\0egel", "jan\0smit", line: 1), RecordSample.hit("b", "piet", line: 2)])
        try sample.take([RecordSample.hit("r\0egel", "jan\0smit", line: 3)])
        let alerts = try sample.records.alerts()
        #expect(alerts.count == 2 && alerts[0].count == 2 && alerts[0].title == "r\u{FFFD}egel")
        #expect(alerts[0].key.entity.value == "jan\u{FFFD}smit")
        try compare(sample)
        #expect(try sample.records.check().isEmpty)
    }

    @Test("how many there are is said on the first page only, of open ones only, and only to who may see them")
    func counted() async throws {
        var sample = try RecordSample()
        try sample.take([
            RecordSample.hit("a", "jan", line: 1), RecordSample.hit("b", "piet", line: 2),
            RecordSample.hit("a", "piet", line: 3),
        ])
        var query = AlertQuery()
        query.limit = 1
        func page(_ role: Role = .analyst) throws -> AlertPage {
            try sample.records.alerts(query, for: sight(role), now: sample.clock.now)
        }
        #expect(try page().count == nil)
        query.counts = true
        #expect(try page().count == 3)
        #expect(try page(.administrator).count == nil)
        query.rule = "a"
        #expect(try page().count == 2)
        query.entity = EntityRef(.account, "piet")
        #expect(try page().count == 1)
        (query.rule, query.entity, query.levels) = (nil, nil, [.low])
        #expect(try page().count == 0)
        query.levels = []
        query.after = try page().next
        #expect(query.after != nil)
        #expect(try page().count == nil)
        query.after = nil
        query.state = .closed
        #expect(try page().count == nil)
    }
}
