// The HTTP server over real sockets: good clients are answered whatever the rude ones do.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOSSL
import Synchronization
import Testing
import Watch

/// Runs a server on a free port for the time of a test.
func withService(
    tls: NIOSSLContext? = nil, connections: Int = 100, pace: PaceLimits = PaceLimits(),
    answer: @escaping HTTPAnswer, _ body: (HTTPService, Int) async throws -> Void
) async throws {
    let address = try #require(SocketAddress("127.0.0.1:0"))
    let service = HTTPService(
        address: address, connections: connections, pace: pace,
        now: { Timestamp(seconds: 1_795_526_700) }, answer: answer)
    try await service.start(tls: tls)
    let port = try #require(service.port)
    do {
        try await body(service, port)
    } catch {
        await service.stop(within: 1)
        throw error
    }
    await service.stop(within: 1)
}

@Suite("the HTTP server")
struct HTTPServiceTests {
    private static let echo: HTTPAnswer = { request, peer in
        var request = request
        let body = try await request.collectBody(upTo: 1 << 20)
        return Response(
            status: .ok, headers: [.contentType: "text/plain"],
            body: .init(byteBuffer: ByteBuffer(string: "\(request.uri.path) \(body.readableBytes) \(peer.address)")))
    }

    private static func hurried() -> PaceLimits {
        var pace = PaceLimits()
        pace.header = .seconds(2)
        pace.idle = .milliseconds(600)
        pace.window = .milliseconds(300)
        pace.linger = .milliseconds(300)
        return pace
    }

    @Test("requests are answered one after the other on one connection, with the date")
    func answers() async throws {
        try await withService(answer: HTTPServiceTests.echo) { service, port in
            let client = try await RawClient(port: port)
            let first = await client.ask("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(first.hasPrefix("HTTP/1.1 200 OK\r\n") && first.hasSuffix("/a 0 127.0.0.1"))
            #expect(first.lowercased().contains("date: tue, 24 nov 2026 13:25:00 gmt"))
            let second = await client.ask("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            #expect(second.hasSuffix("/b 3 127.0.0.1"))
            let third = await client.ask(
                "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n")
            #expect(third.hasSuffix("/c 4 127.0.0.1"))
            #expect(service.counters.requests == 3 && service.connections == 1)
        }
    }

    @Test("a client that asks to close is closed after its answer")
    func closes() async throws {
        try await withService(answer: HTTPServiceTests.echo) { _, port in
            let client = try await RawClient(port: port)
            let answer = await client.ask("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(answer.lowercased().contains("connection: close"))
            #expect(await client.wait { $0.isClosed })
        }
    }

    @Test("a client that half-closes after its request still gets the answer")
    func halfClosed() async throws {
        try await withService(answer: HTTPServiceTests.echo) { _, port in
            let client = try await RawClient(port: port)
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            client.endInput()
            #expect(await client.wait { $0.text.hasSuffix("/a 0 127.0.0.1") && $0.isClosed })
        }
    }

    @Test("Expect: 100-continue is answered before the body")
    func expects() async throws {
        try await withService(answer: HTTPServiceTests.echo) { _, port in
            let client = try await RawClient(port: port)
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(await client.wait { $0.text.contains("HTTP/1.1 100 ") })
            client.send("abc")
            #expect(await client.wait { $0.text.hasSuffix("/a 3 127.0.0.1") })
        }
    }

    @Test("while 200 connections drip header bytes, a good client is answered at once, and they are closed")
    func slowloris() async throws {
        try await withService(
            connections: 120, pace: HTTPServiceTests.hurried(), answer: HTTPServiceTests.echo
        ) { service, port in
            var slow: [RawClient] = []
            for _ in 0..<200 {
                let client = try await RawClient(port: port)
                client.send("GET / HTTP/1.1\r\nX-a: ")
                slow.append(client)
            }
            let began = Date()
            let good = try await RawClient(port: port)
            #expect(await good.ask("GET /good HTTP/1.1\r\nHost: x\r\n\r\n").contains("/good"))
            #expect(Date().timeIntervalSince(began) < 10)
            for client in slow { #expect(await client.wait { $0.isClosed }) }
            // Which of both comes first depends on how fast the machine is.
            #expect(service.counters.crowdedOut + (service.counters.late[.header] ?? 0) >= 80)
            #expect(slow.contains { $0.text.hasPrefix("HTTP/1.1 408 ") })
        }
    }

    @Test("while bodies drip on every connection, a good client is answered at once")
    func dripping() async throws {
        try await withService(connections: 20, answer: HTTPServiceTests.echo) { service, port in
            var slow: [RawClient] = []
            for _ in 0..<40 {
                let client = try await RawClient(port: port)
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nabc")
                slow.append(client)
            }
            let end = Date(timeIntervalSinceNow: 30)
            while service.counters.crowdedOut < 20, Date() < end { try await Task.sleep(for: .milliseconds(5)) }
            let good = try await RawClient(port: port)
            #expect(await good.ask("GET /good HTTP/1.1\r\nHost: x\r\n\r\n").contains("/good"))
            #expect(service.connections <= 20 && service.counters.crowdedOut == 21)
            #expect(slow.contains { $0.isClosed } && slow.contains { !$0.isClosed })
        }
    }

    @Test("a connection for which there is no place is closed, and holds nothing")
    func crowded() async throws {
        let answer: HTTPAnswer = { _, _ in
            try await Task.sleep(for: .seconds(60))
            return Response(status: .ok)
        }
        try await withService(connections: 2, answer: answer) { service, port in
            for _ in 0..<2 {
                let client = try await RawClient(port: port)
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            let end = Date(timeIntervalSinceNow: 30)
            while service.counters.requests < 2, Date() < end { try await Task.sleep(for: .milliseconds(5)) }
            let third = try await RawClient(port: port)
            #expect(await third.wait { $0.isClosed } && service.connections == 2)
            #expect(service.counters.crowdedOut == 1)
        }
    }

    @Test("a body that stops is never taken for a whole one", arguments: [true, false])
    func slowBody(isChunked: Bool) async throws {
        let ends = Mutex<[Bool]>([])
        try await withService(pace: HTTPServiceTests.hurried()) { request, _ in
            do {
                for try await _ in request.body {}
                ends.withLock { $0.append(true) }
            } catch {
                ends.withLock { $0.append(false) }
                throw error
            }
            return Response(status: .ok)
        } _: { service, port in
            let client = try await RawClient(port: port)
            let framing =
                isChunked ? "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n" : "Content-Length: 99\r\n\r\nabcde"
            client.send("POST / HTTP/1.1\r\nHost: x\r\n\(framing)")
            #expect(await client.wait { $0.isClosed })
            let gone = try await RawClient(port: port)
            gone.send("POST / HTTP/1.1\r\nHost: x\r\n\(framing)")
            gone.endInput()
            #expect(await gone.wait { $0.isClosed })
            let vanished = try await RawClient(port: port)
            vanished.send("POST / HTTP/1.1\r\nHost: x\r\n\(framing)")
            #expect(await vanished.wait { _ in service.counters.requests == 3 })
            vanished.close()
            #expect(await client.wait { _ in ends.withLock { $0.count } == 3 })
            #expect(ends.withLock { $0 } == [false, false, false])
            #expect(service.counters.late[.body] == 1)
        }
    }

    @Test("who does not read a large answer is closed")
    func slowReader() async throws {
        try await withService(pace: HTTPServiceTests.hurried()) { _, _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x61, count: 64 << 20)))
        } _: { service, port in
            let client = try await RawClient(port: port, reads: false)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await client.wait { _ in service.counters.late[.reader] == 1 })
            #expect(await client.wait { _ in service.connections == 0 })
        }
    }

    @Test("an idle connection is closed")
    func idle() async throws {
        try await withService(pace: HTTPServiceTests.hurried(), answer: HTTPServiceTests.echo) { service, port in
            let client = try await RawClient(port: port)
            #expect(await client.ask("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").contains("/a"))
            #expect(await client.wait { $0.isClosed })
            #expect(service.counters.late[.idle] == 1)
        }
    }

    @Test(
        "requests that could be read in two ways are refused, and nothing after them is read",
        arguments: [
            "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
            "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nabcde",
            "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nA\u{0}: b\r\n\r\n",
        ])
    func smuggling(request: String) async throws {
        let paths = Mutex<[String]>([])
        try await withService { request, peer in
            var request = request
            _ = try await request.collectBody(upTo: 1 << 20)
            paths.withLock { $0.append(request.uri.path) }
            return Response(status: .ok)
        } _: { _, port in
            let client = try await RawClient(port: port)
            let answer = await client.ask(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
            #expect(await client.wait { $0.isClosed })
            #expect(!answer.contains("200 OK") && paths.withLock { $0 }.isEmpty)
        }
    }

    @Test("a header of a megabyte is answered with 431")
    func longHeader() async throws {
        try await withService(answer: HTTPServiceTests.echo) { _, port in
            let client = try await RawClient(port: port)
            let answer = await client.ask("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 1 << 20))\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            #expect(await client.wait { $0.isClosed })
        }
    }

    @Test("stopping lets an answer finish that is on its way, and takes no new connection")
    func stops() async throws {
        let address = try #require(SocketAddress("127.0.0.1:0"))
        let service = HTTPService(address: address, now: { Timestamp(seconds: 0) }) { _, _ in
            try await Task.sleep(for: .milliseconds(300))
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "done")))
        }
        try await service.start()
        let port = try #require(service.port)
        let client = try await RawClient(port: port)
        let idle = try await RawClient(port: port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        try await Task.sleep(for: .milliseconds(100))
        await service.stop()
        #expect(await client.wait { $0.text.hasSuffix("done") && $0.isClosed })
        #expect(await idle.wait { $0.isClosed })
        await #expect(throws: (any Error).self) { _ = try await RawClient(port: port) }
    }

    @Test("an answer that never ends does not keep the server from stopping")
    func stopsAnyway() async throws {
        let address = try #require(SocketAddress("127.0.0.1:0"))
        let service = HTTPService(address: address, now: { Timestamp(seconds: 0) }) { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    while true {
                        try await writer.write(ByteBuffer(string: "x"))
                        try await Task.sleep(for: .milliseconds(10))
                    }
                })
        }
        try await service.start()
        let client = try await RawClient(port: try #require(service.port))
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await client.wait { $0.text.contains("x") })
        let began = Date()
        await service.stop(within: 1)
        #expect(Date().timeIntervalSince(began) < 4)
    }

    @Test("an address that is in use is a problem that names it")
    func bindFails() async throws {
        try await withService(answer: HTTPServiceTests.echo) { _, port in
            let address = try #require(SocketAddress("127.0.0.1:\(port)"))
            let second = HTTPService(address: address, now: { Timestamp(seconds: 0) }, answer: HTTPServiceTests.echo)
            let problem = await #expect(throws: Problem.self) { try await second.start() }
            #expect(problem?.code.name == "listener.unusable" && problem?.arguments.first == "127.0.0.1:\(port)")
        }
    }

    @Test("a router of hummingbird answers too")
    func router() async throws {
        let router = Router()
        router.get("/hello/{name}") { _, context in "hello \(context.parameters.get("name") ?? "")" }
        let address = try #require(SocketAddress("127.0.0.1:0"))
        let service = HTTPService(
            address: address, now: { Timestamp(seconds: 0) }, responder: router.buildResponder())
        try await service.start()
        let client = try await RawClient(port: try #require(service.port))
        #expect(await client.ask("GET /hello/jan HTTP/1.1\r\nHost: x\r\n\r\n").hasSuffix("hello jan"))
        #expect(await client.ask("GET /other HTTP/1.1\r\nHost: x\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
        await service.stop()
    }

    @Test("an answer that fails is a 500 without its reason")
    func fails() async throws {
        struct Secret: Error {}
        try await withService { _, _ in
            throw Secret()
        } _: { _, port in
            let client = try await RawClient(port: port)
            let answer = await client.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 500 ") && !answer.contains("Secret"))
        }
    }

    @Test("an IPv4 address that came in over IPv6 is the same sender")
    func mapped() {
        #expect(HTTPPeer.canonical("::ffff:192.0.2.1") == "192.0.2.1")
        #expect(HTTPPeer.canonical("2001:db8::1") == "2001:db8::1")
    }

    @Test("the limit on open files leaves room for the rest of the program")
    func files() {
        let limit = OpenFiles.raiseLimit()
        #expect(OpenFiles.raiseLimit() == limit)
        #expect(OpenFiles.connections(asked: 10) == 10)
        #expect(OpenFiles.connections(asked: 1 << 40) < limit)
        #expect(OpenFiles.connections(asked: 0) == 1)
    }
}

@Suite("TLS of the HTTP server")
struct HTTPServiceTLSTests {
    private static func context(
        _ version: TLSVersion, isKnown: Bool = false, ciphers: String? = nil
    ) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        tls.maximumTLSVersion = version
        tls.minimumTLSVersion = .tlsv1
        if let ciphers { tls.cipherSuites = ciphers }
        if isKnown {
            let certificate = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.certificate.utf8))
            tls.certificateChain = certificate.map { .certificate($0) }
            tls.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem))
        }
        return try NIOSSLContext(configuration: tls)
    }

    private func withTLS(
        clients: Bool = false, pace: PaceLimits = PaceLimits(), _ body: (HTTPService, Int) async throws -> Void
    ) async throws {
        let folder = try TestCertificate.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = CertificateFiles(
            certificate: "watch.pem", key: folder.appending(path: "watch.key").path,
            clientIssuers: clients ? "watch.pem" : nil)
        try await withService(tls: try files.context(in: folder), pace: pace) { _, peer in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "safe \(peer.isEncrypted)")))
        } _: { service, port in
            try await body(service, port)
        }
    }

    private static let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test("TLS 1.3 and 1.2 are spoken, 1.1 and plain text are not")
    func versions() async throws {
        try await withTLS { _, port in
            for version in [TLSVersion.tlsv13, .tlsv12] {
                let client = try await RawClient(port: port, tls: try HTTPServiceTLSTests.context(version))
                #expect(await client.ask(HTTPServiceTLSTests.request).hasSuffix("safe true"))
            }
            let old = try await RawClient(port: port, tls: try HTTPServiceTLSTests.context(.tlsv11))
            #expect(await old.ask(HTTPServiceTLSTests.request) == "")
            let weak = try await RawClient(
                port: port, tls: try HTTPServiceTLSTests.context(.tlsv12, ciphers: "ECDHE+AES128:!AESGCM"))
            #expect(await weak.ask(HTTPServiceTLSTests.request) == "")
            let plain = try await RawClient(port: port)
            #expect(!(await plain.ask(HTTPServiceTLSTests.request)).contains("200"))
        }
    }

    @Test("with issuers for clients, only who shows a certificate of theirs is answered")
    func clients() async throws {
        try await withTLS(clients: true) { _, port in
            let known = try await RawClient(port: port, tls: try HTTPServiceTLSTests.context(.tlsv13, isKnown: true))
            #expect(await known.ask(HTTPServiceTLSTests.request).hasSuffix("safe true"))
            let unknown = try await RawClient(port: port, tls: try HTTPServiceTLSTests.context(.tlsv13))
            #expect(await unknown.ask(HTTPServiceTLSTests.request) == "")
        }
    }

    @Test("who does not finish the handshake of TLS is closed")
    func slowHandshake() async throws {
        var pace = PaceLimits()
        pace.header = .seconds(2)
        pace.linger = .milliseconds(200)
        try await withTLS(pace: pace) { service, port in
            let client = try await RawClient(port: port)
            client.send([0x16, 0x03, 0x01])
            #expect(await client.wait { $0.isClosed })
            #expect(service.counters.late[.header] == 1)
        }
    }

    @Test("a certificate or key that cannot be used is a problem that names the file", arguments: [0, 1, 2])
    func wrongFiles(which: Int) async throws {
        let folder = try TestCertificate.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("nothing".utf8).write(to: folder.appending(path: "wrong"))
        var files = CertificateFiles(certificate: "watch.pem", key: "watch.key", clientIssuers: nil)
        switch which {
        case 0: files.certificate = "wrong"
        case 1: files.key = "wrong"
        default: files.clientIssuers = "wrong"
        }
        let problem = #expect(throws: Problem.self) { try files.context(in: folder) }
        #expect(problem?.code.name == "certificate.unusable")
    }
}
