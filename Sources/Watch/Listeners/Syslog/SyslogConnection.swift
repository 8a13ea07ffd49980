// One open connection of a syslog sender, as a stop sees it: whether more is on its way, and how it ends.
// SPDX-License-Identifier: EUPL-1.2

import Glibc
import NIOCore
import NIOSSL
import Synchronization

/// A connection and when it was last heard. From any thread.
final class SyslogConnection: Sendable {
    private struct State {
        var heard = ContinuousClock.now
        /// Whether the last frame has not come to its end, or lines wait for room.
        var isAmidst = false
    }

    /// A sender that was silent for that long has nothing on the way.
    private static let quiet = Duration.milliseconds(300)
    /// So many turns of the loop that reads see everything that had come before them.
    private static let turns = 3

    private let channel: any Channel
    private let state = Mutex(State())

    init(_ channel: any Channel) {
        self.channel = channel
    }

    func note(isAmidst: Bool) {
        state.withLock { state in
            state.heard = .now
            state.isAmidst = isAmidst
        }
    }

    /// Says that we write no more. Senders that look before they write (`rsyslog`) take it as the end, and come again.
    func closeOutput() {
        channel.close(mode: .output, promise: nil)
    }

    /// Waits until its sender closes it or is silent, and at most until then.
    func drain(until end: ContinuousClock.Instant) async {
        while channel.isActive, ContinuousClock.now < end {
            let heard = state.withLock { state in
                !state.isAmidst && ContinuousClock.now - state.heard > SyslogConnection.quiet ? state.heard : nil
            }
            if let heard, await isSilent(since: heard) { return }
            try? await Task.sleep(for: .milliseconds(25))
        }
    }

    /// Whether the sender is silent, and not we deaf: on a machine that is too busy, the loop that reads may not have
    /// had its turn for longer than senders are silent. What lies in the kernel is read when it has, before anything
    /// that waits for its time.
    private func isSilent(since heard: ContinuousClock.Instant) async -> Bool {
        for _ in 0..<SyslogConnection.turns {
            try? await channel.eventLoop.scheduleTask(in: .milliseconds(1)) {}.futureResult.get()
        }
        return state.withLock { $0.heard == heard && !$0.isAmidst }
    }

    /// Ends it. TLS ends with a reset: senders look for the end with a peek at the socket, where tickets of TLS 1.3 and
    /// the alert that closes (RFC 8446 section 6.1) hide it, and what they write afterwards is lost to them.
    func close(isEncrypted: Bool) async {
        guard isEncrypted else {
            try? await channel.close()
            return
        }
        let reset = linger(l_onoff: 1, l_linger: 0)
        try? await (channel as? any SocketOptionProvider)?.setSoLinger(reset).get()
        // From behind the handler of TLS, which would wait seconds for an answer that such senders never give.
        try? await channel.pipeline.context(handlerType: NIOSSLServerHandler.self).map { context in
            context.close(promise: nil)
        }.get()
        try? await channel.closeFuture.get()
    }
}
