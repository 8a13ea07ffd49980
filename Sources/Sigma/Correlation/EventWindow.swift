// The hits of one group of one correlation, in order of time, with a count over the newest time span.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// Hits sorted by event time. The window that ends at the newest hit is counted as hits come, so that a hit in order
/// costs constant time, whatever the number in the window. A hit that comes late is held against every window that
/// contains it; that looks at no more than `CorrelationLimits.lateHits` hits.
struct EventWindow {
    /// What a window is held against: the same for all groups of a correlation.
    struct Condition {
        /// Nanoseconds; hits exactly that far apart share a window.
        let span: Int64
        /// Whether different keys are counted, or else hits.
        let countsKeys: Bool
        /// Whether the keys are numbers of values.
        let countsValues: Bool
        let bounds: Correlation.Bounds
        /// Whether a count that meets it is met by every greater one: the condition has lower bounds only.
        let isMonotone: Bool

        /// `temporal` without a condition needs all rules.
        init(_ correlation: Correlation, ruleCount: Int) {
            let (nanoseconds, overflow) = correlation.timespanSeconds.multipliedReportingOverflow(by: 1_000_000_000)
            span = overflow ? .max : nanoseconds
            switch correlation.kind {
            case .eventCount(let bounds):
                (countsKeys, self.bounds) = (false, bounds)
            case .valueCount(_, let bounds):
                (countsKeys, self.bounds) = (true, bounds)
            case .temporal(let bounds):
                let all = Correlation.Bounds([Correlation.Bound(.greaterOrEqual, Double(ruleCount))])
                (countsKeys, self.bounds) = (true, bounds ?? all)
            }
            if case .valueCount = correlation.kind { countsValues = true } else { countsValues = false }
            isMonotone = bounds.all.allSatisfy { $0.comparison == .greaterOrEqual || $0.comparison == .greater }
        }
    }

    /// What a hit led to.
    enum Outcome {
        case quiet
        /// The window from one hit up to another meets the condition.
        case fires(from: HitList.Position, to: HitList.Position)
        /// The hit came late and its windows are longer than what is looked at.
        case tooLong
    }

    private(set) var hits = HitList()
    /// The first hit of the newest window.
    private var start = HitList.Position(piece: 0, offset: 0)
    /// How many hits the newest window has.
    private(set) var windowCount = 0
    private var tally = WindowTally()
    /// Whether the last hit made the condition true.
    var isFiring = false

    /// Takes a hit; `scratch` has a zero for every key and gets it back so.
    mutating func add(_ hit: HeldHit, _ condition: Condition, scratch: inout [Int32]) -> Outcome {
        if condition.countsKeys { tally.hold(hit.key) }
        guard let last = hits.last, hit.time < last.time else {
            hits.append(hit)
            enter(hit, condition)
            slide(to: hit.time.minus(condition.span), condition)
            let count = condition.countsKeys ? tally.inWindow : windowCount
            return condition.bounds.hold(count) ? .fires(from: start, to: hits.end) : .quiet
        }
        let position = hits.insert(hit)
        if hit.time >= last.time.minus(condition.span) { enter(hit, condition) }
        start = hits.position(from: last.time.minus(condition.span))
        if condition.isMonotone, !condition.bounds.hold(condition.countsKeys ? tally.held : hits.count) {
            return .quiet
        }
        return condition.countsKeys
            ? lateByKeys(hit, at: position, condition, &scratch) : lateByHits(hit, at: position, condition)
    }

    private mutating func enter(_ hit: HeldHit, _ condition: Condition) {
        windowCount += 1
        if condition.countsKeys { tally.enter(hit.key) }
    }

    private mutating func slide(to time: Int64, _ condition: Condition) {
        while hits[start].time < time {
            windowCount -= 1
            if condition.countsKeys { tally.leave(hits[start].key) }
            start = hits.after(start)
        }
    }

    /// The first window, by its end, that contains the hit and has the right number of hits.
    private func lateByHits(_ hit: HeldHit, at position: HitList.Position, _ condition: Condition) -> Outcome {
        var first = hits.position(from: hit.time.minus(condition.span))
        var end = position
        var count = hits.distance(first, position)
        for _ in 0..<CorrelationLimits.lateHits {
            guard end < hits.end, hits[end].time <= hit.time.plus(condition.span) else { return .quiet }
            count += 1
            while hits[first].time < hits[end].time.minus(condition.span) {
                first = hits.after(first)
                count -= 1
            }
            end = hits.after(end)
            if condition.bounds.hold(count) { return .fires(from: first, to: end) }
        }
        return .tooLong
    }

    /// The first window, by its end, that contains the hit and has the right number of different keys.
    private func lateByKeys(
        _ hit: HeldHit, at position: HitList.Position, _ condition: Condition, _ scratch: inout [Int32]
    ) -> Outcome {
        let begin = hits.position(from: hit.time.minus(condition.span))
        var first = begin
        var end = begin
        var different = 0
        defer {
            while first < end {
                scratch[Int(hits[first].key)] = 0
                first = hits.after(first)
            }
        }
        for _ in 0..<CorrelationLimits.lateHits {
            guard end < hits.end, hits[end].time <= hit.time.plus(condition.span) else { return .quiet }
            let key = Int(hits[end].key)
            scratch[key] += 1
            if scratch[key] == 1 { different += 1 }
            while hits[first].time < hits[end].time.minus(condition.span) {
                let key = Int(hits[first].key)
                scratch[key] -= 1
                if scratch[key] == 0 { different -= 1 }
                first = hits.after(first)
            }
            let isBefore = end < position
            end = hits.after(end)
            // Enough before the hit is enough with it.
            if isBefore, condition.isMonotone, condition.bounds.hold(different) {
                return .fires(from: begin, to: hits.after(position))
            }
            if !isBefore, condition.bounds.hold(different) { return .fires(from: first, to: end) }
        }
        return .tooLong
    }

    /// How many hits are behind the newest window.
    var oldCount: Int {
        hits.count - windowCount
    }

    /// Forgets that many hits, the oldest first, and hands each over.
    mutating func forget(_ count: Int, _ condition: Condition, _ forgotten: (HeldHit) -> Void) {
        let fromWindow = max(count - oldCount, 0)
        for _ in 0..<fromWindow {
            windowCount -= 1
            if condition.countsKeys { tally.leave(hits[start].key) }
            start = hits.after(start)
        }
        // Taken out, since what is handed over changes the tally.
        var kept = HitList()
        swap(&kept, &hits)
        kept.removeFirst(count) { hit in
            if condition.countsKeys { tally.forget(hit.key) }
            forgotten(hit)
        }
        hits = kept
        start = hits.position(from: (hits.last?.time ?? 0).minus(condition.span))
    }
}

extension Int64 {
    /// Times come from outside and may lie at the ends of the range: there the window ends too.
    func minus(_ span: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(span)
        return overflow ? .min : difference
    }

    fileprivate func plus(_ span: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(span)
        return overflow ? .max : sum
    }
}
