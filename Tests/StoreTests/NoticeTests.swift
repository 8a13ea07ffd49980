// Notices of alerts: written with the alert or not at all, one per alert, gone when they are in a message.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import GRDB
import Incidents
import Store
import Testing

@Suite("Notices")
struct NoticeTests {
    typealias Sample = RecordSample

    /// Takes hits with notices from `level` on; alerts that begin get the ids from `first` on.
    @discardableResult
    private func take(
        _ sample: Sample, _ hits: [HitWithLines], from level: AlertLevel? = .medium, first: UInt64 = 1,
        at seconds: Int64 = 0
    ) throws -> [AlertChange] {
        var next = first
        return try sample.records.take(
            hits, progress: "x",
            notices: level.map { NoticesWanted(from: $0, now: Timestamp(seconds: seconds)) }
        ) {
            defer { next += 1 }
            return Sample.id(next)
        }
    }

    private func waiting(_ sample: Sample) throws -> [Notice] { try sample.records.waitingNotices().notices }

    @Test("each alert at the level or above gives one notice, in the transaction that writes it")
    func levels() throws {
        let sample = try Sample()
        let hits = try AlertLevel.allCases.enumerated().map { index, level in
            try Sample.hit("r\(index)", "jan", line: Int32(index), level: level)
        }
        try take(sample, hits, at: 7)
        #expect(try waiting(sample).map(\.level) == [.medium, .high, .critical])
        #expect(
            try waiting(sample).allSatisfy {
                $0.kind == .new && $0.created == Timestamp(seconds: 7) && $0.told == nil
            })
    }

    @Test("when nobody is told, there are none")
    func nobody() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1, level: .critical)], from: nil)
        #expect(try waiting(sample).isEmpty)
    }

    @Test("the same lines looked at again, as after a crash, are not told again")
    func crash() throws {
        let sample = try Sample()
        let hits = [try Sample.hit("a", "jan", line: 1)]
        try take(sample, hits)
        try tell(sample)
        try take(sample, hits)
        #expect(try waiting(sample).isEmpty)
    }

    /// Puts all that waits into one message.
    private func tell(_ sample: Sample, at seconds: Int64 = 100) throws {
        var grouping = NoticeGrouping()
        grouping.told = try waiting(sample)
        try sample.records.group(
            grouping, at: Timestamp(seconds: seconds), keepTold: Timestamp(seconds: seconds - 3_600))
    }

    @Test("what comes to an alert that waits to be told goes along: the first time stays, the heavier kind wins")
    func together() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1)], at: 1)
        try take(sample, [try Sample.hit("a", "jan", line: 2, level: .critical)], at: 2)
        let notice = try #require(try waiting(sample).first)
        #expect(try waiting(sample).count == 1)
        #expect(notice.kind == .new && notice.level == .critical && notice.created == Timestamp(seconds: 1))
        try tell(sample)
        try take(sample, [try Sample.hit("a", "jan", line: 3, level: .high)], at: 3)
        #expect(try waiting(sample).map(\.kind) == [.again])
        try take(sample, [try Sample.hit("a", "jan", line: 4, level: .critical)], at: 4)
        #expect(try waiting(sample).map(\.kind) == [.raised])
        try take(sample, [try Sample.hit("a", "jan", line: 5, level: .critical)], at: 5)
        #expect(try waiting(sample).map(\.kind) == [.raised])
        #expect(try waiting(sample).first?.told == Timestamp(seconds: 100))
    }

    @Test("new, raised and again in one batch are one notice, the heaviest")
    func batch() throws {
        let sample = try Sample()
        try take(sample, try (0..<9).map { try Sample.hit("a", "jan", line: $0, level: $0 > 4 ? .critical : .low) })
        #expect(try waiting(sample).map(\.kind) == [.new])
        try tell(sample)
        let levels: [AlertLevel] = [.critical, .high, .critical, .critical]
        try take(sample, try levels.enumerated().map { try Sample.hit("a", "jan", line: 20 + Int32($0), level: $1) })
        #expect(try waiting(sample).map(\.kind) == [.raised])
    }

    @Test("an alert that comes to the level later is told as raised")
    func later() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1, level: .low)])
        #expect(try waiting(sample).isEmpty)
        try take(sample, [try Sample.hit("a", "jan", line: 2, level: .high)])
        #expect(try waiting(sample).map(\.kind) == [.raised])
    }

    @Test("a notice that changed after it was read stays when the others are told")
    func race() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1), try Sample.hit("b", "jan", line: 2)])
        var grouping = NoticeGrouping()
        grouping.told = try waiting(sample)
        try take(sample, [try Sample.hit("b", "jan", line: 3, level: .critical)])
        try sample.records.group(grouping, at: Timestamp(seconds: 50), keepTold: Timestamp(seconds: 0))
        #expect(try waiting(sample).map(\.alert) == [Sample.id(2)])
        #expect(try sample.records.waitingNotices().lastTold == Timestamp(seconds: 50))
    }

    @Test("that an alert was told is kept as long as asked, and no longer")
    func told() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1)])
        try tell(sample, at: 10)
        try take(sample, [try Sample.hit("b", "jan", line: 2)], first: 2)
        try tell(sample, at: 3_700)
        try take(sample, [try Sample.hit("a", "jan", line: 3), try Sample.hit("b", "jan", line: 4)])
        #expect(try waiting(sample).map(\.told) == [nil, Timestamp(seconds: 3_700)])
    }

    @Test("notices outlive the program, and so does the day of the last summary")
    func reopened() throws {
        var sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1)])
        #expect(try sample.records.summaryDay() == nil)
        var grouping = NoticeGrouping()
        grouping.summaryDay = "2026-11-24"
        try sample.records.group(grouping, at: Timestamp(seconds: 1), keepTold: Timestamp(seconds: 0))
        try sample.reopen()
        #expect(try waiting(sample).count == 1)
        #expect(try sample.records.summaryDay() == "2026-11-24")
        #expect(try sample.records.progress() == "x")
    }

    @Test("a damaged notice is named by the check, counted, and stops no other")
    func damage() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1), try Sample.hit("b", "jan", line: 2)])
        let other = try DatabaseQueue(path: sample.file.path)
        try other.write {
            try $0.execute(
                sql: "UPDATE notices SET level = 'low' WHERE alert = ?", arguments: [Sample.id(1).description])
        }
        try other.close()
        #expect(try sample.records.waitingNotices().damaged == 1)
        #expect(try waiting(sample).map(\.alert) == [Sample.id(2)])
        #expect(try sample.records.check().map(\.code.name) == ["record.damaged"])
        try tell(sample)
        #expect(try sample.records.waitingNotices().damaged == 0)
        #expect(try sample.records.check().isEmpty)
    }

    @Test("alerts of notices are given as they are now; one that is damaged is left out")
    func alerts() throws {
        let sample = try Sample()
        try take(sample, [try Sample.hit("a", "jan", line: 1), try Sample.hit("b", "jan", line: 2)])
        try take(sample, [try Sample.hit("a", "jan", line: 3)])
        let other = try DatabaseQueue(path: sample.file.path)
        try other.write {
            try $0.execute(
                sql: "UPDATE alerts SET count = 99 WHERE id = ?", arguments: [Sample.id(2).description])
        }
        try other.close()
        let alerts = try sample.records.alerts(of: try waiting(sample))
        #expect(alerts.keys.map(\.description) == [Sample.id(1).description])
        #expect(alerts[Sample.id(1)]?.count == 2)
    }

    @Test("mutes are those of the organisation's journal, without those that were undone")
    func mutes() async throws {
        let sample = try Sample()
        let until = sample.clock.now.advanced(byNanoseconds: 3_600_000_000_000)
        let entity = try #require(EntityRef(.account, "jan"))
        try await sample.write(.organisation, .muted(rule: "a", entity: entity, until: until, reason: "test"))
        let second = try await sample.write(.organisation, .muted(rule: "b", entity: nil, until: until, reason: ""))
        try await sample.write(.organisation, .undone(sequence: second.sequence))
        let mutes = try sample.records.muting()
        #expect(mutes.isMuted(AlertKey(rule: "a", entity: entity), at: sample.clock.now))
        #expect(!mutes.isMuted(AlertKey(rule: "b", entity: entity), at: sample.clock.now))
        #expect(!mutes.isMuted(AlertKey(rule: "a", entity: entity), at: until))
    }
}
