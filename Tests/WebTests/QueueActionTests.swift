// What is done with alerts of the queue, by forms, and the way back from each.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing
import Web

@Suite("Working through the queue")
struct QueueActionTests {
    private func state(_ sample: WebSample, _ id: String) throws -> Alert.State? {
        try sample.records.alert(try #require(ULID(id)))?.state
    }

    @Test("merging into a new incident: it is opened with the title that was given, or that of the first alert")
    func mergeNew() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let ids = try (1...3).map { try sample.alert("r\($0)", line: $0) }
        let page = try await sample.done(
            "/signalen", as: who,
            [
                ("terug", "/signalen?niveau=high"), ("signaal", ids[0]), ("signaal", ids[1]), ("doe", "merge"),
                ("titel", "Zaak <b>"),
            ])
        let number = try #require(try sample.records.incidents().first)
        #expect(page.target.hasPrefix("/signalen?niveau=high&gedaan=opened&aantal=2") && page.alerts == [ids[2]])
        #expect(page.text.contains("href=\"/incidenten/\(number)\"") && page.text.contains("role=\"status\""))
        #expect(try sample.records.incident(number)?.title == "Zaak <b>")
        #expect(try state(sample, ids[0]) == .merged(number))
        // Undone, the alerts are back; the incident stays, for it was opened.
        let back = try await sample.undo(page, as: who)
        #expect(back.target.contains("gedaan=undone") && Set(back.alerts) == Set(ids))
        #expect(try state(sample, ids[0]) == .open && sample.records.incident(number)?.alerts.isEmpty == true)
        _ = try await sample.done("/signalen", as: who, [("signaal", ids[2]), ("doe", "merge"), ("titel", "  ")])
        #expect(
            try sample.records.incident(try #require(try sample.records.incidents().first))?.title == "Titel van r3")
    }

    @Test("merging into an incident that is there, and back")
    func mergeExisting() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let number = try await sample.open("Zaak", as: who)
        let id = try sample.alert("a", line: 1)
        #expect(try await sample.page("/signalen", as: who).text.contains("<option value=\"\(number)\">"))
        let page = try await sample.done(
            "/signalen", as: who, [("signaal", id), ("doe", "merge"), ("incident", number)])
        #expect(page.alerts.isEmpty && page.text.contains("href=\"/incidenten/\(number)\""))
        #expect(try state(sample, id)?.incident?.description == number)
        #expect(try await sample.undo(page, as: who).alerts == [id])
        for incident in ["x", "2026-9999"] {
            let reply = try await sample.submit(
                "/signalen", as: who, [("signaal", id), ("doe", "merge"), ("incident", incident)])
            #expect([400, 404].contains(reply.status))
        }
        #expect(try state(sample, id) == .open)
    }

    @Test("closing takes a reason and can be undone, with the place in the list kept")
    func close() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let ids = try (1...2).map { try sample.alert("r\($0)", on: "host:h\($0)", line: $0) }
        let values = [("signaal", ids[0]), ("doe", "close"), ("terug", "/signalen?volgorde=created")]
        for reason in [[], [("reden", "")], [("reden", "x")]] {
            let reply = try await sample.submit("/signalen", as: who, values + reason)
            #expect(reply.status == 400 && reply.text.contains("reden"))
        }
        let page = try await sample.done("/signalen", as: who, values + [("reden", "expected"), ("noot", "oefening")])
        #expect(page.target.hasPrefix("/signalen?volgorde=created&gedaan=closed&aantal=1") && page.alerts == [ids[1]])
        #expect(try state(sample, ids[0]) == .closed(.expected))
        let again = try await sample.page(page.target, as: who)
        #expect(again.text == page.text, "loaded again it says the same")
        let back = try await sample.undo(page, as: who)
        #expect(back.target == "/signalen?volgorde=created&gedaan=undone" && Set(back.alerts) == Set(ids))
        #expect(back.forms.contains { $0.action == "/ongedaan" } == false)
    }

    @Test("muting takes a reason and an end; the rules on their entities leave the queue, and come back together")
    func mute() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let ids = try (1...3).map { try sample.alert("r\($0)", on: "host:h\($0)", line: $0) }
        let values = [("signaal", ids[0]), ("signaal", ids[1]), ("doe", "mute")]
        for wrong in [
            [("dagen", "7")], [("waarom", "x")], [("waarom", "x"), ("dagen", "0")],
            [("waarom", "x"), ("dagen", "367")],
            [("waarom", "x"), ("dagen", "-1")], [("waarom", " "), ("dagen", "7")],
            [("waarom", "x"), ("dagen", "99999999999999999999")],
        ] {
            #expect(try await sample.submit("/signalen", as: who, values + wrong).status == 400, "\(wrong)")
        }
        let page = try await sample.done("/signalen", as: who, values + [("waarom", "onderhoud"), ("dagen", "7")])
        #expect(page.alerts == [ids[2]] && page.target.contains("gedaan=muted&aantal=2"))
        #expect(try await Set(sample.page("/signalen?stand=muted", as: who).alerts) == [ids[0], ids[1]])
        #expect(try await Set(sample.undo(page, as: who).alerts) == Set(ids))
        #expect(try await sample.page("/signalen?stand=muted", as: who).alerts.isEmpty)
    }

    @Test("nothing chosen, nothing said, or an alert that is not there: words that say what to do, and nothing changes")
    func nothing() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let id = try sample.alert("a", line: 1)
        let none = try await sample.submit("/signalen", as: who, [("doe", "close"), ("reden", "expected")])
        #expect(none.status == 400 && ShownPage(none, "/signalen").read.contains("geen signaal gekozen"))
        let unsaid = try await sample.submit("/signalen", as: who, [("signaal", id), ("doe", ""), ("dagen", "7")])
        #expect(unsaid.status == 400 && ShownPage(unsaid, "/signalen").read.contains("druk op de knop"))
        for wrong in ["x", "01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
            let reply = try await sample.submit(
                "/signalen", as: who, [("signaal", id), ("signaal", wrong), ("doe", "close"), ("reden", "expected")])
            #expect([400, 409].contains(reply.status), "\(wrong)")
        }
        let most = [("doe", "close"), ("reden", "expected")] + (0...EntryContent.alerts).map { _ in ("signaal", id) }
        #expect(try await sample.submit("/signalen", as: who, most).status == 400)
        #expect(try state(sample, id) == .open && sample.records.entries(.organisation).isEmpty)
    }

    @Test("HTML 4.10.21.2: Enter in a field does what the field is about, and nothing where that is not clear")
    func enter() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let ids = try (1...3).map { try sample.alert("r\($0)", on: "host:h\($0)", line: $0) }
        // The first button of the form is the one that says nothing.
        let page = try await sample.page("/signalen", as: who)
        let form = try #require(page.text.firstMatch(of: #/id="queue">.*?<button ([^>]*)>/#.dotMatchesNewlines()))
        #expect(form.1 == "name=\"doe\" value=\"\" hidden")
        // A browser sends the fields of all menus, also of those that are closed.
        let fields = [
            ("doe", ""), ("incident", ""), ("dagen", "1"), ("reden", ""), ("noot", ""), ("titel", ""), ("waarom", ""),
        ]
        func send(_ id: String, _ filled: [(String, String)]) async throws -> Reply {
            let rest = fields.filter { field in !filled.contains { $0.0 == field.0 } }
            return try await sample.submit("/signalen", as: who, [("signaal", id)] + rest + filled)
        }
        #expect(try await send(ids[0], [("reden", "expected"), ("noot", "oefening")]).status == 303)
        #expect(try state(sample, ids[0]) == .closed(.expected))
        #expect(try await send(ids[1], [("waarom", "onderhoud")]).status == 303)
        #expect(try sample.records.mutes().count == 1)
        #expect(try await send(ids[2], [("reden", "expected"), ("waarom", "x")]).status == 400)
        #expect(try await send(ids[2], []).status == 400)
        #expect(try state(sample, ids[2]) == .open && sample.records.incidents().isEmpty)
        #expect(try await send(ids[2], [("titel", "Zaak")]).status == 303)
        #expect(try sample.records.incidents().count == 1)
    }

    @Test("two people on one alert: the second hears where it is, and nothing of either is lost")
    func two() async throws {
        let sample = try WebSample()
        let first = try await sample.person("an.bakker", .analyst)
        let second = try await sample.person("piet", .analyst)
        let ids = try (1...2).map { try sample.alert("r\($0)", line: $0) }
        let number = try await sample.open("Zaak", as: first)
        let log = JournalLog.incident(try #require(IncidentNumber(number)))
        _ = try await sample.journal.append(
            EntryDraft(
                .log(log), .memberAdded(account: "piet", isRecipient: false), by: .person("an.bakker"), tlp: .amber))
        _ = try await sample.page("/signalen", as: second)
        _ = try await sample.done(
            "/signalen", as: first, [("signaal", ids[0]), ("doe", "merge"), ("incident", number)])
        let all = ids.map { ("signaal", $0) }
        for values in [[("doe", "merge"), ("titel", "Ook")], [("doe", "close"), ("reden", "expected")]] {
            let reply = try await sample.submit("/signalen", as: second, all + values)
            #expect(reply.status == 409 && ShownPage(reply, "/signalen").read.contains(number), "\(values)")
        }
        #expect(try state(sample, ids[0])?.incident?.description == number && state(sample, ids[1]) == .open)
        #expect(try sample.records.incidents().count == 1 && sample.records.entries(.organisation).isEmpty)
    }

    @Test("who may not see the incident that took an alert hears nothing of it")
    func twoApart() async throws {
        let sample = try WebSample()
        let first = try await sample.person("an.bakker", .lead)
        let second = try await sample.person("piet", .analyst)
        let id = try sample.alert("a", line: 1)
        let number = try await sample.open("Geheim", as: first, tlp: "red", alerts: [id])
        for values in [
            [("doe", "merge"), ("titel", "Ook")], [("doe", "close"), ("reden", "expected")],
            [("doe", "mute"), ("waarom", "x"), ("dagen", "1")],
        ] {
            let reply = try await sample.submit("/signalen", as: second, [("signaal", id)] + values)
            #expect(reply.status == 409 && !reply.text.contains(number) && !reply.text.contains("Geheim"), "\(values)")
        }
    }

    @Test("after a change one is on a page of ours, whatever the form says")
    func back() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        for (line, target) in ["//evil.example", "https://evil.example", "/\\evil", "javascript:x", ""].enumerated() {
            let id = try sample.alert("r\(line)", line: Int32(line))
            let reply = try await sample.submit(
                "/signalen", as: who, [("signaal", id), ("doe", "close"), ("reden", "expected"), ("terug", target)])
            #expect(reply.status == 303 && reply.fields[.location]?.hasPrefix("/signalen?gedaan=closed") == true)
            let regel = reply.fields[.location]?.firstMatch(of: #/regel=([0-9a-f]{20})/#).map { String($0.1) } ?? ""
            let undone = try await sample.submit("/ongedaan", as: who, [("regel", regel), ("terug", target)])
            #expect(undone.fields[.location] == "/signalen?gedaan=undone")
        }
    }

    @Test("undoing what is not there, is no decision, or belongs to an incident of others is refused")
    func undoing() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("an.bakker", .lead)
        let who = try await sample.person("piet", .analyst)
        let number = try await sample.open("Zaak", as: lead, tlp: "red")
        _ = try await sample.page("/signalen?wie=account:jan", as: who)
        let search = try #require(try sample.records.entries(.organisation).last?.entryID)
        for (values, status) in [
            ([("regel", "x")], 404), ([("regel", "00000000000000000000")], 404), ([("regel", search)], 404), ([], 400),
            ([("regel", "x"), ("in", number)], 404), ([("regel", "x"), ("in", "x")], 400),
        ] {
            #expect(try await sample.submit("/ongedaan", as: who, values).status == status, "\(values)")
        }
    }

    @Test("two people on one alert: the first reason stands, and the second learns that somebody has decided")
    func twice() async throws {
        let sample = try WebSample()
        let an = try await sample.person("an.bakker", .analyst)
        let jan = try await sample.person("jan.smit", .analyst)
        let ids = try (1...2).map { try sample.alert("r\($0)", on: "host:h\($0)", line: $0, title: "Titel \($0)") }
        _ = try await sample.done("/signalen", as: an, [("signaal", ids[0]), ("doe", "close"), ("reden", "handled")])
        let late = try await sample.submit(
            "/signalen", as: jan,
            [("signaal", ids[1]), ("signaal", ids[0]), ("doe", "close"), ("reden", "false_alarm")])
        #expect(late.status == 409)
        #expect(
            ShownPage(late, "/signalen").read.contains("Over het signaal \"Titel 1\" heeft iemand intussen al beslist"))
        #expect(try state(sample, ids[0]) == .closed(.handled) && state(sample, ids[1]) == .open)
        #expect(try sample.records.entries(.organisation).count == 1)
    }

    @Test("an incident that is closed takes no alerts from the queue: they would be closed without anyone deciding so")
    func closedIncident() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let number = try await sample.open("Oude zaak", as: who)
        _ = try await sample.post(
            "/api/v1/incidents/\(number)/entries", as: who, #"{"kind":"closed","reason":"handled","note":"klaar"}"#)
        let id = try sample.alert("a", on: "host:dc01", line: 1)
        let reply = try await sample.submit(
            "/signalen", as: who, [("signaal", id), ("doe", "merge"), ("incident", number)])
        #expect(reply.status == 409 && ShownPage(reply, "/signalen").read.contains("Incident \(number) is gesloten"))
        #expect(try state(sample, id) == .open)
    }
}
