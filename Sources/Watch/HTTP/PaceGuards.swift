// Holds a connection to its pace: three places in its pipeline that share one `ConnectionPace`.
// Socket -> SocketEnd -> TLS -> BytePace -> HTTP/1.1 -> HeadCheck -> PartPace -> who answers.
// SPDX-License-Identifier: EUPL-1.2

import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Nearest to the socket: closes it without the farewell of TLS, for which a slow peer could be waited on.
package final class SocketEnd: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    private var context: ChannelHandlerContext?

    package init() {}

    package func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    package func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Closes the socket at once.
    func close() {
        context?.close(mode: .all, promise: nil)
    }
}

@available(*, unavailable)
extension SocketEnd: Sendable {}

/// A body that ended before it was whole, or is not framed as HTTP says.
package struct BodyCut: Error {
    package init() {}
}

/// Between TLS and HTTP: counts bytes, and ends connections that are late.
package final class BytePace: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// Writes are cut so that progress within a large one is seen.
    private static let pieceBytes = 16 << 10

    fileprivate var pace: ConnectionPace
    private let socket: SocketEnd
    private let ended: @Sendable (Lateness) -> Void
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var timerAt = NIODeadline.distantFuture

    /// - Parameter ended: told when a connection is ended because it is late.
    package init(
        _ limits: PaceLimits, socket: SocketEnd, at now: NIODeadline,
        ended: @escaping @Sendable (Lateness) -> Void = { _ in }
    ) {
        pace = ConnectionPace(limits, at: now)
        self.socket = socket
        self.ended = ended
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        arm()
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
        timer = nil
    }

    // MARK: In

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !pace.isLeaving else { return }
        pace.received(unwrapInboundIn(data).readableBytes, at: context.eventLoop.now)
        context.fireChannelRead(data)
        if pace.isHeaderTooLong { refuse(.requestHeaderFieldsTooLarge) }
        arm()
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        if pace.isLeaving {
            context.read()
        } else {
            pace.wantsNothing(at: context.eventLoop.now)
            context.fireChannelReadComplete()
        }
    }

    package func read(context: ChannelHandlerContext) {
        pace.wantsBytes(at: context.eventLoop.now)
        context.read()
        arm()
    }

    // MARK: Out

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var buffer = unwrapOutboundIn(data)
        guard buffer.readableBytes > 0 else { return context.write(data, promise: promise) }
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        while let piece = buffer.readSlice(length: min(buffer.readableBytes, BytePace.pieceBytes)),
            piece.readableBytes > 0
        {
            let count = piece.readableBytes
            pace.sending(count, at: loop.now)
            let done = loop.makePromise(of: Void.self)
            done.futureResult.whenComplete { _ in bound.value.pace.sent(count) }
            if buffer.readableBytes == 0 { done.futureResult.cascade(to: promise) }
            context.write(wrapOutboundOut(piece), promise: done)
        }
        arm()
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { leave() }
        context.close(mode: mode, promise: promise)
    }

    // MARK: Ends

    /// Passes over what still comes, and waits only shortly for the other side to close.
    fileprivate func leave() {
        guard let context, !pace.isLeaving else { return }
        pace.leave(at: context.eventLoop.now)
        arm()
        context.read()
    }

    /// Sets the timer for the next deadline. One that is set for earlier stays, and sets itself again.
    fileprivate func arm() {
        guard let context, let deadline = pace.deadline, timer == nil || deadline < timerAt else { return }
        timer?.cancel()
        timerAt = deadline
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: deadline) {
            bound.value.timer = nil
            bound.value.check()
        }
    }

    private func check() {
        guard let context else { return }
        guard let late = pace.check(at: context.eventLoop.now) else { return arm() }
        ended(late)
        if late == .header, pace.isQuiet {
            refuse(.requestTimeout)
        } else {
            socket.close()
        }
    }

    /// Answers in place of who answers, and leaves.
    private func refuse(_ status: HTTPResponse.Status) {
        guard let context, pace.isQuiet else { return socket.close() }
        var buffer = context.channel.allocator.buffer(capacity: 128)
        buffer.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
        buffer.writeString("connection: close\r\ncontent-length: 0\r\n\r\n")
        leave()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in
            bound.value.close(mode: .output, promise: nil)
        }
    }
}

@available(*, unavailable)
extension BytePace: Sendable {}

/// Between HTTP and who answers: sees where requests and answers begin and end, and which answer is the last.
package final class PartPace: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private var bytes: BytePace?
    private let changed: @Sendable (ObjectIdentifier, ConnectionUse) -> Void
    private var closes = false

    /// - Parameter changed: told by channel when a request begins, when it is whole, and when its answer ends.
    package init(changed: @escaping @Sendable (ObjectIdentifier, ConnectionUse) -> Void = { _, _ in }) {
        self.changed = changed
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        bytes = try? context.pipeline.syncOperations.handler(type: BytePace.self)
    }

    package func handlerRemoved(context: ChannelHandlerContext) { bytes = nil }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = context.eventLoop.now
        switch unwrapInboundIn(data) {
        case .head(let head):
            bytes?.pace.headerEnded(at: now)
            changed(ObjectIdentifier(context.channel), .receiving)
            if head.headerFields[.connection]?.lowercased() == "close" { closes = true }
            // RFC 9112 section 6.1: a request with both may be an attempt to smuggle another one. The parser refuses
            // it too; this stays if the parser ever becomes lenient.
            if head.headerFields.contains(.contentLength), head.headerFields.contains(.transferEncoding) {
                context.fireErrorCaught(BodyCut())
                context.close(mode: .all, promise: nil)
                return
            }
        case .body: break
        case .end:
            bytes?.pace.requestEnded(at: now)
            changed(ObjectIdentifier(context.channel), bytes?.pace.isWaiting == true ? .waiting : .answering)
        }
        context.fireChannelRead(data)
        bytes?.arm()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { cutBody(context) }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        cutBody(context)
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(bytes?.pace.isInBody == true ? BodyCut() : error)
    }

    /// A body that only stops must never look like a whole one.
    private func cutBody(_ context: ChannelHandlerContext) {
        if bytes?.pace.isInBody == true { context.fireErrorCaught(BodyCut()) }
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            // The rest of a request that is answered already is not waited for.
            if bytes?.pace.isInBody == true || head.headerFields[.connection]?.lowercased() == "close" { closes = true }
            if closes { head.headerFields[.connection] = "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            let written = promise ?? context.eventLoop.makePromise(of: Void.self)
            if closes {
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                written.futureResult.whenSuccess { bound.value.close(mode: .output, promise: nil) }
            }
            context.write(data, promise: written)
            bytes?.pace.answered(at: context.eventLoop.now)
            if bytes?.pace.isWaiting == true { changed(ObjectIdentifier(context.channel), .waiting) }
            bytes?.arm()
        default:
            context.write(data, promise: promise)
        }
    }
}

@available(*, unavailable)
extension PartPace: Sendable {}
