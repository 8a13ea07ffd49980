// A mail server for tests: it answers by a script, may encrypt, and keeps what was said to it.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Listens on a free port of this machine.
final class FakeMailServer: Sendable {
    /// What it does with a line.
    enum Answer: Sendable {
        case say(String)
        /// Says it, and speaks TLS from there on.
        case encrypt(String)
        /// Says it, and some more in the same breath; then speaks TLS.
        case inject(String)
        case silence
        case close
    }

    private struct State {
        var lines: [String] = []
        var mails: [String] = []
        var secure = 0
    }

    private final class Box: Sendable {
        let state = Mutex(State())
    }

    private let channel: any Channel
    private let box: Box

    /// - Parameters:
    ///   - greeting: nil says nothing.
    ///   - answer: to a line, and to the end of a mail as `.`.
    init(
        greeting: String? = "220 mail.example", isSecure: Bool = false, _ server: TestIssuer.Server = TestIssuer.local,
        _ answer: @escaping @Sendable (String) -> Answer = FakeMailServer.ordinary
    ) async throws {
        let tls = try server.context()
        let box = Box()
        self.box = box
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isSecure {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        Session(greeting, tls, answer) { line, mail in
                            box.state.withLock { state in
                                if let line { state.lines.append(line) }
                                if let mail { state.mails.append(mail) }
                            }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var lines: [String] { box.state.withLock { $0.lines } }
    /// Mails as they came, without the dots that were added.
    var mails: [String] { box.state.withLock { $0.mails } }

    func stop() async { try? await channel.close() }

    /// Takes all.
    static let ordinary: @Sendable (String) -> Answer = { line in
        switch line.prefix(4) {
        case "EHLO": .say("250-mail.example\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
        case "STAR": .encrypt("220 go")
        case "AUTH": .say("235 welcome")
        case "DATA": .say("354 go")
        case "QUIT": .say("221 bye")
        default: .say("250 ok")
        }
    }

    private final class Session: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let greeting: String?
        private let tls: NIOSSLContext
        private let answer: @Sendable (String) -> Answer
        private let note: (String?, String?) -> Void
        private var bytes: [UInt8] = []
        private var mail: [String]?

        init(
            _ greeting: String?, _ tls: NIOSSLContext, _ answer: @escaping @Sendable (String) -> Answer,
            _ note: @escaping (String?, String?) -> Void
        ) {
            self.greeting = greeting
            self.tls = tls
            self.answer = answer
            self.note = note
        }

        func channelActive(context: ChannelHandlerContext) {
            if let greeting { say(greeting, context) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytesView
            while let end = bytes.firstIndex(of: 0x0A) {
                let line = String(decoding: bytes[..<end].filter { $0 != 0x0D }, as: UTF8.self)
                bytes.removeFirst(end + 1)
                take(line, context)
            }
        }

        private func take(_ line: String, _ context: ChannelHandlerContext) {
            if var mail {
                self.mail = nil
                if line != "." {
                    mail.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
                    self.mail = mail
                    return
                }
                note(nil, mail.joined(separator: "\n"))
            } else {
                note(line, nil)
            }
            switch answer(line) {
            case .say(let text):
                if text.hasPrefix("354") { mail = [] }
                say(text, context)
            case .encrypt(let text):
                say(text, context)
                encrypt(context)
            case .inject(let text):
                say(text + "\r\n250 injected", context)
                encrypt(context)
            case .silence: return
            case .close: context.close(promise: nil)
            }
        }

        private func encrypt(_ context: ChannelHandlerContext) {
            try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
        }

        private func say(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
