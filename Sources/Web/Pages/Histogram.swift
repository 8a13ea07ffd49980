// Lines over time by what blocks say of themselves: which bars there are, and what of each block goes into which. What
// cannot be placed is counted and said.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Store

/// Counts of lines over time. Pure: the same blocks and the same span give the same bars.
struct Histogram: Sendable, Equatable {
    /// How long a bar is.
    enum Step: String, Sendable {
        case tenMinutes = "ten_minutes"
        case hour, day, days

        fileprivate var seconds: Int64 {
            switch self {
            case .tenMinutes: 600
            case .hour: 3_600
            case .day, .days: 86_400
            }
        }
    }

    /// The most bars of one chart.
    static let most = 100
    private static let second: Int64 = 1_000_000_000
    private static let day = 86_400 * second
    /// Without a span, so many days before the last line.
    private static let defaultDays: Int64 = 90

    private(set) var step = Step.day
    /// When each bar begins, and when the last one ends.
    private(set) var edges: [Timestamp] = []
    private(set) var counts: [Int] = []
    /// Lines of blocks that reach over more than one bar: they were spread evenly.
    private(set) var spread = 0
    /// Lines whose time lies before the first bar or behind the last.
    private(set) var outside = 0
    /// Lines that give no time.
    private(set) var untimed = 0

    var bars: Range<Int> { counts.indices }

    /// - Parameters:
    ///   - from: where the first bar begins at the latest; nil: at the first line, or some months before the last.
    ///   - to: where the last bar ends at the earliest; nil: at the last line.
    init(_ blocks: [BlockSpan], from: Timestamp?, to: Timestamp?, time: ShownTime) {
        let timed = blocks.filter { $0.times != nil }
        untimed = blocks.reduce(0) { $0 + $1.untimed }
        // A clock that runs ahead, or stands at 1970, does not stretch the chart.
        let last = timed.compactMap { block in block.times.map { min($0.upperBound, block.received.upperBound) } }.max()
        guard var end = to ?? last?.advanced(byNanoseconds: 1) else { return }
        if from == nil, let last { end = min(end, last.advanced(byNanoseconds: 1)) }
        let first = timed.compactMap { $0.times?.lowerBound }.min() ?? end
        let start = from ?? max(first, end.advanced(byNanoseconds: -Histogram.defaultDays * Histogram.day))
        guard start < end else { return }
        makeEdges(start, end, time)
        counts = Array(repeating: 0, count: edges.count - 1)
        for block in timed { add(block) }
        let all = timed.reduce(0) { $0 + $1.lines - $1.untimed }
        outside = max(all - counts.reduce(0, +), 0)
    }

    /// The bar in which a time lies.
    func bar(of time: Timestamp) -> Int? {
        guard let first = edges.first, let last = edges.last, time >= first, time < last else { return nil }
        var (low, high) = (0, counts.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if edges[middle] <= time { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private mutating func makeEdges(_ start: Timestamp, _ end: Timestamp, _ time: ShownTime) {
        let (length, overflow) = end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
        let hours = (overflow ? .max : length) / (3_600 * Histogram.second)
        switch hours {
        case ..<6: step = .tenMinutes
        case ..<96: step = .hour
        case ..<(98 * 24): step = .day
        default: step = .days
        }
        if step == .tenMinutes || step == .hour {
            let size = step.seconds * Histogram.second
            var edge = start.nanoseconds.flooredQuotient(by: size).quotient * size
            edges.append(Timestamp(nanoseconds: edge))
            repeat {
                edge += size
                edges.append(Timestamp(nanoseconds: edge))
            } while edge < end.nanoseconds
            return
        }
        // Days of this zone have 23 to 25 hours: from within the next day back to its begin.
        let days = step == .day ? 1 : hours / 24 / Int64(Histogram.most - 2) + 1
        var edge = time.startOfDay(start)
        edges.append(edge)
        repeat {
            edge = time.startOfDay(edge.advanced(byNanoseconds: days * Histogram.day + Histogram.day / 8))
            if let before = edges.last, edge <= before { break }
            edges.append(edge)
        } while edge < end && edges.count <= Histogram.most
        if edges.count == 1 { edges.append(end) }
    }

    /// The lines of a block lie anywhere between its first and its last time.
    private mutating func add(_ block: BlockSpan) {
        guard let times = block.times, let first = edges.first, let last = edges.last else { return }
        let lines = block.lines - block.untimed
        guard times.upperBound >= first, times.lowerBound < last else { return }
        let low = bar(of: max(times.lowerBound, first)) ?? 0
        let high = bar(of: min(times.upperBound, last.advanced(byNanoseconds: -1))) ?? low
        if low == high, times.lowerBound >= first, times.upperBound < last {
            counts[low] += lines
            return
        }
        let length = Double(times.upperBound.nanoseconds) - Double(times.lowerBound.nanoseconds) + 1
        /// How many of them lie before a moment, if they lie evenly.
        func before(_ moment: Timestamp) -> Int {
            let part = (Double(moment.nanoseconds) - Double(times.lowerBound.nanoseconds)) / length
            return Int(Double(lines) * min(max(part, 0), 1))
        }
        for bar in low...high {
            let part = before(edges[bar + 1]) - before(edges[bar])
            counts[bar] += part
            spread += part
        }
    }
}
