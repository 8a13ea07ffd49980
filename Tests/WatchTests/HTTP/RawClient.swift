// A client that sends any bytes at any pace over a real socket, so that tests can be rude.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One connection.
final class RawClient: Sendable {
    private struct State {
        var received: [UInt8] = []
        var isClosed = false
    }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let client: RawClient
        init(_ client: RawClient) { self.client = client }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(unwrapInboundIn(data).readableBytesView)
            client.state.withLock { $0.received += bytes }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { client.state.withLock { $0.isClosed = true } }
            context.fireUserInboundEventTriggered(event)
        }

        func channelInactive(context: ChannelHandlerContext) { client.state.withLock { $0.isClosed = true } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            client.state.withLock { $0.isClosed = true }
            context.close(promise: nil)
        }
    }

    private let state = Mutex(State())
    private let channelBox = Mutex<(any Channel)?>(nil)

    init(port: Int, tls: NIOSSLContext? = nil, reads: Bool = true) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(ChannelOptions.autoRead, value: reads)
            .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandler(Collector(self))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        channelBox.withLock { $0 = channel }
    }

    var text: String { state.withLock { String(decoding: $0.received, as: UTF8.self) } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        guard let channel = channelBox.withLock({ $0 }) else { return }
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    func close() { channelBox.withLock { $0 }?.close(promise: nil) }
    func endInput() { channelBox.withLock { $0 }?.close(mode: .output, promise: nil) }

    /// Waits until something is so; false after some seconds.
    @discardableResult
    func wait(seconds: Double = 30, until isSo: @Sendable (RawClient) -> Bool) async -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while !isSo(self) {
            if Date() > end { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// Sends a request and returns the answer, which says its length; empty if the connection ended without one.
    func ask(_ request: String, seconds: Double = 30) async -> String {
        let before = text.utf8.count
        send(request)
        @Sendable func answer(_ client: RawClient) -> String { String(client.text.utf8.dropFirst(before)) ?? "" }
        await wait(seconds: seconds) { $0.isClosed || RawClient.isWhole(answer($0)) }
        return answer(self)
    }

    static func isWhole(_ answer: String) -> Bool {
        guard let end = answer.firstRange(of: "\r\n\r\n") else { return false }
        let head = answer[..<end.lowerBound].lowercased()
        guard let field = head.firstRange(of: "content-length: ") else { return head.hasPrefix("http/1.1 1") == false }
        let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        return answer[end.upperBound...].utf8.count >= length
    }
}
