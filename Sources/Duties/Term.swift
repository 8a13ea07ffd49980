// When a legal term ends. Hours run on as time passes; days, weeks and months are days of the calendar, and end on a
// working day. A month is never thirty days.
// Reg. (EEC, Euratom) 1182/71 art. 3; Algemene termijnenwet art. 1.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// How long a term is.
public struct Term: Sendable, Hashable, Decodable {
    /// What a term is counted in.
    public enum Unit: String, Sendable, Decodable, CaseIterable {
        case hours, days, weeks, months
        /// "Onverwijld": no number, as soon as can be.
        case withoutDelay = "without_delay"
        /// When someone who may ask it asks for it.
        case onRequest = "on_request"
    }

    public let unit: Unit
    /// Nil for a term without a number.
    public let count: Int?

    public init(_ unit: Unit, _ count: Int? = nil) {
        self.unit = unit
        self.count = count
    }

    /// Whether there is a moment at which it ends.
    public var hasEnd: Bool { unit != .withoutDelay && unit != .onRequest }

    /// The end of the term that starts at a moment; nil for a term without a number.
    public func end(from start: Timestamp, calendar: HolidayCalendar) -> TermEnd? {
        guard let count else { return nil }
        switch unit {
        case .withoutDelay, .onRequest: return nil
        case .hours: return TermEnd(hours: count, from: start)
        case .days: return TermEnd(on: DutchTime.date(at: start).adding(days: count), start, calendar)
        case .weeks: return TermEnd(on: DutchTime.date(at: start).adding(days: 7 * count), start, calendar)
        case .months: return TermEnd(on: DutchTime.date(at: start).adding(months: count), start, calendar)
        }
    }
}

/// The end of a term.
public struct TermEnd: Sendable, Hashable {
    /// The moment to work towards: the start with the term added to it, on a working day.
    public let due: Timestamp
    /// The last moment by the letter of the law. Never before `due`.
    public let statutory: Timestamp
    /// The last moment that counts as in time: for hours `due`, since the extra minutes are a matter of dispute; for
    /// the rest the last second of the last day.
    public let last: Timestamp
    /// The day that was no working day and that the term moved on from; nil if it did not move.
    public let movedFrom: CivilDate?

    private static let hour: Int64 = 3_600_000_000_000

    /// Art. 3(1): "the hour during which that event occurs" does not count, so the period begins with the next full
    /// hour. Hours run through weekends, holidays and the change of the clocks, and are not extended (art. 3(4)).
    init(hours: Int, from start: Timestamp) {
        let length = Int64(hours) * TermEnd.hour
        due = start.advanced(byNanoseconds: length)
        let (whole, _) = start.nanoseconds.flooredQuotient(by: TermEnd.hour)
        statutory = Timestamp(nanoseconds: (whole + 1) * TermEnd.hour).advanced(byNanoseconds: length)
        last = due
        movedFrom = nil
    }

    /// The last day and the time of day of the start; by the letter the whole last day counts (art. 3(2)).
    init(on date: CivilDate, _ start: Timestamp, _ calendar: HolidayCalendar) {
        let day = calendar.workingDay(onOrAfter: date)
        movedFrom = day == date ? nil : date
        let clock = DutchTime.wall(at: start)
        due = TermEnd.time(day, clock.hour, clock.minute, clock.second)
        statutory = TermEnd.time(day, 23, 59, 59)
        last = statutory
    }

    private static func time(_ day: CivilDate, _ hour: Int, _ minute: Int, _ second: Int) -> Timestamp {
        CivilTime(year: day.year, month: day.month, day: day.day, hour: hour, minute: minute, second: second)
            .map(DutchTime.time) ?? day.midnight()
    }
}
