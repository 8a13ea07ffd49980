// What a demonstration shows beside: the six steps, ticked off by doing them, and changing into someone else.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Testing
import Web

@Suite("The card of a demonstration")
struct DemoPageTests {
    private func sample() throws -> WebSample {
        let people = try ["an.bakker", "jan.smit"].map { try AccountName($0) }
        return try WebSample(isExercise: true, people: people)
    }

    @Test("six steps lead from an alert to the letter, and each is ticked off by what was done")
    func steps() async throws {
        let sample = try sample()
        let lead = try await sample.person("an.bakker", .lead)
        let alert = try sample.alert("a", line: 1)
        func done() async throws -> Int {
            try await sample.page("/signalen?stand=all", as: lead).text.matches(of: #/class="ticked"/#).count
        }
        #expect(try await done() == 0)
        _ = try await sample.page("/signalen/\(alert)", as: lead)
        #expect(try await done() == 1)
        _ = try await sample.submit("/signalen", as: lead, [("doe", "merge"), ("signaal", "niets")])
        #expect(try await done() == 1)
        _ = try await sample.done("/signalen", as: lead, [("doe", "merge"), ("signaal", alert), ("titel", "Zaak")])
        #expect(try await done() == 2)
        let number = try #require(try sample.records.incidents().last)
        let target = "/incidenten/\(number)"
        let moment = [("moment", "aware"), ("tijd", "2026-03-19T06:30"), ("zone", "ams"), ("waarom", "x")]
        _ = try await sample.done("\(target)/moment", as: lead, moment)
        _ = try await sample.done("\(target)/regel", as: lead, [("tekst", "gebeld")])
        _ = try await sample.done("\(target)/zin", as: lead, [("deel", "happened"), ("tekst", "Er is gebeld.")])
        #expect(try await done() == 5)
        _ = try await sample.page("\(target)/brief", as: lead)
        let last = try await sample.page("/signalen?stand=all", as: lead)
        #expect(last.read.contains("(6 van 6)") && last.text.contains("class=\"exercise\""))
    }

    @Test("one changes into another of the people, on the machine itself and into nobody else")
    func roles() async throws {
        let sample = try sample()
        let lead = try await sample.person("an.bakker", .lead)
        try sample.account("jan.smit", .analyst)
        try sample.account("piet", .administrator)
        let page = try await sample.page("/signalen", as: lead)
        #expect(page.text.contains("value=\"jan.smit\"") && !page.text.contains("value=\"an.bakker\""))
        func become(_ name: String, from address: String) async throws -> Reply {
            guard case .cookie(_, let key) = lead else { throw CancellationError() }
            return try await sample.ask(
                "POST", "/proef/rol", as: lead, FormText.encode([("csrf", key), ("naam", name)]),
                fields: ["Content-Type": "application/x-www-form-urlencoded"], from: address)
        }
        #expect(try await become("jan.smit", from: "203.0.113.9").status == 404)
        #expect(try await become("piet", from: "127.0.0.1").status == 404)
        let reply = try await become("jan.smit", from: "127.0.0.1")
        #expect(reply.status == 303 && reply.cookie?.count == 43)
    }

    @Test("outside a demonstration there is no card, no exercise and no such address")
    func none() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("an.bakker", .lead)
        let page = try await sample.page("/signalen", as: lead)
        #expect(!page.text.contains("ticked") && !page.text.contains("exercise") && !page.text.contains("/proef/rol"))
        #expect(try await sample.submit("/proef/rol", as: lead, [("naam", "an.bakker")]).status == 404)
    }
}
