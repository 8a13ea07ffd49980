// Gezondheid: each part says that it is well, or what is wrong.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Store
import Testing
import Watch
import Web

@Suite("Pages: health")
struct HealthPageTests {
    private func page(_ status: WatchStatus?) async throws -> String {
        let sample = try ServiceSample { $0.status = { status } }
        let who = try await sample.person("kijker", .reader)
        let reply = try await sample.get("/gezondheid", as: who)
        #expect(reply.status == 200)
        return reply.text
    }

    @Test("when all is well it says so, and names where programs read the same")
    func well() async throws {
        let page = try await page(.sample())
        #expect(page.contains("Alle onderdelen werken.") && page.contains("syslog_tcp 192.0.2.7"))
        for address in ["/api/v1/status", "/metrics", "/healthz", "/readyz"] {
            #expect(page.contains("href=\"\(address)\""), "\(address)")
        }
        #expect(!page.contains("http-equiv"))
    }

    @Test("without a status it is not said that all is well")
    func unknown() async throws {
        let page = try await page(nil)
        #expect(page.contains("nog niet gezegd") && !page.contains("Alle onderdelen werken."))
    }

    @Test("what is wrong stands at the top in words, with what to do")
    func wrong() async throws {
        let page = try await page(
            .sample { status in
                status.sources[0].isSilent = true
                status.sources[0].name = "syslog_tcp <i>x</i>"
                status.figures.state = .held
                status.hasReserve = false
                var way = WatchStatus.Way(kind: "syslog_udp", address: "0.0.0.0:514", figures: ListenerFigures())
                way.figures.dropped = 1_234
                status.ways = [way]
                status.files = [FollowStatus(path: "/a", bytesBehind: 5, problem: Problem(.init("rules.unreadable")))]
            })
        for text in [
            "1 bronnen zijn stil", "wacht op de schijf", "verloor 1.234 regels", "De reserve voor het dossier is weg",
            "syslog_tcp &lt;i&gt;x", "De regels zijn niet te lezen",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("Alle onderdelen werken."))
    }

    @Test("days until the disk is full, at the pace of the last days, while the archive still grows")
    func disk() async throws {
        func days(_ count: Int32) -> [ArchiveDay] {
            (0..<count).map { ArchiveDay(day: 20_000 + $0, bytes: 10 << 30) }
        }
        let full = try await page(
            .sample { status in
                status.days = days(8)
                status.freeBytes = 50 << 30
            })
        #expect(full.contains("Over ongeveer 5 dagen is de schijf vol"))
        // When the retention is over, a day goes for each that comes.
        let steady = try await page(
            .sample { status in
                status.days = days(8)
                status.retentionDays = 8
                status.freeBytes = 50 << 30
            })
        #expect(!steady.contains("is de schijf vol") && steady.contains("niet binnen de bewaartermijn"))
        let little = try await page(.sample { $0.freeBytes = 1 << 20 })
        #expect(little.contains("Er is nog maar 1,0 MiB vrij"))
    }

    @Test("a source without a name, a lag below zero and no sources at all")
    func odd() async throws {
        let page = try await page(
            .sample { status in
                status.sources = [
                    SourceFigures(
                        name: nil, lines: .max, bytes: 1, linesPerMinute: 0, lastLine: WebSample.start,
                        lag: -1_500_000_000)
                ]
            })
        #expect(page.contains("alle andere samen") && page.contains("-1,5 s"))
        #expect(try await self.page(.sample { $0.sources = [] }).contains("Er is nog geen bron gehoord"))
    }

    @Test("who is not logged in does not see it")
    func roles() async throws {
        let sample = try ServiceSample()
        #expect(try await sample.get("/gezondheid").status == 303)
    }
}
