// Points in time and the calendar, as sentences of RFC 3339 and ISO 8601, held against Foundation.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

@Suite("Points in time")
struct TimestampTests {
    @Test(
        "RFC 3339 5.6: a time is written in UTC with as many digits of the fraction as it has",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"), (1_773_907_920_000_000_000, "2026-03-19T08:12:00Z"),
            (1_500_000_000, "1970-01-01T00:00:01.500Z"), (1_000_001_000, "1970-01-01T00:00:01.000001Z"),
            (1_000_000_001, "1970-01-01T00:00:01.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
            (-86_400_000_000_000, "1969-12-31T00:00:00Z"),
        ])
    func written(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    }

    @Test(
        "a civil time outside its ranges is none",
        arguments: [
            [2026, 2, 29, 0], [2026, 13, 1, 0], [2026, 0, 1, 0], [2026, 4, 31, 0], [2026, 1, 0, 0], [2026, 1, 1, 24],
            [1900, 2, 29, 0], [1677, 1, 1, 0], [2262, 1, 1, 0],
        ])
    func outside(parts: [Int]) {
        #expect(CivilTime(year: parts[0], month: parts[1], day: parts[2], hour: parts[3]) == nil)
    }

    @Test("29 February is there in leap years: every fourth, not the hundredth, but the four hundredth")
    func leapYears() {
        #expect(CivilTime(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilTime(year: 2000, month: 2, day: 29) != nil)
        #expect(CivilTime.days(inMonth: 2, of: 2100) == 28)
    }

    @Test("RFC 3339 5.7: a leap second is taken as the second before it")
    func leapSecond() {
        let time = CivilTime(year: 2016, month: 12, day: 31, hour: 23, minute: 59, second: 60)
        #expect(time?.timestamp().description == "2016-12-31T23:59:59Z")
        #expect(CivilTime(year: 2016, month: 12, day: 31, hour: 23, minute: 59, second: 61) == nil)
    }

    @Test("RFC 3339 4.2: an offset east of UTC makes the point in time earlier")
    func offset() {
        let time = CivilTime(year: 2026, month: 3, day: 19, hour: 9, minute: 12)
        #expect(time?.timestamp(offsetSeconds: 3_600).description == "2026-03-19T08:12:00Z")
        #expect(time?.timestamp(offsetSeconds: -3_600).description == "2026-03-19T10:12:00Z")
    }

    @Test("civil time and point in time are each other's inverse, on every day from 1900 to 2100")
    func everyDay() {
        let wrong = (Int64(-25_567)...47_846).filter {
            let time = Timestamp(seconds: $0 * 86_400 + 12_345)
            return CivilTime(utc: time).timestamp() != time
        }
        #expect(wrong.isEmpty)
    }

    @Test("ISO 8601: the week is that of its Thursday, as Foundation counts it")
    func weeks() {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        for day in stride(from: Int64(0), to: 36_500, by: 5) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let civil = CivilTime(utc: Timestamp(seconds: day * 86_400))
            #expect(civil.isoWeek == calendar.component(.weekOfYear, from: date), "\(civil)")
            #expect(civil.isoWeekday == (calendar.component(.weekday, from: date) + 5) % 7 + 1, "\(civil)")
        }
    }

    @Test("points in time are ordered, and moving one wraps instead of stopping the program")
    func order() {
        let time = Timestamp(seconds: 5, nanoseconds: 7)
        #expect(time < time.advanced(byNanoseconds: 1))
        #expect(time.advanced(byNanoseconds: -5_000_000_007).nanoseconds == 0)
        #expect(Timestamp(nanoseconds: .max).advanced(byNanoseconds: 1).nanoseconds == .min)
    }

    @Test("numbers are padded with zeros and never cut")
    func padding() {
        #expect(7.padded(3) == "007")
        #expect(1234.padded(3) == "1234")
    }
}
