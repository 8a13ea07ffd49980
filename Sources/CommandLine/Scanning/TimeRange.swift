// `--from` (inclusive) and `--to` (exclusive).
// SPDX-License-Identifier: EUPL-1.2

import Base

/// A stretch of time, open at either end. An event without a time lies outside, unless both ends are open.
struct TimeRange: Sendable {
    var from: Timestamp?
    var to: Timestamp?

    var isOpen: Bool { from == nil && to == nil }

    func contains(_ time: Timestamp?) -> Bool {
        if isOpen { return true }
        guard let time else { return false }
        return (from.map { time >= $0 } ?? true) && (to.map { time < $0 } ?? true)
    }
}
