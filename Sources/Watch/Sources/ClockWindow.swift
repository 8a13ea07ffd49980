// Whether the clock of a source is off: the times in its lines against the time of receipt, over many batches.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// How far times of events lay from their receipt of late. One line decides nothing.
struct ClockWindow: Sendable {
    private struct Sample {
        /// Ten seconds since 1970.
        var slot: Int64
        /// Nanoseconds that the newest event was later than its receipt; negative when earlier.
        var offset: Int64
    }

    /// Fewer looks do not decide.
    static let fewest = 10
    private static let slot: Int64 = 10_000_000_000
    private static let steadiness: Int64 = 60_000_000_000
    private static let year: Int64 = 365 * 86_400_000_000_000

    private var samples: [Sample] = []

    /// Of one span of ten seconds only the newest event counts: the older ones came late, that is all.
    mutating func note(newest: Timestamp, received: Timestamp) {
        let difference = newest.nanoseconds.subtractingReportingOverflow(received.nanoseconds)
        let offset =
            difference.overflow
            ? (newest < received ? -ClockWindow.year : ClockWindow.year)
            : min(max(difference.partialValue, -ClockWindow.year), ClockWindow.year)
        let slot = received.nanoseconds.flooredQuotient(by: ClockWindow.slot).quotient
        if let last = samples.last, last.slot == slot {
            samples[samples.count - 1].offset = max(last.offset, offset)
            return
        }
        if samples.count >= SourceLimits.clockSamples { samples.removeFirst() }
        samples.append(Sample(slot: slot, offset: offset))
    }

    var isEmpty: Bool { samples.isEmpty }

    /// How far the newest events were from their receipt last.
    var last: Int64? { samples.last?.offset }

    /// The middle of what was seen; nil while that is too little.
    var median: Int64? {
        guard samples.count >= ClockWindow.fewest else { return nil }
        return samples.map(\.offset).sorted()[samples.count / 2]
    }

    /// How far the clock is off; nil if it is not.
    ///
    /// Nothing comes before it happened: a clock that is ahead needs no more than the middle. What comes late may be a
    /// clock that is behind, or lines that waited somewhere: those come closer with time, a clock stays where it is.
    func deviation(above tolerance: Int64) -> Int64? {
        guard let median, median.magnitude > UInt64(max(tolerance, 0)) else { return nil }
        if median > 0 { return median }
        let near = samples.count { ($0.offset - median).magnitude <= UInt64(ClockWindow.steadiness) }
        return near * 5 >= samples.count * 4 ? median : nil
    }

    /// Whole quarters of an hour, as zones differ, from half an hour on; nil if it is not near one.
    static func zoneQuarters(_ offset: Int64) -> Int64? {
        let quarter: Int64 = 900_000_000_000
        let (quarters, rest) = (offset + quarter / 2).flooredQuotient(by: quarter)
        // Half of the zones of the world differ by hours, the rest by half or three quarters of one.
        guard 2...56 ~= quarters.magnitude, (rest - quarter / 2).magnitude <= 60_000_000_000 else { return nil }
        return quarters
    }
}
