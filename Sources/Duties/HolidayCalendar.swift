// Which days are no working days: Saturdays, Sundays, and the holidays that a law pack names.
// Algemene termijnenwet art. 3; Reg. (EEC, Euratom) 1182/71 art. 2.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// The holidays of a law pack, as rules: they hold for every year.
public struct HolidayCalendar: Sendable, Hashable, Decodable {
    /// A holiday on a fixed day of the year.
    public struct Fixed: Sendable, Hashable, Decodable {
        public let name: LawText
        public let month: Int
        public let day: Int
        /// Kept on the Saturday before when it falls on a Sunday (the birthday of the King).
        public let notOnSunday: Bool?
    }

    /// A holiday that lies so many days after Easter Sunday, or before it when negative.
    public struct AroundEaster: Sendable, Hashable, Decodable {
        public let name: LawText
        public let days: Int
    }

    /// Days that a decree is said to equate with holidays, where that has not been verified: they are shown to who
    /// reviews the pack, and do not count. A term that ends on one is thus never taken as longer than it is.
    public struct Unverified: Sendable, Hashable, Decodable {
        public let note: LawText
        public let days: [CivilDate]
    }

    public let fixed: [Fixed]
    public let aroundEaster: [AroundEaster]
    public let unverified: Unverified?

    /// Whether a day is neither Saturday, Sunday nor holiday.
    public func isWorkingDay(_ date: CivilDate) -> Bool {
        date.isoWeekday < 6 && !isHoliday(date)
    }

    /// Whether a day is one of the holidays.
    public func isHoliday(_ date: CivilDate) -> Bool {
        let isFixed = fixed.contains { holiday in
            guard let day = CivilDate(date.year, holiday.month, holiday.day) else { return false }
            return date == (holiday.notOnSunday == true && day.isoWeekday == 7 ? day.adding(days: -1) : day)
        }
        return isFixed
            || aroundEaster.contains { HolidayCalendar.easter(of: date.year).adding(days: $0.days) == date }
    }

    /// The day itself if it is a working day, else the first one after it.
    ///
    /// Reg. 1182/71 art. 3(4): "Where the last day of a period expressed otherwise than in hours is a public holiday,
    /// Sunday or Saturday, the period shall end with the expiry of the last hour of the following working day."
    public func workingDay(onOrAfter date: CivilDate) -> CivilDate {
        var day = date
        // No calendar has a fortnight without a working day; a pack that says so must not hang anyone.
        for _ in 0..<30 where !isWorkingDay(day) { day = day.adding(days: 1) }
        return day
    }

    /// Easter Sunday, by the Gregorian computus (Butcher's form).
    public static func easter(of year: Int) -> CivilDate {
        let golden = year % 19
        let (century, ofCentury) = (year / 100, year % 100)
        let epact =
            (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - epact - ofCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let number = epact + weekday - 7 * late + 114
        return CivilDate(year, number / 31, number % 31 + 1) ?? CivilDate(CivilTime(utc: .init(nanoseconds: 0)))
    }
}
