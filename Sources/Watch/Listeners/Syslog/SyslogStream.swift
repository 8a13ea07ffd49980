// One connection of a syslog sender over TCP or TLS (RFC 6587, RFC 5425). Nothing is read from it while the intake has
// no room: the sender then waits, as TCP lets it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import NIOCore
import Store

/// The end of the pipeline of one connection. Used by its event loop only.
final class SyslogStream: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private let lines: SyslogLines
    private let connection: SyslogConnection
    private var frames: SyslogFrames
    private var source = ArchiveSource(name: "")
    /// Lines that were read and do not wait for the intake yet.
    private var chunk: LineChunk?
    private var isWaiting = false
    /// A read that was asked for while lines wait.
    private var wantsRead = false
    private var isOver = false

    init(_ lines: SyslogLines, _ connection: SyslogConnection) {
        self.lines = lines
        self.connection = connection
        frames = SyslogFrames(limit: lines.lineLimit)
    }

    func channelActive(context: ChannelHandlerContext) {
        source = lines.source(of: context.remoteAddress)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        var chunk = self.chunk ?? lines.chunk(source)
        buffer.withUnsafeReadableBytes { bytes in
            let bytes = bytes.bindMemory(to: UInt8.self)
            frames.take(Bytes(rebasing: bytes[...])) { chunk.append($0) }
        }
        buffer.moveReaderIndex(to: buffer.writerIndex)
        self.chunk = chunk
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        hand(over: context)
        connection.note(isAmidst: isWaiting || frames.isAmidst)
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isWaiting { wantsRead = true } else { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        hand(over: context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            end()
            hand(over: context)
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lines.note(failure: error)
        context.close(promise: nil)
    }

    /// What is left in the connection is a line too.
    private func end() {
        guard !isOver else { return }
        isOver = true
        var chunk = self.chunk ?? lines.chunk(source)
        if frames.finish(emit: { chunk.append($0) }) { lines.noteBroken() }
        lines.note(cut: frames.messagesCut)
        self.chunk = chunk
    }

    private func hand(over context: ChannelHandlerContext) {
        guard !isWaiting, let chunk, !chunk.isEmpty else { return }
        self.chunk = nil
        let loop = context.eventLoop
        // The connection may be gone by then; its lines are not.
        let again = NIOLoopBound((self, context), eventLoop: loop)
        let lines = lines
        lines.beginWaiting()
        let isTaken = lines.intake.put(chunk) { isTaken in
            if isTaken { lines.note(chunk) } else { lines.note(lost: chunk) }
            loop.execute {
                let (stream, context) = again.value
                stream.isWaiting = false
                stream.hand(over: context)
                stream.connection.note(isAmidst: stream.isWaiting || stream.frames.isAmidst)
                // After what came meanwhile was handed over too: a stop must not find nothing between the two.
                lines.endWaiting()
                guard !stream.isWaiting, stream.wantsRead else { return }
                stream.wantsRead = false
                context.read()
            }
        }
        if isTaken {
            lines.note(chunk)
            lines.endWaiting()
        }
        isWaiting = !isTaken
    }
}
