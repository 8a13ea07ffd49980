// Bron aansluiten: the lines to copy fit the listeners that run, and what comes in is seen.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Store
import Testing
import Watch
import Web

@Suite("Pages: connecting a source")
struct SourcesPageTests {
    private static let senders = [
        "rsyslog", "syslog-ng", "winlogbeat", "nxlog", "netscaler", "fortigate", "elastic", "fluent-bit", "bestand",
        "webhook",
    ]

    private static func way(
        _ kind: String, _ address: String, tls: Bool = false, token: Bool = false
    ) -> WatchStatus.Way {
        var way = WatchStatus.Way(kind: kind, address: address, figures: ListenerFigures())
        (way.isEncrypted, way.asksToken) = (tls, token)
        return way
    }

    private func sample(_ ways: [WatchStatus.Way]) throws -> ServiceSample {
        try ServiceSample { $0.status = { .sample { $0.ways = ways } } }
    }

    /// The page of a sender, as it is after it has put its moment into the address.
    private func page(
        _ sample: ServiceSample, _ sender: String, as who: WebSample.Who, host: String = "dijkwacht.example"
    ) async throws -> Reply {
        let first = try await sample.get("/bronnen/\(sender)", as: who, host: host)
        #expect(first.status == 303)
        return try await sample.get(try #require(first.fields[.location]), as: who, host: host)
    }

    @Test("every sender has a page, with and without a listener that fits")
    func all() async throws {
        let ways = [
            SourcesPageTests.way("syslog_tcp", "0.0.0.0:1514"), SourcesPageTests.way("bulk", "[::]:9201", token: true),
            SourcesPageTests.way("webhook", "[::]:9281", tls: true, token: true),
        ]
        for ways in [[], ways] {
            let sample = try sample(ways)
            let who = try await sample.person("an.bakker", .analyst)
            #expect(try await sample.get("/bronnen", as: who).status == 200)
            for sender in SourcesPageTests.senders {
                let page = try await page(sample, sender, as: who)
                #expect(page.status == 200 && page.text.contains("<pre"), "\(sender)")
                #expect(page.text.contains("Nee: er draait geen") == (ways.isEmpty && sender != "bestand"), "\(sender)")
            }
            #expect(try await sample.get("/bronnen/onbekend", as: who).status == 404)
        }
    }

    @Test("the lines have the host that the browser asked and the port that is listened on, with TLS where it is")
    func filled() async throws {
        let sample = try sample([
            SourcesPageTests.way("syslog_udp", "0.0.0.0:5514"),
            SourcesPageTests.way("syslog_tls", "0.0.0.0:6599", tls: true),
        ])
        let who = try await sample.person("an.bakker", .analyst)
        let page = try await page(sample, "rsyslog", as: who).text
        #expect(page.contains("target=&quot;dijkwacht.example&quot; port=&quot;6599&quot;"))
        #expect(page.contains("StreamDriverPermittedPeers=&quot;dijkwacht.example&quot;"))
        #expect(page.contains("/bronnen/rsyslog?via=syslog_udp"))
        let udp = try await sample.get("/bronnen/rsyslog?via=syslog_udp&sinds=2026-03-19T06:00:00Z", as: who).text
        #expect(
            udp.contains("port=&quot;5514&quot; protocol=&quot;udp&quot;") && udp.contains("UDP geeft geen antwoord"))
    }

    @Test(
        "RFC 9110, 7.2: a Host that is no host stands nowhere in the lines", arguments: ["a b", "x\"y", "-a.example"])
    func hostileHost(host: String) async throws {
        let sample = try sample([SourcesPageTests.way("syslog_tcp", "0.0.0.0:514")])
        let who = try await sample.person("an.bakker", .analyst)
        let page = try await page(sample, "rsyslog", as: who, host: host)
        #expect(page.status == 200 && page.text.contains("target=&quot;dijkwacht.example&quot;"))
    }

    @Test("a listener that only this machine reaches, or that asks no token, is said")
    func warnings() async throws {
        let sample = try sample([SourcesPageTests.way("bulk", "127.0.0.1:9200")])
        let who = try await sample.person("an.bakker", .analyst)
        let page = try await page(sample, "winlogbeat", as: who).text
        #expect(page.contains("alleen bereikbaar vanaf deze machine") && page.contains("vraagt geen token"))
        #expect(page.contains("hosts: [&quot;http://127.0.0.1:9200&quot;]") && !page.contains("username"))
    }

    @Test("the first line is shown with its source, and the line itself to who may search")
    func firstLine() async throws {
        let sample = try sample([SourcesPageTests.way("syslog_tcp", "0.0.0.0:514")])
        let who = try await sample.person("an.bakker", .analyst)
        let reader = try await sample.person("kijker", .reader)
        #expect(try await page(sample, "rsyslog", as: who).text.contains("nog niets ontvangen"))
        try sample.base.append([Array("geheim <b>vet</b>".utf8)], from: "syslog_tcp 192.0.2.7")
        let page = try await page(sample, "rsyslog", as: who).text
        #expect(page.contains("Het werkt.") && page.contains("geheim &lt;b&gt;vet"))
        let without = try await self.page(sample, "rsyslog", as: reader).text
        #expect(without.contains("syslog_tcp 192.0.2.7") && !without.contains("geheim"))
        // Of another kind of sender nothing is shown.
        #expect(try await self.page(sample, "winlogbeat", as: who).text.contains("nog niets ontvangen"))
    }

    @Test("HTML 9.2: lines come to an open page as rows, and to who has logged out no more of them")
    func live() async throws {
        let sample = try sample([SourcesPageTests.way("syslog_tcp", "0.0.0.0:514")])
        let who = try await sample.person("an.bakker", .analyst)
        try sample.base.append([Array("eerste\r\nregel <b>".utf8)], from: "syslog_tcp 192.0.2.7")
        async let asked = sample.get("/live/bronnen?soort=rsyslog&sinds=2026-03-19T06:00:00Z", as: who)
        try await Task.sleep(for: .seconds(1))
        _ = try await sample.send("/uitloggen", as: who, [])
        try sample.base.append([Array("tweede".utf8)], from: "syslog_tcp 192.0.2.7")
        let reply = try await asked
        #expect(reply.status == 200 && reply.fields[.contentType] == "text/event-stream")
        let events = reply.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        #expect(events.count == 2 && events.first == "retry: 5000")
        let row = try #require(events.last).split(separator: "\n")
        #expect(row.first == "event: row" && row.dropFirst().allSatisfy { $0.hasPrefix("data: ") })
        #expect(reply.text.contains("eerste") && reply.text.contains("&lt;b&gt;") && !reply.text.contains("tweede"))
    }

    @Test("a moment that is no time is refused, and one of long ago begins again")
    func moment() async throws {
        let sample = try sample([])
        let who = try await sample.person("an.bakker", .analyst)
        #expect(try await sample.get("/bronnen/rsyslog?sinds=gisteren", as: who).status == 400)
        #expect(try await sample.get("/bronnen/rsyslog?sinds=2020-01-01T00:00:00Z", as: who).status == 303)
        #expect(try await sample.get("/bronnen/rsyslog", as: nil).fields[.location]?.hasPrefix("/inloggen") == true)
    }
}
