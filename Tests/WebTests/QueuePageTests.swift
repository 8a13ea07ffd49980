// The queue as a page: what it shows, in which order, to whom, and what can be taken along.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

@Suite("The page of the queue")
struct QueuePageTests {
    /// All rows, page by page, by the links of the pages themselves.
    private func walk(_ sample: WebSample, _ target: String, _ who: WebSample.Who) async throws -> [String] {
        var found: [String] = []
        var next: String? = target
        while let target = next {
            let page = try await sample.page(target, as: who)
            #expect(page.alerts.count <= 50 && (page.next == nil || page.alerts.count == 50))
            found += page.alerts
            next = page.next
        }
        return found
    }

    @Test("rows in the order of risk, with level, title, entity, risk and count in words and numbers")
    func order() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let small = try sample.alert("a", on: "host:dc01", level: .medium, line: 1)
        let jan = try sample.alert("b", on: "account:jan", level: .high, line: 2)
        let most = try sample.alert("c", on: "host:dc01", level: .critical, line: 3)
        let address = try sample.alert("d", on: "address:192.0.2.1", level: .low, line: 4)
        let page = try await sample.page("/signalen", as: who)
        #expect(page.alerts == [most, small, jan, address])
        #expect(page.heading == "Signalen" && page.text.contains("<span class=\"level critical\">"))
        #expect(page.text.contains("<td class=\"number\">170</td><td class=\"number\">1</td>"))
        #expect(page.text.contains("Europe/Amsterdam") && page.text.contains("aria-sort=\"descending\""))
        #expect(try await sample.page("/signalen?volgorde=last_seen", as: who).alerts == [address, most, jan, small])
        #expect(try await sample.page("/signalen?volgorde=created", as: who).alerts == [address, most, jan, small])
    }

    @Test("filters of state, level and entity; what cannot be read is refused, not guessed")
    func filters() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let jan = try sample.alert("a", on: "account:jan", level: .high, line: 1)
        let piet = try sample.alert("b", on: "account:piet", level: .low, line: 2)
        #expect(try await sample.page("/signalen?niveau=high", as: who).alerts == [jan])
        #expect(try await sample.page("/signalen?wie=account:PIET", as: who).alerts == [piet])
        #expect(try await sample.page("/signalen?stand=all", as: who).alerts == [piet, jan])
        let chosen = try await sample.page("/signalen?niveau=low&stand=open", as: who)
        #expect(chosen.text.contains("<option value=\"low\" selected>"))
        let wrong = [
            "stand=x", "niveau=hoog", "wie=jan", "volgorde=x", "cursor=x", "x=1", "stand=open&stand=open", "gedaan=x",
            "gedaan=closed&regel=x", "gedaan=closed&aantal=-1", "gedaan=closed&in=x", "gedaan=closed&aantal=1e9",
            "gedaan=closed&regel=" + String(repeating: "0123456789abcdef0123.", count: 200), "stand=%ZZ",
        ]
        for query in wrong { _ = try await sample.page("/signalen?\(query)", as: who, status: 400) }
    }

    @Test("paging gives each alert once, also where many weigh the same", arguments: ["", "?volgorde=last_seen"])
    func paging(query: String) async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .reader)
        var all: Set<String> = []
        for line in Int32(0)..<180 {
            let level = AlertLevel.allCases[Int(line % 2)]
            all.insert(try sample.alert("r\(line)", on: "host:h\(line % 60)", level: level, line: line))
        }
        let found = try await walk(sample, "/signalen\(query)", who)
        #expect(found.count == 180 && Set(found) == all)
        let high = try await walk(sample, "/signalen?niveau=low", who)
        #expect(high.count == 90 && Set(high).count == 90)
    }

    @Test("looking a person up is in the journal before anything is shown")
    func personSearch() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        try sample.alert("a", on: "account:jan", line: 1)
        for target in ["/signalen?wie=account:jan", "/signalen/uitvoer?wie=account:jan"] {
            let before = try sample.records.entries(.organisation).count
            #expect(try await sample.get(target, as: who).status == 200)
            let entries = try sample.records.entries(.organisation)
            #expect(entries.count == before + 1 && entries.last?.content == .searchedPerson(query: "account:jan"))
        }
        _ = try await sample.page("/signalen?wie=host:dc01", as: who)
        #expect(try sample.records.entries(.organisation).count == 2)
    }

    @Test("nothing in a list says which nothing it is, and whether anything comes in at all")
    func empty() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        var texts: Set<String> = []
        for query in ["", "?stand=muted", "?stand=merged", "?stand=closed", "?stand=all", "?niveau=high"] {
            let page = try await sample.page("/signalen\(query)", as: who)
            let note = try #require(
                page.text.firstMatch(of: #/<div class="note plain">(.*?)</p>/#.dotMatchesNewlines()))
            texts.insert(String(note.1))
            #expect(page.alerts.isEmpty && !page.text.contains("<table"), "\(query)")
            // Beside it: which source was heard last, or that this is not known.
            #expect(page.read.contains("bron"), "\(query)")
        }
        #expect(texts.count == 6)
    }

    @Test("who may only read sees no boxes and no tools, and a change is refused")
    func reader() async throws {
        let sample = try WebSample()
        let who = try await sample.person("piet", .reader)
        let id = try sample.alert("a", line: 1)
        let page = try await sample.page("/signalen", as: who)
        #expect(page.alerts == [id] && !page.text.contains("name=\"signaal\"") && !page.text.contains("name=\"doe\""))
        for action in ["merge", "close", "mute", "x"] {
            let reply = try await sample.submit("/signalen", as: who, [("signaal", id), ("doe", action)])
            #expect(reply.status == 403)
        }
        #expect(try await sample.submit("/ongedaan", as: who, [("regel", "x")]).status == 403)
    }

    @Test("an administrator sees no alert of the queue, hears of none, and takes none along")
    func administrator() async throws {
        let sample = try WebSample()
        let who = try await sample.person("beheer", .administrator)
        try sample.alert("a", line: 1)
        let page = try await sample.page("/signalen", as: who)
        #expect(page.alerts.isEmpty && !page.text.contains("data-live"))
        #expect(try await sample.ask("GET", "/live/signalen", as: who).status == 403)
        let lines = try await sample.get("/signalen/uitvoer?vorm=jsonl", as: who)
        #expect(lines.status == 200 && lines.bytes.isEmpty)
    }

    /// Titles and names as an attacker would write them.
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "\u{202E}gpj.exe\u{2066}",
        "\u{1B}[2J\u{1B}]0;x\u{7}", "=cmd|'/C calc'!A0", "a;=1+1", "\0\r\n<b>", "&lt;b&gt;", "</title></td></tr>",
        String(repeating: "W", count: 10_000), String(repeating: "\u{1F30A}<", count: 2_000),
    ]

    @Test("hostile titles and names are text on every page, in CSV and in JSON Lines")
    func hostile() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        var ids: [String] = []
        for (line, text) in QueuePageTests.hostile.enumerated() {
            ids.append(
                try sample.alert(
                    "\(text)", on: "account:x\(text)", line: Int32(line), title: text, raw: Array(text.utf8)))
        }
        let page = try await sample.page("/signalen", as: who)
        #expect(Set(page.alerts) == Set(ids))
        #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.text.contains("\u{241B}[2J"))
        for id in ids {
            let one = try await sample.page("/signalen/\(id)", as: who)
            let opened = try await sample.done(
                "/signalen", as: who, [("signaal", id), ("doe", "merge"), ("terug", "/signalen")])
            #expect(opened.reply.status == 200 && one.reply.status == 200)
        }
        for incident in try sample.records.incidents() { _ = try await sample.page("/incidenten/\(incident)", as: who) }
        _ = try await sample.page("/incidenten", as: who)
        let csv = try await sample.get("/signalen/uitvoer?vorm=csv&stand=all", as: who)
        #expect(csv.fields[.contentType] == "text/csv; charset=utf-8")
        #expect(csv.fields[.contentDisposition] == "attachment; filename=\"signalen.csv\"")
        #expect(csv.text.contains("\"'=cmd|'/C calc'!A0\"") && !csv.text.unicodeScalars.contains("\u{1B}"))
        let lines = try await sample.get("/signalen/uitvoer?vorm=jsonl&stand=all", as: who)
        let rows = try lines.text.split(separator: "\n").map { try JSON(Array($0.utf8)) }
        // NUL cannot be kept in a text of the record.
        #expect(Set(rows.compactMap { $0["title"]?.text }) == Set(QueuePageTests.hostile.map(\.withoutNUL)))
    }

    @Test(
        "an export has all rows in the order of the page, says who made it and what was asked, and keeps to the filter")
    func export() async throws {
        let sample = try WebSample(isExercise: true)
        let who = try await sample.person("an.bakker", .reader)
        for line in Int32(0)..<1_203 {
            try sample.alert("r\(line)", on: "host:h\(line)", level: line % 2 == 0 ? .low : .high, line: line)
        }
        let lines = try await sample.get("/signalen/uitvoer?vorm=jsonl&niveau=low", as: who)
        let ids = try lines.text.split(separator: "\n").compactMap { try JSON(Array($0.utf8))["id"]?.text }
        #expect(ids.count == 602 && Set(ids).count == 602)
        #expect(try await Array(ids.prefix(50)) == sample.page("/signalen?niveau=low", as: who).alerts)
        let csv = try await sample.get("/signalen/uitvoer", as: who)
        let rows = csv.text.split(separator: "\r\n")
        #expect(rows.count == 1_203 + 3 && rows[0].contains("OEFENING"))
        #expect(rows[1].contains("an.bakker") && rows[1].contains("2026-03-19"))
        #expect(csv.fields[.contentDisposition] == "attachment; filename=\"OEFENING-signalen.csv\"")
        #expect(try await sample.page("/signalen", as: who).text.contains("<p class=\"exercise\">"))
        for query in ["vorm=xml", "vorm=csv&vorm=csv", "x=1"] {
            #expect(try await sample.get("/signalen/uitvoer?\(query)", as: who).status == 400)
        }
    }

    @Test("only a page that new rows belong on asks for them, from when it was made and at its level")
    func live() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        try sample.alert("a", line: 1)
        func live(_ query: String) async throws -> String? {
            try await sample.page("/signalen\(query)", as: who).text.firstMatch(of: #/data-live="([^"]*)"/#).map {
                HTMLText.decode($0.1)
            }
        }
        let since = ULID(time: WebSample.start.advanced(byNanoseconds: -5_000_000_000), random: (0, 0))
        #expect(try await live("") == "/live/signalen?sinds=\(since)")
        #expect(try await live("?niveau=high") == "/live/signalen?sinds=\(since)&niveau=high")
        for query in ["?stand=closed", "?stand=all", "?wie=account:jan"] { #expect(try await live(query) == nil) }
        for query in ["sinds=x", "niveau=x", "x=1"] {
            #expect(try await sample.get("/live/signalen?\(query)", as: who).status == 400)
        }
    }

    @Test("every word that an alert or an entry can be shown with is there, in both languages")
    func words() throws {
        for language in Language.allCases {
            var keys: Set<String> = []
            for topic in ["commands", "pages", "letters", "accounts", "access", "web"] {
                let file = Repository.root.appending(path: "Words/\(language.rawValue)/\(topic).json")
                keys.formUnion(try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file)).keys)
            }
            let wanted =
                EntityRef.Kind.allCases.map { "entity.\($0.rawValue)" }
                + AlertLevel.allCases.map { "level.\($0.rawValue)" }
                + CloseReason.allCases.map { "reason.\($0.rawValue)" }
                + MomentKind.allCases.map { "moment.\($0.rawValue)" }
                + LetterPart.allCases.map { "letter.part.\($0.rawValue)" } + TLP.allCases.map { "tlp.\($0.rawValue)" }
                + Role.allCases.map { "role.\($0.rawValue)" }
                + AlertQuery.State.allCases.flatMap { ["queue.state.\($0.rawValue)", "queue.empty.\($0.rawValue)"] }
            #expect(wanted.filter { !keys.contains($0) } == [], "\(language)")
        }
    }

    @Test("who may not see the queue reads that it is not his, not that there is nothing to do")
    func notTheirs() async throws {
        let sample = try WebSample()
        let who = try await sample.person("beheer", .administrator)
        try sample.alert("a", on: "host:dc01", line: 1)
        let page = try await sample.page("/signalen", as: who)
        #expect(page.alerts.isEmpty && page.read.contains("Met uw rol ziet u geen signalen"))
        #expect(!page.read.contains("Er wacht geen signaal"))
    }

    @Test("who may only read gets rows without boxes, and no form without a button")
    func readOnly() async throws {
        let sample = try WebSample()
        let who = try await sample.person("petra.visser", .reader)
        let id = try sample.alert("a", on: "host:dc01", line: 1)
        let page = try await sample.page("/signalen", as: who)
        #expect(page.alerts == [id] && !page.text.contains("id=\"queue\""))
        #expect(page.read.contains("1 signaal wacht op een beslissing."))
        try sample.alert("b", on: "host:dc01", line: 2)
        #expect(try await sample.page("/signalen", as: who).read.contains("2 signalen wachten op een beslissing."))
    }

    @Test("a Dutch page has the Dutch title of a rule that has one; an English page has that of the alert")
    func dutchTitles() async throws {
        let sample = try WebSample(
            dutch: [
                "a": RuleSays(
                    title: "Adresboek leeggehaald", why: "Iemand haalt alles op.", first: "Bel <de> gebruiker.")
            ])
        let who = try await sample.person("an.bakker", .lead)
        let id = try sample.alert("a", on: "host:dc01", line: 1, title: "Address list pulled")
        try sample.alert("b", on: "host:dc02", line: 2, title: "Other")
        for target in ["/signalen", "/signalen/\(id)"] {
            let dutch = try await sample.page(target, as: who)
            #expect(dutch.read.contains("Adresboek leeggehaald") && !dutch.read.contains("Address list pulled"))
            let english = try await sample.page(target, as: who, fields: ["Accept-Language": "en"])
            #expect(english.read.contains("Address list pulled") && !english.read.contains("Adresboek"))
        }
        #expect(try await sample.page("/signalen", as: who).read.contains("Other"))
        let page = try await sample.page("/signalen/\(id)", as: who).read
        #expect(page.contains("Iemand haalt alles op.") && page.contains("Wat u eerst doet"))
        #expect(page.contains("Bel <de> gebruiker."))
        _ = try await sample.done("/signalen", as: who, [("signaal", id), ("doe", "merge")])
        #expect(try await sample.page("/incidenten", as: who).read.contains("Adresboek leeggehaald"))
    }

    @Test("a file with more rows than may be taken along says in its last row that it was cut")
    func cutExport() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let count = WebLimits.exportRows + 1
        for start in stride(from: 0, to: count, by: 2_000) {
            let hits = try (start..<min(start + 2_000, count)).map { number -> HitWithLines in
                let key = AlertKey(rule: "r", entity: try #require(EntityRef(.host, "h\(number)")))
                return HitWithLines(
                    AlertHit(key: key, title: "t", level: .low, time: WebSample.start, evidence: []), lines: [])
            }
            var number = UInt64(start)
            _ = try sample.records.take(hits, progress: "x") {
                number += 1
                return ULID(time: WebSample.start, random: (0, number))
            }
        }
        let csv = try await sample.get("/signalen/uitvoer?volgorde=created", as: who).text.split(
            whereSeparator: \.isNewline)
        #expect(csv.last?.contains("Afgekapt na \(WebLimits.exportRows) rijen") == true)
        let lines = try await sample.get("/signalen/uitvoer?volgorde=created&vorm=jsonl", as: who).text
            .split(separator: "\n")
        #expect(lines.count == WebLimits.exportRows + 1 && lines.last == "{\"cut_after\":\(WebLimits.exportRows)}")
    }
}
