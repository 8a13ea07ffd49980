// How it stands with telling people, for `status` and for a page.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Store

/// What waits, what failed and what went well, by destination.
package struct OutboxStatus: Sendable, Hashable {
    package struct Channel: Sendable, Hashable {
        /// As `OutboxMessage.destination`.
        package var id: String
        /// For on a screen: the server or the host, never a whole address. One that left the configuration has its id.
        package var name: String
        package var counts: OutboxCounts

        package init(id: String, name: String, counts: OutboxCounts) {
            self.id = id
            self.name = name
            self.counts = counts
        }
    }

    package var channels: [Channel] = []
    /// What keeps the outbox itself from working; nil if it works.
    package var problem: Problem?

    package init() {}

    package var waiting: Int { channels.reduce(0) { $0 + $1.counts.waiting } }
    package var failed: Int { channels.reduce(0) { $0 + $1.counts.failed } }
    /// Since when the oldest message waits.
    package var oldest: Timestamp? { channels.compactMap(\.counts.oldest).min() }
    package var lastSent: Timestamp? { channels.compactMap(\.counts.lastSent).max() }
}
