// Regels: what runs, how often it was wrong, what is muted, and need-to-know in all of it.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing
import Web

@Suite("Pages: rules")
struct RulesPageTests {
    private static func catalog() -> RuleCatalog {
        var catalog = RuleCatalog()
        let place = Place(file: "Rules/a.yml", line: 1)
        var first = RuleCatalog.Entry(key: "r-1", title: "Odd log-in", level: .high, status: .loaded, place: place)
        first.dutch = ("Vreemde aanmelding", "Omdat het ertoe doet.", "Bel de gebruiker.")
        first.logSource = "product linux"
        var second = RuleCatalog.Entry(
            key: "r-2", title: "<script>alert(1)</script>", level: .low, status: .unmapped, place: place)
        second.problem = Problem(.init("rules.networks"), [], at: place)
        var third = RuleCatalog.Entry(
            key: "f-1", title: "A filter", level: nil, status: .rejected, place: Place(file: "f.yml", line: 3))
        third.problem = Problem(.init("rule.filter"), [], at: third.place)
        catalog.entries = [first, second, third]
        catalog.text = { place in
            place.file != "Rules/a.yml"
                ? nil
                : RuleCatalog.Text(
                    yaml: "title: <b>a</b>\n", references: ["javascript:alert(1)"], falsePositives: ["A <test>"],
                    isChanged: true)
        }
        return catalog
    }

    private func sample() throws -> ServiceSample {
        let catalog = RulesPageTests.catalog()
        return try ServiceSample { $0.rules = { catalog } }
    }

    @Test("each document stands in the list with what became of it, in the language of who reads")
    func list() async throws {
        let sample = try sample()
        let who = try await sample.person("an.bakker", .analyst)
        let page = try await sample.get("/regels", as: who)
        #expect(page.status == 200)
        for text in [
            "Vreemde aanmelding", "geladen", "zonder route", "afgekeurd", "f.yml:3", "Er geldt nu geen demping",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;alert"))
        let filtered = try await sample.get("/regels?zoek=vreemde+LINUX&niveau=high&stand=loaded", as: who)
        #expect(filtered.text.contains("r-1") && !filtered.text.contains("r-2"))
        #expect(try await sample.get("/regels?zoek=nergens", as: who).text.contains("Geen regel past"))
        for query in ["stand=x", "niveau=hoog", "volgorde=x", "vanaf=-1", "onbekend=1"] {
            #expect(try await sample.get("/regels?\(query)", as: who).status == 400, "\(query)")
        }
    }

    @Test("the share of false alarms is hidden until ten alerts are closed, and then sorts")
    func ratio() async throws {
        let sample = try sample()
        let who = try await sample.person("an.bakker", .analyst)
        for line in Int32(1)...10 {
            let id = try sample.base.alert("r-1", on: "host:dc\(line)", line: line)
            let reason: CloseReason = line <= 3 ? .falseAlarm : .handled
            let shown = try await sample.get("/regels/r-1", as: who).text
            #expect(shown.contains("te weinig gesloten"))
            _ = try await sample.base.journal.append(
                EntryDraft(
                    .log(.organisation), .alertsClosed(alerts: [try #require(ULID(id))], reason: reason, note: ""),
                    by: .program))
        }
        #expect(try await sample.get("/regels/r-1", as: who).text.contains("30% (3 van 10)"))
        let lines = try await sample.get("/regels/uitvoer?vorm=jsonl&volgorde=false_alarms", as: who).text
        let first = try JSON(Array(try #require(lines.split(separator: "\n").first).utf8))
        #expect(first["rule"]?.text == "r-1" && first["false_share"]?.number == 0.3 && first["closed"]?.number == 10)
    }

    @Test("one rule: its text as it is written and harmless, what it says, its alerts; a rule of another system too")
    func one() async throws {
        let sample = try sample()
        let who = try await sample.person("an.bakker", .analyst)
        let id = try sample.base.alert("r-1", on: "host:dc01", line: 1)
        let page = try await sample.get("/regels/r-1", as: who)
        #expect(page.status == 200)
        for text in [
            "title: &lt;b&gt;a&lt;/b&gt;", "Omdat het ertoe doet.", "Bel de gebruiker.", "A &lt;test&gt;",
            "/signalen/\(id)", "Het bestand is veranderd", "javascript:alert(1)",
        ] { #expect(page.text.contains(text), "\(text)") }
        #expect(!page.text.contains("href=\"javascript") && !page.text.contains("<b>a</b>"))
        try sample.base.alert("webhook/azure/Odd one", on: "host:dc02", line: 2)
        let foreign = try await sample.get("/regels/webhook%2Fazure%2FOdd%20one", as: who)
        #expect(foreign.status == 200 && foreign.text.contains("niet in de regels hier"))
        #expect(try await sample.get("/regels/onbekend", as: who).status == 404)
    }

    @Test("a mute stands there with who, why and until when, and its button ends it")
    func mutes() async throws {
        let sample = try sample()
        let who = try await sample.person("an.bakker", .analyst)
        let reader = try await sample.person("kijker", .reader)
        let until = WebSample.start.advanced(byNanoseconds: 3_600_000_000_000)
        let entry = try await sample.base.journal.append(
            EntryDraft(
                .log(.organisation),
                .muted(rule: "r-1", entity: EntityRef("host:dc01"), until: until, reason: "=onderhoud"),
                by: .person("an.bakker")))
        let page = try await sample.get("/regels", as: who)
        #expect(page.text.contains("=onderhoud") && page.text.contains("value=\"\(entry.entryID)\""))
        #expect(!(try await sample.get("/regels", as: reader)).text.contains(entry.entryID))
        let csv = try await sample.get("/regels/dempingen/uitvoer", as: reader)
        #expect(csv.text.contains("\"'=onderhoud\"") && csv.text.contains("\"true\""))
        let fields = [("regel", entry.entryID), ("terug", "/regels")]
        #expect(try await sample.send("/ongedaan", as: who, fields, key: "verkeerd").status == 403)
        let undone = try await sample.send("/ongedaan", as: who, fields)
        #expect(undone.status == 303 && undone.fields[.location]?.hasPrefix("/regels?gedaan=undone") == true)
        #expect(!(try await sample.get("/regels", as: who)).text.contains("=onderhoud"))
    }

    @Test("design 8.2: alerts of an incident that one may not see are in no count, and their rule is not there")
    func needToKnow() async throws {
        let sample = try sample()
        let lead = try await sample.base.person("leider", .lead)
        let who = try await sample.person("an.bakker", .analyst)
        let id = try sample.base.alert("geheim", on: "host:dc09", line: 9)
        #expect(try await sample.get("/regels", as: who).text.contains("Titel van geheim"))
        _ = try await sample.base.open("Zaak", as: lead, tlp: "red", alerts: [id])
        let page = try await sample.get("/regels", as: who)
        #expect(page.status == 200 && !page.text.contains("geheim"))
        #expect(try await sample.get("/regels/geheim", as: who).status == 404)
    }

    @Test("who may not see the queue has no page of rules, and who is not logged in is asked to")
    func roles() async throws {
        let sample = try sample()
        let administrator = try await sample.person("beheer", .administrator)
        for target in ["/regels", "/regels/r-1", "/regels/uitvoer", "/regels/dempingen/uitvoer"] {
            #expect(try await sample.get(target, as: administrator).status == 403, "\(target)")
            #expect(try await sample.get(target).status == 303, "\(target)")
        }
    }

    @Test("an alert says which field met what the rule asks, to who may read its lines")
    func why() async throws {
        let sample = try ServiceSample { services in
            services.explain = { rule, line, _ in
                [
                    ShownReason(
                        rule: rule, field: "user<b>", value: String(decoding: line, as: UTF8.self), matched: "re*",
                        modifiers: ["startswith"])
                ]
            }
        }
        let who = try await sample.person("an.bakker", .analyst)
        let reader = try await sample.person("kijker", .reader)
        let id = try sample.base.alert("r-1", on: "host:dc01", line: 1)
        let page = try await sample.get("/signalen/\(id)", as: who).text
        #expect(page.contains("Waarom dit signaal?") && page.contains("user&lt;b&gt;") && page.contains("(begint met)"))
        #expect(!(try await sample.get("/signalen/\(id)", as: reader)).text.contains("begint met"))
    }
}
