// What the connections of one syslog listener have in common: where their lines go, and what is counted of them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import NIOCore
import Store
import Synchronization

/// The figures of one listener since it began.
package struct ListenerFigures: Sendable, Hashable {
    /// Connections that are open.
    package var connections = 0
    /// Connections that were closed at once, since there were as many as may be.
    package var refused = 0
    package var lines = 0
    package var bytes = 0
    /// Lines that were cut at the limit.
    package var cut = 0
    /// Connections that ended within a message whose length was said.
    package var broken = 0
    /// Lines that were kept although they are not what their sender should send.
    package var quarantined = 0
    /// Lines that came while there was no room: datagrams, and items that were sent back.
    package var dropped = 0
    /// Connections that failed: TLS that was not agreed on, a network that broke.
    package var failures = 0
    package var lastFailure: String?

    package init() {}
}

/// Made for one listener, used by all its connections.
final class SyslogLines: Sendable {
    let kind: ListenerKind
    let intake: Intake
    let lineLimit: Int
    private let now: @Sendable () -> Timestamp
    /// Chunks that were read and wait for room.
    private let waiting = Mutex(0)
    private let state: Mutex<(zone: ZoneRule, figures: ListenerFigures)>

    init(
        _ listener: Listener, intake: Intake, lineLimit: Int, now: @escaping @Sendable () -> Timestamp
    ) {
        kind = listener.kind
        self.intake = intake
        self.lineLimit = lineLimit
        self.now = now
        state = Mutex((listener.zoneRule, ListenerFigures()))
    }

    var figures: ListenerFigures { state.withLock { $0.figures } }

    /// Whether something that was read is not with the intake yet.
    var isWaiting: Bool { waiting.withLock { $0 > 0 } }

    func beginWaiting() {
        waiting.withLock { $0 += 1 }
    }

    func endWaiting() {
        waiting.withLock { $0 -= 1 }
    }

    /// Reads times another way from the next line on.
    func use(zone: ZoneRule) {
        state.withLock { $0.zone = zone }
    }

    /// The source that a sender is: the listener's kind and the sender's address, without its port.
    func source(of address: NIOCore.SocketAddress?) -> ArchiveSource {
        ArchiveSource(name: "\(kind.rawValue) \(address?.ipAddress ?? "?")")
    }

    func chunk(_ source: ArchiveSource) -> LineChunk {
        LineChunk(source: source, zone: state.withLock { $0.zone }, received: now())
    }

    /// Counts lines that the intake has taken.
    func note(_ chunk: LineChunk) {
        change { figures in
            figures.lines += chunk.count
            figures.bytes += chunk.bytes.count
        }
    }

    func note(lost chunk: LineChunk?) {
        change { $0.dropped += chunk?.count ?? 0 }
    }

    func note(cut: Int) {
        change { $0.cut += cut }
    }

    func noteBroken() {
        change { $0.broken += 1 }
    }

    func note(failure error: any Error) {
        let text = String("\(error)".prefix(200))
        change { figures in
            figures.failures += 1
            figures.lastFailure = text
        }
    }

    /// Whether one more connection may be; it counts until `close`.
    func open(limit: Int) -> Bool {
        state.withLock { state in
            guard state.figures.connections < limit else {
                state.figures.refused += 1
                return false
            }
            state.figures.connections += 1
            return true
        }
    }

    func close() {
        change { $0.connections -= 1 }
    }

    private func change(_ body: (inout ListenerFigures) -> Void) {
        state.withLock { body(&$0.figures) }
    }
}
