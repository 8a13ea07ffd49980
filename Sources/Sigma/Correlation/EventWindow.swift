// The hits of one group of one correlation, in order of time, with a count over the newest time span.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// Hits sorted by event time. The window that ends at the newest hit is counted as hits come, so that a hit in order
/// costs constant time, whatever the number in the window; a hit that comes late costs time in proportion to the
/// window.
struct EventWindow {
    struct Entry {
        var time: Int64
        var ordinal: Int32
        /// The counted value of a `value_count`.
        var value: String?
        var evidence: Evidence
    }

    private(set) var entries: [Entry] = []
    /// The first entry of the newest window.
    private(set) var start = 0
    private var tally: Tally
    let span: Int64
    /// Whether the last hit made the condition true.
    var isFiring = false

    init(_ kind: Correlation.Kind, spanNanoseconds: Int64) {
        tally = Tally(kind)
        span = spanNanoseconds
    }

    /// Takes a hit and gives the entries of a window that contains it and meets the condition; nil if there is none.
    ///
    /// Hits exactly one time span apart share a window.
    mutating func add(_ entry: Entry, meets: (Int) -> Bool) -> Range<Int>? {
        if entry.time >= entries.last?.time ?? .min {
            entries.append(entry)
            tally.add(entry)
            while entries[start].time < entry.time.minus(span) {
                tally.remove(entries[start])
                start += 1
            }
            return meets(tally.count) ? start..<entries.count : nil
        }
        let at = entries.partitioningIndex { $0.time > entry.time }
        entries.insert(entry, at: at)
        if at < start {
            start += 1
        } else if entry.time >= (entries.last?.time ?? 0).minus(span) {
            tally.add(entry)
        } else {
            // Between the end of older windows and the newest one.
            start = max(start, at + 1)
        }
        return lateWindow(containing: at, meets: meets)
    }

    /// The first window, by its end, that contains the entry and meets the condition.
    private func lateWindow(containing at: Int, meets: (Int) -> Bool) -> Range<Int>? {
        let time = entries[at].time
        var first = entries.partitioningIndex { $0.time >= time.minus(span) }
        var tally = self.tally.emptied
        for end in first..<entries.count {
            guard entries[end].time <= time.plus(span) else { break }
            tally.add(entries[end])
            while entries[first].time < entries[end].time.minus(span) {
                tally.remove(entries[first])
                first += 1
            }
            if end >= at, meets(tally.count) { return first..<(end + 1) }
        }
        return nil
    }

    /// Forgets what is older than the newest window. Returns how many hits that were.
    mutating func forgetOld() -> Int {
        let forgotten = start
        entries.removeFirst(start)
        start = 0
        return forgotten
    }

    /// Forgets that many hits, the oldest first, also out of the newest window.
    mutating func forgetOldest(_ count: Int) {
        for index in start..<max(start, count) { tally.remove(entries[index]) }
        entries.removeFirst(count)
        start = max(start - count, 0)
    }
}

/// What a correlation counts: hits, distinct values, or distinct rules.
private struct Tally {
    private enum Kind {
        case hits, values, rules
    }

    private let kind: Kind
    private var hits = 0
    private var values: [String: Int] = [:]
    private var rules: [Int32: Int] = [:]

    init(_ kind: Correlation.Kind) {
        switch kind {
        case .eventCount: self.kind = .hits
        case .valueCount: self.kind = .values
        case .temporal: self.kind = .rules
        }
    }

    var emptied: Tally {
        var copy = self
        copy.hits = 0
        copy.values = [:]
        copy.rules = [:]
        return copy
    }

    var count: Int {
        switch kind {
        case .hits: hits
        case .values: values.count
        case .rules: rules.count
        }
    }

    mutating func add(_ entry: EventWindow.Entry) {
        switch kind {
        case .hits: hits += 1
        case .values: values[entry.value ?? "", default: 0] += 1
        case .rules: rules[entry.ordinal, default: 0] += 1
        }
    }

    mutating func remove(_ entry: EventWindow.Entry) {
        switch kind {
        case .hits: hits -= 1
        case .values: decrement(&values, entry.value ?? "")
        case .rules: decrement(&rules, entry.ordinal)
        }
    }

    private func decrement<Key>(_ counts: inout [Key: Int], _ key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}

extension Int64 {
    /// Times come from outside and may lie at the ends of the range: there the window ends too.
    fileprivate func minus(_ span: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(span)
        return overflow ? .min : difference
    }

    fileprivate func plus(_ span: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(span)
        return overflow ? .max : sum
    }
}

extension Array {
    /// The first index whose element satisfies the predicate, in an array where all that do stand behind all that
    /// don't.
    fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
