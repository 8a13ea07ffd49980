// Need-to-know: what a person may not see does not exist for him, not in answers, lists, counts, cursors, ids or
// messages.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

@Suite("Need-to-know, over HTTP")
struct NeedToKnowTests {
    private func isSame(_ a: Reply, _ b: Reply) -> Bool {
        a.status == b.status && a.bytes == b.bytes && a.fields == b.fields
    }

    @Test("what is not for you answers as what is not there: the same status, body and header fields")
    func same() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let other = try await sample.person("ander", .lead)
        let alert = try sample.alert("r", line: 1)
        let number = try await sample.open("Geheim", as: lead, tlp: "red", alerts: [alert])
        let nothing = ULID(time: WebSample.start, random: (9, 9)).description
        for tail in ["", "/entries", "?as_of=2026-03-19T07:00:00Z", "/entries?limit=5"] {
            let hidden = try await sample.get("/api/v1/incidents/\(number)\(tail)", as: other)
            let absent = try await sample.get("/api/v1/incidents/2026-0999\(tail)", as: other)
            #expect(hidden.status == 404 && isSame(hidden, absent), "\(tail)")
        }
        let bodies = [
            #"{"kind":"note","text":"x"}"#, #"{"kind":"glass_broken","reason":"x"}"#,
            #"{"kind":"merged","alerts":["\#(alert)"]}"#, #"{"kind":"member_added","account":"niemand"}"#,
            #"{"kind":"undone","entry":"00000000000000000000"}"#, #"{"kind":"note","text":"x","seen":"x"}"#,
        ]
        for body in bodies {
            let hidden = try await sample.post("/api/v1/incidents/\(number)/entries", as: other, body)
            let absent = try await sample.post("/api/v1/incidents/2026-0999/entries", as: other, body)
            #expect(hidden.status == 404 && isSame(hidden, absent), "\(body)")
        }
        let hidden = try await sample.get("/api/v1/alerts/\(alert)", as: other)
        let absent = try await sample.get("/api/v1/alerts/\(nothing)", as: other)
        #expect(hidden.status == 404 && isSame(hidden, absent))
        for (path, body) in [
            ("/api/v1/alerts/close", #"{"alerts":["<id>"],"reason":"handled"}"#),
            ("/api/v1/incidents", #"{"title":"x","alerts":["<id>"]}"#),
        ] {
            let hidden = try await sample.post(path, as: other, body.replacing("<id>", with: alert))
            let absent = try await sample.post(path, as: other, body.replacing("<id>", with: nothing))
            #expect(hidden.status == 404 && isSame(hidden, absent), "\(path)")
        }
    }

    @Test("lists, counts and cursors hold only what may be seen")
    func lists() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let other = try await sample.person("ander", .analyst)
        var mine: [String] = []
        for line in Int32(1)...30 {
            let alert = try sample.alert("r\(line)", line: line)
            let isMine = line % 3 == 0
            let number = try await sample.open("Zaak \(line)", as: isMine ? other : lead, alerts: [alert])
            if isMine { mine.append(number) }
        }
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = try await sample.get(
                "/api/v1/incidents?limit=3" + (cursor.map { "&cursor=\($0)" } ?? ""), as: other)
            let numbers = page.json["incidents"]?.list.compactMap { $0["number"]?.text } ?? []
            #expect(numbers.count <= 3)
            found += numbers
            cursor = page.json["cursor"]?.text
            // A cursor names the last that was shown, never one that was left out.
            #expect(cursor == nil || numbers.count == 3)
        } while cursor != nil
        #expect(found == mine.reversed())
        let alerts = try await sample.get("/api/v1/alerts?state=all", as: other)
        #expect(
            Set(alerts.json["alerts"]?.list.compactMap { $0["incident"]?.text } ?? []) == Set(mine))
        #expect(alerts.json["alerts"]?.list.count == 10)
        let entity = try await sample.get("/api/v1/entities/account/jan.smit?limit=1000", as: other)
        #expect(entity.json["incidents"]?.list.compactMap(\.text) == mine.reversed())
        #expect(entity.json["risk"]?.number == 0)
    }

    @Test(
        "TLP 2.0: an entry that is RED is there for recipients only, and leaves no gap, number or conflict for others")
    func redEntry() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let member = try await sample.person("lid", .analyst)
        let number = try await sample.open("Zaak", as: lead)
        let path = "/api/v1/incidents/\(number)/entries"
        _ = try await sample.post(path, as: lead, #"{"kind":"member_added","account":"lid"}"#)
        let before = try await sample.get(path, as: member)
        let red = try await sample.post(path, as: lead, #"{"kind":"note","text":"de bron is Jan","tlp":"red"}"#)
        #expect(red.status == 201)
        let id = try #require(red.json["entry"]?["id"]?.text)
        let after = try await sample.get(path, as: member)
        #expect(before.bytes == after.bytes)
        #expect(try await sample.get(path, as: lead).json["entries"]?.list.count == 3)
        let state = try await sample.get("/api/v1/incidents/\(number)", as: member)
        #expect(!state.text.contains("Jan") && state.json["remarks"]?.list.isEmpty == true)
        // Correcting or undoing it says no more than that there is no such entry.
        for body in [#"{"kind":"undone","entry":"<id>"}"#, #"{"kind":"corrected","entry":"<id>","text":"x"}"#] {
            let hidden = try await sample.post(path, as: member, body.replacing("<id>", with: id))
            let absent = try await sample.post(
                path, as: member, body.replacing("<id>", with: "00000000000000000000"))
            #expect(hidden.status == 404 && isSame(hidden, absent))
        }
        // What the member has not seen because it is not for him is no conflict.
        let seen = try #require(before.json["seen"]?.text)
        let note = try await sample.post(path, as: member, #"{"kind":"note","text":"mijn regel","seen":"\#(seen)"}"#)
        #expect(note.status == 201, "\(note.text)")
        // A correction of it stays as narrow as it is.
        _ = try await sample.post(path, as: lead, #"{"kind":"corrected","entry":"\#(id)","text":"de bron is Piet"}"#)
        let still = try await sample.get(path, as: member)
        #expect(!still.text.contains("Piet"))
        // Once named as a recipient the member sees all of it.
        _ = try await sample.post(path, as: lead, #"{"kind":"member_added","account":"lid","recipient":true}"#)
        #expect(try await sample.get("/api/v1/incidents/\(number)", as: member).text.contains("Piet"))
    }

    @Test("breaking the glass makes a member, in the journal for all to see, and does not open TLP:RED")
    func glass() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let other = try await sample.person("ander", .lead)
        let number = try await sample.open("Zaak", as: lead)
        let path = "/api/v1/incidents/\(number)/entries"
        let red = try await sample.post(path, as: lead, #"{"kind":"note","text":"voor ogen","tlp":"red"}"#)
        #expect(red.status == 201)
        #expect(try await sample.get(path, as: other).status == 404)
        let broken = try await sample.post(path, as: other, #"{"kind":"glass_broken","reason":"De leider is ziek"}"#)
        #expect(broken.status == 201)
        let theirs = try await sample.get(path, as: other)
        #expect(theirs.status == 200 && !theirs.text.contains("voor ogen"))
        let entry = try await sample.get(path, as: lead).json["entries"]?.list.last
        #expect(entry?["kind"]?.text == "glass_broken" && entry?["content"]?["account"]?.text == "ander")
    }

    @Test("a race for an alert tells nothing about the incident that won it")
    func race() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let other = try await sample.person("ander", .lead)
        for line in Int32(1)...20 {
            let alert = try sample.alert("r\(line)", line: line)
            let body = #"{"title":"Zaak","alerts":["\#(alert)"]}"#
            async let first = sample.post("/api/v1/incidents", as: lead, body)
            async let second = sample.post("/api/v1/incidents", as: other, body)
            let (a, b) = try await (first, second)
            #expect([a.status, b.status].sorted() == [201, 404])
            // The one that lost leaves no incident behind.
            #expect(try sample.records.incidents().count == Int(line))
        }
    }

    @Test("an incident below AMBER can be opened to the house: for readers, analysts and leads, not for administrators")
    func openToHouse() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let reader = try await sample.person("lezer", .reader)
        let administrator = try await sample.person("beheer", .administrator)
        let green = try await sample.open("Open", as: lead, tlp: "green")
        let amber = try await sample.open("Dicht", as: lead)
        let body = #"{"kind":"open_to_house","open":true}"#
        #expect(try await sample.post("/api/v1/incidents/\(green)/entries", as: lead, body).status == 201)
        let refused = try await sample.post("/api/v1/incidents/\(amber)/entries", as: lead, body)
        #expect(refused.status == 409 && refused.code == "web.not_openable")
        #expect(try await sample.get("/api/v1/incidents/\(green)", as: reader).status == 200)
        #expect(try await sample.get("/api/v1/incidents/\(green)", as: administrator).status == 404)
        let write = try await sample.post(
            "/api/v1/incidents/\(green)/entries", as: reader, #"{"kind":"note","text":"x"}"#)
        #expect(write.status == 403)
    }

    @Test("asking for a hidden incident takes about as long as asking for one that is not there")
    func time() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("leider", .lead)
        let other = try await sample.person("ander", .analyst)
        let number = try await sample.open("Groot", as: lead)
        for _ in 0..<40 {
            let note = String(repeating: "tekst ", count: 1_000)
            _ = try await sample.post(
                "/api/v1/incidents/\(number)/entries", as: lead, #"{"kind":"note","text":"\#(note)"}"#)
        }
        func median(_ number: String) async throws -> Duration {
            var times: [Duration] = []
            for _ in 0..<60 {
                times.append(
                    try await ContinuousClock().measure {
                        _ = try await sample.get("/api/v1/incidents/\(number)", as: other)
                    })
            }
            return times.sorted()[times.count / 2]
        }
        _ = try await median(number)
        let (hidden, absent) = (try await median(number), try await median("2026-0999"))
        #expect(hidden < absent * 2 + .milliseconds(1) && absent < hidden * 2 + .milliseconds(1))
    }
}
