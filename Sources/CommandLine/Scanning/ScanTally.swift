// The figures of a scan: what was read, what hit, on which hosts and accounts, when.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma

/// Counts that workers make per block and the command adds up. Bounded: names beyond `mostNames` count as others.
struct ScanTally: Sendable {
    static let mostNames = 20_000

    var events = 0
    var bytes = 0
    var unusable = 0
    var outsideTime = 0
    var withoutTime = 0
    var firstEvent: Timestamp?
    var lastEvent: Timestamp?
    var hitsByRule: [Int: Int] = [:]
    var hitsByHost: [String: Int] = [:]
    var hitsByAccount: [String: Int] = [:]
    /// Hits per hour since 1970, for the histogram.
    var hitsByHour: [Int64: Int] = [:]
    var problems = ProblemTally()

    mutating func saw(_ time: Timestamp?) {
        guard let time else {
            withoutTime += 1
            return
        }
        if firstEvent.map({ time < $0 }) ?? true { firstEvent = time }
        if lastEvent.map({ time > $0 }) ?? true { lastEvent = time }
    }

    mutating func hit(rule: Int, time: Timestamp?, host: String?, account: String?) {
        hitsByRule[rule, default: 0] += 1
        if let time { hitsByHour[time.nanoseconds / 3_600_000_000_000, default: 0] += 1 }
        if let host { ScanTally.count(host, in: &hitsByHost) }
        if let account { ScanTally.count(account, in: &hitsByAccount) }
    }

    mutating func add(_ other: ScanTally) {
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
