// Syslog over UDP (RFC 5426): one message a datagram. Nobody waits for an answer, so what does not fit is counted.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import NIOCore
import Store

/// The end of the pipeline of a socket for datagrams. Used by its event loop only.
final class SyslogDatagrams: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let lines: SyslogLines
    /// By the address of the sender, until the burst is over.
    private var chunks: [String: LineChunk] = [:]

    /// The most senders that are kept apart in one burst: their addresses may be invented.
    private static let senders = 256

    init(_ lines: SyslogLines) {
        self.lines = lines
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        let address = envelope.remoteAddress.ipAddress ?? ""
        if chunks[address] == nil, chunks.count >= SyslogDatagrams.senders { handOver() }
        envelope.data.withUnsafeReadableBytes { bytes in
            var message = bytes.bindMemory(to: UInt8.self)[...]
            // Some senders end a datagram as they end a line.
            while let last = message.last, last == 0x0A || last == 0x0D || last == 0x00 { message.removeLast() }
            guard !message.isEmpty else { return }
            if message.count > lines.lineLimit {
                message = message.prefix(lines.lineLimit)
                lines.note(cut: 1)
            }
            let source = envelope.remoteAddress
            chunks[address, default: lines.chunk(lines.source(of: source))].append(message)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        handOver()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The socket goes on: the next datagram may come from another sender.
        lines.note(failure: error)
    }

    private func handOver() {
        for chunk in chunks.values {
            if lines.intake.offer(chunk) { lines.note(chunk) } else { lines.note(lost: chunk) }
        }
        chunks.removeAll(keepingCapacity: true)
    }
}
