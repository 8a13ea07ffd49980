// The time in the header field `Date` (RFC 9110 section 5.6.7, IMF-fixdate).
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// Writes times as HTTP has them.
package enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Tue, 24 Nov 2026 13:25:00 GMT`.
    package static func text(_ time: Timestamp) -> String {
        let civil = CivilTime(utc: time)
        let date = "\(days[civil.isoWeekday - 1]), \(civil.day.padded(2)) \(months[civil.month - 1])"
        return "\(date) \(civil.year.padded(4)) "
            + "\(civil.hour.padded(2)):\(civil.minute.padded(2)):\(civil.second.padded(2)) GMT"
    }
}
