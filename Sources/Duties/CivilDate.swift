// A day of the calendar: what terms in days, weeks and months count in.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A day of the proleptic Gregorian calendar, without a zone.
public struct CivilDate: Sendable, Hashable, Comparable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Nil unless there is such a day, in a year from 1678 to 2261.
    public init?(_ year: Int, _ month: Int, _ day: Int) {
        guard CivilTime(year: year, month: month, day: day) != nil else { return nil }
        self.init(valid: year, month, day)
    }

    /// The day of a date with a time.
    public init(_ time: CivilTime) {
        self.init(valid: time.year, time.month, time.day)
    }

    /// Reads `2026-08-15`, and nothing else.
    public init?(_ text: String) {
        let shape = "0000-00-00"
        guard text.utf8.count == shape.utf8.count,
            zip(text.utf8, shape.utf8).allSatisfy({ $1 == 0x30 ? 0x30...0x39 ~= $0 : $0 == $1 })
        else { return nil }
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        self.init(parts[0], parts[1], parts[2])
    }

    private init(valid year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    /// Midnight of this day, in a zone that is so many seconds east of UTC.
    func midnight(offsetSeconds: Int = 0) -> Timestamp {
        CivilTime(year: year, month: month, day: day)?.timestamp(offsetSeconds: offsetSeconds)
            ?? Timestamp(nanoseconds: 0)
    }

    /// 1 for Monday to 7 for Sunday (ISO 8601).
    public var isoWeekday: Int {
        CivilTime(year: year, month: month, day: day)?.isoWeekday ?? 1
    }

    /// So many days later, or earlier when negative.
    public func adding(days: Int) -> CivilDate {
        let time = midnight().advanced(byNanoseconds: Int64(days) * 86_400_000_000_000)
        return CivilDate(CivilTime(utc: time))
    }

    /// The day with the same number so many months later; the last day of the month if it has no such day.
    ///
    /// Reg. (EEC, Euratom) 1182/71 art. 3(2)(c): "if the day on which the period should expire does not occur in the
    /// last month", the period ends with the last day of that month.
    public func adding(months: Int) -> CivilDate {
        let index = year * 12 + month - 1 + months
        let (year, month) = (index / 12, index % 12 + 1)
        return CivilDate(valid: year, month, min(day, CivilTime.days(inMonth: month, of: year)))
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2026-08-15`.
    public var description: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
}

extension CivilDate: Decodable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CivilDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a date")
        }
        self = date
    }
}
