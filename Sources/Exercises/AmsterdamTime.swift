// Times of an exercise: milliseconds since 1970, and the clock on the wall in Europe/Amsterdam. The rule of summer time
// is that of Directive 2000/84/EC: from the last Sunday of March to the last Sunday of October, both at 01:00 UTC.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// A point in time inside an exercise, within what a `Timestamp` can say: what lies outside is at its end.
package struct Instant: Hashable, Comparable, Sendable {
    private static let range = Int(Int64.min / 1_000_000)...Int(Int64.max / 1_000_000)
    package let milliseconds: Int

    package init(milliseconds: Int) {
        self.milliseconds = min(max(milliseconds, Instant.range.lowerBound), Instant.range.upperBound)
    }

    package init(_ time: Timestamp) {
        self.init(milliseconds: Int(time.nanoseconds.flooredQuotient(by: 1_000_000).quotient))
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    package func plus(_ seconds: Int, milliseconds more: Int = 0) -> Instant {
        Instant(milliseconds: milliseconds + seconds * 1_000 + more)
    }

    /// The same second with a fraction as a computer would give it: one fraction per second and computer, so that
    /// what follows within a second stays in order.
    package func withFraction(of computer: String) -> Instant {
        let second = milliseconds / 1_000
        let number = UInt64(bitPattern: Int64(second))
        return plus(0, milliseconds: Int((Fingerprint(computer).value &+ number &* 7_919) % 911))
    }

    package func seconds(since earlier: Instant) -> Int {
        (milliseconds - earlier.milliseconds) / 1_000
    }

    package var timestamp: Timestamp {
        Timestamp(seconds: 0, nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    package var utc: CivilTime { CivilTime(utc: timestamp) }

    /// The clock on the wall in the Netherlands.
    package var local: CivilTime { CivilTime(utc: plus(AmsterdamTime.offset(at: self)).timestamp) }
}

/// The zone of the organisation, computed and not looked up: an exercise must not depend on a zone file.
package enum AmsterdamTime {
    /// Seconds east of UTC.
    package static func offset(at instant: Instant) -> Int {
        let year = instant.utc.year
        guard let begin = lastSunday(3, of: year), let end = lastSunday(10, of: year) else { return 3_600 }
        return begin <= instant && instant < end ? 7_200 : 3_600
    }

    /// The instant at which a clock on the wall shows a time. A time that the change to summer time skips is taken as
    /// one hour later, a time that comes twice in autumn as its second coming.
    package static func instant(_ wall: CivilTime) -> Instant {
        let winter = Instant(wall.timestamp()).plus(-3_600)
        let summer = winter.plus(-3_600)
        return offset(at: winter) == 7_200 && offset(at: summer) == 7_200 ? summer : winter
    }

    /// At 01:00 UTC; nil in the first and the last year, of which a `Timestamp` has a part only.
    private static func lastSunday(_ month: Int, of year: Int) -> Instant? {
        guard let last = CivilTime(year: year, month: month, day: 31, hour: 1) else { return nil }
        return Instant(last.timestamp()).plus(-86_400 * (last.isoWeekday % 7))
    }
}

/// One day on the calendar of the organisation.
package struct WorkDay: Sendable {
    package let number: Int
    package let year: Int
    package let month: Int
    package let day: Int
    package let weekday: Int

    package init(_ date: CivilTime, number: Int) {
        self.number = number
        (year, month, day, weekday) = (date.year, date.month, date.day, date.isoWeekday)
    }

    package var isWeekend: Bool { weekday > 5 }

    package var date: String { "\(year)-\(month.padded(2))-\(day.padded(2))" }

    /// The instant at a number of seconds after midnight on the clock on the wall (above 86,400: the next day).
    package func at(_ second: Int) -> Instant {
        let inside = min(max(second, 0), 86_399)
        guard
            let wall = CivilTime(
                year: year, month: month, day: day, hour: inside / 3_600, minute: inside / 60 % 60, second: inside % 60)
        else { return Instant(milliseconds: 0) }
        return AmsterdamTime.instant(wall).plus(second - inside)
    }

    package func at(_ hour: Int, _ minute: Int) -> Instant { at(hour * 3_600 + minute * 60) }
}
