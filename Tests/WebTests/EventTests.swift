// Lines of the archive over HTTP: search, paging while lines arrive, hostile lines, and that looking someone up is
// noted.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Crypto
import Events
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

@Suite("Events over HTTP")
struct EventTests {
    @Test("pages neither lose nor repeat a line while others arrive, newest first")
    func paging() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        try sample.append((0..<250).map { Array("2026-03-19T08:00:00Z nr=\($0) zoek".utf8) })
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = try await sample.get(
                "/api/v1/events?q=zoek&limit=7" + (cursor.map { "&cursor=\($0)" } ?? ""), as: who)
            #expect(page.status == 200)
            found += page.json["events"]?.list.compactMap { $0["raw"]?.text } ?? []
            cursor = page.json["cursor"]?.text
            try sample.append([Array("later zoek".utf8)])
        } while cursor != nil
        #expect(found == (0..<250).reversed().map { "2026-03-19T08:00:00Z nr=\($0) zoek" })
    }

    @Test("a hostile line stays one string of valid JSON; bytes that are no UTF-8 come in base 64")
    func hostile() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        let lines: [[UInt8]] = [
            Array("</script><script>alert(1)</script>".utf8), Array("\"}],\"cursor\":\"x".utf8),
            Array("\u{1B}[2J\u{7}\u{0}\u{8}".utf8), Array("a\u{202E}b\u{2028}c\u{FEFF}".utf8), [0xFF, 0xFE, 0x00],
            Array("\\u0022\\".utf8), [0xC0, 0x80], [0xED, 0xA0, 0x80], Array(repeating: 0x22, count: 5_000),
        ]
        let positions = try sample.append(lines)
        let page = try await sample.get("/api/v1/events", as: who)
        let events = page.json["events"]?.list ?? []
        #expect(events.count == lines.count)
        #expect(!page.bytes.contains { $0 < 0x20 || $0 == 0x7F })
        for (index, line) in lines.enumerated() {
            let event = events[lines.count - 1 - index]
            let text = String(validating: line, as: UTF8.self)
            #expect(event["raw"]?.text == text && event["position"]?.text == positions[index].description)
            if text == nil { #expect(event["raw_base64"]?.text.flatMap { Data(base64Encoded: $0) } == Data(line)) }
            let hash = SHA256.hash(data: line).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(event["sha256"]?.text == hash)
            let dotted = positions[index].description.replacing("/", with: ".")
            let encoded = positions[index].description.replacing("/", with: "%2F")
            for path in [dotted, encoded] {
                #expect(try await sample.get("/api/v1/events/\(path)", as: who).json == event)
                let raw = try await sample.get("/api/v1/events/\(path)/raw", as: who)
                #expect(raw.bytes == line && raw.fields[.contentType] == "application/octet-stream")
                #expect(raw.fields[.contentDisposition] == "attachment")
            }
        }
    }

    @Test("from, to and source narrow a search; what a search cannot be is a 400 with its text")
    func narrowing() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        func line(_ time: String, _ text: String) -> [UInt8] {
            Array("<13>1 2026-03-19T\(time):00Z host app - - - \(text)".utf8)
        }
        try sample.append([line("08:00", "een"), line("09:00", "twee")])
        try sample.append([line("08:30", "drie")], from: "ander")
        func find(_ query: String) async throws -> [String] {
            let page = try await sample.get("/api/v1/events?\(query)", as: who)
            #expect(page.status == 200, "\(query): \(page.text)")
            return page.json["events"]?.list.compactMap { $0["raw"]?.text?.suffix(4).split(separator: " ").last }
                .map { String($0) } ?? []
        }
        #expect(try await find("from=2026-03-19T08:30:00Z") == ["drie", "twee"])
        #expect(try await find("to=2026-03-19T08:30:00Z") == ["een"])
        #expect(try await find("from=2026-03-19T09:30:00%2B01:00&to=2026-03-19T10:00:00+01:00") == ["drie"])
        #expect(try await find("source=ander") == ["drie"])
        #expect(try await find("q=twee+-drie") == ["twee"])
        for (query, code) in [
            ("q=%22open", "query.quote"), ("q=" + String(repeating: "a", count: 4_097), "query.long"),
            ("q=" + String(repeating: "a+", count: 65), "query.terms"), ("cursor=x", "query.cursor"),
            ("cursor=MToyMDI2LTAzLTE5LzAvMA%3D%3D%3D", "query.cursor"), ("from=gisteren", "web.parameter"),
            ("from=2026-03-19T08:00:00", "web.parameter"), ("to=1773900000", "web.parameter"),
            ("limit=0", "web.parameter"), ("limit=1001", "web.parameter"), ("limit=-1", "web.parameter"),
            ("limit=99999999999999999999", "web.parameter"), ("q=a&q=b", "web.parameter"),
            ("q=%ZZ", "web.parameter"), ("q=%FF", "web.parameter"), ("Q=a", "web.parameter_unknown"),
        ] {
            let reply = try await sample.get("/api/v1/events?\(query)", as: who)
            #expect(reply.status == 400 && reply.code == code, "\(query.prefix(40)): \(reply.text)")
            #expect(reply.json["problem"]?["message"]?.text?.isEmpty == false)
        }
    }

    @Test("GDPR 5(2): looking someone up is in the organisation's journal before it is answered, by name")
    func noted() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let token = try sample.program(.analyst)
        for target in [
            "/api/v1/events?q=TargetUserName%3Djan.smit+host", "/api/v1/events?q=winlog.event_data.TargetUserName=x",
            "/api/v1/events?q=-userPrincipalName=x", "/api/v1/entities/account/jan.smit",
            "/api/v1/alerts?entity=account:jan.smit",
        ] {
            let before = try sample.records.entries(.organisation).count
            #expect(try await sample.get(target, as: who).status == 200)
            let entries = try sample.records.entries(.organisation)
            #expect(entries.count == before + 1, "\(target)")
            guard case .searchedPerson? = entries.last?.content else {
                Issue.record("\(target)")
                continue
            }
            #expect(entries.last?.actor == .person("an.bakker"))
        }
        #expect(try await sample.get("/api/v1/events?q=user%3Djan", as: token).status == 200)
        guard case .token? = try sample.records.entries(.organisation).last?.actor else {
            Issue.record("a token searches in its own name")
            return
        }
        let count = try sample.records.entries(.organisation).count
        for target in ["/api/v1/events?q=jan", "/api/v1/events?q=EventID=4624", "/api/v1/entities/host/dc01"] {
            #expect(try await sample.get(target, as: who).status == 200)
        }
        // Who may not search is not noted, and not answered.
        let reader = try await sample.person("lezer", .reader)
        #expect(try await sample.get("/api/v1/events?q=user%3Djan", as: reader).status == 403)
        #expect(try sample.records.entries(.organisation).count == count)
    }

    @Test("a page ends before it grows too large, and a line too long for it can be had by itself")
    func large() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        let long = [UInt8](repeating: 0x61, count: WebLimits.lineBytes + 1)
        let lines = (0..<10).map { [UInt8](repeating: 0x30 + UInt8($0), count: WebLimits.lineBytes - 10) } + [long]
        let positions = try sample.append(lines)
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = try await sample.get("/api/v1/events" + (cursor.map { "?cursor=\($0)" } ?? ""), as: who)
            #expect(page.bytes.count < WebLimits.pageBytes + 2 * WebLimits.lineBytes)
            found += page.json["events"]?.list.compactMap { $0["position"]?.text } ?? []
            if cursor == nil { #expect(page.json["events"]?.list.first?["raw"] == .null) }
            cursor = page.json["cursor"]?.text
        } while cursor != nil
        #expect(found == positions.reversed().map(\.description))
        let last = try #require(positions.last).description.replacing("/", with: ".")
        #expect(try await sample.get("/api/v1/events/\(last)/raw", as: who).bytes == long)
        #expect(try await sample.get("/api/v1/events/\(last)", as: who).json["raw"]?.text?.utf8.count == long.count)
    }
}
