// What is known of one source: how much came from it, when, and whether its clock is right.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// The figures of a source, for people and for metrics.
package struct SourceFigures: Sendable, Hashable {
    /// Nil for all those together that are more than can be told apart.
    package var name: String?
    package var lines: Int64
    package var bytes: Int64
    /// Lines of the last minute.
    package var linesPerMinute: Int64
    package var lastLine: Timestamp
    /// By how much the newest event lay before its receipt, in nanoseconds; negative when after it. Nil if its lines
    /// have no times, or none came since the program began.
    package var lag: Int64?
    package var isSilent: Bool
    package var hasClockSkew: Bool

    package init(
        name: String?, lines: Int64, bytes: Int64, linesPerMinute: Int64, lastLine: Timestamp, lag: Int64? = nil,
        isSilent: Bool = false, hasClockSkew: Bool = false
    ) {
        self.name = name
        self.lines = lines
        self.bytes = bytes
        self.linesPerMinute = linesPerMinute
        self.lastLine = lastLine
        self.lag = lag
        self.isSilent = isSilent
        self.hasClockSkew = hasClockSkew
    }
}

/// What is kept of a source.
struct SourceState: Sendable {
    private static let bucket: Int64 = 10_000_000_000

    var lines: Int64 = 0
    var bytes: Int64 = 0
    var lastLine: Timestamp
    var isSilent = false
    var hasClockSkew = false
    var clock = ClockWindow()
    var isClockNew = false
    /// Lines by spans of ten seconds, the newest last.
    private var recent: [(bucket: Int64, lines: Int64)] = []

    init(lastLine: Timestamp) {
        self.lastLine = lastLine
    }

    mutating func note(lines: Int, bytes: Int, received: Timestamp, newest: Timestamp?) {
        self.lines &+= Int64(lines)
        self.bytes &+= Int64(bytes)
        lastLine = max(lastLine, received)
        isSilent = false
        if let newest {
            clock.note(newest: newest, received: received)
            isClockNew = true
        }
        let bucket = received.nanoseconds.flooredQuotient(by: SourceState.bucket).quotient
        if let last = recent.last, last.bucket >= bucket {
            recent[recent.count - 1].lines &+= Int64(lines)
        } else {
            recent.append((bucket, Int64(lines)))
            if recent.count > 7 { recent.removeFirst() }
        }
    }

    func figures(_ name: String?, now: Timestamp) -> SourceFigures {
        let first = now.nanoseconds.flooredQuotient(by: SourceState.bucket).quotient - 6
        let perMinute = recent.reduce(Int64(0)) { $1.bucket > first ? $0 &+ $1.lines : $0 }
        return SourceFigures(
            name: name, lines: lines, bytes: bytes, linesPerMinute: perMinute, lastLine: lastLine,
            lag: clock.last.map { -$0 }, isSilent: isSilent, hasClockSkew: hasClockSkew)
    }
}
