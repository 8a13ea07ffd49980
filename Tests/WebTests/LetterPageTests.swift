// The first letter as a page and as files: only what may be told, each sentence on its source, and what is still open.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Incidents
import Testing
import Web

@Suite("The first letter as a page")
struct LetterPageTests {
    /// An incident with a note that became a sentence.
    private struct Case {
        let sample: WebSample
        let lead: WebSample.Who
        let number: String
        let note: String
        var target: String { "/incidenten/\(number)" }

        init(isExercise: Bool = false) async throws {
            sample = try WebSample(
                isExercise: isExercise, laws: true, profile: LegalProfile(organisation: "Gemeente <Dijk>"))
            lead = try await sample.person("an.bakker", .lead)
            number = try await sample.open("Zaak <1> & meer", as: lead)
            _ = try await sample.done("/incidenten/\(number)/regel", as: lead, [("tekst", "lijst uitgelezen")])
            let log = try #require(JournalLog(name: number))
            note = try #require(try sample.records.entries(log).last?.entryID)
        }

        func sentence(_ text: String, _ part: String, isPublic: Bool = true, basis: [String]? = nil) async throws {
            var values = [("deel", part), ("tekst", text)]
            if isPublic { values.append(("openbaar", "1")) }
            values += (basis ?? [note]).map { ("bron", $0) }
            _ = try await sample.done("\(target)/zin", as: lead, values)
        }
    }

    @Test("each sentence stands under its question and leads to its entry; what is not public is not in it")
    func sentences() async throws {
        let one = try await Case()
        try await one.sentence("De adreslijst is <uitgelezen>.", "happened")
        try await one.sentence("De koppeling is dicht.", "handled")
        try await one.sentence("Dit blijft binnen.", "future", isPublic: false)
        let page = try await one.sample.page("\(one.target)/brief", as: one.lead)
        let (first, second) = (
            try #require(page.read.range(of: "Wat is er gebeurd?")),
            try #require(page.read.range(of: "Hoe zijn we ermee omgegaan?"))
        )
        #expect(page.read[first.upperBound..<second.lowerBound].contains("De adreslijst is <uitgelezen>."))
        #expect(page.read[second.upperBound...].contains("De koppeling is dicht."))
        #expect(!page.read.contains("Dit blijft binnen.") && !page.text.contains("<uitgelezen>"))
        #expect(page.read.contains("1 zin is vertrouwelijk en staat daarom niet in deze brief."))
        #expect(page.text.contains("href=\"\(one.target)#r-\(one.note)\""))
    }

    @Test("what is not written yet is an error of the check: the date, the name, a question without an answer")
    func open() async throws {
        let one = try await Case()
        try await one.sentence("De adreslijst is uitgelezen.", "happened")
        let page = try await one.sample.page("\(one.target)/brief", as: one.lead)
        #expect(page.read.matches(of: #/Fout:/#).count == 4)
        try await one.sentence("Op X augustus is alles hersteld.", "handled")
        let placeholder = try await one.sample.page("\(one.target)/brief", as: one.lead)
        #expect(placeholder.read.contains("X augustus") && placeholder.read.contains("datum nog niet ingevuld"))
    }

    @Test("the letter is an ODT whose first file says what it is, and an HTML document without sources of inside")
    func files() async throws {
        let one = try await Case()
        try await one.sentence("De adreslijst is uitgelezen.", "happened")
        try await one.sentence("Geheim.", "happened", isPublic: false)
        let odt = try await one.sample.ask("GET", "\(one.target)/brief.odt", as: one.lead)
        #expect(odt.status == 200 && odt.fields[.contentType] == "application/vnd.oasis.opendocument.text")
        #expect(odt.fields[.contentDisposition] == "attachment; filename=\"brief-\(one.number).odt\"")
        let content = String(decoding: odt.bytes, as: UTF8.self)
        #expect(odt.bytes.prefix(2) == Array("PK".utf8)[...] && content.contains("mimetypeapplication/vnd.oasis"))
        #expect(content.contains("De adreslijst is uitgelezen.") && !content.contains("Geheim."))
        let html = try await one.sample.ask("GET", "\(one.target)/brief.html", as: one.lead)
        #expect(html.status == 200 && html.fields[.contentDisposition]?.hasPrefix("attachment") == true)
        #expect(html.text.contains("De adreslijst is uitgelezen.") && !html.text.contains("Geheim."))
        #expect(html.text.contains("Gemeente &lt;Dijk&gt;") && !html.text.contains("<Dijk>"))
    }

    @Test("in an exercise the letter and the names of its files carry the word")
    func exercise() async throws {
        let one = try await Case(isExercise: true)
        try await one.sentence("De adreslijst is uitgelezen.", "happened")
        #expect(try await one.sample.page("\(one.target)/brief", as: one.lead).read.contains("OEFENING"))
        let odt = try await one.sample.ask("GET", "\(one.target)/brief.odt", as: one.lead)
        #expect(odt.fields[.contentDisposition]?.contains("OEFENING-brief-") == true)
        #expect(String(decoding: odt.bytes, as: UTF8.self).contains("OEFENING"))
        let html = try await one.sample.ask("GET", "\(one.target)/brief.html", as: one.lead)
        #expect(html.fields[.contentDisposition]?.contains("OEFENING-brief-") == true)
        #expect(html.text.contains("<p class=\"letter-mark\">OEFENING</p>"))
    }

    @Test("who may read an incident sees the letter; taking it along is for who may export; others find nothing")
    func access() async throws {
        let one = try await Case()
        try await one.sentence("De adreslijst is uitgelezen.", "happened")
        let analyst = try await one.sample.person("jan.smit", .analyst)
        for file in ["brief", "brief.odt", "brief.html"] {
            let reply = try await one.sample.ask("GET", "\(one.target)/\(file)", as: analyst)
            #expect(reply.status == 404, "\(file): \(reply.status)")
        }
        _ = try await one.sample.done("\(one.target)/leden", as: one.lead, [("naam", "jan.smit")])
        let page = try await one.sample.page("\(one.target)/brief", as: analyst)
        #expect(page.read.contains("De adreslijst is uitgelezen.") && !page.text.contains("brief.odt"))
        #expect(try await one.sample.ask("GET", "\(one.target)/brief.odt", as: analyst).status == 404)
        #expect(try await one.sample.ask("GET", "\(one.target)/brief", as: nil).status == 303)
    }

    @Test("a sentence that is corrected or undone is so in the letter too; a source that is not there is refused")
    func changes() async throws {
        let one = try await Case()
        try await one.sentence("Eerste versie.", "happened")
        let log = try #require(JournalLog(name: one.number))
        let id = try #require(try one.sample.records.entries(log).last?.entryID)
        let corrected = try await one.sample.post(
            "/api/v1/incidents/\(one.number)/entries", as: one.lead,
            #"{"kind":"corrected","entry":"\#(id)","text":"Tweede versie."}"#)
        #expect(corrected.status == 201, "\(corrected.text)")
        let page = try await one.sample.page("\(one.target)/brief", as: one.lead)
        #expect(page.read.contains("Tweede versie.") && !page.read.contains("Eerste versie."))
        _ = try await one.sample.done("/ongedaan", as: one.lead, [("regel", id), ("in", one.number)])
        #expect(try await !one.sample.page("\(one.target)/brief", as: one.lead).read.contains("versie."))
        let wrong = [("deel", "happened"), ("tekst", "x"), ("bron", String(repeating: "0", count: 20))]
        #expect(try await one.sample.submit("\(one.target)/zin", as: one.lead, wrong).status == 404)
        for values in [[("deel", "slot"), ("tekst", "x")], [("deel", "happened"), ("tekst", " ")], []] {
            #expect(try await one.sample.submit("\(one.target)/zin", as: one.lead, values).status == 400)
        }
    }
}
