// One HTTP/1.1 server on one address, with or without TLS: what listeners and pages have in common (RFC 9110, RFC
// 9112).
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
import HTTPTypes
package import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
package import NIOSSL
import Synchronization

/// Answers a request. What it throws becomes a 500; `ConnectionDropped` ends the connection without an answer.
package typealias HTTPAnswer = @Sendable (Request, HTTPPeer) async throws -> Response

/// A server that is started once and stopped once.
package final class HTTPService: Sendable {
    private struct State {
        var server: Server<GuardedChannel>?
        var port: Int?
        var run: Task<Void, Never>?
        /// For the connections that come from now on.
        var tls: NIOSSLContext?
    }

    /// What ended connections, by kind.
    package struct Counters: Sendable, Hashable {
        package var requests = 0
        package var late: [Lateness: Int] = [:]
        /// Connections that were closed for a new one, or because every other one was busy.
        package var crowdedOut = 0
    }

    /// Where it was asked to listen.
    package let address: SocketAddress
    private let pace: PaceLimits
    private let now: @Sendable () -> Timestamp
    private let answer: HTTPAnswer
    private let table: ConnectionTable
    private let state = Mutex(State())
    private let counted = Mutex(Counters())
    private let logger: Logger

    /// - Parameters:
    ///   - connections: the most at one time. At the limit, one that waits or sends makes place.
    ///   - answer: called for each request, from many tasks at once.
    package init(
        address: SocketAddress, connections: Int = 1_024, pace: PaceLimits = PaceLimits(),
        now: @escaping @Sendable () -> Timestamp,
        answer: @escaping HTTPAnswer
    ) {
        self.address = address
        self.pace = pace
        self.now = now
        self.answer = answer
        table = ConnectionTable(limit: OpenFiles.connections(asked: connections))
        // Errors of connections are counted here and belong to no log of their own.
        logger = Logger(label: "http", factory: { _ in SwiftLogNoOpLogHandler() })
    }

    /// As above, for a router of hummingbird.
    package convenience init<Responder: HTTPResponder>(
        address: SocketAddress, connections: Int = 1_024, pace: PaceLimits = PaceLimits(),
        now: @escaping @Sendable () -> Timestamp,
        responder: Responder
    ) where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        self.init(
            address: address, connections: connections, pace: pace, now: now
        ) { request, peer in
            var logger = Logger(label: "http", factory: { _ in SwiftLogNoOpLogHandler() })
            logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
            let source = ApplicationRequestContextSource(channel: peer.channel, logger: logger)
            return try await responder.respond(to: request, context: Responder.Context(source: source))
        }
    }

    /// The port that it listens on, once started.
    package var port: Int? { state.withLock { $0.port } }
    /// The connections that are open.
    package var connections: Int { table.count }
    /// What happened since the start.
    package var counters: Counters { counted.withLock { $0 } }

    /// Binds the address. Requests are answered when this returns.
    ///
    /// - Parameter tls: made from the files of the configuration; without it, connections are not encrypted.
    /// - Throws: `Problem` if the address cannot be had.
    package func start(tls: NIOSSLContext? = nil) async throws(Problem) {
        state.withLock { $0.tls = tls }
        let isEncrypted = tls != nil
        let channel = GuardedChannel(pace: pace, table: table, owner: self) { [self] request, writer, channel in
            try await respond(to: request, writer: writer, HTTPPeer(channel: channel, isEncrypted: isEncrypted))
        }
        do {
            try await run(channel)
        } catch {
            throw Problem(.listenerUnusable, ["\(address)", HTTPService.reason(error)])
        }
    }

    /// Takes another certificate for the connections that come from now on. A server that began without TLS stays so.
    package func renew(_ tls: NIOSSLContext) {
        state.withLock { if $0.tls != nil { $0.tls = tls } }
    }

    /// What connections are encrypted with.
    var tls: NIOSSLContext? { state.withLock { $0.tls } }

    private func run(_ channel: GuardedChannel) async throws {
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            let once = Mutex<CheckedContinuation<Void, any Error>?>(ready)
            let take: @Sendable () -> CheckedContinuation<Void, any Error>? = {
                once.withLock { once in
                    defer { once = nil }
                    return once
                }
            }
            let server = Server(
                childChannelSetup: channel,
                configuration: ServerConfiguration(
                    address: .hostname(address.host, port: address.port), backlog: 1_024),
                onServerRunning: { [self] channel in
                    state.withLock { $0.port = channel.localAddress?.port }
                    take()?.resume()
                },
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
            let run = Task {
                do {
                    try await server.run()
                    take()?.resume(throwing: CancellationError())
                } catch {
                    take()?.resume(throwing: error)
                }
            }
            state.withLock {
                $0.server = server
                $0.run = run
            }
        }
    }

    /// Takes no more connections, lets requests that are being answered finish, and closes all that is left.
    package func stop(within seconds: Int = HTTPLimits.stopSeconds) async {
        let (server, run) = state.withLock { ($0.server, $0.run) }
        guard let server, let run else { return }
        let quiesce = Task { try? await server.shutdownGracefully() }
        let hurry = Task { [table] in
            try? await Task.sleep(for: .seconds(seconds))
            table.closeAll()
        }
        await quiesce.value
        hurry.cancel()
        table.closeAll()
        await run.value
    }

    // MARK: Requests

    private func respond(to request: Request, writer: consuming ResponseWriter, _ peer: HTTPPeer) async throws {
        counted.withLock { $0.requests += 1 }
        if request.headers[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        var response: Response
        do {
            response = try await answer(request, peer)
        } catch let dropped as ConnectionDropped {
            peer.channel.close(mode: .all, promise: nil)
            throw dropped
        } catch let cut as BodyCut {
            throw cut
        } catch is CancellationError {
            throw ConnectionDropped()
        } catch let error as any HTTPResponseError {
            response = Response(status: error.status)
        } catch {
            response = Response(status: .internalServerError)
        }
        response.headers[.date] = HTTPDate.text(now())
        // RFC 9110 section 9.3.2: the answer to HEAD has no body.
        if request.method == .head { response = response.createHeadResponse() }
        try await writer.write(response: response.head, body: response.body)
    }

    func countLate(_ late: Lateness) { counted.withLock { $0.late[late, default: 0] += 1 } }
    func countCrowdedOut() { counted.withLock { $0.crowdedOut += 1 } }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return String(cString: strerror(error.errnoCode))
    }
}
