// When a message that did not go out is tried again, and when it is given up.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// 10 seconds, 30 seconds, 2 minutes, 10 minutes, then every hour, for three days.
package enum Backoff {
    private static let delays: [Int64] = [10, 30, 120, 600]
    private static let hour: Int64 = 3_600
    private static let span: Int64 = 3 * 86_400
    /// As often the other side may say "never" before it is believed: what is refused may be an error of its
    /// administrator that is being repaired.
    package static let refusals = 5

    /// - Parameter attempts: how often it was tried, this time included.
    /// - Returns: nil if it is given up.
    package static func next(attempts: Int, refusals: Int, created: Timestamp, now: Timestamp) -> Timestamp? {
        guard refusals < Backoff.refusals else { return nil }
        let index = attempts - 1
        let delay = delays.indices.contains(index) ? delays[index] : hour
        let next = now.advanced(byNanoseconds: delay * 1_000_000_000)
        return next > created.advanced(byNanoseconds: span * 1_000_000_000) ? nil : next
    }
}
