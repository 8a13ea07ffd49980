// Whether one HTTP connection keeps pace: deadlines for its parts, so that who sends or reads slowly holds nothing.
// A value without a clock: times come in (RFC 9112 section 9.5 leaves timeouts to the server).
// SPDX-License-Identifier: EUPL-1.2

package import NIOCore

/// What is late on a connection.
package enum Lateness: Sendable, Hashable {
    /// The line and header fields of a request, or the TLS before the first.
    case header
    /// A body comes too slowly.
    case body
    /// No request came.
    case idle
    /// The answer is read too slowly.
    case reader
    /// The other side does not close after an answer that ends the connection.
    case linger
}

/// The deadlines of a connection.
package struct PaceLimits: Sendable {
    package var header = TimeAmount.seconds(Int64(HTTPLimits.headerSeconds))
    package var headerBytes = HTTPLimits.headerBytes
    package var idle = TimeAmount.seconds(Int64(HTTPLimits.idleSeconds))
    package var window = TimeAmount.seconds(Int64(HTTPLimits.paceSeconds))
    package var windowBytes = HTTPLimits.paceBytes
    package var linger = TimeAmount.seconds(Int64(HTTPLimits.lingerSeconds))

    package init() {}
}

/// Where a connection stands, and until when it may stand there.
///
/// Time in which we do not read from it (its body is not wanted yet) does not count against it.
package struct ConnectionPace {
    private enum Stage {
        case opening, header, body, between, leaving
    }

    private let limits: PaceLimits
    private var stage = Stage.opening
    /// When the stage began, or the window in which the bytes of a body are counted.
    private var since: NIODeadline
    /// Bytes of the header, or of the window.
    private var bytes = 0
    private var answering = 0
    /// Since when nothing is wanted from it.
    private var pausedAt: NIODeadline?
    private var unsent = 0
    private var sendingSince: NIODeadline
    private var sentInWindow = 0

    package init(_ limits: PaceLimits, at now: NIODeadline) {
        self.limits = limits
        since = now
        sendingSince = now
    }

    /// Whether no request is being received or answered: such a connection may be closed for another.
    package var isWaiting: Bool { answering == 0 && stage != .body }
    /// Whether a body is on its way.
    package var isInBody: Bool { stage == .body }
    /// Whether no answer is on its way, so that one of ours can be sent.
    package var isQuiet: Bool { answering == 0 && unsent == 0 && stage != .leaving }
    /// Whether what comes in is passed over.
    package var isLeaving: Bool { stage == .leaving }
    /// Whether the header is longer than the limit. Asked after the bytes were read.
    package var isHeaderTooLong: Bool { stage == .header && bytes > limits.headerBytes }

    /// Bytes came, before they are read as a request.
    package mutating func received(_ count: Int, at now: NIODeadline) {
        switch stage {
        case .opening:
            // The time since the connection counts: otherwise one byte at the last moment would double it.
            stage = .header
            bytes = 0
        case .between:
            stage = .header
            since = now
            bytes = 0
        case .header, .body, .leaving: break
        }
        bytes += count
    }

    /// The header of a request is complete.
    package mutating func headerEnded(at now: NIODeadline) {
        answering += 1
        guard stage != .leaving else { return }
        stage = .body
        since = now
        bytes = 0
    }

    /// A request is complete.
    package mutating func requestEnded(at now: NIODeadline) {
        guard stage != .leaving else { return }
        stage = .between
        since = now
    }

    /// The answer to a request is complete, but perhaps not sent.
    package mutating func answered(at now: NIODeadline) {
        answering = max(answering - 1, 0)
        if stage == .between { since = now }
    }

    /// We want no more requests on it: what still comes is passed over, and it is closed soon.
    package mutating func leave(at now: NIODeadline) {
        guard stage != .leaving else { return }
        stage = .leaving
        since = now
        pausedAt = nil
    }

    /// We wait for bytes.
    package mutating func wantsBytes(at now: NIODeadline) {
        guard let paused = pausedAt else { return }
        pausedAt = nil
        if stage != .leaving { since = since + (now - paused) }
    }

    /// We do not wait for bytes until we say so.
    package mutating func wantsNothing(at now: NIODeadline) {
        if pausedAt == nil { pausedAt = now }
    }

    /// Bytes wait to be sent.
    package mutating func sending(_ count: Int, at now: NIODeadline) {
        if unsent == 0 {
            sendingSince = now
            sentInWindow = 0
        }
        unsent += count
    }

    /// Bytes were taken by the other side.
    package mutating func sent(_ count: Int) {
        unsent = max(unsent - count, 0)
        sentInWindow += count
    }

    /// When to check next; nil if nothing can be late.
    package var deadline: NIODeadline? {
        let writing = unsent > 0 ? sendingSince + limits.window : nil
        return [readingDeadline, writing].compactMap(\.self).min()
    }

    private var readingDeadline: NIODeadline? {
        switch stage {
        case .leaving: since + limits.linger
        case _ where pausedAt != nil: nil
        case .opening, .header: since + limits.header
        case .body: since + limits.window
        case .between: answering == 0 && unsent == 0 ? since + limits.idle : nil
        }
    }

    /// What is late. A window in which enough came makes place for the next one.
    package mutating func check(at now: NIODeadline) -> Lateness? {
        if unsent > 0, now >= sendingSince + limits.window {
            guard sentInWindow >= limits.windowBytes else { return .reader }
            sendingSince = now
            sentInWindow = 0
        }
        guard let deadline = readingDeadline, now >= deadline else { return nil }
        switch stage {
        case .opening, .header: return .header
        case .between: return .idle
        case .leaving: return .linger
        case .body:
            guard bytes >= limits.windowBytes else { return .body }
            since = now
            bytes = 0
            return nil
        }
    }
}
