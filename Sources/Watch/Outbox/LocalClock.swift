// The clock on the wall in a zone, also where it jumps: in spring an hour is missing, in autumn one comes twice.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events
package import Incidents

/// Moments as clocks of a zone show them.
package struct LocalClock: Sendable {
    /// As the configuration names it; said beside each time.
    package let zone: String
    private let rule: ZoneRule

    /// A zone that nobody knows counts as UTC, and says so.
    package init(_ zone: String) {
        let rule = ZoneRule(named: zone)
        self.zone = rule == nil ? "UTC" : zone
        self.rule = rule ?? .utc
    }

    package func civil(_ time: Timestamp) -> CivilTime {
        let offset = Int64(rule.offsetSeconds(at: time) ?? 0)
        return CivilTime(utc: time.advanced(byNanoseconds: offset * 1_000_000_000))
    }

    /// Minutes since midnight that the clock shows.
    package func minutes(_ time: Timestamp) -> Int {
        let civil = civil(time)
        return civil.hour * 60 + civil.minute
    }

    /// The first moment on a day at which the clock shows that time; where it never does, the moment at which it
    /// would have, had the clock not jumped.
    package func moment(_ day: CivilTime, _ time: TimeOfDay) -> Timestamp {
        var civil = day
        (civil.hour, civil.minute) = (time.minutes / 60, time.minutes % 60)
        (civil.second, civil.nanosecond) = (0, 0)
        switch rule.reading(of: civil) {
        case .time(let time), .ambiguous(let time): return time
        default:
            let before = civil.timestamp().advanced(byNanoseconds: -LocalClock.day)
            return civil.timestamp(offsetSeconds: rule.offsetSeconds(at: before) ?? 0)
        }
    }

    /// The day before.
    package func dayBefore(_ day: CivilTime) -> CivilTime {
        var noon = day
        (noon.hour, noon.minute) = (12, 0)
        return CivilTime(utc: noon.timestamp().advanced(byNanoseconds: -LocalClock.day))
    }

    /// The day after.
    package func dayAfter(_ day: CivilTime) -> CivilTime {
        var noon = day
        (noon.hour, noon.minute) = (12, 0)
        return CivilTime(utc: noon.timestamp().advanced(byNanoseconds: LocalClock.day))
    }

    /// `24-11-2026 14:05`; the zone is said by who writes it.
    package func text(_ time: Timestamp) -> String {
        let civil = civil(time)
        return "\(civil.day.padded(2))-\(civil.month.padded(2))-\(civil.year.padded(4)) "
            + "\(civil.hour.padded(2)):\(civil.minute.padded(2))"
    }

    private static let day: Int64 = 86_400_000_000_000
}

extension CivilTime {
    /// `2026-11-24`, which sorts by time.
    var date: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
}

/// Quiet hours on the clock of their zone.
package struct QuietClock: Sendable {
    private let hours: QuietHours
    private let clock: LocalClock
    private let level: AlertLevel

    package init(_ hours: QuietHours) {
        self.hours = hours
        clock = LocalClock(hours.zone)
        level = AlertLevel(hours.level)
    }

    package func isQuiet(at time: Timestamp) -> Bool {
        TimeOfDay(minutes: clock.minutes(time)).map(hours.contains) ?? false
    }

    /// When the quiet hours are over, as seen from a moment within them; that moment itself if it is outside.
    ///
    /// Minute by minute, since the clock can jump over either border, or back over it.
    package func end(after time: Timestamp) -> Timestamp {
        guard isQuiet(at: time) else { return time }
        let minute: Int64 = 60_000_000_000
        var at = Timestamp(nanoseconds: time.nanoseconds.flooredQuotient(by: minute).quotient * minute)
        for _ in 0..<(26 * 60) {
            at = at.advanced(byNanoseconds: minute)
            if !isQuiet(at: at) { return at }
        }
        return at
    }

    /// Whether what has that level waits for the end.
    package func holds(_ level: AlertLevel, at time: Timestamp) -> Bool { level < self.level && isQuiet(at: time) }
}
