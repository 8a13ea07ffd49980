// What a written time says: a point in time, or why it is none.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The outcome of reading a time as text.
public enum TimeReading: Sendable, Hashable {
    case time(Timestamp)
    /// A local time that a clock shows twice, when summer time ends: the first reading of it, which may be an hour off.
    case ambiguous(Timestamp)
    /// A local time that no clock shows, because summer time begins.
    case nonexistent
    case needsZone
    case needsYear
    case unreadable

    /// The point in time, if there is one.
    public var timestamp: Timestamp? {
        switch self {
        case .time(let time), .ambiguous(let time): time
        default: nil
        }
    }

    /// What must be reported about it.
    public var problem: Problem.Code? {
        switch self {
        case .time: nil
        case .ambiguous: .timeAmbiguous
        case .nonexistent: .timeNonexistent
        case .needsZone: .timeWithoutZone
        case .needsYear: .timeWithoutYear
        case .unreadable: .timeUnreadable
        }
    }
}

/// A date and time of day as written, before zone and year are known.
struct WrittenTime {
    enum Zone: Equatable {
        case absent
        case offset(Int)
        /// A word that names no one offset, such as CEST or EST.
        case word
    }

    /// Zero if not written.
    var year = 0
    var month = 0
    var day = 0
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0
    var zone = Zone.absent

    func reading(in rule: ZoneRule) -> TimeReading {
        guard let year = year == 0 ? rule.year : year else { return .needsYear }
        guard
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                nanosecond: nanosecond)
        else { return .unreadable }
        if case .offset(let seconds) = zone { return .time(civil.timestamp(offsetSeconds: seconds)) }
        return rule.reading(of: civil)
    }
}
