// The clock on the wall in the Netherlands, computed without a zone file.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct AmsterdamTimeTests {
    private func instant(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0, year: Int = 2026) -> Instant {
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)
        return Instant(milliseconds: Int((civil?.timestamp().nanoseconds ?? 0) / 1_000_000))
    }

    @Test("Directive 2000/84/EC article 2: summer time begins at 1 a.m. UTC on the last Sunday in March")
    func summerBegins() {
        #expect(AmsterdamTime.offset(at: instant(3, 29, 0, 59)) == 3_600)
        #expect(AmsterdamTime.offset(at: instant(3, 29, 1, 0)) == 7_200)
    }

    @Test("Directive 2000/84/EC article 3: summer time ends at 1 a.m. UTC on the last Sunday in October")
    func summerEnds() {
        #expect(AmsterdamTime.offset(at: instant(10, 25, 0, 59)) == 7_200)
        #expect(AmsterdamTime.offset(at: instant(10, 25, 1, 0)) == 3_600)
    }

    @Test("Each hour of six years has the offset that the zone file gives", arguments: 2024...2029)
    func likeTheZoneFile(year: Int) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        let first = instant(1, 1, 0, year: year)
        for hour in 0..<8_760 {
            let now = first.plus(hour * 3_600)
            let date = Date(timeIntervalSince1970: Double(now.milliseconds / 1_000))
            guard AmsterdamTime.offset(at: now) != zone.secondsFromGMT(for: date) else { continue }
            Issue.record("\(now.timestamp)")
            return
        }
    }

    @Test("A time on the wall and back gives the same time, but for the hour that does not exist")
    func thereAndBack() throws {
        for day in [28, 29, 30] {
            for minute in stride(from: 0, to: 1_440, by: 7) {
                let wall = try #require(
                    CivilTime(year: 2026, month: 3, day: day, hour: minute / 60, minute: minute % 60))
                let back = AmsterdamTime.instant(wall).local
                if day == 29, minute / 60 == 2 {
                    #expect(back.hour == 3)
                } else {
                    #expect(back == wall)
                }
            }
        }
    }

    @Test("The day of the change has 23 hours from its midnight to the next")
    func shortDay() throws {
        let sunday = WorkDay(try #require(CivilTime(year: 2026, month: 3, day: 29)), number: 0)
        let monday = WorkDay(try #require(CivilTime(year: 2026, month: 3, day: 30)), number: 1)
        #expect(monday.at(0).seconds(since: sunday.at(0)) == 23 * 3_600)
        #expect(sunday.isWeekend)
        #expect(!monday.isWeekend)
        #expect(sunday.date == "2026-03-29")
    }
}
