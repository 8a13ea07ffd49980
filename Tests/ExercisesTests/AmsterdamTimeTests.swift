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

    @Test("At the ends of what a time can say, and beyond, there is winter time, and nothing stops")
    func ends() throws {
        for time in [Int64.min, .min + 1, -9_214_646_400_000_000_000, .max - 1, .max] {
            let instant = Instant(Timestamp(nanoseconds: time))
            #expect(AmsterdamTime.offset(at: instant) == 3_600)
            #expect([1677, 1678, 2262].contains(instant.local.year))
            #expect(abs(AmsterdamTime.instant(instant.local).seconds(since: instant)) <= 3_601)
            #expect(instant.withFraction(of: "dc01") >= instant || instant > Instant(milliseconds: 0))
        }
        #expect(Instant(milliseconds: .min) == Instant(Timestamp(nanoseconds: .min)).plus(-1))
        #expect(Instant(milliseconds: .max).plus(1) == Instant(milliseconds: .max))
        for year in [1678, 1679, 2261] {
            let (january, july) = (instant(1, 1, 0, year: year), instant(7, 1, 0, year: year))
            #expect(AmsterdamTime.offset(at: january) == 3_600 && AmsterdamTime.offset(at: july) == 7_200)
        }
    }

    @Test("Before 1970 a computer gives a fraction within the same second too")
    func fractionBefore() {
        for second in [-1, -1_000, -1_000_000_000] {
            let instant = Instant(milliseconds: second * 1_000)
            #expect(0..<911 ~= instant.withFraction(of: "dc01").milliseconds - instant.milliseconds)
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
