// One alert as a page: its facts, its lines for who may read them, and what can be done with it.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Testing
import Web

@Suite("The page of an alert")
struct AlertPageTests {
    @Test("what it is about, with its zone named, and the lines on which it rests with their hashes")
    func shown() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let id = try sample.alert(
            "r-1", on: "host:dc01", level: .critical, line: 7, raw: Array("sshd <fout> \u{E9}".utf8))
        let page = try await sample.page("/signalen/\(id)", as: who)
        #expect(page.heading == "kritiek Titel van r-1" && page.text.contains("Europe/Amsterdam"))
        #expect(page.text.contains("sshd &lt;fout&gt; \u{E9}"))
        #expect(page.text.contains("sha256 <span class=\"log\">" + String(repeating: "07", count: 32)))
        #expect(page.text.contains("href=\"/regels/r-1\"") && page.text.contains("href=\"/onderzoek/host/dc01\""))
        #expect(page.text.contains("<dt>Risico</dt><dd>150"))
    }

    @Test("lines are for who may search the archive; who reads the queue alone is told so")
    func evidence() async throws {
        let sample = try WebSample()
        let reader = try await sample.person("piet", .reader)
        let id = try sample.alert("r-1", line: 7, raw: Array("geheime regel".utf8))
        let page = try await sample.page("/signalen/\(id)", as: reader)
        #expect(!page.text.contains("geheime regel") && page.read.contains("mag zoeken"))
        #expect(!page.text.contains("name=\"doe\""))
        let administrator = try await sample.person("beheer", .administrator)
        _ = try await sample.page("/signalen/\(id)", as: administrator, status: 404)
    }

    @Test("an alert in an incident is there for who reads that, with its lines, and not for others")
    func inside() async throws {
        let sample = try WebSample()
        let lead = try await sample.person("an.bakker", .lead)
        let other = try await sample.person("piet", .lead)
        let id = try sample.alert("r-1", line: 7, raw: Array("geheime regel".utf8))
        let number = try await sample.open("Zaak", as: lead, tlp: "red", alerts: [id])
        let page = try await sample.page("/signalen/\(id)", as: lead)
        #expect(page.text.contains("geheime regel") && page.text.contains("/incidenten/\(number)"))
        #expect(!page.text.contains("name=\"doe\""), "what is in an incident is worked on there")
        let missing = try await sample.page("/signalen/01ARZ3NDEKTSV4RRFFQ69G5FAV", as: other, status: 404)
        let hidden = try await sample.page("/signalen/\(id)", as: other, status: 404)
        #expect(hidden.read.replacing(id, with: "") == missing.read.replacing("01ARZ3NDEKTSV4RRFFQ69G5FAV", with: ""))
    }

    @Test("merging and closing from the page itself, and back")
    func tools() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let id = try sample.alert("r-1", line: 7)
        let page = try await sample.page("/signalen/\(id)", as: who)
        let forms = page.forms.filter { $0.action == "/signalen" }
        #expect(forms.count == 2 && forms.allSatisfy { form in form.hidden.contains { $0 == ("signaal", id) } })
        let values = forms[1].hidden.filter { $0.0 != "csrf" }
        let done = try await sample.done(
            "/signalen", as: who, values + [("doe", "close"), ("reden", "expected"), ("noot", "")])
        #expect(done.alerts.isEmpty)
        #expect(try await sample.page("/signalen/\(id)", as: who).read.contains("gesloten"))
        #expect(try await sample.undo(done, as: who).alerts == [id])
    }

    @Test("lines that are no text, are very long or steer a terminal are shown as what they are")
    func rawLines() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let lines: [[UInt8]] = [
            [0xFF, 0xFE, 0, 0x1B, 0x5B, 0x32, 0x4A], Array(repeating: 0x3C, count: 200_000), Array("\r\n</pre>".utf8),
            Array(repeating: 0xE2, count: 17_000), [],
        ]
        for (index, raw) in lines.enumerated() {
            let id = try sample.alert("r-\(index)", line: Int32(index), raw: raw)
            let page = try await sample.page("/signalen/\(id)", as: who)
            #expect(!page.text.unicodeScalars.contains("\u{1B}") && page.text.utf8.count < 200_000)
        }
        for target in [
            "/signalen/x", "/signalen/%00", "/signalen/..%2F..", "/signalen/\(String(repeating: "A", count: 26))",
        ] {
            _ = try await sample.page(target, as: who, status: 404)
        }
    }
}
