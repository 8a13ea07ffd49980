// The proleptic Gregorian calendar from 1678 to 2261: to points in time and back, leap years, ISO 8601 weeks.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

@Suite struct CivilTimeTests {
    @Test("Every day from 1678 to 2261 goes to a point in time and back, and is one day after the last")
    func roundTrip() throws {
        var expected = try #require(CivilTime(year: 1678, month: 1, day: 1)).timestamp()
        var days = 0
        var wrong: [String] = []
        for year in 1678...2261 {
            for month in 1...12 {
                for day in 1...CivilTime.days(inMonth: month, of: year) {
                    let civil = try #require(CivilTime(year: year, month: month, day: day))
                    let time = civil.timestamp()
                    if time != expected || CivilTime(utc: time) != civil { wrong.append("\(civil)") }
                    expected = expected.advanced(byNanoseconds: 86_400_000_000_000)
                    days += 1
                }
            }
        }
        #expect(wrong.isEmpty)
        #expect(days == 584 * 365 + 141)
    }

    @Test("A random moment goes to civil time and back")
    func randomMoments() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let time = Timestamp(
                nanoseconds: .random(in: -9_214_560_000_000_000_000...9_214_000_000_000_000_000, using: &generator))
            let civil = CivilTime(utc: time)
            #expect(civil.timestamp() == time, "\(time.nanoseconds)")
            let parts = CivilTime(
                year: civil.year, month: civil.month, day: civil.day, hour: civil.hour, minute: civil.minute,
                second: civil.second, nanosecond: civil.nanosecond)
            #expect(parts == civil, "\(time.nanoseconds)")
        }
    }

    @Test(
        "A leap year is one that 4 divides, not 100, but 400",
        arguments: [
            (1700, 28), (1800, 28), (1900, 28), (2000, 29), (2100, 28), (2024, 29), (2025, 28), (2026, 28), (2028, 29),
        ])
    func leapYears(_ year: Int, _ days: Int) {
        #expect(CivilTime.days(inMonth: 2, of: year) == days)
        #expect((CivilTime(year: year, month: 2, day: 29) != nil) == (days == 29))
    }

    @Test("Thirty days have April, June, September and November")
    func months() {
        #expect(
            (1...12).map { CivilTime.days(inMonth: $0, of: 2026) } == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    }

    @Test("Parts out of their range make no time")
    func ranges() {
        #expect(CivilTime(year: 1677, month: 12, day: 31) == nil)
        #expect(CivilTime(year: 1678, month: 1, day: 1) != nil)
        #expect(
            CivilTime(year: 2261, month: 12, day: 31, hour: 23, minute: 59, second: 59, nanosecond: 999_999_999) != nil)
        #expect(CivilTime(year: 2262, month: 1, day: 1) == nil)
        #expect(CivilTime(year: .max, month: 1, day: 1) == nil)
        for (month, day) in [(0, 1), (13, 1), (1, 0), (1, 32), (4, 31), (2, 30), (-1, 1), (.min, .max)] {
            #expect(CivilTime(year: 2026, month: month, day: day) == nil, "\(month)-\(day)")
        }
        for (hour, minute, second, nanosecond) in [
            (24, 0, 0, 0), (-1, 0, 0, 0), (0, 60, 0, 0), (0, -1, 0, 0), (0, 0, 61, 0), (0, 0, -1, 0),
            (0, 0, 0, 1_000_000_000), (0, 0, 0, -1),
        ] {
            let time = CivilTime(
                year: 2026, month: 1, day: 1, hour: hour, minute: minute, second: second, nanosecond: nanosecond)
            #expect(time == nil, "\(hour):\(minute):\(second).\(nanosecond)")
        }
    }

    @Test("A leap second 60 is taken as 59")
    func leapSecond() throws {
        let leap = try #require(CivilTime(year: 2016, month: 12, day: 31, hour: 23, minute: 59, second: 60))
        #expect(leap.second == 59)
        #expect(leap.timestamp().description == "2016-12-31T23:59:59Z")
    }

    @Test("East of UTC is earlier in UTC")
    func offsets() throws {
        let noon = try #require(CivilTime(year: 2026, month: 3, day: 19, hour: 12))
        #expect(noon.timestamp(offsetSeconds: 3_600).description == "2026-03-19T11:00:00Z")
        #expect(noon.timestamp(offsetSeconds: -5 * 3_600 - 1_800).description == "2026-03-19T17:30:00Z")
        let first = try #require(CivilTime(year: 1678, month: 1, day: 1))
        #expect(first.timestamp(offsetSeconds: 86_399).description == "1677-12-31T00:00:01Z")
    }

    @Test(
        "ISO 8601: weekday and week of known dates",
        arguments: [
            ("1977-01-01", 6, 53), ("1977-01-02", 7, 53), ("1977-12-31", 6, 52), ("1978-01-01", 7, 52),
            ("1978-01-02", 1, 1),
            ("1978-12-31", 7, 52), ("1979-01-01", 1, 1), ("1979-12-30", 7, 52), ("1979-12-31", 1, 1),
            ("1980-01-01", 2, 1),
            ("1980-12-28", 7, 52), ("1980-12-29", 1, 1), ("1981-12-31", 4, 53), ("1982-01-01", 5, 53),
            ("1982-01-03", 7, 53),
            ("2008-12-28", 7, 52), ("2008-12-29", 1, 1), ("2009-12-31", 4, 53), ("2010-01-03", 7, 53),
            ("2020-12-31", 4, 53),
            ("2021-01-01", 5, 53), ("2024-12-30", 1, 1), ("2026-03-19", 4, 12), ("2026-12-31", 4, 53),
            ("1970-01-01", 4, 1),
            ("1969-12-28", 7, 52), ("1969-12-29", 1, 1), ("1900-01-01", 1, 1), ("1678-01-01", 6, 52),
            ("2261-12-31", 2, 1),
        ])
    func weeks(_ date: String, _ weekday: Int, _ week: Int) throws {
        let parts = date.split(separator: "-").compactMap { Int($0) }
        let civil = try #require(CivilTime(year: parts[0], month: parts[1], day: parts[2]))
        #expect(civil.isoWeekday == weekday)
        #expect(civil.isoWeek == week)
    }

    @Test("ISO 8601: weekdays and weeks of every day of a century are those of Foundation")
    func weeksOfACentury() throws {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        var time = try #require(CivilTime(year: 1960, month: 1, day: 1)).timestamp()
        var wrong = 0
        while time.description < "2060" {
            let civil = CivilTime(utc: time)
            let date = Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000))
            let parts = calendar.dateComponents([.weekday, .weekOfYear, .day, .month, .year], from: date)
            let weekday = ((parts.weekday ?? 0) + 5) % 7 + 1
            let isRight =
                civil.isoWeekday == weekday && civil.isoWeek == parts.weekOfYear && civil.day == parts.day
                && civil.month == parts.month && civil.year == parts.year
            wrong += isRight ? 0 : 1
            time = time.advanced(byNanoseconds: 3 * 86_400_000_000_000)
        }
        #expect(wrong == 0)
    }
}
