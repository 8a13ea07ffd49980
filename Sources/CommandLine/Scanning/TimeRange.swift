// `--from` (inclusive) and `--to` (exclusive).
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// A stretch of time, open at either end. An event without a time lies outside, unless both ends are open.
package struct TimeRange: Sendable {
    var from: Timestamp?
    var to: Timestamp?

    package init(from: Timestamp? = nil, to: Timestamp? = nil) {
        self.from = from
        self.to = to
    }

    package var isOpen: Bool { from == nil && to == nil }

    package func contains(_ time: Timestamp?) -> Bool {
        if isOpen { return true }
        guard let time else { return false }
        return (from.map { time >= $0 } ?? true) && (to.map { time < $0 } ?? true)
    }
}
