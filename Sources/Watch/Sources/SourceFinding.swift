// What the watch over sources has to say, as a hit: no rule stands behind it, but it is worked like any other.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Incidents

/// Something that is amiss with a source.
package struct SourceFinding: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Nothing came since then.
        case silent(since: Timestamp)
        /// Its times are that many nanoseconds later than those of this machine; earlier when negative.
        case clock(offset: Int64)
    }

    package let source: String
    package let kind: Kind
    /// Since when it is so.
    package let time: Timestamp

    /// The rule under which its alerts stand.
    package var rule: String {
        switch kind {
        case .silent: "watch/silent-source"
        case .clock: "watch/clock-skew"
        }
    }

    /// The hit, in the language of the installation; nil for a source without a name.
    package func hit(_ words: Words) -> AlertHit? {
        guard let entity = EntityRef(.source, source) else { return nil }
        return AlertHit(
            key: AlertKey(rule: rule, entity: entity), title: title(words), level: .medium, time: time, evidence: [])
    }

    private func title(_ words: Words) -> String {
        switch kind {
        case .silent(let since):
            return words("source.silent", "\(Timestamp(seconds: since.nanoseconds / 1_000_000_000))")
        case .clock(let offset):
            if let quarters = ClockWindow.zoneQuarters(offset) {
                let (hours, rest) = quarters.magnitude.quotientAndRemainder(dividingBy: 4)
                let amount = rest == 0 ? "\(hours)" : "\(hours):\(rest * 15)"
                return offset > 0 ? words("source.zone_ahead", amount) : words("source.zone_behind", amount)
            }
            let seconds = "\(offset.magnitude / 1_000_000_000)"
            return offset > 0 ? words("source.clock_ahead", seconds) : words("source.clock_behind", seconds)
        }
    }
}
