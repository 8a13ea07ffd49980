// A point in time as logs give it: nanoseconds since 1970 in UTC, written as RFC 3339.
// SPDX-License-Identifier: EUPL-1.2

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, from the year 1678 to 2261.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Wraps at the ends of the range: what lies outside of it is no time, and no reason to stop.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.nanoseconds = seconds &* 1_000_000_000 &+ nanoseconds
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.nanoseconds < b.nanoseconds
    }

    /// That much later, or earlier when negative. Wraps at the ends of the range.
    public func advanced(byNanoseconds amount: Int64) -> Timestamp {
        Timestamp(nanoseconds: nanoseconds &+ amount)
    }
}

/// A date and a time of day in the proleptic Gregorian calendar, without a zone.
public struct CivilTime: Sendable, Hashable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var nanosecond: Int

    /// Nil unless every part lies within its range (a leap second 60 is taken as 59) and the year from 1678 to 2261.
    public init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0
    ) {
        guard 1678...2261 ~= year, 1...12 ~= month, 1...CivilTime.days(inMonth: month, of: year) ~= day,
            0...23 ~= hour, 0...59 ~= minute, 0...60 ~= second, 0..<1_000_000_000 ~= nanosecond
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = min(second, 59)
        self.nanosecond = nanosecond
    }

    /// The civil time in UTC at a point in time.
    public init(utc time: Timestamp) {
        let (seconds, nanosecond) = time.nanoseconds.flooredQuotient(by: 1_000_000_000)
        let (days, secondOfDay) = seconds.flooredQuotient(by: 86_400)
        // Days to year, month, day by eras of 400 years that begin on 1 March (Howard Hinnant, "chrono-Compatible
        // Low-Level Date Algorithms").
        let (era, dayOfEra) = (days + 719_468).flooredQuotient(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        hour = Int(secondOfDay / 3_600)
        minute = Int(secondOfDay / 60 % 60)
        second = Int(secondOfDay % 60)
        self.nanosecond = Int(nanosecond)
    }

    /// The point in time, if this civil time is `offsetSeconds` east of UTC.
    public func timestamp(offsetSeconds: Int = 0) -> Timestamp {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let (era, yearOfEra) = shiftedYear.flooredQuotient(by: 400)
        let shiftedMonth = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let secondOfDay = Int64(hour * 3_600 + minute * 60 + second - offsetSeconds)
        return Timestamp(seconds: days * 86_400 + secondOfDay, nanoseconds: Int64(nanosecond))
    }

    /// The number of days of a month.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The day of the week, 1 for Monday to 7 for Sunday (ISO 8601).
    public var isoWeekday: Int {
        let midnight = CivilTime.midnight(year, month, day).nanoseconds / 86_400_000_000_000
        return Int((midnight + 3).flooredQuotient(by: 7).remainder) + 1
    }

    /// The number of the week as ISO 8601 counts it: week 1 holds the first Thursday of the year.
    public var isoWeek: Int {
        var ordinal = day
        for earlier in 1..<max(month, 1) { ordinal += CivilTime.days(inMonth: earlier, of: year) }
        let week = (ordinal - isoWeekday + 10) / 7
        if week < 1 { return CivilTime.weeks(in: year - 1) }
        return week > CivilTime.weeks(in: year) ? 1 : week
    }

    private static func weeks(in year: Int) -> Int {
        guard let first = CivilTime(year: year, month: 1, day: 1) else { return 52 }
        let weekday = first.isoWeekday
        return weekday == 4 || (weekday == 3 && isLeap(year)) ? 53 : 52
    }

    private static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Timestamp {
        CivilTime(year: year, month: month, day: day)?.timestamp() ?? Timestamp(nanoseconds: 0)
    }
}

extension Int64 {
    /// Quotient and remainder of division towards minus infinity, so that times before 1970 are right.
    package func flooredQuotient(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with as many digits of the fraction (0, 3, 6 or 9) as the time has.
    public var description: String {
        let civil = CivilTime(utc: self)
        var text = "\(civil.year.padded(4))-\(civil.month.padded(2))-\(civil.day.padded(2))"
        text += "T\(civil.hour.padded(2)):\(civil.minute.padded(2)):\(civil.second.padded(2))"
        let nanosecond = civil.nanosecond
        if nanosecond != 0 {
            if nanosecond % 1_000_000 == 0 {
                text += ".\((nanosecond / 1_000_000).padded(3))"
            } else if nanosecond % 1_000 == 0 {
                text += ".\((nanosecond / 1_000).padded(6))"
            } else {
                text += ".\(nanosecond.padded(9))"
            }
        }
        return text + "Z"
    }
}

extension Int {
    /// Decimal with leading zeros up to `width` digits.
    public func padded(_ width: Int) -> String {
        let digits = String(self)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}
