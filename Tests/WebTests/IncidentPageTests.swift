// Incidents as pages: who sees them, what is written in one by forms, and the way back from each entry.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing
import Web

@Suite("The pages of incidents")
struct IncidentPageTests {
    /// An incident with one alert, and who leads it.
    private struct Case {
        let sample: WebSample
        let lead: WebSample.Who
        let number: String
        let alert: String
        var target: String { "/incidenten/\(number)" }
        var log: JournalLog { JournalLog(name: number) ?? .organisation }

        init(tlp: String = "amber") async throws {
            sample = try WebSample()
            lead = try await sample.person("an.bakker", .lead)
            alert = try sample.alert("a", line: 1)
            number = try await sample.open("Zaak", as: lead, tlp: tlp, alerts: [alert])
        }

        var state: IncidentState? {
            get throws { try IncidentNumber(number).flatMap { try sample.records.incident($0) } }
        }

        /// The id of the last entry.
        var last: String { get throws { try sample.records.entries(log).last?.entryID ?? "" } }
    }

    @Test("the list has what one may see, with state, TLP and number of alerts; opening one leads to it")
    func list() async throws {
        let one = try await Case()
        let other = try await one.sample.person("piet", .analyst)
        let page = try await one.sample.page("/incidenten", as: one.lead)
        #expect(page.text.contains("href=\"\(one.target)\"") && page.text.contains("TLP:AMBER"))
        let theirs = try await one.sample.page("/incidenten", as: other)
        #expect(!theirs.text.contains(one.number) && theirs.read.contains("geen incident"))
        let opened = try await one.sample.done("/incidenten", as: other, [("titel", "Nieuw"), ("tlp", "green")])
        #expect(opened.heading?.hasSuffix(" Nieuw") == true && opened.text.contains("TLP:GREEN"))
        for wrong in [[("titel", " ")], [], [("titel", "x"), ("tlp", "rood")]] {
            #expect(try await one.sample.submit("/incidenten", as: other, wrong).status == 400)
        }
        let reader = try await one.sample.person("lezer", .reader)
        #expect(try await !one.sample.page("/incidenten", as: reader).text.contains("name=\"titel\""))
        #expect(try await one.sample.submit("/incidenten", as: reader, [("titel", "x")]).status == 403)
    }

    @Test("the list goes on behind fifty")
    func paging() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        for index in 0..<60 { _ = try await sample.open("Zaak \(index)", as: who) }
        var found: [String] = []
        var next: String? = "/incidenten"
        while let target = next {
            let page = try await sample.page(target, as: who)
            found += page.text.matches(of: #/<td><a href="\/incidenten\/(2026-\d+)">/#).map { String($0.1) }
            next = page.next
        }
        #expect(found.count == 60 && Set(found).count == 60 && found == found.sorted(by: >))
        _ = try await sample.page("/incidenten?cursor=x", as: who, status: 400)
    }

    @Test("need to know: for who is no member an incident is not there, whatever he asks of it")
    func needToKnow() async throws {
        let one = try await Case(tlp: "red")
        let other = try await one.sample.person("piet", .lead)
        let hidden = try await one.sample.page(one.target, as: other, status: 404)
        let missing = try await one.sample.page("/incidenten/2026-9999", as: other, status: 404)
        #expect(hidden.read == missing.read && !hidden.text.contains("Zaak"))
        let before = try one.sample.records.entries(one.log).count
        for (form, values) in [
            ("regel", [("tekst", "x")]), ("los", [("signaal", one.alert)]), ("sluiten", [("reden", "handled")]),
            ("leden", [("naam", "piet")]),
            ("moment", [("moment", "aware"), ("waarom", "x"), ("tijd", "2026-03-19T06:00")]),
            ("melding", [("termijn", "x"), ("kenmerk", "x"), ("tijd", "2026-03-19T06:00")]),
            ("zin", [("deel", "happened"), ("tekst", "x")]),
        ] {
            for target in [one.target, "/incidenten/2026-9999", "/incidenten/x"] {
                let reply = try await one.sample.submit("\(target)/\(form)", as: other, values)
                #expect(reply.status == 404 && !reply.text.contains("Zaak"), "\(target)/\(form)")
            }
        }
        #expect(try one.sample.records.entries(one.log).count == before)
    }

    @Test("a note is in the journal with its writer, its moment and its TLP, newest first, and its text is text")
    func note() async throws {
        let one = try await Case()
        let values = [
            ("tekst", "eerste regel\r\ntweede <b>"), ("tijd", "2026-03-19T06:10"), ("zone", "ams"),
            ("zekerheid", "hour"), ("tlp", "red"),
        ]
        let page = try await one.sample.done("\(one.target)/regel", as: one.lead, values)
        #expect(page.text.contains("<p>eerste regel</p><p>tweede &lt;b&gt;</p>"))
        let entry = try #require(try one.sample.records.entries(one.log).last)
        #expect(entry.content == .note(text: "eerste regel\ntweede <b>") && entry.tlp == .red)
        #expect(
            entry.occurred
                == Moment(try #require(ShownTime(zone: .utc, language: .dutch).read("2026-03-19T05:10")), .hour))
        let first = try #require(page.text.firstMatch(of: #/<li id="r-([0-9a-f]{20})"/#))
        #expect(String(first.1) == entry.entryID)
        for wrong in [
            [], [("tekst", " \n ")], [("tekst", "x"), ("tijd", "morgen")],
            [("tekst", "x"), ("tijd", "2027-01-01T00:00")],
            [("tekst", "x"), ("tlp", "paars")], [("tekst", "x"), ("tijd", "2026-03-29T02:30")],
            [("tekst", String(repeating: "x", count: EntryContent.textBytes + 1))],
        ] {
            #expect(try await one.sample.submit("\(one.target)/regel", as: one.lead, wrong).status == 400)
        }
    }

    @Test("a legal moment takes a time and a reason; undone it no longer counts and stays to be read")
    func moment() async throws {
        let one = try await Case()
        let values = [
            ("moment", "breach_aware"), ("waarom", "adreslijst uitgelezen"), ("tijd", "2026-03-19T06:00"),
            ("zone", "ams"), ("zekerheid", "exact"),
        ]
        let page = try await one.sample.done("\(one.target)/moment", as: one.lead, values)
        let moments = try one.state?.moments
        #expect(moments?.map(\.moment) == [.breachAware] && page.text.contains("adreslijst uitgelezen"))
        for index in values.indices.prefix(3) {
            var some = values
            some.remove(at: index)
            #expect(
                try await one.sample.submit("\(one.target)/moment", as: one.lead, some).status == 400,
                "\(values[index])")
        }
        let back = try await one.sample.undo(page, as: one.lead)
        #expect(try one.state?.moments.isEmpty == true)
        #expect(back.text.contains("class=\"undone\"") && back.text.contains("adreslijst uitgelezen"))
    }

    @Test("a notice that was given is written with its mark; it needs the term, the mark and the time")
    func notice() async throws {
        let one = try await Case()
        let values = [("termijn", "avg-33"), ("kenmerk", "AP-2026-1"), ("tijd", "2026-03-19T06:00")]
        let page = try await one.sample.done("\(one.target)/melding", as: one.lead, values)
        #expect(page.text.contains("AP-2026-1"))
        for index in values.indices {
            var some = values
            some.remove(at: index)
            #expect(try await one.sample.submit("\(one.target)/melding", as: one.lead, some).status == 400)
        }
    }

    @Test("a note becomes a sentence of the letter, with its source, under its heading; and back")
    func sentence() async throws {
        let one = try await Case()
        _ = try await one.sample.done("\(one.target)/regel", as: one.lead, [("tekst", "het wachtwoord is gewijzigd")])
        let source = try one.last
        let values = [
            ("deel", "handled"), ("tekst", "Wij hebben <wachtwoorden> gewijzigd."), ("bron", source), ("openbaar", "1"),
        ]
        let page = try await one.sample.done("\(one.target)/zin", as: one.lead, values)
        let sentence = try #require(try one.state?.sentences.first)
        #expect(sentence.part == .handled && sentence.visibility == .public && sentence.basis.count == 1)
        #expect(
            page.text.contains("Wij hebben &lt;wachtwoorden&gt; gewijzigd.")
                && page.text.contains("href=\"#r-\(source)\""))
        for wrong in [
            [("deel", "x"), ("tekst", "x")], [("tekst", "x")], [("deel", "handled")],
            [("deel", "handled"), ("tekst", "x"), ("bron", "x")],
        ] {
            #expect([400, 404].contains(try await one.sample.submit("\(one.target)/zin", as: one.lead, wrong).status))
        }
        _ = try await one.sample.undo(page, as: one.lead)
        #expect(try one.state?.sentences.isEmpty == true)
    }

    @Test("detaching gives an alert back to the queue; closing takes a reason, closes its alerts, and can be undone")
    func detachAndClose() async throws {
        let one = try await Case()
        let none = try await one.sample.submit("\(one.target)/los", as: one.lead, [])
        #expect(none.status == 400)
        let page = try await one.sample.done("\(one.target)/los", as: one.lead, [("signaal", one.alert)])
        #expect(try await one.sample.page("/signalen", as: one.lead).alerts == [one.alert])
        _ = try await one.sample.undo(page, as: one.lead)
        #expect(try await one.sample.page("/signalen", as: one.lead).alerts.isEmpty)
        #expect(try await one.sample.submit("\(one.target)/sluiten", as: one.lead, [("reden", "")]).status == 400)
        let closed = try await one.sample.done(
            "\(one.target)/sluiten", as: one.lead, [("reden", "handled"), ("noot", "klaar")])
        #expect(try one.state?.closed == .handled && closed.read.contains("gesloten"))
        #expect(
            try await one.sample.submit("\(one.target)/sluiten", as: one.lead, [("reden", "handled")]).status == 409)
        _ = try await one.sample.undo(closed, as: one.lead)
        #expect(try one.state?.closed == nil)
    }

    @Test("members: who is taken in sees it, who is taken out does not, the last one stays, and only leads decide")
    func members() async throws {
        let one = try await Case()
        let other = try await one.sample.person("piet", .analyst)
        let added = try await one.sample.done("\(one.target)/leden", as: one.lead, [("naam", "Piet")])
        #expect(added.text.contains("<li>piet</li>"))
        let theirs = try await one.sample.page(one.target, as: other)
        #expect(!theirs.text.contains("/leden\"") && !theirs.text.contains("/sluiten\""))
        for form in ["leden", "sluiten"] {
            let reply = try await one.sample.submit(
                "\(one.target)/\(form)", as: other, [("naam", "piet"), ("reden", "handled")])
            #expect(reply.status == 403)
        }
        // Undone, he sees it no more; and undone again he does.
        _ = try await one.sample.undo(added, as: one.lead)
        _ = try await one.sample.page(one.target, as: other, status: 404)
        _ = try await one.sample.done("\(one.target)/leden", as: one.lead, [("naam", "piet"), ("rood", "1")])
        let removed = try await one.sample.done("\(one.target)/leden", as: one.lead, [("naam", "piet"), ("weg", "1")])
        _ = try await one.sample.page(one.target, as: other, status: 404)
        _ = try await one.sample.undo(removed, as: one.lead)
        _ = try await one.sample.page(one.target, as: other)
        for (values, status) in [
            ([("naam", "niemand")], 400), ([("naam", "../x")], 400), ([], 400),
            ([("naam", "niemand"), ("weg", "1")], 404),
        ] {
            #expect(
                try await one.sample.submit("\(one.target)/leden", as: one.lead, values).status == status, "\(values)")
        }
        _ = try await one.sample.done("\(one.target)/leden", as: one.lead, [("naam", "piet"), ("weg", "1")])
        #expect(
            try await one.sample.submit("\(one.target)/leden", as: one.lead, [("naam", "an.bakker"), ("weg", "1")])
                .status == 409)
    }

    @Test("as it was at a time: what was written later is left out, and the page says so with its zone")
    func asOf() async throws {
        let one = try await Case()
        _ = try await one.sample.done("\(one.target)/regel", as: one.lead, [("tekst", "vroeg geschreven")])
        one.sample.time.advance(seconds: 600)
        _ = try await one.sample.done("\(one.target)/regel", as: one.lead, [("tekst", "laat geschreven")])
        let now = try await one.sample.page(one.target, as: one.lead)
        #expect(now.text.contains("laat geschreven") && now.text.contains("vroeg geschreven"))
        let then = WebSample.start.advanced(byNanoseconds: 60_000_000_000)
        let page = try await one.sample.page("\(one.target)?stand=\(then)", as: one.lead)
        #expect(!page.text.contains("laat geschreven") && page.text.contains("vroeg geschreven"))
        #expect(page.text.contains("Europe/Amsterdam"))
        for query in ["stand=x", "stand=2026-03-19", "x=1"] {
            _ = try await one.sample.page("\(one.target)?\(query)", as: one.lead, status: 400)
        }
    }

    @Test("breaking the glass: who leads the house comes in with a reason, and all members see it")
    func glass() async throws {
        let one = try await Case()
        let other = try await one.sample.person("piet", .lead)
        #expect(try await one.sample.submit("\(one.target)/glas", as: other, []).status == 400)
        let page = try await one.sample.done("\(one.target)/glas", as: other, [("waarom", "nacht, niemand bereikbaar")])
        #expect(page.text.contains("nacht, niemand bereikbaar"))
        #expect(try await one.sample.page(one.target, as: one.lead).text.contains("nacht, niemand bereikbaar"))
        let analyst = try await one.sample.person("kees", .analyst)
        #expect(try await one.sample.submit("\(one.target)/glas", as: analyst, [("waarom", "x")]).status == 404)
    }

    @Test("who may only read an incident sees no form in it")
    func reader() async throws {
        let one = try await Case()
        let reader = try await one.sample.person("lezer", .reader)
        _ = try await one.sample.done("\(one.target)/leden", as: one.lead, [("naam", "lezer")])
        let page = try await one.sample.page(one.target, as: reader)
        #expect(
            page.forms.allSatisfy { ["/weergave", "/uitloggen"].contains($0.action) }, "\(page.forms.map(\.action))")
        #expect(try await one.sample.submit("\(one.target)/regel", as: reader, [("tekst", "x")]).status == 403)
    }
}
