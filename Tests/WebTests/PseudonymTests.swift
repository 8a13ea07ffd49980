// Accounts in lists under pseudonyms, and the name one journalled step away (GDPR art. 4(5): "pseudonymisation").
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing
import Web

@Suite("Pages: pseudonyms")
struct PseudonymTests {
    private static let key = [UInt8](repeating: 7, count: Pseudonyms.keyBytes)

    private func start() async throws -> (sample: WebSample, who: WebSample.Who, id: String) {
        let sample = try WebSample(pseudonyms: Pseudonyms(key: PseudonymTests.key))
        let id = try sample.alert("regel-een", on: "account:jan.smit", line: 1)
        return (sample, try await sample.person("an.bakker", .lead), id)
    }

    @Test("the same name has the same pseudonym, another name or key another; only accounts have one")
    func names() throws {
        let one = Pseudonyms(key: PseudonymTests.key)
        let other = Pseudonyms(key: [UInt8](repeating: 8, count: Pseudonyms.keyBytes))
        var seen: Set<String> = []
        for number in 0..<2_000 {
            let name = try #require(EntityRef(.account, "account-\(number)"))
            let shown = one.shown(name)
            #expect(shown.kind == .account && shown == one.shown(name) && shown != other.shown(name))
            #expect(shown.value.wholeMatch(of: #/[0-9a-f]{4}-[0-9a-f]{4}/#) != nil, "\(shown.value)")
            seen.insert(shown.value)
        }
        #expect(seen.count == 2_000)
        for kind in EntityRef.Kind.allCases where kind != .account {
            let entity = try #require(EntityRef(kind, "fw-01"))
            #expect(one.shown(entity) == entity)
        }
    }

    @Test("no list, label, address or export of a list has the name; each has the pseudonym")
    func lists() async throws {
        let (sample, who, id) = try await start()
        try sample.alert("regel-twee", on: "host:fw-01", line: 2)
        let name = Pseudonyms(key: PseudonymTests.key).shown(try #require(EntityRef("account:jan.smit"))).value
        let number = try await sample.open("Proef", as: who)
        for page in [
            "/signalen", "/signalen/\(id)", "/signalen/uitvoer?vorm=csv", "/signalen/uitvoer?vorm=jsonl",
        ] {
            let text = try await sample.get(page, as: who).text
            #expect(!text.contains("jan.smit") && text.contains(name), "\(page)")
        }
        #expect(try await sample.get("/signalen", as: who).text.contains("/onderzoek/host/fw-01"))
        let merged = try await sample.send(
            "/signalen", as: who, [("doe", "merge"), ("signaal", id), ("incident", number)])
        #expect(merged.status == 303, "\(merged.text)")
        let incident = try await sample.get("/incidenten/\(number)", as: who).text
        #expect(!incident.contains("jan.smit") && incident.contains(name))
        #expect(try sample.organisation().isEmpty, "nobody was looked up")
    }

    @Test("the page of an alert hides name and lines until someone asks, which is in the journal first")
    func naming() async throws {
        let (sample, who, id) = try await start()
        let before = try await sample.get("/signalen/\(id)", as: who).text
        #expect(before.contains("/signalen/\(id)/naam") && !before.contains("regel 1</pre>"))
        let after = try await sample.send("/signalen/\(id)/naam", as: who)
        #expect(after.status == 200 && after.text.contains("jan.smit") && after.text.contains("regel 1</pre>"))
        #expect(!after.text.contains("/signalen/\(id)/naam"))
        #expect(try sample.organisation() == [.searchedPerson(query: "account:jan.smit")])
        #expect(try sample.records.entries(.organisation).map(\.actor) == [.person("an.bakker")])
        // Loading the page anew asks anew.
        #expect(try await !sample.get("/signalen/\(id)", as: who).text.contains("jan.smit"))
    }

    @Test("who may not see the alert cannot ask for the name, nor can a form of another site")
    func refused() async throws {
        let (sample, who, id) = try await start()
        let admin = try await sample.person("bea.heer", .administrator)
        let none = ULID(time: WebSample.start, random: (9, 9)).description
        #expect(try await sample.send("/signalen/\(id)/naam", as: admin).status == 404)
        #expect(try await sample.send("/signalen/\(none)/naam", as: who).status == 404)
        #expect(try await sample.send("/signalen/onzin/naam", as: who).status == 404)
        let key = String(repeating: "A", count: 43)
        #expect(try await sample.send("/signalen/\(id)/naam", as: who, key: key).status == 403)
        #expect(try sample.organisation().isEmpty)
    }

    @Test("without pseudonyms the name and the lines are there at once")
    func off() async throws {
        let sample = try WebSample()
        let id = try sample.alert("regel-een", on: "account:jan.smit", line: 1)
        let who = try await sample.person("an.bakker", .lead)
        let page = try await sample.get("/signalen/\(id)", as: who).text
        #expect(page.contains("jan.smit") && page.contains("regel 1</pre>") && !page.contains("/naam"))
        #expect(try await sample.get("/signalen", as: who).text.contains("/onderzoek/account/jan.smit"))
    }
}
