// The guards in a pipeline with a clock that the test moves.
// SPDX-License-Identifier: EUPL-1.2

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing
import Watch

@Suite("the guards of a connection")
struct PaceGuardTests {
    /// A connection of which the HTTP parser is left out: the test says where requests begin and end.
    private struct Connection {
        let channel = EmbeddedChannel()
        let bytes: BytePace
        let ended: Ended

        init() throws {
            let socket = SocketEnd()
            let ended = Ended()
            bytes = BytePace(PaceLimits(), socket: socket, at: channel.eventLoop.now) { ended.add($0) }
            self.ended = ended
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(socket)
            try pipeline.addHandler(bytes)
            try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }
        func advance(_ seconds: Int64) {
            channel.read()
            channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
        }
        func answer() throws -> String {
            var text = ""
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
            return text
        }
    }

    private final class Ended: Sendable {
        private let list = Mutex<[Lateness]>([])
        func add(_ late: Lateness) { list.withLock { $0.append(late) } }
        var all: [Lateness] { list.withLock { $0 } }
    }

    @Test("a header that never ends is answered with 408 after ten seconds, and the connection closed")
    func header() throws {
        let connection = try Connection()
        try connection.send("GET / HTTP/1.1\r\n")
        connection.advance(9)
        try connection.send("x: y\r\n")
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(try connection.answer().hasPrefix("HTTP/1.1 408 "))
        #expect(connection.ended.all == [.header])
        connection.advance(2)
        #expect(!connection.channel.isActive)
    }

    @Test("a header above the limit is answered with 431")
    func longHeader() throws {
        let connection = try Connection()
        for _ in 0..<65 { try connection.send(String(repeating: "a", count: 1 << 10)) }
        #expect(try connection.answer().hasPrefix("HTTP/1.1 431 "))
        try connection.send("more")
        connection.advance(2)
        #expect(!connection.channel.isActive)
    }

    @Test("what still comes after an answer that ends the connection reaches nobody")
    func dropped() throws {
        let connection = try Connection()
        for _ in 0..<65 { try connection.send(String(repeating: "a", count: 1 << 10)) }
        while try connection.channel.readInbound(as: ByteBuffer.self) != nil {}
        try connection.send("GET /other HTTP/1.1\r\n\r\n")
        #expect(try connection.channel.readInbound(as: ByteBuffer.self) == nil)
    }

    @Test("a connection that is closed from outside leaves no timer that fires")
    func closed() throws {
        let connection = try Connection()
        try connection.send("G")
        try connection.channel.close().wait()
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(connection.ended.all.isEmpty)
    }

    @Test("a request with Content-Length and Transfer-Encoding ends the connection (RFC 9112 section 6.1)")
    func smuggling() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(PartPace())
        try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 1)).wait()
        var head = HTTPRequest(method: .post, scheme: nil, authority: "watch.example", path: "/_bulk")
        head.headerFields[.contentLength] = "4"
        head.headerFields[.transferEncoding] = "chunked"
        #expect(throws: BodyCut.self) { try channel.writeInbound(HTTPRequestPart.head(head)) }
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        #expect(!channel.isActive)
    }

    @Test("an answer before the request is whole says that the connection closes")
    func early() throws {
        let channel = EmbeddedChannel()
        let pipeline = channel.pipeline.syncOperations
        let socket = SocketEnd()
        let bytes = BytePace(PaceLimits(), socket: socket, at: channel.eventLoop.now)
        try pipeline.addHandler(socket)
        try pipeline.addHandler(bytes)
        try pipeline.addHandler(Parts())
        try pipeline.addHandler(PartPace())
        try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: "head"))
        channel.pipeline.write(HTTPResponsePart.head(HTTPResponse(status: .unauthorized)), promise: nil)
        channel.pipeline.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
        let written = try channel.readOutbound(as: ByteBuffer.self)
        #expect(written.map { String(buffer: $0) } == "401 close")
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    /// Stands in for the HTTP parser: any bytes are the header of a request whose body is still to come.
    private final class Parts: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let head = HTTPRequest(method: .post, scheme: nil, authority: "watch.example", path: "/")
            context.fireChannelRead(wrapInboundOut(.head(head)))
        }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            switch unwrapOutboundIn(data) {
            case .head(let head):
                let text = "\(head.status.code) \(head.headerFields[.connection] ?? "")"
                context.write(wrapOutboundOut(ByteBuffer(string: text)), promise: promise)
            default: context.write(wrapOutboundOut(ByteBuffer()), promise: promise)
            }
        }
    }
}
