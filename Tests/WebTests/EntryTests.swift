// The journal of an incident over HTTP: each kind of entry, conflicts, undoing, and who remains.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

@Suite("Entries over HTTP")
struct EntryTests {
    private func write(
        _ sample: WebSample, _ number: String, _ who: WebSample.Who, _ body: String, _ status: Int = 201
    ) async throws -> Reply {
        let reply = try await sample.post("/api/v1/incidents/\(number)/entries", as: who, body)
        #expect(reply.status == status, "\(body): \(reply.text)")
        return reply
    }

    @Test("who opens an incident is a member and leads it, also as an analyst")
    func opened() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        try sample.account("lid", .reader)
        let alert = try sample.alert("r", line: 1)
        let number = try await sample.open("Phishing", as: who, alerts: [alert])
        #expect(number == "2026-0001")
        let state = try await sample.get("/api/v1/incidents/\(number)", as: who).json
        #expect(state["title"]?.text == "Phishing" && state["state"]?.text == "open" && state["tlp"]?.text == "amber")
        #expect(state["alerts"]?.list == [.string(alert)] && state["alert_count"]?.number == 1)
        #expect(
            state["members"]?.list == [
                .object(["account": .string("an.bakker"), "recipient": .bool(true), "lead": .bool(true)])
            ])
        #expect(state["permissions"]?.list == [.string("write_incident"), .string("lead_incident")])
        _ = try await write(sample, number, who, #"{"kind":"member_added","account":"Lid"}"#)
        _ = try await write(sample, number, who, #"{"kind":"member_added","account":"niemand"}"#, 400)
        _ = try await write(sample, number, who, #"{"kind":"closed","reason":"handled"}"#)
        let again = try await write(sample, number, who, #"{"kind":"closed","reason":"handled"}"#, 409)
        #expect(again.code == "web.closed")
        #expect(try await sample.get("/api/v1/alerts/\(alert)", as: who).json["state"]?.text == "closed")
        #expect(try await sample.get("/api/v1/incidents?state=closed", as: who).json["incidents"]?.list.count == 1)
        #expect(try await sample.get("/api/v1/incidents?state=open", as: who).json["incidents"]?.list.count == 0)
    }

    @Test("a program opens an incident in its own name and must say who its members are")
    func program() async throws {
        let sample = try WebSample()
        let token = try sample.program(.analyst)
        let member = try await sample.person("lid", .analyst)
        let refused = try await sample.post("/api/v1/incidents", as: token, #"{"title":"x"}"#)
        #expect(refused.code == "web.member_missing")
        let opened = try await sample.post(
            "/api/v1/incidents", as: token, #"{"title":"Vanuit het meldpunt","members":["lid"]}"#)
        let number = try #require(opened.json["number"]?.text)
        #expect(opened.fields[.location] == "/api/v1/incidents/\(number)")
        #expect(try await sample.get("/api/v1/incidents/\(number)", as: token).status == 404)
        let entries = try await sample.get("/api/v1/incidents/\(number)/entries", as: member).json["entries"]?.list
        #expect(entries?.first?["by"]?["kind"]?.text == "token")
    }

    @Test("notes have two times, TLP and visibility; a correction keeps both texts readable")
    func notes() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let number = try await sample.open("Zaak", as: who)
        let note = try await write(
            sample, number, who,
            #"{"kind":"note","text":"Gebeld met leverancier","tlp":"amber+strict","visibility":"not_shared","#
                + #""occurred":{"time":"2026-03-18T23:30:00+01:00","precision":"hour"}}"#
        ).json["entry"]
        #expect(note?["recorded"]?.text == "2026-03-19T06:00:00Z" && note?["tlp"]?.text == "amber+strict")
        #expect(note?["occurred"]?["time"]?.text == "2026-03-18T22:00:00Z")
        #expect(note?["visibility"]?.text == "not_shared" && note?["by"]?["name"]?.text == "an.bakker")
        let id = try #require(note?["id"]?.text)
        sample.time.advance(seconds: 60)
        let corrected = try await write(
            sample, number, who, #"{"kind":"corrected","entry":"\#(id)","text":"Gebeld met beheerder"}"#)
        #expect(corrected.json["entry"]?["tlp"]?.text == "amber+strict")
        let state = try await sample.get("/api/v1/incidents/\(number)", as: who).json
        #expect(state["remarks"]?.list.first?["text"]?.text == "Gebeld met beheerder")
        #expect(state["remarks"]?.list.first?["corrections"]?.list == [try #require(corrected.json["entry"]?["id"])])
        let before = try await sample.get("/api/v1/incidents/\(number)?as_of=2026-03-19T06:00:30Z", as: who).json
        #expect(before["remarks"]?.list.first?["text"]?.text == "Gebeld met leverancier")
        let journal = try await sample.get("/api/v1/incidents/\(number)/entries", as: who)
        #expect(journal.text.contains("leverancier") && journal.text.contains("beheerder"))
        for body in [
            #"{"kind":"note"}"#, #"{"kind":"note","text":" "}"#, #"{"kind":"note","text":"x","alerts":[]}"#,
            #"{"kind":"note","text":"x","tlp":"RED"}"#, #"{"kind":"roddel","text":"x"}"#, #"{"text":"x"}"#,
            #"{"kind":"note","text":"x","occurred":{"precision":"day"}}"#,
            #"{"kind":"note","text":"x","tpl":"red"}"#, #"{"kind":"merged","alerts":["x"]}"#,
            #"{"kind":"closed","reason":"x"}"#, #"{"kind":"open_to_house"}"#, #"{"kind":"undone"}"#,
        ] {
            _ = try await write(sample, number, who, body, 400)
        }
    }

    @Test("a moment, a notice and a sentence are written as they were, and refused when a part is missing")
    func accounting() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let number = try await sample.open("Zaak", as: who)
        let note = try await write(sample, number, who, #"{"kind":"note","text":"lijst uitgelezen"}"#)
        let id = try #require(note.json["entry"]?["id"]?.text)
        let time = #""occurred":{"time":"2026-03-19T05:12:00+01:00"}"#
        let moment = try await write(
            sample, number, who, #"{"kind":"moment_recorded","moment":"breach_aware","reason":"gezien",\#(time)}"#)
        #expect(moment.json["entry"]?["content"]?["moment"]?.text == "breach_aware")
        #expect(moment.json["entry"]?["occurred"]?["time"]?.text == "2026-03-19T04:12:00Z")
        let notice = try await write(
            sample, number, who, #"{"kind":"notice_given","term":"AVG33","proof":"AP-1",\#(time)}"#)
        #expect(notice.json["entry"]?["content"]?["term"]?.text == "AVG33")
        let sentence = try await write(
            sample, number, who,
            #"{"kind":"sentence","part":"happened","text":"De lijst is uitgelezen.","visibility":"public","#
                + #""basis":["\#(id)"]}"#
        )
        #expect(sentence.json["entry"]?["content"]?["basis"]?.list.first?.text == id)
        #expect(sentence.json["entry"]?["visibility"]?.text == "public")
        for body in [
            #"{"kind":"moment_recorded","moment":"breach_aware","reason":"gezien"}"#,
            #"{"kind":"moment_recorded","moment":"ooit","reason":"gezien",\#(time)}"#,
            #"{"kind":"moment_recorded","moment":"aware",\#(time)}"#,
            #"{"kind":"notice_given","term":"AVG33",\#(time)}"#, #"{"kind":"notice_given","term":"A","proof":"B"}"#,
            #"{"kind":"sentence","text":"x"}"#, #"{"kind":"sentence","part":"happened","text":" "}"#,
        ] {
            _ = try await write(sample, number, who, body, 400)
        }
        _ = try await write(
            sample, number, who,
            #"{"kind":"sentence","part":"happened","text":"x","basis":["\#(String(repeating: "0", count: 20))"]}"#, 404)
    }

    @Test("who has not seen the last entry is told so, and nothing is written")
    func conflict() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let number = try await sample.open("Zaak", as: who)
        let path = "/api/v1/incidents/\(number)/entries"
        let seen = try #require(try await sample.get(path, as: who).json["seen"]?.text)
        let first = try await write(sample, number, who, #"{"kind":"note","text":"een","seen":"\#(seen)"}"#)
        let second = try await write(sample, number, who, #"{"kind":"note","text":"twee","seen":"\#(seen)"}"#, 409)
        #expect(second.code == "web.changed")
        let last = try #require(first.json["entry"]?["id"]?.text)
        _ = try await write(sample, number, who, #"{"kind":"note","text":"drie","seen":"\#(last)"}"#)
        // Of many who have seen the same, one writes.
        let now = try #require(try await sample.get(path, as: who).json["seen"]?.text)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try await sample.post(path, as: who, #"{"kind":"note","text":"\#(number)","seen":"\#(now)"}"#)
                        .status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 409 } == 11)
    }

    @Test("the journal comes in pages, and its last cursor finds what is written later")
    func pages() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let number = try await sample.open("Zaak", as: who)
        let path = "/api/v1/incidents/\(number)/entries"
        for text in 1...10 { _ = try await write(sample, number, who, #"{"kind":"note","text":"nr \#(text)"}"#) }
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = try await sample.get(path + "?limit=4" + (cursor.map { "&cursor=\($0)" } ?? ""), as: who).json
            found += page["entries"]?.list.compactMap { $0["content"]?["text"]?.text } ?? []
            cursor = page["cursor"]?.text
            if found.count < 12 { _ = try await write(sample, number, who, #"{"kind":"note","text":"later"}"#) }
        } while cursor != nil && found.count < 14
        #expect(Array(found.prefix(10)) == (1...10).map { "nr \($0)" })
        #expect(found.dropFirst(10).allSatisfy { $0 == "later" } && found.count >= 12)
        #expect(try await sample.get(path + "?cursor=MTowMDAwMDAwMDAwMDAwMDAwMDAwMA", as: who).status == 400)
    }

    @Test("merging, detaching and undoing give alerts back as they were")
    func merging() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let number = try await sample.open("Zaak", as: who)
        let ids = try (Int32(1)...3).map { try sample.alert("r\($0)", line: $0) }
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        let merged = try await write(sample, number, who, #"{"kind":"merged","alerts":[\#(list)]}"#)
        func states() async throws -> [String?] {
            var states: [String?] = []
            for id in ids { states.append(try await sample.get("/api/v1/alerts/\(id)", as: who).json["state"]?.text) }
            return states
        }
        #expect(try await states() == ["merged", "merged", "merged"])
        let other = try await sample.post("/api/v1/incidents", as: who, #"{"title":"Twee","alerts":["\#(ids[0])"]}"#)
        #expect(other.status == 409 && other.code == "alert.taken")
        _ = try await write(sample, number, who, #"{"kind":"detached","alerts":["\#(ids[1])"]}"#)
        #expect(try await states() == ["merged", "open", "merged"])
        _ = try await write(sample, number, who, #"{"kind":"detached","alerts":["\#(ids[1])"]}"#, 404)
        let id = try #require(merged.json["entry"]?["id"]?.text)
        _ = try await write(sample, number, who, #"{"kind":"undone","entry":"\#(id)"}"#)
        #expect(try await states() == ["open", "open", "open"])
        let journal = try await sample.get("/api/v1/incidents/\(number)/entries", as: who).json["entries"]?.list
        #expect(journal?[1]["undone"] == .bool(true) && journal?.last?["undone"] == .bool(false))
    }

    @Test("what only a lead may write, only a lead may undo; an opening cannot be undone")
    func undoing() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let analyst = try await sample.person("analist", .analyst)
        let number = try await sample.open("Zaak", as: lead)
        _ = try await write(sample, number, lead, #"{"kind":"member_added","account":"analist"}"#)
        let closed = try await write(sample, number, lead, #"{"kind":"closed","reason":"handled"}"#)
        let id = try #require(closed.json["entry"]?["id"]?.text)
        _ = try await write(sample, number, analyst, #"{"kind":"undone","entry":"\#(id)"}"#, 403)
        let undone = try await write(sample, number, lead, #"{"kind":"undone","entry":"\#(id)"}"#)
        #expect(try await sample.get("/api/v1/incidents/\(number)", as: lead).json["state"]?.text == "open")
        // Undoing the undoing would close it again: for leads too.
        let second = try #require(undone.json["entry"]?["id"]?.text)
        _ = try await write(sample, number, analyst, #"{"kind":"undone","entry":"\#(second)"}"#, 403)
        let journal = try await sample.get("/api/v1/incidents/\(number)/entries", as: lead).json["entries"]?.list
        let opening = try #require(journal?.first?["id"]?.text)
        let refused = try await write(sample, number, lead, #"{"kind":"undone","entry":"\#(opening)"}"#, 409)
        #expect(refused.code == "web.not_undoable")
        _ = try await write(sample, number, lead, #"{"kind":"corrected","entry":"\#(id)","text":"x"}"#, 409)
    }

    @Test("the last who can see an incident cannot leave it, by removal or by undoing", arguments: ["amber", "red"])
    func lastMember(tlp: String) async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let other = try await sample.person("ander", .lead)
        let number = try await sample.open("Zaak", as: lead, tlp: tlp)
        _ = try await write(sample, number, lead, #"{"kind":"member_removed","account":"leider"}"#, 409)
        if tlp == "red" {
            _ = try await write(
                sample, number, lead, #"{"kind":"member_added","account":"leider","recipient":false}"#, 409)
        }
        let added = try await write(
            sample, number, lead, #"{"kind":"member_added","account":"ander","recipient":true}"#)
        _ = try await write(sample, number, lead, #"{"kind":"member_removed","account":"leider"}"#)
        #expect(try await sample.get("/api/v1/incidents/\(number)", as: lead).status == 404)
        let id = try #require(added.json["entry"]?["id"]?.text)
        let refused = try await write(sample, number, other, #"{"kind":"undone","entry":"\#(id)"}"#, 409)
        #expect(refused.code == "web.last_member")
    }
}
