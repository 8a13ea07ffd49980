// The figures of a scan: what was read, what hit, on which hosts and accounts, when.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Sigma

/// Counts that workers make per block and the command adds up. Bounded: names beyond `mostNames` count as others.
package struct ScanTally: Sendable {
    package static let mostNames = 20_000

    package var events = 0
    package var bytes = 0
    package var unusable = 0
    package var outsideTime = 0
    package var withoutTime = 0
    package var firstEvent: Timestamp?
    package var lastEvent: Timestamp?
    package var hitsByRule: [Int: Int] = [:]
    package var hitsByHost: [String: Int] = [:]
    package var hitsByAccount: [String: Int] = [:]
    /// Hits per hour since 1970, for the histogram.
    package var hitsByHour: [Int64: Int] = [:]
    package var problems = ProblemTally()

    package init() {}

    package mutating func saw(_ time: Timestamp?) {
        guard let time else {
            withoutTime += 1
            return
        }
        if firstEvent.map({ time < $0 }) ?? true { firstEvent = time }
        if lastEvent.map({ time > $0 }) ?? true { lastEvent = time }
    }

    package mutating func hit(rule: Int, time: Timestamp?, host: String?, account: String?) {
        hitsByRule[rule, default: 0] += 1
        if let time { hitsByHour[time.hour, default: 0] += 1 }
        if let host { ScanTally.count(host, in: &hitsByHost) }
        if let account { ScanTally.count(account, in: &hitsByAccount) }
    }

    package mutating func add(_ other: ScanTally) {
        events += other.events
        bytes += other.bytes
        unusable += other.unusable
        outsideTime += other.outsideTime
        withoutTime += other.withoutTime
        for time in [other.firstEvent, other.lastEvent].compactMap(\.self) {
            if firstEvent.map({ time < $0 }) ?? true { firstEvent = time }
            if lastEvent.map({ time > $0 }) ?? true { lastEvent = time }
        }
        hitsByRule.merge(other.hitsByRule, uniquingKeysWith: +)
        hitsByHour.merge(other.hitsByHour, uniquingKeysWith: +)
        for (name, count) in other.hitsByHost { ScanTally.count(name, in: &hitsByHost, by: count) }
        for (name, count) in other.hitsByAccount { ScanTally.count(name, in: &hitsByAccount, by: count) }
        problems.add(other.problems)
    }

    private static func count(_ name: String, in counts: inout [String: Int], by amount: Int = 1) {
        if counts[name] != nil || counts.count < mostNames { counts[name, default: 0] += amount }
    }
}

extension Timestamp {
    /// The hour since 1970 in which it lies, below zero before that.
    var hour: Int64 {
        let (hours, rest) = nanoseconds.quotientAndRemainder(dividingBy: 3_600_000_000_000)
        return rest < 0 ? hours - 1 : hours
    }
}
