// The memory that bodies of requests may take together: who sends much on many connections waits, and then sends again.
// SPDX-License-Identifier: EUPL-1.2

import Synchronization

/// A budget that requests share.
package final class BodyMemory: Sendable {
    /// That of the program.
    package static let shared = BodyMemory(limit: IngestLimits.bodiesBytes)
    private let limit: Int
    private let used = Mutex(0)

    /// - Parameter limit: bytes.
    package init(limit: Int) { self.limit = limit }

    /// What is in use, in bytes.
    package var inUse: Int { used.withLock { $0 } }

    /// Takes some, as soon as there is some.
    ///
    /// - Returns: false if there is none within the time: nothing is taken.
    package func take(_ bytes: Int, within seconds: Double) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !offer(bytes) {
            guard ContinuousClock.now < end else { return false }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return false }
        }
        return true
    }

    private func offer(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard used + bytes <= limit else { return false }
            used += bytes
            return true
        }
    }

    /// Gives some back.
    package func release(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
