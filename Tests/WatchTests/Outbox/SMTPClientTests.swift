// The client of mail servers on a real socket: certificates, interference, silence, and what comes of it all.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Store
import Testing
import Watch

@Suite("Sending mail", .timeLimit(.minutes(5)))
struct SMTPClientTests {
    private static let mail = MailText(
        id: OutboxSample.id(1), from: "d@g.example", to: ["a@b.example", "c@d.example"], subject: "één",
        body: "regel\n.punt\n", date: utc("2026-11-24"))

    private func client(
        _ trust: NIOSSLTrustRoots? = nil, reply: TimeAmount = .seconds(20), whole: TimeAmount = .seconds(30)
    ) throws -> SMTPClient {
        var deadlines = SMTPDeadlines()
        deadlines.reply = reply
        deadlines.whole = whole
        return SMTPClient(
            group: MultiThreadedEventLoopGroup.singleton, deadlines: deadlines, trust: try trust ?? TestIssuer.trust())
    }

    /// Sends, and gives the addresses that were accepted, or the code of what went wrong.
    private func send(
        _ client: SMTPClient, _ server: FakeMailServer, _ encryption: SMTPServer.Encryption = .startTLS,
        host: String = "localhost", login: Bool = false
    ) async -> String {
        let server = SMTPServer(
            host: host, port: server.port, encryption: encryption,
            login: login ? SMTPServer.Login(user: "jan", password: "geheim") : nil)
        do throws(DeliveryFailure) {
            let result = try await client.send(Self.mail, for: ["a@b.example", "c@d.example"], to: server)
            return result.accepted.joined(separator: " ")
        } catch {
            return error.problem.code.name + (error.isRefusal ? " refusal" : "")
        }
    }

    @Test("RFC 3207: a mail goes over an encrypted line, whole, to all receivers")
    func startTLS() async throws {
        let server = try await FakeMailServer()
        #expect(await send(try client(), server, login: true) == "a@b.example c@d.example")
        let verbs = server.lines.map { $0.prefix(4) }
        #expect(verbs.prefix(8) == ["EHLO", "STAR", "EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "DATA"])
        #expect(server.lines[0] == "EHLO [127.0.0.1]")
        let mail = try #require(server.mails.first)
        #expect(mail.hasSuffix("\n\nregel\n.punt") && mail.contains("Message-ID: <\(OutboxSample.id(1))@g.example>"))
        await server.stop()
    }

    @Test("RFC 8314 3.3: on a server that speaks TLS from the first byte, so does the client")
    func immediate() async throws {
        let server = try await FakeMailServer(isSecure: true)
        #expect(await send(try client(), server, .immediate) == "a@b.example c@d.example")
        #expect(server.lines.first == "EHLO [127.0.0.1]" && !server.lines.contains("STARTTLS"))
        await server.stop()
    }

    @Test("without encryption it goes as it is, but no password does")
    func plain() async throws {
        let server = try await FakeMailServer()
        #expect(await send(try client(), server, .none) == "a@b.example c@d.example")
        #expect(await send(try client(), server, .none, login: true) == "smtp.plain_password")
        #expect(!server.lines.contains { $0.hasPrefix("AUTH") })
        await server.stop()
    }

    @Test("an issuer that is not trusted, or another name, ends it before anything is said")
    func certificates() async throws {
        for (trust, server, host) in [
            (NIOSSLTrustRoots.default, TestIssuer.local, "localhost"),
            (try TestIssuer.trust(), TestIssuer.other, "localhost"),
            (try TestIssuer.trust(), TestIssuer.other, "127.0.0.1"),
        ] {
            let fake = try await FakeMailServer(isSecure: false, server)
            #expect(await send(try client(trust), fake, host: host, login: true) == "smtp.tls")
            #expect(fake.lines.allSatisfy { $0.hasPrefix("EHLO") || $0 == "STARTTLS" } && fake.mails.isEmpty)
            await fake.stop()
        }
        let fake = try await FakeMailServer()
        #expect(await send(try client(), fake, host: "127.0.0.1") == "a@b.example c@d.example")
        await fake.stop()
    }

    @Test("a server that offers no STARTTLS gets nothing, whoever took the offer away")
    func stripped() async throws {
        let server = try await FakeMailServer { line in
            line.hasPrefix("EHLO") ? .say("250-x\r\n250 AUTH PLAIN") : FakeMailServer.ordinary(line)
        }
        #expect(await send(try client(), server, login: true) == "smtp.no_starttls")
        #expect(server.lines.count <= 2 && server.mails.isEmpty)
        await server.stop()
    }

    @Test("RFC 3207 section 6: what is put in before the encryption is noticed, and nothing is sent")
    func injected() async throws {
        let server = try await FakeMailServer { line in
            line == "STARTTLS" ? .inject("220 go") : FakeMailServer.ordinary(line)
        }
        #expect(await send(try client(), server, login: true) == "smtp.injected")
        #expect(server.lines == ["EHLO [127.0.0.1]", "STARTTLS"])
        await server.stop()
    }

    @Test("readable text where the encryption should begin is no encryption")
    func fakeEncryption() async throws {
        let server = try await FakeMailServer { line in
            line == "STARTTLS" ? .say("220 go") : .say("250-x\r\n250 STARTTLS")
        }
        let outcome = await send(try client(reply: .seconds(2)), server)
        #expect(["smtp.tls", "smtp.timeout"].contains(outcome) && server.mails.isEmpty)
        await server.stop()
    }

    @Test("a server that says nothing, or stops saying anything, is left after the time for a reply")
    func silence() async throws {
        let mute = try await FakeMailServer(greeting: nil)
        #expect(await send(try client(reply: .milliseconds(200)), mute, .none) == "smtp.timeout")
        let stalls = try await FakeMailServer { $0.hasPrefix("RCPT") ? .silence : FakeMailServer.ordinary($0) }
        #expect(await send(try client(reply: .milliseconds(300)), stalls, .none) == "smtp.timeout")
        await mute.stop()
        await stalls.stop()
    }

    @Test("a server that goes on for ever is left after the time for the whole")
    func drops() async throws {
        let server = try await FakeMailServer { $0 == "DATA" ? .silence : FakeMailServer.ordinary($0) }
        #expect(await send(try client(whole: .milliseconds(400)), server, .none) == "smtp.timeout")
        await server.stop()
    }

    @Test("a server that hangs up, is not there, or speaks something else is told apart")
    func broken() async throws {
        let closes = try await FakeMailServer { $0.hasPrefix("MAIL") ? .close : FakeMailServer.ordinary($0) }
        #expect(await send(try client(), closes, .none) == "smtp.closed")
        await closes.stop()
        #expect(await send(try client(), closes, .none) == "smtp.connection")
        let web = try await FakeMailServer(greeting: "HTTP/1.1 400 Bad Request\r\n")
        #expect(await send(try client(), web, .none) == "smtp.reply")
        let long = try await FakeMailServer(greeting: "220 " + String(repeating: "x", count: 100_000))
        #expect(await send(try client(), long, .none) == "smtp.reply")
        await web.stop()
        await long.stop()
    }

    @Test("who is refused is told apart from who has it")
    func receivers() async throws {
        let server = try await FakeMailServer { line in
            line.hasPrefix("RCPT TO:<a") ? .say("550-no\r\n550 such user") : FakeMailServer.ordinary(line)
        }
        let result = try await client().send(
            Self.mail, for: ["a@b.example", "c@d.example"],
            to: SMTPServer(host: "localhost", port: server.port, encryption: .startTLS))
        #expect(result.accepted == ["c@d.example"])
        #expect(result.refused.map(\.recipient) == ["a@b.example"] && result.refused.first?.reply.code == 550)
        await server.stop()
    }

    @Test("when the task is ended, the connection is too")
    func cancelled() async throws {
        let server = try await FakeMailServer(greeting: nil)
        let client = try client()
        let task = Task { await send(client, server, .none) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await task.value == "smtp.closed")
        await server.stop()
    }

    @Test("the courier names only receivers that do not have it, and says who has it now")
    func courier() async throws {
        let server = try await FakeMailServer { line in
            line.hasPrefix("RCPT TO:<b") ? .say("450 later") : FakeMailServer.ordinary(line)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = OutboxSample.settings(
            """
            mail: {server: localhost, port: \(server.port), from: d@g.example, user: jan, password_file: wachtwoord,
                to: [a@x.example, b@x.example, c@x.example]}
            """)
        let courier = Courier(
            mail: try client(), webhooks: WebhookClient(group: MultiThreadedEventLoopGroup.singleton))
        var message = OutboxMessage(
            id: OutboxSample.id(1), channel: .mail, destination: "mail", subject: "x", body: "y",
            created: utc("2026-11-24"))
        message.reached = ["a@x.example"]
        let destination = try #require(settings.destinations.first)
        let missing = await courier.deliver(message, to: destination, folder: folder, now: utc("2026-11-24"))
        guard case .failed(let failure) = missing else {
            Issue.record("sent without a password")
            return
        }
        #expect(failure.problem.code.name == "outbox.secret" && server.lines.isEmpty)
        try Data("geheim\n".utf8).write(to: folder.appending(path: "wachtwoord"))
        let delivery = await courier.deliver(message, to: destination, folder: folder, now: utc("2026-11-24"))
        guard case .partly(let reached, let failure) = delivery else {
            Issue.record("\(delivery)")
            return
        }
        #expect(reached == ["c@x.example"] && !failure.isRefusal && !failure.isOfDestination)
        #expect(failure.problem.arguments[1...] == ["RCPT TO <b@x.example>", "450 later"])
        #expect(server.lines.filter { $0.hasPrefix("RCPT") } == ["RCPT TO:<b@x.example>", "RCPT TO:<c@x.example>"])
        let password = Data("\0jan\0geheim".utf8).base64EncodedString()
        #expect(server.lines.contains("AUTH PLAIN " + password))
        #expect(server.mails.first?.contains("To: a@x.example, b@x.example, c@x.example") == true)
        message.reached = ["a@x.example", "b@x.example", "c@x.example"]
        #expect(await courier.deliver(message, to: destination, folder: folder, now: utc("2026-11-24")) == .sent)
        await server.stop()
    }
}
