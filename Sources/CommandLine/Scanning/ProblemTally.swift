// Counts problems by kind and source, with the first of each: said once, never in silence, never by the million.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// What went wrong with the input, per source and kind.
package struct ProblemTally: Sendable {
    package struct Key: Hashable {
        package let source: String
        package let code: Problem.Code
    }

    package struct Entry {
        /// The first, with its place.
        package let first: Problem
        package var count: Int
    }

    /// The most kinds and sources that are told apart; what comes after is counted together.
    package static let most = 10_000

    package private(set) var entries: [Key: Entry] = [:]
    /// In the order in which they were first met.
    package private(set) var order: [Key] = []
    package private(set) var others = 0

    package init() {}

    package mutating func add(_ problem: Problem, source: String, count: Int = 1) {
        let key = Key(source: source, code: problem.code)
        if entries[key] != nil {
            entries[key]?.count += count
        } else if order.count < ProblemTally.most {
            entries[key] = Entry(first: problem, count: count)
            order.append(key)
        } else {
            others += count
        }
    }

    package mutating func add(_ other: ProblemTally) {
        for key in other.order {
            if let entry = other.entries[key] { add(entry.first, source: key.source, count: entry.count) }
        }
        others += other.others
    }
}
