// Pages that are kept for a moment: never older than the record, never another's, never older than a second.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Store
import Testing
import Web

@Suite("Pages that are kept for a moment")
struct KeptPageTests {
    @Test("a hit, a decision and an incident are on the very next page")
    func neverBehind() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let first = try sample.alert("a", on: "host:dc01", line: 1)
        #expect(try await sample.page("/signalen", as: who).alerts == [first])
        let second = try sample.alert("b", on: "host:dc02", level: .critical, line: 2)
        #expect(try await sample.page("/signalen", as: who).alerts == [second, first])
        let again = try await sample.page("/signalen", as: who)
        #expect(again.alerts == [second, first])
        let number = try await sample.open("Zaak", as: who, alerts: [second])
        let after = try await sample.page("/signalen", as: who)
        #expect(after.alerts == [first] && after.text.contains(number))
    }

    @Test("the same page twice is the same, to the byte")
    func same() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        for line in Int32(1)..<60 { try sample.alert("r\(line)", on: "host:h\(line)", line: line) }
        let texts = [try await sample.page("/signalen", as: who), try await sample.page("/signalen", as: who)]
        #expect(texts[0].text == texts[1].text)
        // What the address asks is part of what is asked for.
        let next = try await sample.page(try #require(texts[0].next), as: who)
        #expect(next.alerts.count == 9 && Set(next.alerts).isDisjoint(with: texts[0].alerts))
        #expect(try await sample.page("/signalen?volgorde=created", as: who).alerts.count == 50)
    }

    @Test("a page of one person is never shown to another, nor in another session, language or zone")
    func ownOnly() async throws {
        let sample = try WebSample()
        try sample.alert("a", on: "host:dc01", line: 1)
        let lead = try await sample.person("an.bakker", .lead)
        let reader = try await sample.person("petra.visser", .reader)
        let ofLead = try await sample.page("/signalen", as: lead)
        #expect(ofLead.text.contains("name=\"signaal\"") && ofLead.text.contains("an.bakker"))
        let ofReader = try await sample.page("/signalen", as: reader)
        #expect(!ofReader.text.contains("name=\"signaal\"") && !ofReader.text.contains("an.bakker"))
        let later = try await sample.logIn("an.bakker")
        let keys = try await [ofLead, sample.page("/signalen", as: later)].map { page in
            Set(page.forms.flatMap(\.hidden).filter { $0.0 == "csrf" }.map(\.1))
        }
        #expect(keys[0].count == 1 && keys[1].count == 1 && keys[0] != keys[1])
        let english = try await sample.page("/signalen", as: lead, fields: ["Accept-Language": "en"])
        #expect(english.heading != ofLead.heading)
    }

    @Test("what changes by the time alone is there after a second: a mute that ends")
    func muteEnds() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let id = try sample.alert("a", on: "host:dc01", line: 1)
        let other = try sample.alert("b", on: "host:dc02", line: 2)
        _ = try await sample.done(
            "/signalen", as: who, [("signaal", id), ("doe", "mute"), ("waarom", "onderhoud"), ("dagen", "1")])
        #expect(try await sample.page("/signalen", as: who).alerts == [other])
        // Sessions end before a day is over.
        sample.time.advance(seconds: 86_400 - 1)
        let next = try await sample.logIn("an.bakker")
        #expect(try await sample.page("/signalen", as: next).alerts == [other])
        sample.time.advance(seconds: 2)
        #expect(try await Set(sample.page("/signalen", as: next).alerts) == [id, other])
    }

    @Test("looking a person up is written down each time, also where the page would be the same")
    func personEachTime() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        try sample.alert("a", on: "account:jan", line: 1)
        let before = try sample.records.entries(.organisation).count
        for _ in 0..<3 { _ = try await sample.page("/signalen?wie=account:jan", as: who) }
        #expect(try sample.records.entries(.organisation).count == before + 3)
    }

    @Test("more pages than are kept: each is still what it should be")
    func many() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        for line in Int32(1)...3 { try sample.alert("r", on: "host:h\(line)", line: line) }
        for round in 0..<2 {
            for number in 0...(WebLimits.keptPages) {
                let page = try await sample.page("/signalen?wie=host:h\(number % 7)", as: who)
                #expect(page.alerts.count == (1...3 ~= number % 7 ? 1 : 0), "\(round) \(number)")
                _ = try await sample.get("/signalen?wie=host:q\(number)", as: who)
            }
        }
    }
}
