// A socket on which syslog comes in: UDP, TCP or TLS.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A listener that runs. From any thread.
final class SyslogListener: RunningListener {
    /// How long a connection may take to agree on TLS.
    static let handshake = TimeAmount.seconds(10)
    /// How long a stop waits for what senders have on the way, in all.
    static let drain = Duration.seconds(20)
    /// How long a stop waits for connections that the kernel has taken and we have not: closing the socket would break
    /// them, with what was sent on them.
    private static let greeting = Duration.milliseconds(100)
    /// What the kernel keeps for datagrams that were not read, in bytes, if it lets us.
    private static let datagramBuffer: ChannelOptions.Types.SocketOption.Value = 8 << 20

    private let lines: SyslogLines
    private let folder: URL
    private let group: any EventLoopGroup
    private struct State {
        var server: (any Channel)?
        var connections: [ObjectIdentifier: SyslogConnection] = [:]
        /// For the connections that come from now on.
        var tls: NIOSSLContext?
        var listener: Listener
    }

    private let state: Mutex<State>

    init(
        _ listener: Listener, folder: URL, intake: Intake, lineLimit: Int, group: any EventLoopGroup,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.folder = folder
        self.group = group
        state = Mutex(State(listener: listener))
        lines = SyslogLines(listener, intake: intake, lineLimit: lineLimit, now: now)
    }

    /// As the configuration has it now.
    var listener: Listener { state.withLock { $0.listener } }

    var figures: ListenerFigures { lines.figures }

    /// Where it listens, with the port that was free.
    var address: String? {
        state.withLock { state in
            state.server?.localAddress?.port.map { state.listener.address.on(port: $0).description }
        }
    }

    /// Begins to listen.
    ///
    /// - Parameter connections: the most at one time.
    /// - Throws: `Problem` if the address cannot be had, or a file of the certificate cannot be used.
    func start(connections: Int) async throws(Problem) {
        try renew(listener)
        do {
            let channel = listener.kind.isDatagram ? try await bindDatagrams() : try await bindStreams(connections)
            state.withLock { $0.server = channel }
        } catch {
            throw Problem(.listenerUnusable, ["\(listener.address)", "\(error)"])
        }
    }

    private func bindDatagrams() async throws -> any Channel {
        try await DatagramBootstrap(group: group)
            .channelOption(.socketOption(.so_rcvbuf), value: SyslogListener.datagramBuffer)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_536 * 16))
            .channelOption(.datagramVectorReadMessageCount, value: 16)
            .channelInitializer { [lines] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SyslogDatagrams(lines))
                }
            }
            .bind(host: listener.address.host, port: listener.address.port).get()
    }

    private func bindStreams(_ limit: Int) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard lines.open(limit: limit) else { throw ChannelError.operationUnsupported }
                    let id = ObjectIdentifier(channel)
                    let connection = SyslogConnection(channel)
                    state.withLock { $0.connections[id] = connection }
                    channel.closeFuture.whenComplete { _ in
                        self.lines.close()
                        self.state.withLock { $0.connections[id] = nil }
                    }
                    if let tls = state.withLock({ $0.tls }) {
                        let handler = NIOSSLServerHandler(context: tls)
                        try channel.pipeline.syncOperations.addHandlers(
                            handler, HandshakeDeadline(SyslogListener.handshake))
                    }
                    try channel.pipeline.syncOperations.addHandler(SyslogStream(lines, connection))
                }
            }
            .bind(host: listener.address.host, port: listener.address.port).get()
    }

    /// Speaks TLS with what the files hold now, from the next connection on.
    private func renew(_ listener: Listener) throws(Problem) {
        guard let files = listener.tls else { return }
        let context = try files.context(in: folder)
        state.withLock { $0.tls = context }
    }

    /// Reads times another way from the next line on, and the files of its certificate again.
    func adjust(to listener: Listener) throws(Problem) {
        state.withLock { $0.listener = listener }
        lines.use(zone: listener.zoneRule)
        try renew(listener)
    }

    /// Ends: no connection more, then what senders have on the way, then the connections. Without this wait what lies
    /// in the buffers of the kernel would be lost, for plain TCP has no word for "stored".
    func stop() async {
        guard let server = state.withLock({ $0.server }) else { return }
        if listener.kind.isDatagram {
            await drainDatagrams()
            try? await server.close()
        } else {
            try? await Task.sleep(for: SyslogListener.greeting)
            try? await server.close()
            await endConnections()
            await waitForRoom()
        }
        state.withLock { $0.server = nil }
    }

    private func endConnections() async {
        let isEncrypted = listener.kind == .syslogTLS
        let connections = state.withLock { Array($0.connections.values) }
        let end = ContinuousClock.now + SyslogListener.drain
        await withTaskGroup(of: Void.self) { group in
            for connection in connections {
                group.addTask {
                    if !isEncrypted { connection.closeOutput() }
                    await connection.drain(until: end)
                    await connection.close(isEncrypted: isEncrypted)
                }
            }
        }
    }

    /// Waits until all that was read is with the intake: a connection that its sender has closed may be gone while its
    /// last lines still wait for room.
    private func waitForRoom() async {
        let end = ContinuousClock.now + SyslogListener.drain
        while lines.isWaiting, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
    }

    private func drainDatagrams() async {
        var seen = lines.figures.lines
        for _ in 0..<20 {
            try? await Task.sleep(for: .milliseconds(50))
            let now = lines.figures.lines
            if now == seen { return }
            seen = now
        }
    }
}
