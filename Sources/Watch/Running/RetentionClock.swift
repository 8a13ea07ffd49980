// By which time days of the archive become old: the clock of the machine, but never faster than a limit. A clock that
// is wrong for a moment must not delete a year of evidence.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Foundation

/// The time by which retention goes. A value; kept on disk between runs.
package struct RetentionClock: Sendable, Hashable {
    /// How many times faster than real time it may go: a machine that was off for a month has caught up after a day.
    package static let fastest = 30

    package private(set) var time: Timestamp

    /// - Parameter time: what was kept, or when the newest line came.
    package init(_ time: Timestamp) {
        self.time = time
    }

    /// Goes towards the clock of the machine, which may stand anywhere.
    ///
    /// - Parameter elapsed: real time since the last call, by a clock that cannot be set.
    package mutating func advance(to wall: Timestamp, elapsed: Duration) {
        let (seconds, attoseconds) = elapsed.components
        let limit = min(max(seconds, 0), 31_536_000) * 1_000_000_000 + attoseconds / 1_000_000_000
        time = min(wall, time.advanced(byNanoseconds: limit * Int64(RetentionClock.fastest)))
    }

    /// Reads what `write` kept; nil if there is nothing that can be read.
    package init?(_ file: URL) {
        guard let data = FileManager.default.contents(atPath: file.path),
            let number = Int64(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        else { return nil }
        self.init(Timestamp(seconds: min(max(number, 0), 9_000_000_000)))
    }

    package func write(to file: URL) {
        StatusFile.write(Array("\(time.nanoseconds / 1_000_000_000)".utf8), to: file)
    }
}
