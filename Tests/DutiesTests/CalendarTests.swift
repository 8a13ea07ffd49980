// The calendar: Easter, holidays, the clock on the wall.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Testing

@Suite("Calendar")
struct CalendarTests {
    @Test(
        "Easter Sunday is computed",
        arguments: [
            ("1961-04-02"), ("2000-04-23"), ("2008-03-23"), ("2011-04-24"), ("2019-04-21"), ("2024-03-31"),
            ("2025-04-20"), ("2026-04-05"), ("2027-03-28"), ("2028-04-16"), ("2038-04-25"), ("2049-04-18"),
        ])
    func easter(date: String) throws {
        let date = try #require(CivilDate(date))
        #expect(HolidayCalendar.easter(of: date.year) == date)
    }

    @Test("Easter is a Sunday between 22 March and 25 April in every year")
    func everyEaster() {
        for year in 1700...2250 {
            let easter = HolidayCalendar.easter(of: year)
            #expect(easter.isoWeekday == 7, "\(easter)")
            #expect((easter.month, easter.day) >= (3, 22) && (easter.month, easter.day) <= (4, 25), "\(easter)")
        }
    }

    @Test("Termijnenwet art. 3: the holidays of 2026 and no others")
    func holidays() throws {
        let calendar = try LawData.pack.get().holidays
        let first = try #require(CivilDate(2026, 1, 1))
        let found = (0..<365).map { first.adding(days: $0) }.filter(calendar.isHoliday).map(\.description)
        #expect(
            found == [
                "2026-01-01", "2026-04-03", "2026-04-06", "2026-04-27", "2026-05-05", "2026-05-14", "2026-05-25",
                "2026-12-25", "2026-12-26",
            ])
    }

    @Test("The birthday of the King is kept on the Saturday before when it falls on a Sunday")
    func kingsDay() throws {
        let calendar = try LawData.pack.get().holidays
        #expect(calendar.isHoliday(try #require(CivilDate("2025-04-26"))))
        #expect(!calendar.isHoliday(try #require(CivilDate("2025-04-27"))))
        #expect(calendar.isHoliday(try #require(CivilDate("2027-04-27"))))
    }

    @Test("Days that are said to be equated with holidays, and are not verified, are in the pack and do not count")
    func unverified() throws {
        let calendar = try LawData.pack.get().holidays
        let days = try #require(calendar.unverified).days
        #expect(days.map(\.description).contains("2026-05-15"))
        #expect(days.allSatisfy { !calendar.isHoliday($0) && $0.isoWeekday < 6 })
    }

    @Test("Directive 2000/84: the offset is that of the zone data of the system from 1996 to 2037")
    func offsets() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        var seconds: Int64 = 820_454_400
        while seconds < 2_145_916_800 {
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            let time = Timestamp(seconds: seconds)
            if DutchTime.offsetSeconds(at: time) != expected { Issue.record("\(time)") }
            let wall = DutchTime.wall(at: time)
            // What comes twice is read as the first, an hour earlier.
            let back = time.nanoseconds - DutchTime.time(of: wall).nanoseconds
            #expect(back == 0 || back == 3_600_000_000_000 && expected == 3_600)
            seconds += 3_600 * 23 / 2
        }
    }

    @Test(
        "A date is read in one form only",
        arguments: ["2026-8-15", "2026-02-29", "2026-13-01", "15-08-2026", "", "２026-08-15"])
    func badDate(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("Days are counted over the ends of months and years")
    func days() throws {
        let date = try #require(CivilDate("2027-12-31"))
        #expect(date.adding(days: 1).description == "2028-01-01")
        #expect(date.adding(days: 60).description == "2028-02-29")
        #expect(date.adding(days: -365).description == "2026-12-31")
    }

    @Test("A calendar in which every day is a holiday hangs nobody")
    func noWorkingDay() throws {
        let all = (-100...100).map { #"{"name":{"nl":"x","en":"x"},"days":\#($0)}"# }.joined(separator: ",")
        let json = #"{"fixed":[],"aroundEaster":[\#(all)]}"#
        let calendar = try JSONDecoder().decode(HolidayCalendar.self, from: Data(json.utf8))
        let date = try #require(CivilDate("2026-04-05"))
        #expect(calendar.workingDay(onOrAfter: date) == date.adding(days: 30))
    }
}
