// The ways in which the logs of an exercise write a time.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Instant {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private func clock(_ civil: CivilTime) -> String {
        "\(civil.hour.padded(2)):\(civil.minute.padded(2)):\(civil.second.padded(2))"
    }

    private func date(_ civil: CivilTime) -> String {
        "\(civil.year)-\(civil.month.padded(2))-\(civil.day.padded(2))"
    }

    /// RFC 3339 in UTC with three digits: `2026-03-19T09:02:11.123Z`.
    var rfc3339: String {
        let civil = utc
        return "\(date(civil))T\(clock(civil)).\((civil.nanosecond / 1_000_000).padded(3))Z"
    }

    /// RFC 3339 in UTC in whole seconds, as sign-in logs have it: `2026-03-19T09:02:11Z`.
    var rfc3339Seconds: String { auditTime + "Z" }

    /// UTC without a mark of the zone, as the unified audit log has it: `2026-03-19T09:02:11`.
    var auditTime: String {
        let civil = utc
        return "\(date(civil))T\(clock(civil))"
    }

    /// The time of the appliance: `03/19/2026:09:02:11 GMT`.
    var applianceTime: String {
        let civil = utc
        return "\(civil.month.padded(2))/\(civil.day.padded(2))/\(civil.year):\(clock(civil)) GMT"
    }

    /// RFC 3164 section 4.1.2, in local time and without a year: `Mar  9 10:02:11`.
    var bsdTime: String {
        let civil = local
        return "\(Instant.months[civil.month - 1]) \(civil.day < 10 ? " " : "")\(civil.day) \(clock(civil))"
    }

    /// The combined log format: `19/Mar/2026:10:02:11 +0100`.
    var webTime: String {
        let civil = local
        return "\(civil.day.padded(2))/\(Instant.months[civil.month - 1])/\(civil.year):\(clock(civil)) +0\(hours)00"
    }

    /// RFC 5424 section 6.2.3 with the local offset: `2026-03-19T10:02:11.123000+01:00`.
    var syslogTime: String {
        let civil = local
        return "\(date(civil))T\(clock(civil)).\((civil.nanosecond / 1_000_000).padded(3))000+0\(hours):00"
    }

    private var hours: Int { AmsterdamTime.offset(at: self) / 3_600 }
}
