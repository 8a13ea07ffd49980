// A receiver of webhooks for tests: it answers what it is told to, and keeps what was posted.
// SPDX-License-Identifier: EUPL-1.2

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Listens on a free port of this machine. Speaks just enough HTTP/1.1 for a test.
final class FakeWebhook: Sendable {
    struct Request: Sendable {
        var head: [String]
        var body: String

        func header(_ name: String) -> String? {
            let line = head.dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            return line.map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
        }
    }

    private final class Box: Sendable {
        let requests = Mutex<[Request]>([])
    }

    private let channel: any Channel
    private let box = Box()

    /// - Parameter answer: the bytes to answer with; nil says nothing.
    init(host: String = "127.0.0.1", tls: TestIssuer.Server? = nil, _ answer: String?) async throws {
        let context = try tls?.context()
        let box = box
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        Session(answer) { request in box.requests.withLock { $0.append(request) } })
                }
            }
            .bind(host: host, port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var requests: [Request] { box.requests.withLock { $0 } }
    func stop() async { try? await channel.close() }

    static func answer(_ status: Int, _ body: String = "", headers: String = "") -> String {
        "HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private final class Session: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: String?
        private let note: (Request) -> Void
        private var text = ""

        init(_ answer: String?, _ note: @escaping (Request) -> Void) {
            self.answer = answer
            self.note = note
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard let end = text.firstRange(of: "\r\n\r\n") else { return }
            let head = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
            var request = Request(head: head, body: "")
            let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
            let body = text[end.upperBound...]
            guard body.utf8.count >= length else { return }
            request.body = String(body)
            text = ""
            note(request)
            guard let answer else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
