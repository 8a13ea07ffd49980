// What two programs could read in two ways is refused, and who speaks HTTP/1.0 gets what he can understand.
// SPDX-License-Identifier: EUPL-1.2

import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing
import Watch

@Suite("the header of a request")
struct HeadCheckTests {
    /// A connection behind the parser: what passes the check, and the answer as it is sent.
    private struct Connection {
        let channel = EmbeddedChannel()

        init() throws {
            try channel.pipeline.syncOperations.addHandler(HeadCheck())
            try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func send(
            _ fields: [(String, String)], _ version: HTTPVersion = .http1_1
        ) throws -> HTTPRequestHead? {
            let head = HTTPRequestHead(version: version, method: .GET, uri: "/", headers: HTTPHeaders(fields))
            try channel.writeInbound(HTTPServerRequestPart.head(head))
            guard case .head(let passed)? = try channel.readInbound(as: HTTPServerRequestPart.self) else { return nil }
            return passed
        }

        func answer(_ fields: [(String, String)] = []) throws -> HTTPHeaders? {
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: HTTPHeaders(fields))
            try channel.writeOutbound(HTTPServerResponsePart.head(head))
            guard case .head(let sent)? = try channel.readOutbound(as: HTTPServerResponsePart.self) else { return nil }
            return sent.headers
        }
    }

    @Test(
        "RFC 9112 3.2: a request of HTTP/1.1 has one host, and it is one",
        arguments: [
            ["x"], ["watch.example:8100"], ["[2001:db8::1]:8100"], [""], [String(repeating: "a", count: 260)],
        ])
    func host(hosts: [String]) throws {
        #expect(try Connection().send(hosts.map { ("Host", $0) }) != nil)
    }

    @Test(
        "RFC 9112 3.2: without a host, with two, or with something else in its place a request is refused",
        arguments: [
            [], ["x", "x"], ["x", "y"], ["a b"], ["a/b"], ["user@x"], ["a\\b"], ["x?"], ["x#"], ["é.example"],
            ["a\"b"], ["<x>"], [String(repeating: "a", count: HTTPLimits.hostBytes + 1)],
        ])
    func noHost(hosts: [String]) throws {
        let connection = try Connection()
        #expect(throws: HTTPParserError.self) { try connection.send(hosts.map { ("Host", $0) }) }
        let next = try connection.send([("Host", "x")])
        #expect(next == nil, "what follows may be the rest of it")
    }

    @Test("HTTP/1.0 needs no host, but has no two")
    func oldHost() throws {
        #expect(try Connection().send([], .http1_0) != nil)
        #expect(try Connection().send([("Host", "x")], .http1_0) != nil)
        #expect(throws: HTTPParserError.self) { try Connection().send([("Host", "x"), ("Host", "x")], .http1_0) }
    }

    @Test("RFC 9112 6.1: a coding that is not chunked, chunked twice, or in HTTP/1.0 is refused")
    func codings() throws {
        let host = ("Host", "x")
        for value in ["chunked", "Chunked"] {
            #expect(try Connection().send([host, ("Transfer-Encoding", value)]) != nil)
        }
        for value in ["gzip, chunked", "chunked, chunked", "identity", "xchunked", "chunked;a=b", ""] {
            #expect(throws: HTTPParserError.self, "\(value)") {
                try Connection().send([host, ("Transfer-Encoding", value)])
            }
        }
        let twice = [host, ("Transfer-Encoding", "chunked"), ("transfer-encoding", "chunked")]
        #expect(throws: HTTPParserError.self) { try Connection().send(twice) }
        #expect(throws: HTTPParserError.self) {
            try Connection().send([host, ("Transfer-Encoding", "chunked")], .http1_0)
        }
    }

    @Test(
        "RFC 9112 9.3: a connection ends after the answer where `close` is among the options, and in HTTP/1.0",
        arguments: [
            ("close", HTTPVersion.http1_1, true), ("x, Close", .http1_1, true), ("keep-alive", .http1_1, false),
            ("", .http1_1, false), ("", .http1_0, true), ("Keep-Alive", .http1_0, false),
            ("keep-alive, close", .http1_0, true),
        ])
    func ends(option: String, version: HTTPVersion, isLast: Bool) throws {
        let fields = [("Host", "x")] + (option.isEmpty ? [] : [("Connection", option)])
        let head = try #require(try Connection().send(fields, version))
        #expect((head.headers["Connection"] == ["close"]) == isLast)
    }

    @Test("who wants to stay over HTTP/1.0 is told that he may; who speaks HTTP/1.1 knows it")
    func stays() throws {
        let connection = try Connection()
        _ = try connection.send([("Connection", "keep-alive")], .http1_0)
        #expect(try connection.answer()?["Connection"] == ["keep-alive"])
        #expect(try connection.answer([("Connection", "close")])?["Connection"] == ["close"])
        _ = try connection.send([("Host", "x"), ("Connection", "keep-alive")])
        #expect(try connection.answer()?["Connection"] == [])
    }

    @Test("RFC 9110 10.1.1: HTTP/1.0 gets no 100, for it would take it for the answer")
    func expects() throws {
        let expects = ("Expect", "100-continue")
        #expect(try Connection().send([expects], .http1_0)?.headers["Expect"] == [])
        #expect(try Connection().send([("Host", "x"), expects])?.headers["Expect"] == ["100-continue"])
    }

    @Test("over a socket: a request that is refused gets its 400 after the answers to those before it")
    func order() async throws {
        let answer: HTTPAnswer = { request, _ in
            try await Task.sleep(for: .milliseconds(50))
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: request.uri.path)))
        }
        try await withService(answer: answer) { service, port in
            let client = try await RawClient(port: port)
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await client.wait { $0.isClosed })
            let text = client.text
            #expect(text.hasPrefix("HTTP/1.1 200 ") && text.contains("/aHTTP/1.1 400 "))
            #expect(!text.contains("/b") && !text.contains("/c") && service.counters.requests == 1)
            let old = try await RawClient(port: port)
            old.send("GET /old HTTP/1.0\r\n\r\n")
            #expect(await old.wait { $0.isClosed } && old.text.hasSuffix("/old"))
        }
    }
}
