// When notices are told: windows, repetitions and quiet hours, also where the clock jumps.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Sigma
import Store
import Testing
import Watch

@Suite("When notices are told")
struct NoticeScheduleTests {
    private let noon = utc("2026-11-24 12:00")

    private func notice(
        _ number: UInt64, _ kind: Notice.Kind = .new, _ level: AlertLevel = .high, at time: Timestamp,
        told: Timestamp? = nil
    ) -> Notice {
        Notice(alert: OutboxSample.id(number), kind: kind, level: level, created: time, told: told)
    }

    private func quiet(_ from: String, _ to: String, zone: String = "Europe/Amsterdam") throws -> QuietHours {
        QuietHours(
            from: try #require(TimeOfDay(from)), to: try #require(TimeOfDay(to)), zone: zone, level: .critical)
    }

    private func numbers(_ notices: [Notice]) -> [ULID] { notices.map(\.alert) }

    @Test("the first notice waits 30 seconds for others, and all go together, the heaviest first")
    func window() {
        let schedule = NoticeSchedule(quiet: nil)
        let notices = [
            notice(1, at: noon), notice(2, .new, .critical, at: noon.plus(20)), notice(3, at: noon.plus(29)),
        ]
        let early = schedule.plan(notices, lastTold: nil, now: noon.plus(29))
        #expect(early.tell.isEmpty && early.next == noon.plus(30))
        let late = schedule.plan(notices, lastTold: nil, now: noon.plus(30))
        #expect(numbers(late.tell) == [2, 1, 3].map(OutboxSample.id) && late.next == nil)
    }

    @Test("there are at least 30 seconds between two messages")
    func between() {
        let schedule = NoticeSchedule(quiet: nil)
        let again = notice(1, .again, at: noon.plus(-3_000), told: noon.plus(-3_600))
        #expect(schedule.plan([again], lastTold: noon.plus(-20), now: noon).tell.isEmpty)
        #expect(schedule.plan([again], lastTold: noon.plus(-20), now: noon).next == noon.plus(10))
        #expect(schedule.plan([again], lastTold: noon.plus(-30), now: noon).tell.count == 1)
    }

    @Test("an alert that goes on is told again after an hour, and with whatever goes out then")
    func again() {
        let schedule = NoticeSchedule(quiet: nil)
        let again = notice(1, .again, at: noon.plus(60), told: noon)
        let soon = schedule.plan([again], lastTold: noon, now: noon.plus(3_599))
        #expect(soon.tell.isEmpty && soon.next == noon.plus(3_600))
        #expect(schedule.plan([again], lastTold: noon, now: noon.plus(3_600)).tell == [again])
        let new = notice(2, at: noon.plus(100))
        let both = schedule.plan([again, new], lastTold: noon, now: noon.plus(130))
        #expect(both.tell == [new] && both.next == noon.plus(3_600))
    }

    @Test("an alert whose level was raised does not wait for the hour")
    func raised() {
        let raised = notice(1, .raised, .critical, at: noon.plus(60), told: noon)
        #expect(NoticeSchedule(quiet: nil).plan([raised], lastTold: noon, now: noon.plus(90)).tell == [raised])
    }

    @Test("a clock that was set back keeps nothing waiting")
    func setBack() {
        let schedule = NoticeSchedule(quiet: nil)
        let future = noon.plus(86_400)
        #expect(schedule.plan([notice(1, at: future)], lastTold: nil, now: noon).tell.count == 1)
        #expect(
            schedule.plan([notice(1, .again, at: noon.plus(-60), told: future)], lastTold: future, now: noon).tell.count
                == 1)
    }

    @Test("in quiet hours only their level is told; the rest waits for the end and then goes together")
    func quietHours() throws {
        let schedule = NoticeSchedule(quiet: try quiet("22:00", "07:00"))
        let night = utc("2026-11-24 22:30")  // 23:30 in Amsterdam
        let notices = [notice(1, at: night), notice(2, .new, .critical, at: night), notice(3, at: night.plus(5))]
        let now = schedule.plan(notices, lastTold: nil, now: night.plus(30))
        #expect(numbers(now.tell) == [OutboxSample.id(2)] && now.next == utc("2026-11-25 06:00"))
        let rest = [notices[0], notices[2]]
        #expect(schedule.plan(rest, lastTold: night.plus(30), now: utc("2026-11-25 05:59:59")).tell.isEmpty)
        let end = schedule.plan(rest, lastTold: night.plus(30), now: utc("2026-11-25 06:00"))
        #expect(end.tell.count == 2 && end.next == nil)
    }

    @Test("over the limit of one message the lightest wait for the next one")
    func limit() {
        let notices = (0...OutboxLimits.noticesPerMessage).map {
            notice(UInt64($0), .new, $0 == 5 ? .low : .high, at: noon)
        }
        let plan = NoticeSchedule(quiet: nil).plan(notices, lastTold: nil, now: noon.plus(30))
        #expect(plan.tell.count == OutboxLimits.noticesPerMessage && plan.next == noon.plus(60))
        #expect(!numbers(plan.tell).contains(OutboxSample.id(5)))
    }

    @Test(
        "whatever comes when, each alert is told in time, never twice within the hour, and messages keep their distance"
    )
    func property() throws {
        var chance = SeededNumbers(seed: 11)
        let schedule = NoticeSchedule(quiet: try quiet("22:00", "07:00"))
        for _ in 0..<20 {
            var waiting: [ULID: Notice] = [:]
            var told: [ULID: Timestamp] = [:]
            var last: Timestamp?
            var now = utc("2026-10-24 18:00")
            for _ in 0..<400 {
                now = now.plus(Int64(chance.next() % 120))
                if chance.next() % 2 == 0 {
                    let id = OutboxSample.id(chance.next() % 6)
                    let kind: Notice.Kind = told[id] == nil ? .new : .again
                    let level: AlertLevel = chance.next() % 4 == 0 ? .critical : .high
                    if waiting[id] == nil {
                        waiting[id] = Notice(alert: id, kind: kind, level: level, created: now, told: told[id])
                    }
                }
                let plan = schedule.plan(Array(waiting.values), lastTold: last, now: now)
                #expect(plan.tell.isEmpty || last.map { now >= $0.plus(30) } ?? true)
                #expect(plan.next.map { $0 > now } ?? (plan.tell.count == waiting.count))
                for notice in plan.tell {
                    #expect(told[notice.alert].map { now >= $0.plus(3_600) } ?? true)
                    told[notice.alert] = now
                    waiting[notice.alert] = nil
                    last = now
                }
            }
            let end = schedule.plan(Array(waiting.values), lastTold: last, now: now.plus(14 * 3_600))
            #expect(end.tell.count == waiting.count)
        }
    }
}

/// Numbers that are the same in each run.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
