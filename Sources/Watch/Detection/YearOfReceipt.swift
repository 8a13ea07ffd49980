// The year of times that are written without one (RFC 3164 section 4.1.2): a line that has just come is about now.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// Years for lines that come while they are written.
enum YearOfReceipt {
    private static let day: Int64 = 86_400_000_000_000

    /// The year to read the line with first.
    static func first(_ received: Timestamp) -> Int {
        CivilTime(utc: received).year
    }

    /// Another year, when a time that was read with the first one lies almost a year off: a line of 31 December that
    /// comes on 1 January, or of 1 January from a clock that is ahead.
    static func other(than year: Int, time: Timestamp, received: Timestamp) -> Int? {
        let off = time.nanoseconds.subtractingReportingOverflow(received.nanoseconds)
        guard !off.overflow else { return nil }
        if off.partialValue > 180 * day { return year - 1 }
        if off.partialValue < -180 * day { return year + 1 }
        return nil
    }
}
