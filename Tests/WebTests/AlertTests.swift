// The queue over HTTP: order, paging, filters, muting, closing and undoing.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

@Suite("Alerts over HTTP")
struct AlertTests {
    private func page(_ sample: WebSample, _ query: String, _ who: WebSample.Who) async throws -> [JSON] {
        let reply = try await sample.get("/api/v1/alerts?\(query)", as: who)
        #expect(reply.status == 200, "\(reply.text)")
        return reply.json["alerts"]?.list ?? []
    }

    private func walk(_ sample: WebSample, _ query: String, _ who: WebSample.Who) async throws -> [String] {
        var found: [String] = []
        var cursor: String?
        repeat {
            let reply = try await sample.get(
                "/api/v1/alerts?limit=3&\(query)" + (cursor.map { "&cursor=\($0)" } ?? ""), as: who)
            found += reply.json["alerts"]?.list.compactMap { $0["rule"]?.text } ?? []
            cursor = reply.json["cursor"]?.text
        } while cursor != nil
        return found
    }

    @Test("by last seen, by risk of the entity, and by when they began, page by page")
    func order() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        // The host weighs most, by two alerts; the account comes last.
        try sample.alert("a", on: "host:dc01", level: .medium, line: 1)
        try sample.alert("b", on: "account:jan", level: .high, line: 2)
        try sample.alert("c", on: "host:dc01", level: .critical, line: 3)
        try sample.alert("d", on: "address:192.0.2.1", level: .low, line: 4)
        try sample.alert("a", on: "host:dc01", level: .medium, line: 5)
        #expect(try await walk(sample, "", who) == ["a", "d", "c", "b"])
        #expect(try await walk(sample, "order=risk", who) == ["c", "a", "b", "d"])
        #expect(try await walk(sample, "order=created", who) == ["d", "c", "b", "a"])
        #expect(try await walk(sample, "level=high,critical", who) == ["c", "b"])
        #expect(try await walk(sample, "entity=host:DC01", who) == ["a", "c"])
        let first = try #require(try await page(sample, "order=risk&limit=1", who).first)
        #expect(first["risk"]?.number == Double(150 + 20 + 2) && first["count"]?.number == 1)
        #expect(first["entity"]?["value"]?.text == "dc01" && first["muted"] == .bool(false))
        for query in ["level=hoog", "level=", "level=high,", "state=x", "order=risk&state=all", "entity=jan"] {
            let reply = try await sample.get("/api/v1/alerts?\(query)", as: who)
            #expect(reply.status == (query == "level=" ? 200 : 400), "\(query)")
        }
    }

    @Test("in the order of beginning no alert is left out or given twice while hits come")
    func moving() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        for line in Int32(1)...40 { try sample.alert("r\(line)", line: line) }
        var found: [String] = []
        var cursor: String?
        var line: Int32 = 100
        repeat {
            let reply = try await sample.get(
                "/api/v1/alerts?order=created&limit=7" + (cursor.map { "&cursor=\($0)" } ?? ""), as: who)
            found += reply.json["alerts"]?.list.compactMap { $0["rule"]?.text } ?? []
            cursor = reply.json["cursor"]?.text
            try sample.alert("r\(line % 40 + 1)", line: line)
            try sample.alert("nieuw\(line)", line: line + 1)
            line += 7
        } while cursor != nil
        #expect(found == (1...40).reversed().map { "r\($0)" })
    }

    @Test("a mute keeps hits out of the queue and nowhere else, until its end or until it is undone")
    func mutes() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        try sample.alert("luid", on: "host:dc01", line: 1)
        try sample.alert("luid", on: "host:dc02", line: 2)
        func queue(_ state: String) async throws -> [String] {
            try await page(sample, "state=\(state)", who).compactMap { $0["entity"]?["value"]?.text }.sorted()
        }
        func mute(_ until: String) async throws -> String {
            let reply = try await sample.post(
                "/api/v1/mutes", as: who,
                #"{"rule":"luid","entity":"host:dc01","until":"\#(until)","reason":"onderhoud"}"#)
            #expect(reply.status == 201 && reply.json["entry"]?["content"]?["entity"]?["value"]?.text == "dc01")
            return try #require(reply.json["entry"]?["id"]?.text)
        }
        // The clock stands at 06:00:00 UTC.
        let id = try await mute("2026-03-19T07:10:00+01:00")
        #expect(try await queue("open") == ["dc02"])
        #expect(try await queue("muted") == ["dc01"])
        #expect(try await queue("all") == ["dc01", "dc02"])
        let listed = try await sample.get("/api/v1/mutes", as: who).json["mutes"]?.list.first
        #expect(listed?["entry"]?.text == id && listed?["active"] == .bool(true))
        #expect(listed?["until"]?.text == "2026-03-19T06:10:00Z" && listed?["by"]?["name"]?.text == "an.bakker")
        let undone = try await sample.post(
            "/api/v1/organisation/entries", as: who, #"{"kind":"undone","entry":"\#(id)"}"#)
        #expect(undone.status == 201 && undone.json["entry"]?["content"]?["entry"]?.text == id)
        #expect(try await queue("open") == ["dc01", "dc02"])
        // Undoing the undoing brings it back; then its time is over.
        let second = try #require(undone.json["entry"]?["id"]?.text)
        _ = try await sample.post("/api/v1/organisation/entries", as: who, #"{"kind":"undone","entry":"\#(second)"}"#)
        #expect(try await queue("open") == ["dc02"])
        sample.time.advance(seconds: 600)
        #expect(try await queue("open") == ["dc01", "dc02"])
        #expect(try await sample.get("/api/v1/mutes", as: who).json["mutes"]?.list.isEmpty == true)
        #expect(try await sample.get("/api/v1/mutes?state=ended", as: who).json["mutes"]?.list.count == 1)
    }

    @Test("closing many at once with one reason, and undoing that; each step is an entry")
    func close() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let ids = try (Int32(1)...5).map { try sample.alert("r\($0)", line: $0) }
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        let closed = try await sample.post(
            "/api/v1/alerts/close", as: who, #"{"alerts":[\#(list)],"reason":"false_alarm","note":"regel te ruim"}"#)
        #expect(closed.status == 201)
        let alert = try await sample.get("/api/v1/alerts/\(ids[0])", as: who).json
        #expect(
            alert["state"]?.text == "closed" && alert["reason"]?.text == "false_alarm" && alert["incident"] == .null)
        #expect(try await page(sample, "", who).isEmpty)
        #expect(try await page(sample, "state=closed", who).count == 5)
        let id = try #require(closed.json["entry"]?["id"]?.text)
        let undone = try await sample.post(
            "/api/v1/organisation/entries", as: who, #"{"kind":"undone","entry":"\#(id)"}"#)
        #expect(undone.status == 201)
        #expect(try await page(sample, "", who).count == 5)
        for body in [
            #"{"alerts":[],"reason":"handled"}"#, #"{"alerts":["x"],"reason":"handled"}"#,
            #"{"alerts":[\#(list)],"reason":"zomaar"}"#, #"{"reason":"handled"}"#,
        ] {
            #expect(try await sample.post("/api/v1/alerts/close", as: who, body).status == 400, "\(body)")
        }
    }

    @Test("that someone was looked up cannot be undone")
    func audit() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        _ = try await sample.get("/api/v1/entities/account/jan", as: who)
        let entry = try #require(try sample.records.entries(.organisation).last)
        let reply = try await sample.post(
            "/api/v1/organisation/entries", as: who, #"{"kind":"undone","entry":"\#(entry.entryID)"}"#)
        #expect(reply.status == 404)
    }

    @Test("an alert shows its lines to who may search the archive, and only that there is more to others")
    func evidence() async throws {
        let sample = try WebSample()
        let id = try sample.alert("r", line: 3)
        let analyst = try await sample.get("/api/v1/alerts/\(id)", as: try sample.program(.analyst))
        #expect(analyst.json["evidence"]?.list.first?["raw"]?.text == "regel 3")
        #expect(analyst.json["evidence"]?.list.first?["position"]?.text == "2026-03-19/0/3")
        let reader = try await sample.get("/api/v1/alerts/\(id)", as: try sample.program(.reader))
        #expect(reader.status == 200 && reader.json["evidence"] == .null && !reader.text.contains("regel 3"))
    }
}
