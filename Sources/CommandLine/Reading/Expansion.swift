// Counts what goes into and comes out of a decompressor, so that a few kilobytes cannot become terabytes of work.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// The limits on what may come out of one compressed file or member.
struct Expansion {
    private let limits: ReadingLimits
    private(set) var out = 0
    /// The limit that was gone over.
    private(set) var problem: Problem?

    init(_ limits: ReadingLimits) {
        self.limits = limits
    }

    /// Counts `count` bytes that came out when `bytesIn` have gone in; a problem if that is over a limit.
    mutating func add(_ count: Int, bytesIn: Int) -> Problem? {
        out += count
        if out > limits.memberBytes {
            problem = Problem(.memberTooLarge, ["\(limits.memberBytes)"])
        } else if out > limits.ratioFreeBytes, out / limits.ratio > bytesIn {
            problem = Problem(.expandsTooMuch, ["\(limits.ratio)"])
        }
        return problem
    }
}
