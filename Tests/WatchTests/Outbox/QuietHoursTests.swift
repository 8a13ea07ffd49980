// Quiet hours and the daily summary on the clock of their zone: over midnight, and where the clock jumps.
// In Europe/Amsterdam it does so on 29 March 2026 at 01:00 UTC (02:00 -> 03:00) and on 25 October (03:00 -> 02:00).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Sigma
import Testing
import Watch

@Suite("Quiet hours and the daily summary")
struct QuietHoursTests {
    private func hours(_ from: String, _ to: String, zone: String = "Europe/Amsterdam") throws -> QuietHours {
        QuietHours(from: try #require(TimeOfDay(from)), to: try #require(TimeOfDay(to)), zone: zone, level: .high)
    }

    private func clock(_ from: String, _ to: String, zone: String = "Europe/Amsterdam") throws -> QuietClock {
        QuietClock(try hours(from, to, zone: zone))
    }

    @Test("they begin and end on the clock of the zone, over midnight too; the begin is in them, the end is not")
    func borders() throws {
        let night = try clock("22:00", "07:00")
        #expect(!night.isQuiet(at: utc("2026-11-24 20:59:59")) && night.isQuiet(at: utc("2026-11-24 21:00")))
        #expect(night.isQuiet(at: utc("2026-11-25 05:59:59")) && !night.isQuiet(at: utc("2026-11-25 06:00")))
        #expect(night.end(after: utc("2026-11-24 21:00")) == utc("2026-11-25 06:00"))
        #expect(night.end(after: utc("2026-11-25 00:30:17")) == utc("2026-11-25 06:00"))
        #expect(night.end(after: utc("2026-11-25 12:00:17")) == utc("2026-11-25 12:00:17"))
        let lunch = try clock("12:00", "13:30", zone: "+05:30")
        #expect(lunch.isQuiet(at: utc("2026-11-24 06:30")) && !lunch.isQuiet(at: utc("2026-11-24 08:00")))
    }

    @Test("a night in which the clock goes forward is an hour shorter, one in which it goes back an hour longer")
    func jumps() throws {
        let night = try clock("22:00", "07:00")
        #expect(night.end(after: utc("2026-03-28 21:00")) == utc("2026-03-29 05:00"))
        #expect(night.end(after: utc("2026-10-24 20:00")) == utc("2026-10-25 06:00"))
    }

    @Test("an end that the clock jumps over counts at the jump; one that it shows twice ends them twice")
    func jumpedEnd() throws {
        #expect(try clock("22:00", "02:30").end(after: utc("2026-03-28 23:00")) == utc("2026-03-29 01:00"))
        let twice = try clock("22:00", "02:30")
        #expect(twice.end(after: utc("2026-10-24 22:00")) == utc("2026-10-25 00:30"))
        #expect(!twice.isQuiet(at: utc("2026-10-25 00:45")) && twice.isQuiet(at: utc("2026-10-25 01:10")))
        #expect(twice.end(after: utc("2026-10-25 01:10")) == utc("2026-10-25 01:30"))
    }

    @Test("what has their level or more does not wait")
    func level() throws {
        let night = try clock("22:00", "07:00")
        let time = utc("2026-11-24 23:00")
        #expect(night.holds(.medium, at: time) && !night.holds(.high, at: time) && !night.holds(.critical, at: time))
        #expect(!night.holds(.low, at: utc("2026-11-24 12:00")))
    }

    // MARK: the summary

    private func summary(
        _ at: String, quiet: QuietHours? = nil, zone: String = "Europe/Amsterdam"
    ) throws
        -> SummarySchedule
    {
        SummarySchedule(DailySummary(at: try #require(TimeOfDay(at)), zone: zone), quiet: quiet)
    }

    @Test("the summary goes out once for each local day, at its time")
    func daily() throws {
        let schedule = try summary("08:00")
        let before = schedule.plan(last: "2026-11-23", now: utc("2026-11-24 06:59:59"))
        #expect(before.0 == .wait && before.next == utc("2026-11-24 07:00"))
        let now = schedule.plan(last: "2026-11-23", now: utc("2026-11-24 07:00"))
        #expect(now.0 == .send(day: "2026-11-24") && now.next == utc("2026-11-25 07:00"))
        #expect(schedule.plan(last: "2026-11-24", now: utc("2026-11-24 07:00:01")).0 == .wait)
    }

    @Test("after a time in which the program was down, the last one that was missed goes out, and no more")
    func missed() throws {
        let schedule = try summary("08:00")
        #expect(schedule.plan(last: "2026-11-20", now: utc("2026-11-24 15:00")).0 == .send(day: "2026-11-24"))
        let night = schedule.plan(last: "2026-11-20", now: utc("2026-11-24 01:00"))
        #expect(night.0 == .send(day: "2026-11-23") && night.next == utc("2026-11-24 07:00"))
    }

    @Test("at the very first start nobody was waiting for one")
    func first() throws {
        let plan = try summary("08:00").plan(last: nil, now: utc("2026-11-24 15:00"))
        #expect(plan.0 == .skip(day: "2026-11-24") && plan.next == utc("2026-11-25 07:00"))
        #expect(
            try summary("08:00").plan(last: "2099-01-01", now: utc("2026-11-24 15:00")).0 == .skip(day: "2026-11-24"))
    }

    @Test("one that is late waits for the end of quiet hours; one whose time lies in them was meant so")
    func quiet() throws {
        let night = try hours("22:00", "07:00")
        let late = try summary("08:00", quiet: night).plan(last: "2026-11-22", now: utc("2026-11-24 02:00"))
        #expect(late.0 == .wait && late.next == utc("2026-11-24 06:00"))
        let meant = try summary("06:30", quiet: night).plan(last: "2026-11-23", now: utc("2026-11-24 05:30"))
        #expect(meant.0 == .send(day: "2026-11-24"))
    }

    @Test("a time that the clock jumps over, and one that it shows twice, are one summary each")
    func summaryJumps() throws {
        let schedule = try summary("02:30")
        var sent: [String] = []
        var last = "2026-03-27"
        for minute in 0..<(4 * 24 * 60) {
            let plan = schedule.plan(last: last, now: utc("2026-03-27 12:00").plus(Int64(minute) * 60))
            if case .send(let day) = plan.0 {
                sent.append(day)
                last = day
            }
        }
        #expect(sent == ["2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"])
        #expect(schedule.plan(last: "2026-03-28", now: utc("2026-03-29 01:29")).0 == .wait)
        #expect(schedule.plan(last: "2026-03-28", now: utc("2026-03-29 01:30")).0 == .send(day: "2026-03-29"))
        #expect(schedule.plan(last: "2026-10-24", now: utc("2026-10-25 00:30")).0 == .send(day: "2026-10-25"))
        #expect(schedule.plan(last: "2026-10-25", now: utc("2026-10-25 01:30")).0 == .wait)
    }

    @Test("times are shown as clocks of the zone show them; a zone that is unknown is said to be UTC")
    func text() {
        #expect(LocalClock("Europe/Amsterdam").text(utc("2026-12-31 23:05")) == "01-01-2027 00:05")
        #expect(LocalClock("Europe/Amsterdam").text(utc("2026-07-01 10:00")) == "01-07-2026 12:00")
        #expect(
            LocalClock("Nergens").zone == "UTC"
                && LocalClock("Nergens").text(utc("2026-07-01 10:00")) == "01-07-2026 10:00")
    }
}
