// Terms, dates and written times against Foundation's calendar and a second reckoning of the holidays.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Testing

/// The calendar once more: Foundation for dates and the zone, Knuth's way for Easter, the act's list for holidays.
private struct PlainCalendar {
    let calendar: Calendar

    init(_ zone: String) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        self.calendar = calendar
    }

    /// Knuth, The Art of Computer Programming, volume 1, exercise 1.3.2-14.
    static func easter(_ year: Int) -> (month: Int, day: Int) {
        let (golden, century) = (year % 19 + 1, year / 100 + 1)
        let (leaps, moon) = (3 * century / 4 - 12, (8 * century + 5) / 25 - 5)
        let sunday = 5 * year / 4 - leaps - 10
        var epact = (11 * golden + 20 + moon - leaps) % 30
        if epact == 25 && golden > 11 || epact == 24 { epact += 1 }
        var day = 44 - epact
        if day < 21 { day += 30 }
        day += 7 - (sunday + day) % 7
        return day > 31 ? (4, day - 31) : (3, day)
    }

    func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000)) }

    func day(_ date: Date) throws -> CivilDate {
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        return try #require(CivilDate(parts.year ?? 0, parts.month ?? 0, parts.day ?? 0))
    }

    /// Algemene termijnenwet art. 2 and 3.
    func isFree(_ date: Date) throws -> Bool {
        let day = try day(date)
        let weekday = calendar.component(.weekday, from: date)
        if weekday == 1 || weekday == 7 { return true }
        if [[1, 1], [5, 5], [12, 25], [12, 26]].contains([day.month, day.day]) { return true }
        // A Monday to Friday: on a Saturday the birthday of the King is free already.
        if day.month == 4, day.day == 27 { return true }
        let easter = PlainCalendar.easter(day.year)
        let sunday = try #require(
            calendar.date(from: DateComponents(year: day.year, month: easter.month, day: easter.day, hour: 12)))
        let noon = try #require(calendar.date(bySettingHour: 12, minute: 0, second: 0, of: date))
        let after = Int((noon.timeIntervalSince(sunday) / 86_400).rounded())
        return [-2, 1, 39, 50].contains(after)
    }

    /// The working day on which a term of days, weeks or months ends.
    func lastDay(_ unit: Term.Unit, _ count: Int, from start: Timestamp) throws -> CivilDate {
        let component: Calendar.Component = unit == .months ? .month : .day
        var end = try #require(
            calendar.date(byAdding: component, value: unit == .weeks ? 7 * count : count, to: date(start)))
        while try isFree(end) { end = try #require(calendar.date(byAdding: .day, value: 1, to: end)) }
        return try day(end)
    }
}

@Suite("Terms and times, at random")
struct TermPropertyTests {
    private func start(_ seed: inout Seed) -> Timestamp {
        // From 1996 to the end of 2029, so that the longest term ends where the zone data still say something.
        Timestamp(seconds: 820_454_400 + Int64(seed.next(upTo: 1_070_000_000)))
    }

    @Test("Easter is the Sunday that Knuth's reckoning gives, for every year that can be written")
    func easter() {
        for year in 1_700...2_250 {
            let easter = HolidayCalendar.easter(of: year)
            let expected = PlainCalendar.easter(year)
            #expect(easter.month == expected.month && easter.day == expected.day, "\(year)")
        }
        // The earliest and the latest that there are.
        #expect(HolidayCalendar.easter(of: 1818) == CivilDate(1818, 3, 22))
        #expect(HolidayCalendar.easter(of: 1943) == CivilDate(1943, 4, 25))
    }

    @Test("Termijnenwet art. 2 and 3: each day from 1996 to 2060 is a working day or not as the list of the act has it")
    func workingDays() throws {
        let calendar = try LawData.pack.get().holidays
        let plain = try PlainCalendar("GMT")
        var date = try #require(CivilDate(1996, 1, 1))
        var seconds: Int64 = 820_454_400 + 43_200
        while date.year < 2061 {
            let isFree = try plain.isFree(plain.date(Timestamp(seconds: seconds)))
            #expect(calendar.isWorkingDay(date) == !isFree, "\(date)")
            date = date.adding(days: 1)
            seconds += 86_400
        }
    }

    @Test("A term of days, weeks or months ends on the day that Foundation's calendar and the list of the act give")
    func ends() throws {
        let calendar = try LawData.pack.get().holidays
        let plain = try PlainCalendar("Europe/Amsterdam")
        var seed = Seed(101)
        var moved = 0
        for _ in 0..<2_500 {
            let start = start(&seed)
            let unit = seed.pick([Term.Unit.days, .weeks, .months])
            let count = 1 + seed.next(upTo: unit == .months ? 60 : 90)
            let end = try #require(Term(unit, count).end(from: start, calendar: calendar))
            let day = try plain.lastDay(unit, count, from: start)
            #expect(DutchTime.date(at: end.due) == day, "\(start) \(count) \(unit)")
            #expect(DutchTime.text(end.last).prefix(19) == "\(day)T23:59:59")
            if let from = end.movedFrom {
                moved += 1
                #expect(from < day && !calendar.isWorkingDay(from))
            }
        }
        #expect(moved > 500)
    }

    @Test("Hours are elapsed time to the nanosecond, whatever the clock on the wall does")
    func hours() throws {
        let calendar = try LawData.pack.get().holidays
        var seed = Seed(102)
        for _ in 0..<2_000 {
            let start = start(&seed).advanced(byNanoseconds: Int64(seed.next(upTo: 1_000_000_000)))
            let count = 1 + seed.next(upTo: 8_784)
            let end = try #require(Term(.hours, count).end(from: start, calendar: calendar))
            #expect(end.due.nanoseconds - start.nanoseconds == Int64(count) * 3_600_000_000_000)
            let more = end.statutory.nanoseconds - end.due.nanoseconds
            #expect(0 < more && more <= 3_600_000_000_000 && end.statutory.nanoseconds % 3_600_000_000_000 == 0)
            #expect(end.movedFrom == nil && end.last == end.due)
            let later = Term(.hours, count).end(from: start.advanced(byNanoseconds: 1), calendar: calendar)
            #expect(later?.due == end.due.advanced(byNanoseconds: 1))
        }
    }

    @Test("A later start never ends a term earlier, and a longer term never ends before a shorter one")
    func monotonic() throws {
        let calendar = try LawData.pack.get().holidays
        var seed = Seed(103)
        for _ in 0..<1_500 {
            let start = start(&seed)
            let later = start.advanced(byNanoseconds: Int64(seed.next(upTo: 400_000)) * 1_000_000_000)
            let (unit, count) = (Term.Unit.allCases[seed.next(upTo: 4)], 1 + seed.next(upTo: 40))
            let end = try #require(Term(unit, count).end(from: start, calendar: calendar))
            let other = try #require(Term(unit, count).end(from: later, calendar: calendar))
            let longer = try #require(Term(unit, count + 1).end(from: start, calendar: calendar))
            #expect(end.last <= other.last && end.last <= longer.last, "\(start) \(later) \(count) \(unit)")
        }
    }

    @Test("The next working day is the first one: no working day lies between, and a working day stays")
    func rollingOver() throws {
        let calendar = try LawData.pack.get().holidays
        var date = try #require(CivilDate(2020, 1, 1))
        for _ in 0..<7_500 {
            let day = calendar.workingDay(onOrAfter: date)
            #expect(calendar.isWorkingDay(day) && calendar.workingDay(onOrAfter: day) == day)
            var between = date
            while between < day {
                #expect(!calendar.isWorkingDay(between))
                between = between.adding(days: 1)
            }
            // Good Friday to Easter Monday is the longest row of days that are none, with King's Day behind it five.
            #expect(date.adding(days: 5) >= day)
            date = date.adding(days: 1)
        }
    }

    // MARK: dates

    @Test("Dates: months and days are added as Foundation adds them, and days can be taken off again")
    func dates() throws {
        let plain = try PlainCalendar("GMT")
        var seed = Seed(104)
        for _ in 0..<3_000 {
            let date = try #require(CivilDate(1_800 + seed.next(upTo: 300), 1 + seed.next(upTo: 12), 1))
                .adding(days: seed.next(upTo: 31))
            let noon = try #require(
                plain.calendar.date(from: DateComponents(year: date.year, month: date.month, day: date.day, hour: 12)))
            let count = seed.next(upTo: 1_000) - 500
            let (months, days) = (date.adding(months: count), date.adding(days: count))
            // Foundation takes 316 months off 30 June 2020 in two steps and has another day: forward only.
            let forward = try #require(plain.calendar.date(byAdding: .month, value: abs(count), to: noon))
            #expect(try plain.day(forward) == date.adding(months: abs(count)), "\(date) \(count)")
            #expect(months.year * 12 + months.month == date.year * 12 + date.month + count)
            #expect(months.day == min(date.day, CivilTime.days(inMonth: months.month, of: months.year)))
            #expect(try plain.day(try #require(plain.calendar.date(byAdding: .day, value: count, to: noon))) == days)
            #expect(days.adding(days: -count) == date && (days < date) == (count < 0))
            #expect((date.isoWeekday - 1 + 7 * 500 + count) % 7 + 1 == days.isoWeekday)
            #expect(CivilDate(date.description) == date && CivilDate(date.description + " ") == nil)
        }
    }

    // MARK: written times

    @Test("RFC 3339 5.6: a time in any of its spellings is the moment that Foundation reckons from its parts")
    func writtenTimes() throws {
        let calendar = try PlainCalendar("GMT").calendar
        var seed = Seed(105)
        for _ in 0..<500 {
            let date = try #require(CivilDate(1_996 + seed.next(upTo: 204), 1 + seed.next(upTo: 12), 1))
                .adding(days: seed.next(upTo: 28))
            let (hour, minute, second) = (seed.next(upTo: 24), seed.next(upTo: 60), seed.next(upTo: 60))
            let digits = String((0..<(1 + seed.next(upTo: 14))).map { _ in Character("\(seed.next(upTo: 10))") })
            let (isWithSeconds, isWithFraction) = (seed.next(upTo: 4) > 0, seed.next(upTo: 2) == 0)
            let (sign, east, minutes) = (seed.pick([1, -1]), seed.next(upTo: 24), seed.next(upTo: 60))
            let isUTC = seed.next(upTo: 4) == 0
            var text = "\(date)\(seed.pick(["T", "t", " "]))\(hour.padded(2)):\(minute.padded(2))"
            if isWithSeconds { text += ":\(second.padded(2))" + (isWithFraction ? "." + digits : "") }
            text += isUTC ? seed.pick(["Z", "z"]) : "\(sign < 0 ? "-" : "+")\(east.padded(2))"
            if !isUTC { text += seed.pick([":", ""]) + minutes.padded(2) }
            let offset = isUTC ? 0 : sign * (east * 3_600 + minutes * 60)
            let parts = DateComponents(
                year: date.year, month: date.month, day: date.day, hour: hour, minute: minute,
                second: isWithSeconds ? second : 0)
            let seconds = Int64(try #require(calendar.date(from: parts)).timeIntervalSince1970) - Int64(offset)
            let fraction = isWithSeconds && isWithFraction ? String((digits + "000000000").prefix(9)) : "0"
            let written = try WrittenTime(text)
            #expect(written.time == Timestamp(seconds: seconds, nanoseconds: Int64(fraction) ?? -1), "\(text)")
            #expect(written.offsetSeconds == offset)
            for count in 0..<text.utf8.count {
                #expect(throws: WrittenTime.Refusal.self, "\(text.prefix(count))") {
                    try WrittenTime(String(text.prefix(count)))
                }
            }
            #expect(throws: WrittenTime.Refusal.unreadable) { try WrittenTime(text + "0") }
        }
    }

    @Test("The text of a time on the wall in the Netherlands is read back as the same second, also in the double hour")
    func wallTexts() throws {
        var seed = Seed(106)
        let change = try at("2026-10-25T01:00:00Z")
        for round in 0..<2_000 {
            let near = change.advanced(byNanoseconds: Int64(seed.next(upTo: 14_400) - 7_200) * 1_000_000_000)
            let time = round.isMultiple(of: 4) ? near : start(&seed)
            let written = try WrittenTime(DutchTime.text(time))
            #expect(written.time == time && written.offsetSeconds == DutchTime.offsetSeconds(at: time))
        }
    }
}
