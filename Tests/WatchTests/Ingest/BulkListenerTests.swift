// The listener that looks like Elasticsearch: what clients ask, what they send, and what they get without room.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CZlib
import Foundation
import HTTPTypes
import Synchronization
import Testing
import Watch

@Suite("the listener for _bulk")
struct BulkListenerTests {
    private static let one = Array("{\"index\":{\"_index\":\"web\",\"_id\":\"1\"}}\n{\"a\":1}\n".utf8)

    private func listener(_ disk: IngestDisk, memory: BodyMemory = .shared, wait: Double = 5) throws -> BulkListener {
        BulkListener(
            listener: try sampleListener(.bulk), intake: disk.intake, token: Array(sampleToken.utf8),
            lineLimit: 1 << 20,
            memory: memory, wait: wait, now: { Timestamp(seconds: 1_795_526_700) })
    }

    @Test("lines are answered when they are on disk, with the form that clients read", arguments: ["PUT", "POST"])
    func answers(method: String) async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let answer = try await ask(
            listener.answer, try #require(HTTPRequest.Method(method)), "/_bulk", BulkListenerTests.one,
            headers: [
                .authorization: "ApiKey \(sampleToken)",
                .accept: "application/vnd.elasticsearch+json; compatible-with=9",
                .contentType: "application/vnd.elasticsearch+x-ndjson; compatible-with=9",
            ])
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "application/vnd.elasticsearch+json;compatible-with=9")
        #expect(HTTPField.Name("X-Elastic-Product").flatMap { answer.headers[$0] } == "Elasticsearch")
        #expect(answer.text.hasPrefix(#"{"took":0,"errors":false,"items":[{"index":{"_index":"web","_id":"1","#))
        #expect(answer.text.contains(#""result":"created""#) && answer.text.contains(#""status":201"#))
        #expect(disk.lines == ["{\"a\":1}"] && disk.sources.first?.hasPrefix("bulk ") == true)
        #expect(listener.figures.lines == 1 && listener.figures.requests == 1)
        disk.intake.close()
    }

    @Test("what is sent again is a success and not stored again")
    func again() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        _ = try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one)
        let answer = try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one)
        #expect(answer.text.contains(#""result":"noop""#) && answer.text.contains(#""status":200"#))
        #expect(answer.text.contains(#""errors":false"#))
        #expect(disk.lines.count == 1)
        disk.intake.close()
    }

    @Test("what is malformed is answered as stored: never an error for a line")
    func malformed() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let answer = try await ask(listener.answer, .post, "/_bulk", Array("broken\n{\"index\":{}}\nbroken too\n".utf8))
        #expect(
            answer.status == 200 && answer.text.contains(#""errors":false"#) && !answer.text.contains("\"status\":4"))
        #expect(disk.lines == ["broken", "broken too"] && listener.figures.quarantined == 2)
        disk.intake.close()
    }

    @Test("nothing is deleted: the sender hears that there is no such line")
    func deletes() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let answer = try await ask(listener.answer, .post, "/a/_bulk", Array("{\"delete\":{\"_id\":\"1\"}}\n".utf8))
        #expect(answer.text.contains(#""result":"not_found""#) && answer.text.contains(#""errors":false"#))
        disk.intake.close()
    }

    @Test("without room each line is answered with 429 within an answer of 200, and none is stored later")
    func noRoom() async throws {
        let disk = IngestDisk(limit: 1)
        var first = LineChunk(source: .init(name: "other"), zone: .utc, received: Timestamp(seconds: 0))
        first.append("full".utf8)
        #expect(disk.intake.offer(first))
        let listener = try listener(disk, wait: 0.1)
        let answer = try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one + BulkListenerTests.one)
        #expect(answer.status == 200 && answer.text.contains(#""errors":true"#))
        #expect(answer.text.matches(of: #/"status":429/#).count == 2)
        #expect(listener.figures.refused == 2 && listener.figures.lines == 0)
        // One document alone has no such answer: the connection ends.
        await #expect(throws: ConnectionDropped.self) {
            _ = try await ask(listener.answer, .post, "/web/_doc", Array("{}".utf8))
        }
        disk.start()
        try await Task.sleep(for: .milliseconds(100))
        #expect(disk.lines == ["full"])
        disk.intake.close()
    }

    @Test("when the program ends, the connection ends without an answer")
    func refused() async throws {
        let disk = IngestDisk()
        disk.refuse()
        disk.start()
        let listener = try listener(disk)
        await #expect(throws: ConnectionDropped.self) {
            _ = try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one)
        }
        disk.intake.close()
        await #expect(throws: ConnectionDropped.self) {
            _ = try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one)
        }
    }

    @Test("one document: by index and id, by an old type, and with line ends within it")
    func documents() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let made = try await ask(listener.answer, .put, "/web/_doc/a%20b", Array("{\n \"a\": 1\n}\n".utf8))
        #expect(made.status == 201 && made.text.contains(#""_id":"a b""#) && made.text.contains(#""_index":"web""#))
        let again = try await ask(listener.answer, .put, "/web/_doc/a%20b", Array("{\n \"a\": 1\n}\n".utf8))
        #expect(again.status == 200 && again.text.contains("noop"))
        #expect(try await ask(listener.answer, .put, "/web/_create/9", Array("{}".utf8)).status == 201)
        #expect(try await ask(listener.answer, .post, "/web/events", Array("{\"e\":1}".utf8)).status == 201)
        #expect(try await ask(listener.answer, .post, "/web/_doc", Array("{".utf8)).status == 201)
        #expect(disk.lines == ["{\n \"a\": 1\n}", "{}", "{\"e\":1}", "{"] && listener.figures.quarantined == 1)
        disk.intake.close()
    }

    @Test(
        "the token may come in any of three ways",
        arguments: [
            ("Bearer \(sampleToken)", true), ("bearer  \(sampleToken)", true), ("ApiKey \(sampleToken)", true),
            ("ApiKey " + Data("id:\(sampleToken)".utf8).base64EncodedString(), true),
            ("Basic " + Data("elastic:\(sampleToken)".utf8).base64EncodedString(), true),
            ("Basic " + Data("\(sampleToken):".utf8).base64EncodedString(), false),
            ("Basic \(sampleToken)", false), ("Bearer \(sampleToken)x", false), ("Bearer ", false),
            ("Bearer", false), ("", false), ("Digest \(sampleToken)", false), ("ApiKey !", false),
        ])
    func token(field: String, isAllowed: Bool) async throws {
        #expect(IngestToken(Array(sampleToken.utf8)).allows(field) == isAllowed)
        #expect(IngestToken(nil).allows(field))
        #expect(!IngestToken(Array(sampleToken.utf8)).allows(nil))
    }

    @Test("without the token nothing is read, and nothing told but how to show it")
    func denied() async throws {
        let disk = IngestDisk()
        let listener = try listener(disk)
        for path in ["/_bulk", "/", "/_license", "/web/_doc/1"] {
            let answer = try await ask(listener.answer, .post, path, BulkListenerTests.one, headers: [:])
            #expect(answer.status == 401 && answer.headers[.wwwAuthenticate]?.isEmpty == false)
        }
        #expect(listener.figures.denied == 4 && disk.intake.cost == 0)
        let health = try await ask(listener.answer, .get, "/healthz", headers: [:])
        #expect(health.status == 200)
    }

    @Test("another token counts from the next request on")
    func adjust() async throws {
        let listener = try listener(IngestDisk())
        listener.adjust(to: try sampleListener(.bulk), token: Array("other".utf8))
        #expect(try await ask(listener.answer, .get, "/").status == 401)
        #expect(try await ask(listener.answer, .get, "/", headers: [.authorization: "Bearer other"]).status == 200)
    }

    @Test(
        "what clients ask before they send is answered with JSON that says so",
        arguments: [
            ("/", 200, "\"number\":\"8.19.0\""), ("/_license", 200, "\"status\":\"active\""),
            ("/_xpack", 200, "\"ilm\""), ("/_cluster/health", 200, "green"), ("/_nodes/http", 200, "publish_address"),
            ("/_ilm/policy/filebeat", 200, "{"), ("/_index_template/filebeat", 200, "{"),
            ("/_cat/health", 200, "green"),
            ("/_search", 404, "error"), ("/_security/user", 404, "error"),
        ])
    func about(path: String, status: Int, part: String) async throws {
        let listener = try listener(IngestDisk())
        let answer = try await ask(listener.answer, .get, path)
        #expect(answer.status == status && answer.text.contains(part))
        if path != "/_cat/health" {
            #expect((try? JSONSerialization.jsonObject(with: Data(answer.text.utf8))) != nil)
        }
        let put = try await ask(listener.answer, .put, "/_index_template/filebeat", Array("{}".utf8))
        #expect(put.text.contains("\"acknowledged\":true"))
    }

    @Test("compressed bodies are read; bombs, damage and what is too large are not")
    func compressed() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let headers: HTTPFields = [.authorization: "Bearer \(sampleToken)", .contentEncoding: "gzip"]
        let good = try await ask(listener.answer, .post, "/_bulk", gzip(BulkListenerTests.one), headers: headers)
        #expect(good.status == 200 && disk.lines == ["{\"a\":1}"])
        let bomb = gzip([UInt8](repeating: 0x20, count: 40 << 20))
        #expect(try await ask(listener.answer, .post, "/_bulk", bomb, headers: headers).status == 413)
        let cut = Array(gzip(BulkListenerTests.one).dropLast(9))
        #expect(try await ask(listener.answer, .post, "/_bulk", cut, headers: headers).status == 400)
        #expect(try await ask(listener.answer, .post, "/_bulk", [1, 2, 3], headers: headers).status == 400)
        var long: HTTPFields = [.authorization: "Bearer \(sampleToken)"]
        long[.contentLength] = "\(IngestLimits.bodyBytes + 1)"
        #expect(try await ask(listener.answer, .post, "/_bulk", [], headers: long).status == 413)
        var strange = headers
        strange[.contentEncoding] = "br"
        #expect(try await ask(listener.answer, .post, "/_bulk", [1], headers: strange).status == 415)
        #expect(listener.figures.unreadable == 5 && disk.lines.count == 1)
        disk.intake.close()
    }

    @Test("more lines than a request may have are refused as a whole")
    func tooMany() async throws {
        let listener = try listener(IngestDisk())
        let body = [UInt8](repeating: 0x0A, count: 10) + Array(String(repeating: "x\n", count: 200_001).utf8)
        #expect(try await ask(listener.answer, .post, "/_bulk", body).status == 413)
    }

    @Test("bodies wait for memory, and their connection ends when there is none; all of it is given back")
    func memory() async throws {
        let memory = BodyMemory(limit: 300 << 10)
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk, memory: memory, wait: 0.1)
        #expect(await memory.take(200 << 10, within: 0))
        await #expect(throws: ConnectionDropped.self) {
            _ = try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one)
        }
        memory.release(200 << 10)
        #expect(try await ask(listener.answer, .post, "/_bulk", BulkListenerTests.one).status == 200)
        #expect(memory.inUse == 0)
        disk.intake.close()
    }

    @Test("over a real socket: PUT with a body in chunks, and a body that stops stores nothing")
    func socket() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        try await withService(answer: listener.answer) { _, port in
            let client = try await RawClient(port: port)
            let head = "PUT /_bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(sampleToken)\r\n"
            let body = String(decoding: BulkListenerTests.one, as: UTF8.self)
            let size = String(body.utf8.count, radix: 16)
            let answer = await client.ask(
                head + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("created"))
            client.send(head + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body.replacing("1", with: "2"))\r\n")
            client.endInput()
            #expect(await client.wait { $0.isClosed })
            #expect(disk.lines == ["{\"a\":1}"])
        }
        disk.intake.close()
    }
}

/// Compresses as senders do.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let count = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            deflate(&stream, Z_FINISH)
            return output.count - Int(stream.avail_out)
        }
    }
    deflateEnd(&stream)
    return Array(output.prefix(count))
}
