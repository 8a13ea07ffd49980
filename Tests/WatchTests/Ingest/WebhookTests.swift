// The listener for webhooks: how bodies become lines, and who may send.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import HTTPTypes
import Testing
import Watch

@Suite("bodies of webhooks")
struct WebhookElementsTests {
    private func parts(_ body: String) -> [String] {
        let bytes = Array(body.utf8)
        return WebhookElements.ranges(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test("an object is one line, on however many lines it stands, byte for byte")
    func object() {
        #expect(parts(" {\n \"a\" : [1, {\"b\":\"}\"}]\n}\r\n") == ["{\n \"a\" : [1, {\"b\":\"}\"}]\n}"])
    }

    @Test("each element of an array is a line")
    func array() {
        #expect(parts("[ {\"a\":\"],\"} ,{\"b\":2},\n3 ]") == ["{\"a\":\"],\"}", "{\"b\":2}", "3"])
        #expect(parts("[]").isEmpty && parts("").isEmpty && parts(" \n").isEmpty)
    }

    @Test("lines of JSON are lines, and so is what is no JSON")
    func lines() {
        #expect(parts("{\"a\":1}\r\n\n{\"b\":2}\n") == ["{\"a\":1}", "{\"b\":2}"])
        #expect(parts("first\nsecond") == ["first", "second"])
        #expect(parts("[1, 2") == ["[1, 2"] && parts("[{\"a\":1}]x") == ["[{\"a\":1}]x"] && parts("{") == ["{"])
    }

    @Test("however a body is damaged, all that is not space or the frame of an array is kept")
    func mutations() {
        var random = SystemRandomNumberGenerator()
        let body = Array("[{\"a\":1,\"b\":[\"x\\\"\"]},{\"title\":\"y\"}]\n{\"c\":\"}\"}".utf8)
        for _ in 0..<5_000 {
            var damaged = body
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let ranges = WebhookElements.ranges(in: damaged)
            var end = 0
            for range in ranges {
                #expect(range.lowerBound >= end && !range.isEmpty)
                #expect(
                    damaged[end..<range.lowerBound].allSatisfy { [0x20, 0x09, 0x0A, 0x0D, 0x5B, 0x2C].contains($0) })
                end = range.upperBound
                _ = damaged[range].withUnsafeBufferPointer { ForeignAlert.read($0) }
            }
            #expect(damaged[end...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D, 0x5D].contains($0) })
        }
    }
}

@Suite("the listener for webhooks")
struct WebhookListenerTests {
    private func listener(_ disk: IngestDisk, wait: Double = 5) throws -> WebhookListener {
        WebhookListener(
            listener: try sampleListener(.webhook), intake: disk.intake, token: Array(sampleToken.utf8), wait: wait,
            now: { Timestamp(seconds: 0) })
    }

    @Test("what is posted to any path is stored, each element a line")
    func stores() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let answer = try await ask(listener.answer, .post, "/any/path", Array("[{\"a\":1},{\"b\":2}]".utf8))
        #expect(answer.status == 200 && answer.text == "{\"lines\":2}\n")
        #expect(disk.lines == ["{\"a\":1}", "{\"b\":2}"] && disk.sources.first?.hasPrefix("webhook ") == true)
        #expect(listener.figures.lines == 2)
        disk.intake.close()
    }

    @Test("a token in the address is not taken, nor is another method")
    func denied() async throws {
        let listener = try listener(IngestDisk())
        let inPath = try await ask(listener.answer, .post, "/?token=\(sampleToken)", Array("{}".utf8), headers: [:])
        #expect(inPath.status == 401)
        #expect(try await ask(listener.answer, .get, "/").status == 405)
        #expect(try await ask(listener.answer, .get, "/healthz", headers: [:]).status == 200)
    }

    @Test("without room the sender is asked to come back")
    func noRoom() async throws {
        let disk = IngestDisk(limit: 1)
        var first = LineChunk(source: .init(name: "other"), zone: .utc, received: Timestamp(seconds: 0))
        first.append("full".utf8)
        #expect(disk.intake.offer(first))
        let answer = try await ask(try listener(disk, wait: 0.1).answer, .post, "/", Array("{}".utf8))
        #expect(answer.status == 503 && answer.headers[.retryAfter] != nil)
    }
}
