// Sends a mail over a line: the conversation of `SMTPDialogue` on a socket, encrypted, and with a deadline for each
// step.
// RFC 5321 section 4.5.3.2 (time limits), RFC 3207 (STARTTLS).
// SPDX-License-Identifier: EUPL-1.2

import Base
package import NIOCore
import NIOPosix
package import NIOSSL

/// How long each part may take.
package struct SMTPDeadlines: Sendable {
    package var connect = TimeAmount.seconds(15)
    package var reply = TimeAmount.seconds(60)
    /// The end of the mail: the server may check it before it answers.
    package var end = TimeAmount.seconds(300)
    /// The whole, so that a server that answers drop by drop holds nothing up.
    package var whole = TimeAmount.seconds(900)

    package init() {}
}

/// A client of mail servers. Holds no connection between mails.
package struct SMTPClient: Sendable {
    private let group: any EventLoopGroup
    private let deadlines: SMTPDeadlines
    private let trust: NIOSSLTrustRoots

    /// - Parameter trust: whose certificates are believed: those of the system, but in a test.
    package init(
        group: any EventLoopGroup, deadlines: SMTPDeadlines = SMTPDeadlines(), trust: NIOSSLTrustRoots = .default
    ) {
        self.group = group
        self.deadlines = deadlines
        self.trust = trust
    }

    /// Gives a mail to a server.
    ///
    /// - Parameter recipients: who is to get it now; the mail itself names all that it is for.
    /// - Returns: who gets it, and who was refused.
    package func send(
        _ mail: MailText, for recipients: [String], to server: SMTPServer
    ) async throws(DeliveryFailure) -> SMTPResult {
        let context: NIOSSLContext
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = trust
            configuration.minimumTLSVersion = .tlsv12
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw DeliveryFailure(Problem(.smtpTLS, [server.name, SafeText.plain("\(error)")]))
        }
        let (channel, result) = try await connect(server, context) { name in
            SMTPDialogue(mail, for: recipients, server, name: name)
        }
        do {
            return try await withTaskCancellationHandler {
                try await result.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            throw error as? DeliveryFailure
                ?? DeliveryFailure(Problem(.smtpConnection, [server.name, SafeText.plain("\(error)")]))
        }
    }

    private typealias Connection = (channel: any Channel, result: EventLoopFuture<SMTPResult>)

    /// A name may stand for several addresses, which are tried beside each other: each has its own conversation.
    private func connect(
        _ server: SMTPServer, _ context: NIOSSLContext, _ begin: @escaping @Sendable (String) -> SMTPDialogue
    ) async throws(DeliveryFailure) -> Connection {
        let deadlines = deadlines
        do {
            return try await ClientBootstrap(group: group).connectTimeout(deadlines.connect).connect(
                host: server.host, port: server.port
            ) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let promise = channel.eventLoop.makePromise(of: SMTPResult.self)
                    let conversation = SMTPConversation(begin, server, context, deadlines, promise)
                    do {
                        try channel.pipeline.syncOperations.addHandler(conversation)
                    } catch {
                        promise.fail(error)
                        throw error
                    }
                    return (channel, promise.futureResult)
                }
            }
        } catch {
            throw DeliveryFailure(Problem(.smtpConnection, [server.name, SafeText.plain("\(error)")]))
        }
    }
}

/// The end of one connection. Lives on its event loop; fulfils the promise once.
private final class SMTPConversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let begin: (String) -> SMTPDialogue
    private let server: SMTPServer
    private let tls: NIOSSLContext
    private let deadlines: SMTPDeadlines
    private var promise: EventLoopPromise<SMTPResult>?
    private var dialogue: SMTPDialogue?
    private var reader = SMTPReplyReader()
    private var stepLimit: Scheduled<Void>?
    private var wholeLimit: Scheduled<Void>?
    private var isHandshaking = false

    init(
        _ begin: @escaping (String) -> SMTPDialogue, _ server: SMTPServer, _ tls: NIOSSLContext,
        _ deadlines: SMTPDeadlines, _ promise: EventLoopPromise<SMTPResult>
    ) {
        self.begin = begin
        self.server = server
        self.tls = tls
        self.deadlines = deadlines
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.localAddress?.ipAddress ?? "127.0.0.1"
        // RFC 5321 section 4.1.3.
        let name = address.contains(":") ? "[IPv6:\(address.prefix { $0 != "%" })]" : "[\(address)]"
        dialogue = begin(name)
        let loop = context.eventLoop.assumeIsolated()
        wholeLimit = loop.scheduleTask(in: deadlines.whole) { self.late(context) }
        limit(deadlines.reply, context)
        if server.encryption == .immediate { encrypt(context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        isHandshaking = false
        var view = buffer.readableBytesView
        while promise != nil, let byte = view.popFirst() {
            let reply: SMTPReply?
            do throws(SMTPMalformed) {
                reply = try reader.take(byte)
            } catch {
                return fail(DeliveryFailure(Problem(.smtpReply, [server.name])), context)
            }
            guard let reply else { continue }
            guard let action = dialogue?.take(reply) else { return }
            // RFC 3207 section 6: what came behind the reply was put there before the encryption, by anyone.
            if action == .encrypt, !view.isEmpty {
                return fail(DeliveryFailure(Problem(.smtpInjected, [server.name])), context)
            }
            act(action, context)
        }
    }

    private func act(_ action: SMTPDialogue.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .send(let bytes):
            limit(dialogue?.step == .end ? deadlines.end : deadlines.reply, context)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .encrypt:
            encrypt(context)
            if promise != nil, let action = dialogue?.secured() { act(action, context) }
        case .finish(let result):
            settle { $0.succeed(result) }
            quit(context)
        case .fail(let failure):
            settle { $0.fail(failure) }
            quit(context)
        }
    }

    /// What is written from here on waits until the handshake is done.
    private func encrypt(_ context: ChannelHandlerContext) {
        do {
            let handler = try NIOSSLClientHandler(
                context: tls, serverHostname: server.isAddress ? nil : server.host)
            isHandshaking = true
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            fail(DeliveryFailure(Problem(.smtpTLS, [server.name, SafeText.plain("\(error)")])), context)
        }
    }

    /// Section 4.1.1.10: the server hears that it is over. What it says to that changes nothing.
    private func quit(_ context: ChannelHandlerContext) {
        let bytes = ByteBuffer(string: "QUIT\r\n")
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    private func limit(_ amount: TimeAmount, _ context: ChannelHandlerContext) {
        stepLimit?.cancel()
        stepLimit = context.eventLoop.assumeIsolated().scheduleTask(in: amount) { self.late(context) }
    }

    private func late(_ context: ChannelHandlerContext) {
        let step = dialogue?.step.rawValue ?? ""
        fail(DeliveryFailure(Problem(.smtpTimeout, [server.name, step])), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let code: Problem.Code = isHandshaking || error is NIOSSLError ? .smtpTLS : .smtpConnection
        fail(DeliveryFailure(Problem(code, [server.name, SafeText.plain("\(error)")])), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let step = dialogue?.step.rawValue ?? ""
        settle { $0.fail(DeliveryFailure(Problem(.smtpClosed, [server.name, step]))) }
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        settle { $0.fail(DeliveryFailure(Problem(.smtpClosed, [server.name, ""]))) }
    }

    private func fail(_ failure: DeliveryFailure, _ context: ChannelHandlerContext) {
        settle { $0.fail(failure) }
        context.close(promise: nil)
    }

    private func settle(_ body: (EventLoopPromise<SMTPResult>) -> Void) {
        stepLimit?.cancel()
        wholeLimit?.cancel()
        guard let promise else { return }
        self.promise = nil
        body(promise)
    }
}
