// Times as people read them: in one zone that is always named.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events

/// In which zone times are shown, and in which language.
package struct ShownTime: Sendable {
    /// The zones that one can choose from.
    package enum Zone: String, Sendable, CaseIterable {
        case amsterdam = "ams"
        case utc

        /// Its name in the IANA database.
        package var name: String {
            switch self {
            case .amsterdam: "Europe/Amsterdam"
            case .utc: "UTC"
            }
        }

        fileprivate var rule: ZoneRule {
            switch self {
            case .amsterdam: ShownTime.amsterdam
            case .utc: .utc
            }
        }
    }

    /// Finding the changes of a zone takes work: once.
    private static let amsterdam = ZoneRule(named: "Europe/Amsterdam") ?? .utc

    package let zone: Zone
    package let language: Language

    package init(zone: Zone, language: Language) {
        self.zone = zone
        self.language = language
    }

    /// `19 mrt 2026 09:12:00`.
    package func text(_ time: Timestamp) -> String {
        let civil = civil(time)
        return "\(day(civil)) \(civil.hour.padded(2)):\(civil.minute.padded(2)):\(civil.second.padded(2))"
    }

    /// `19 mrt 2026 09:12`, for moments that people set.
    package func minute(_ time: Timestamp) -> String {
        let civil = civil(time)
        return "\(day(civil)) \(civil.hour.padded(2)):\(civil.minute.padded(2))"
    }

    /// An element with the text and, for programs, the time in UTC.
    package func element(_ time: Timestamp) -> HTML {
        "<time datetime=\"\(time.description)\">\(text(time))</time>"
    }

    /// The value of a field for a time in this zone (HTML, "Local dates and times", 2.4.5).
    package func field(_ time: Timestamp) -> String {
        let civil = civil(time)
        return "\(civil.year.padded(4))-\(civil.month.padded(2))-\(civil.day.padded(2))"
            + "T\(civil.hour.padded(2)):\(civil.minute.padded(2))"
    }

    /// The same to the second.
    func secondField(_ time: Timestamp) -> String {
        "\(field(time)):\(civil(time).second.padded(2))"
    }

    /// Reads the value of such a field: with seconds or without. Nil if it is none, or a time that the clocks skip.
    package func read(_ field: String) -> Timestamp? {
        let form = #/(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?/#
        guard let match = field.wholeMatch(of: form), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let hour = Int(match.4), let minute = Int(match.5),
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute,
                second: match.6.flatMap { Int($0) } ?? 0)
        else { return nil }
        return zone.rule.reading(of: civil).timestamp
    }

    /// How far the clocks of the zone are east of UTC, in seconds.
    func offsetSeconds(at time: Timestamp) -> Int {
        zone.rule.offsetSeconds(at: time) ?? 0
    }

    /// `19 mrt 2026`.
    func date(_ time: Timestamp) -> String {
        day(civil(time))
    }

    /// `09:12`.
    func clock(_ time: Timestamp) -> String {
        let civil = civil(time)
        return "\(civil.hour.padded(2)):\(civil.minute.padded(2))"
    }

    /// When the day of a time began in this zone.
    func startOfDay(_ time: Timestamp) -> Timestamp {
        let civil = civil(time)
        let midnight = CivilTime(year: civil.year, month: civil.month, day: civil.day)
        return midnight.flatMap { zone.rule.reading(of: $0).timestamp } ?? time
    }

    private func civil(_ time: Timestamp) -> CivilTime {
        let offset = Int64(zone.rule.offsetSeconds(at: time) ?? 0)
        return CivilTime(utc: time.advanced(byNanoseconds: offset * 1_000_000_000))
    }

    private func day(_ civil: CivilTime) -> String {
        "\(civil.day) \(names[civil.month - 1]) \(civil.year)"
    }

    /// The names of the months, from January on.
    var months: String { names.joined(separator: " ") }

    private var names: [String] { language == .dutch ? ShownTime.dutch : ShownTime.english }

    private static let dutch = [
        "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
    ]
    private static let english = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
