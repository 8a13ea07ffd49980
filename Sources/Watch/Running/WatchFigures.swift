// What a running watch says of itself.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// The figures of the loop since the program began.
package struct WatchFigures: Sendable {
    /// How it goes.
    package enum State: String, Sendable {
        /// Looks at lines again that were stored before the program began.
        case resuming
        case running
        /// The disk takes nothing: senders wait.
        case held
        /// The disk gave an error that is not about room. Nothing is acknowledged any more.
        case failed
        case stopped
    }

    package var state = State.resuming
    /// Why it is held or failed.
    package var problem: Problem?
    /// Lines that are on disk.
    package var lines = 0
    package var bytes = 0
    /// Lines that senders sent again and that were there.
    package var duplicates = 0
    package var commits = 0
    package var alertsBegun = 0
    /// Hits that correlations had to leave out of a count.
    package var incomplete = 0
    /// When lines were last stored.
    package var stored: Timestamp?
    /// How long the last commit took after its first line came out of the intake, in seconds.
    package var lag = 0.0
    /// Correlations and lines that could not be used.
    package var problems: [Problem] = []

    package init() {}
}
