// Alerts of other systems: how bodies become lines, and what each system means by its fields.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import HTTPTypes
import Incidents
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

@Suite("alerts of other systems")
struct ForeignAlertTests {
    private func read(_ text: String) -> ForeignAlert? {
        let bytes = Array(text.utf8)
        let found = bytes.withUnsafeBufferPointer { ForeignAlert.read($0) }
        #expect(found == bytes.withUnsafeBufferPointer { ForeignAlert.read($0) })
        return found.first
    }

    private func check(
        _ alert: ForeignAlert?, _ rule: String, _ title: String, _ level: AlertLevel, _ entity: String?, _ time: String?
    ) {
        #expect(alert?.rule == rule && alert?.title == title && alert?.level == level)
        #expect(alert?.entity?.description == entity && alert?.time?.description == time)
    }

    @Test("plain JSON with a title, a severity, an entity and a time")
    func plain() {
        let text = #"{"title":"Odd log-in","severity":"high","user":"j.smit","time":"2026-10-05T08:00:00Z"}"#
        check(read(text), "webhook/plain/Odd log-in", "Odd log-in", .high, "account:j.smit", "2026-10-05T08:00:00Z")
    }

    @Test("an incident of Microsoft Sentinel")
    func sentinel() {
        let text = """
            {"objectSchemaType":"Incident","object":{"properties":{"title":"Mass download","severity":"Medium",
            "incidentNumber":12,"createdTimeUtc":"2026-10-05T08:00:00.5Z",
            "relatedEntities":[{"kind":"Host","properties":{"hostName":"FS01"}}]}}}
            """
        check(
            read(text), "webhook/sentinel/Mass download", "Mass download", .medium, "host:fs01",
            "2026-10-05T08:00:00.500Z")
    }

    @Test("an alert in the common schema of Azure Monitor", arguments: [("Sev0", AlertLevel.critical), ("Sev3", .low)])
    func azure(severity: String, level: AlertLevel) {
        let text = """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertRule":"Failed log-ins",
            "severity":"\(severity)","firedDateTime":"2026-10-05T08:00:00Z","configurationItems":["vm-01"]}}}
            """
        check(
            read(text), "webhook/azure/Failed log-ins", "Failed log-ins", level, "host:vm-01", "2026-10-05T08:00:00Z")
    }

    @Test("the webhook action of Splunk")
    func splunk() {
        let text = """
            {"sid":"s1","search_name":"Brute force","app":"search","owner":"admin","results_link":"https://s.example",
            "result":{"user":"admin","src_ip":"198.51.100.7","severity":"critical","_time":"1791187200"}}
            """
        let alert = read(text)
        check(alert, "webhook/splunk/Brute force", "Brute force", .critical, "account:admin", "2026-10-05T08:00:00Z")
    }

    @Test(
        "an alert of Wazuh, by its levels from 0 to 16",
        arguments: [
            (3, AlertLevel.informational), (4, .low), (7, .medium), (11, .medium), (12, .high), (15, .critical),
        ])
    func wazuh(number: Int, level: AlertLevel) {
        let text = """
            {"timestamp":"2026-10-05T08:00:00.000+0000","rule":{"level":\(number),"description":"sshd: brute force",
            "id":"5712"},"agent":{"id":"001","name":"web01","ip":"192.0.2.5"},"data":{"srcip":"198.51.100.7"}}
            """
        check(
            read(text), "webhook/wazuh/5712", "sshd: brute force", level, "host:web01", "2026-10-05T08:00:00Z")
    }

    @Test("a detection alert of Elastic, flat, nested and as a search gives it")
    func elastic() {
        let time = #"{"@timestamp":"2026-10-05T08:00:00Z","#
        let texts = [
            time + #""kibana.alert.rule.name":"R","kibana.alert.severity":"low","host.name":"h1"}"#,
            time + #""kibana":{"alert":{"rule":{"name":"R"},"severity":"low"}},"host":{"name":"h1"}}"#,
            #"{"_source":"# + time + #""kibana.alert.rule.name":"R","kibana.alert.risk_score":21,"host.name":"h1"}}"#,
        ]
        for text in texts { check(read(text), "webhook/elastic/R", "R", .low, "host:h1", "2026-10-05T08:00:00Z") }
    }

    @Test("what is no alert gives none", arguments: [#"{"message":"x"}"#, "[1]", "text", "", "{}", #"{"title":1"#])
    func none(text: String) {
        #expect(read(text) == nil)
    }

    @Test("an unknown severity is medium, a title of any length and kind stays short and on one line")
    func odd() {
        let long = String(repeating: "a", count: 5_000)
        let alert = read(#"{"title":"\#(String(long.prefix(2_000)))","severity":"so-so"}"#)
        #expect(alert?.level == .medium && alert?.title.utf8.count == 300 && alert?.entity == nil)
        #expect(read(#"{"title":"a\nb\u001b[0m"}"#)?.title == "a b [0m")
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
