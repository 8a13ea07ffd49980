// Alerts in the record: hits counted once, lines kept as evidence, states as the journals say.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Testing

@Suite("Alerts in the record")
struct AlertRecordTests {
    typealias Sample = RecordSample

    @Test("hits of one rule on one entity are one alert while it is open")
    func grouping() throws {
        var sample = try Sample()
        let changes = try sample.take([
            try Sample.hit("a", "jan", line: 1), try Sample.hit("a", "JAN", line: 2),
            try Sample.hit("a", "piet", line: 3),
            try Sample.hit("b", "jan", line: 4),
        ])
        #expect(changes.count == 3 && changes.allSatisfy(\.isNew))
        #expect(changes.map(\.alert.count) == [2, 1, 1])
        let more = try sample.take([try Sample.hit("a", "jan", line: 9)])
        #expect(more.map(\.isNew) == [false] && more[0].alert.count == 3)
        #expect(try sample.records.alerts().map(\.id).sorted() == [1, 2, 3].map { Sample.id($0) })
        #expect(try sample.records.alert(Sample.id(1))?.lastSeen == Timestamp(seconds: 1_773_900_009))
        #expect(try sample.records.alert(Sample.id(99)) == nil)
    }

    @Test("the same lines looked at again, as after a crash, count nothing twice")
    func idempotent() throws {
        var sample = try Sample()
        let hits = try (0..<50).map { try Sample.hit("a", "jan", line: $0) }
        try sample.take(Array(hits[..<30]), progress: "30")
        try sample.reopen()
        #expect(try sample.records.progress() == "30")
        #expect(try sample.take(hits, progress: "50").first?.alert.count == 50)
        #expect(try sample.take(hits, progress: "50").isEmpty)
        #expect(try sample.records.progress() == "50")
    }

    @Test("a hit that rests on no line is known by its time: the same once, another one more")
    func noLines() throws {
        var sample = try Sample()
        var hit = try Sample.hit("watch/silent-source", "jan", line: 1)
        hit.hit.evidence = []
        hit.lines = []
        #expect(try sample.take([hit]).first?.alert.count == 1)
        #expect(try sample.take([hit]).isEmpty)
        hit.hit.time = hit.hit.time.advanced(byNanoseconds: 1)
        #expect(try sample.take([hit]).first?.alert.count == 2)
    }

    @Test("the lines of hits are copied as evidence with place and hash, up to the limit")
    func evidence() throws {
        var sample = try Sample()
        try sample.take(try (0..<300).map { try Sample.hit("a", "jan", line: $0) })
        let kept = try sample.records.evidence(of: Sample.id(1))
        #expect(kept.count == RecordLimits.evidencePerAlert)
        #expect(kept[7].line == Array("regel 7".utf8) && kept[7].ref.position.description == "2026-03-19/0/7")
        #expect(kept[7].ref.digest == [UInt8](repeating: 7, count: 32))
        var long = try Sample.hit("b", "jan", line: 1)
        long.lines = [[UInt8](repeating: 1, count: RecordLimits.evidenceBytes + 1)]
        try sample.take([long])
        #expect(try sample.records.evidence(of: Sample.id(2)).map(\.line) == [[]])
    }

    @Test("after closing, a new hit begins a new alert; in an incident it still comes to the same one")
    func states() async throws {
        var sample = try Sample()
        try sample.take([try Sample.hit("a", "jan", line: 1), try Sample.hit("b", "jan", line: 2)])
        try await sample.write(.organisation, .alertsClosed(alerts: [Sample.id(1)], reason: .expected, note: ""))
        let number = try await sample.open("zaak", [Sample.id(2)])
        #expect(try sample.records.alerts().isEmpty)
        try sample.take([try Sample.hit("a", "jan", line: 3), try Sample.hit("b", "jan", line: 4)])
        #expect(try sample.records.alerts().map(\.id) == [Sample.id(3)])
        #expect(try sample.records.alert(Sample.id(1))?.state == .closed(.expected))
        #expect(try sample.records.alert(Sample.id(2))?.state == .merged(number))
        #expect(try sample.records.alert(Sample.id(2))?.count == 2)
    }

    @Test("an alert that is not there, or that another incident has, is refused")
    func taken() async throws {
        var sample = try Sample()
        try sample.take([try Sample.hit("a", "jan", line: 1)])
        let number = try await sample.open("een", [Sample.id(1)])
        let other = try await sample.open("twee")
        #expect(
            await sample.code { try await sample.write(.incident(other), .merged(alerts: [Sample.id(1)])) }
                == "alert.taken")
        #expect(
            await sample.code { try await sample.write(.incident(other), .merged(alerts: [Sample.id(8)])) }
                == "alert.unknown")
        try await sample.write(.incident(number), .detached(alerts: [Sample.id(1)]))
        try await sample.write(.incident(other), .merged(alerts: [Sample.id(1)]))
        #expect(try sample.records.alert(Sample.id(1))?.state == .merged(other))
    }

    @Test("whatever people do and undo, the states of alerts are what the journals come to")
    func followsJournals() async throws {
        var chance = SeededGenerator(seed: 5)
        for _ in 0..<6 {
            var sample = try Sample()
            try sample.take(try (0..<8).map { try Sample.hit("r\($0)", "jan", line: $0) })
            let numbers = [try await sample.open("een"), try await sample.open("twee")]
            for _ in 0..<40 {
                let log = chance.next() % 3 == 0 ? JournalLog.organisation : .incident(numbers[Int(chance.next() % 2)])
                let ids = (0..<(1 + chance.next() % 3)).map { _ in Sample.id(1 + chance.next() % 8) }
                let content: EntryContent =
                    switch (log, chance.next() % 5) {
                    case (.organisation, 0...2): .alertsClosed(alerts: ids, reason: .handled, note: "")
                    case (.incident, 0...1): .merged(alerts: ids)
                    case (.incident, 2): .detached(alerts: ids)
                    case (.incident, 3) where chance.next() % 4 == 0: .closed(reason: .handled, note: "")
                    default: .undone(sequence: 1 + Int(chance.next() % 12))
                    }
                _ = await sample.code { try await sample.write(log, content) }
            }
            let states = try numbers.compactMap { try sample.records.incident($0) }
            let queue = QueueState(organisation: try sample.records.entries(.organisation), incidents: states)
            for id in (1...8).map({ Sample.id(UInt64($0)) }) {
                #expect(try sample.records.alert(id)?.state == queue.states[id] ?? .open)
                #expect(states.filter { $0.alerts.contains(id) }.count <= 1)
            }
            #expect(try sample.records.check().isEmpty)
        }
    }
}
