// The limits of telling people. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of messages, and of what the other side may answer.
package enum OutboxLimits {
    /// The most alerts that one message lists; of more only the numbers by level are said.
    package static let alertsPerMessage = 100
    /// The most entities that a summary lists.
    package static let entitiesPerSummary = 10
    /// The longest text of a log or rule within a message, in code points.
    package static let textScalars = 200
    /// The most notices that go into one message. The next ones follow in the next.
    package static let noticesPerMessage = 10_000
    /// The longest line of a reply of a mail server, in bytes.
    package static let replyLineBytes = 4_096
    /// The most lines of one reply of a mail server.
    package static let replyLines = 128
    /// The most that is read of what a webhook answers, in bytes.
    package static let responseBytes = 64 << 10
    /// The most addresses of one name that a webhook is tried at.
    package static let addressesTried = 4
    /// The longest secret in a file of its own, in bytes.
    package static let secretBytes = 4_096
}
