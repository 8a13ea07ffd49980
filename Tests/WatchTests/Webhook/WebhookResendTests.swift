// The listener for webhooks: what is sent again is not kept twice, what is new is never lost, and every byte is kept.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import HTTPTypes
import Testing
import Watch

@Suite("What is sent to a webhook again")
struct WebhookResendTests {
    private func listener(_ disk: IngestDisk, wait: Double = 5, lineLimit: Int = 1 << 20) throws -> WebhookListener {
        WebhookListener(
            listener: try sampleListener(.webhook), intake: disk.intake, token: Array(sampleToken.utf8),
            lineLimit: lineLimit, wait: wait, now: { Timestamp(seconds: 1_791_187_200) })
    }

    private func post(_ listener: WebhookListener, _ body: String, key: String? = nil) async throws -> (Int, String) {
        var headers: HTTPFields = [.authorization: "Bearer \(sampleToken)"]
        if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
        let answer = try await ask(listener.answer, .post, "/", Array(body.utf8), headers: headers)
        return (answer.status, answer.text)
    }

    @Test(
        "an alert with an id or a time of its own is known when it comes again",
        arguments: [
            #"{"title":"t","id":"a-1"}"#, #"{"title":"t","time":"2026-10-05T08:00:00Z"}"#,
            #"{"title":"t","time":"2026-10-05 08:00:00"}"#, #"{"rule":{"level":5,"id":"1"},"id":"1791187200.1"}"#,
            #"{"alerts":[{"title":"A","id":"1"},{"title":"B","id":"2"}]}"#,
        ])
    func known(body: String) async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        #expect(try await post(listener, body) == (200, "{\"lines\":1}\n"))
        #expect(try await post(listener, body) == (200, "{\"lines\":1,\"known\":1}\n"))
        // Also beside something new, and from another connection.
        #expect(try await post(listener, "[\(body),{\"title\":\"new\"}]") == (200, "{\"lines\":2,\"known\":1}\n"))
        #expect(disk.lines == [body, "{\"title\":\"new\"}"])
        disk.intake.close()
    }

    @Test("the same id with other content is something new")
    func changed() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        _ = try await post(listener, #"{"title":"t","id":"a-1","severity":"low"}"#)
        #expect(try await post(listener, #"{"title":"t","id":"a-1","severity":"high"}"#) == (200, "{\"lines\":1}\n"))
        #expect(disk.lines.count == 2)
        disk.intake.close()
    }

    @Test(
        "lines that could be something new are kept each time",
        arguments: [
            #"{"title":"t","severity":"high"}"#, "a line of text", #"{"message":"x","id":"1"}"#,
            #"{"alerts":[{"title":"A","id":"1"},{"title":"B"}]}"#,
        ])
    func unknown(body: String) async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        for _ in 0..<3 { #expect(try await post(listener, body) == (200, "{\"lines\":1}\n")) }
        #expect(try await post(listener, "[\(body.hasPrefix("{") ? body : "1"),2]").0 == 200)
        #expect(disk.lines.count == 5)
        disk.intake.close()
    }

    @Test("two of the same in one body are two, unless they have an id")
    func within() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        _ = try await post(listener, #"[{"title":"t"},{"title":"t"},{"title":"t","id":1},{"title":"t","id":1}]"#)
        #expect(disk.lines == [#"{"title":"t"}"#, #"{"title":"t"}"#, #"{"title":"t","id":1}"#])
        disk.intake.close()
    }

    @Test("a key of the request says whether it is the same one, as long as it is no longer than the limit")
    func keys() async throws {
        let disk = IngestDisk()
        disk.start()
        let listener = try listener(disk)
        let body = #"[{"title":"t"},{"title":"t"}]"#
        #expect(try await post(listener, body, key: "01K") == (200, "{\"lines\":2}\n"))
        #expect(try await post(listener, body, key: "01K") == (200, "{\"lines\":2,\"known\":2}\n"))
        #expect(try await post(listener, body, key: "01L") == (200, "{\"lines\":2}\n"))
        let long = String(repeating: "k", count: ForeignLimits.keyBytes + 1)
        for _ in 0..<2 { #expect(try await post(listener, body, key: long) == (200, "{\"lines\":2}\n")) }
        #expect(try await post(listener, #"{"title":"other"}"#, key: "01K") == (200, "{\"lines\":1}\n"))
        disk.intake.close()
    }

    @Test("a body of which a part was stored is sent back, and each line is there once when it comes again")
    func sentBack() async throws {
        let disk = IngestDisk(limit: 1_200_000)
        let listener = try listener(disk, wait: 0.1)
        let lines = (0..<4).map { "{\"title\":\"t\($0 % 2)\",\"pad\":\"\(String(repeating: "x", count: 700_000))\"}" }
        let body = "[\(lines.joined(separator: ","))]"
        Task {
            try await Task.sleep(for: .milliseconds(500))
            disk.start()
        }
        #expect(try await post(listener, body).0 == 503)
        let stored = disk.lines.count
        #expect(1..<4 ~= stored)
        var answer = (503, "")
        for _ in 0..<20 where answer.0 == 503 { answer = try await post(listener, body) }
        #expect(answer.0 == 200 && disk.lines.sorted() == lines.sorted())
        // Once it was all stored, the same is something new.
        while try await post(listener, body).0 == 503 {}
        #expect(disk.lines.count == 8)
        disk.intake.close()
    }

    @Test("what a program that ends did not keep is kept when it comes again")
    func refused() async throws {
        let disk = IngestDisk()
        disk.refuse()
        disk.start()
        let listener = try listener(disk)
        await #expect(throws: (any Error).self) { _ = try await post(listener, #"{"title":"t"}"#) }
        #expect(disk.lines.isEmpty && listener.figures.lines == 0)
        disk.intake.close()
    }

    @Test("a body is remembered for an hour, by its sender, and no more bodies than the limit")
    func remembered() {
        let bodies = UnstoredBodies()
        let start = Timestamp(seconds: 1_791_187_200)
        func mark(_ text: String, from peer: String = "192.0.2.1", after seconds: Int64 = 0) -> String {
            bodies.mark(of: text.utf8, from: peer, now: start.advanced(byNanoseconds: seconds * 1_000_000_000))
        }
        func remember(_ text: String, _ mark: String) {
            bodies.remember(text.utf8, from: "192.0.2.1", mark: mark, now: start)
        }
        #expect(mark("a") != mark("a"))
        remember("a", "m")
        #expect(mark("a") == "m" && mark("b") != "m" && mark("a", from: "192.0.2.2") != "m")
        #expect(mark("a", after: 3_600) == "m" && mark("a", after: 3_601) != "m" && mark("a") != "m")
        remember("a", "m")
        bodies.forget(mark: "m")
        #expect(mark("a") != "m")
        for number in 0..<ForeignLimits.bodiesRemembered { remember("\(number)", "m\(number)") }
        remember("5", "n5")
        #expect(mark("0") == "m0" && mark("5") == "n5")
        remember("one more", "x")
        #expect(mark("0") != "m0" && mark("1") == "m1")
    }
}

@Suite("Long lists to a webhook")
struct WebhookListTests {
    private func send(_ body: [UInt8], lineLimit: Int = 1 << 20) async throws -> (status: Int, lines: [String]) {
        let disk = IngestDisk()
        disk.start()
        let listener = WebhookListener(
            listener: try sampleListener(.webhook), intake: disk.intake, token: Array(sampleToken.utf8),
            lineLimit: lineLimit, now: { Timestamp(seconds: 0) })
        let answer = try await ask(listener.answer, .post, "/", body)
        disk.intake.close()
        if answer.status != 200 { #expect(listener.figures.unreadable == 1) }
        return (answer.status, disk.lines)
    }

    private func body(_ elements: [String], name: String = "alerts") -> String {
        "{\"receiver\":\"r\", \"\(name)\": [\(elements.joined(separator: " , "))] ,\"version\":\"4\"}"
    }

    @Test("a list that fits stays one line, byte for byte")
    func short() async throws {
        let text = body([#"{"title":"A"}"#, #"{"title":"B"}"#])
        #expect(try await send(Array(text.utf8)) == (200, [text]))
    }

    @Test("of a list that is too long for one line each element is a line, and the rest is kept")
    func long() async throws {
        let elements = (0..<50).map { "{\"title\":\"\($0)\"}" }
        let sent = try await send(Array(body(elements).utf8), lineLimit: 200)
        #expect(sent.status == 200)
        #expect(sent.lines == ["{\"receiver\":\"r\", \"alerts\": ["] + elements + ["] ,\"version\":\"4\"}"])
        #expect(sent.lines.flatMap { foreign($0) }.count == 50)
    }

    @Test("the alerts of one line keep no more as evidence together than the limit")
    func shared() async throws {
        let elements = (0..<500).map { "{\"title\":\"\($0)\",\"pad\":\"\(String(repeating: "x", count: 100))\"}" }
        let text = body(elements)
        #expect(text.utf8.count * elements.count > ForeignLimits.sharedBytes && text.utf8.count < 1 << 20)
        let sent = try await send(Array(text.utf8))
        #expect(sent.status == 200 && sent.lines.count == 502)
        #expect(sent.lines.flatMap { foreign($0) }.count == 500)
    }

    @Test("rows that mean nothing without the search are refused when they are too many, so that none is lost")
    func rows() async throws {
        let elements = (0..<500).map { "{\"user\":\"u\($0)\",\"pad\":\"\(String(repeating: "x", count: 100))\"}" }
        let text = body(elements, name: "results").replacing("\"receiver\"", with: "\"sid\":\"s\",\"search_name\"")
        #expect(try await send(Array(text.utf8)) == (413, []))
        let fewer = body(Array(elements.prefix(50)), name: "results")
            .replacing("\"receiver\"", with: "\"sid\":\"s\",\"search_name\"")
        #expect(try await send(Array(fewer.utf8)) == (200, [fewer]) && foreign(fewer).count == 50)
    }

    @Test("a list of more alerts than the limit is refused as a whole")
    func tooMany() async throws {
        let elements = (0...ForeignLimits.alertsPerList).map { "{\"title\":\"\($0)\"}" }
        #expect(try await send(Array(body(elements).utf8)) == (413, []))
        let sent = try await send(Array(body(elements.dropLast()).utf8))
        #expect(sent.status == 200 && sent.lines.count == ForeignLimits.alertsPerList + 2)
    }

    @Test("objects behind each other, on lines or not, are lines; a byte order mark is none")
    func objects() async throws {
        let (a, b) = (#"{"title":"A}{"}"#, #"{ "title" : "B" }"#)
        #expect(try await send(Array((a + b).utf8)) == (200, [a, b]))
        #expect(try await send(Array("\(a)\n \(b)\(a)".utf8)) == (200, [a, b, a]))
        #expect(try await send(Array("{\n\"title\":\"A\"\n}\n{\n\"title\":\"B\"}".utf8)).lines.count == 2)
        #expect(try await send([0xEF, 0xBB, 0xBF] + Array("[\(a),\(b)]".utf8)) == (200, [a, b]))
        // What is cut off stays on its line.
        #expect(try await send(Array("{\"title\":\"A\"\n\(b)".utf8)) == (200, ["{\"title\":\"A\"", b]))
    }
}
