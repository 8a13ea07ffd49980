// The clock on the wall in the Netherlands, computed: summer time as Directive 2000/84/EC has it, from the last Sunday
// of March to the last Sunday of October, both at 01:00 UTC. A legal term must not depend on a zone file.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Times on the wall in Europe/Amsterdam, from the year 1996 on.
public enum DutchTime {
    /// Seconds east of UTC.
    public static func offsetSeconds(at time: Timestamp) -> Int {
        let year = CivilTime(utc: time).year
        return time >= change(3, year) && time < change(10, year) ? 7_200 : 3_600
    }

    /// What the clock on the wall shows.
    public static func wall(at time: Timestamp) -> CivilTime {
        CivilTime(utc: time.advanced(byNanoseconds: Int64(offsetSeconds(at: time)) * 1_000_000_000))
    }

    /// The day on the wall.
    public static func date(at time: Timestamp) -> CivilDate {
        CivilDate(wall(at: time))
    }

    /// When the clock on the wall shows a time. A time that comes twice in autumn is taken as the first, so that a term
    /// never ends too late; one that is skipped in spring as one hour later.
    public static func time(of wall: CivilTime) -> Timestamp {
        let summer = wall.timestamp(offsetSeconds: 7_200)
        return offsetSeconds(at: summer) == 7_200 ? summer : wall.timestamp(offsetSeconds: 3_600)
    }

    /// RFC 3339 with the offset of the Netherlands, to the second: `2026-03-19T09:12:00+01:00`.
    public static func text(_ time: Timestamp) -> String {
        let wall = wall(at: time)
        let clock = "\(wall.hour.padded(2)):\(wall.minute.padded(2)):\(wall.second.padded(2))"
        return "\(CivilDate(wall))T\(clock)+0\(offsetSeconds(at: time) / 3_600):00"
    }

    /// 01:00 UTC on the last Sunday of a month with 31 days.
    private static func change(_ month: Int, _ year: Int) -> Timestamp {
        guard let last = CivilTime(year: year, month: month, day: 31, hour: 1) else { return Timestamp(nanoseconds: 0) }
        return last.timestamp().advanced(byNanoseconds: Int64(last.isoWeekday % 7) * -86_400_000_000_000)
    }
}
