// The pages of Onderzoek: what a search, a line and an entity show, to whom, and what of hostile lines becomes of it.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Crypto
import Events
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

/// Pages as a browser asks for them.
struct Browser {
    let sample: WebSample
    let who: WebSample.Who

    init(_ sample: WebSample, _ name: String = "an.bakker", _ role: Role = .analyst) async throws {
        self.sample = sample
        who = try await sample.person(name, role)
    }

    func get(_ path: String) async throws -> Reply {
        try await sample.get(path, as: who)
    }

    /// Sends a form with the key of a page that has one.
    func send(_ path: String, _ fields: [(String, String)], key: String? = nil) async throws -> Reply {
        let page = try await get("/incidenten")
        let own = page.text.firstMatch(of: #/name="csrf" value="([^"]+)"/#).map { String($0.output.1) }
        let pairs = ([("csrf", key ?? own ?? "")] + fields).map { "\($0.0)=\(Self.encode($0.1))" }
        return try await sample.ask(
            "POST", path, as: who, pairs.joined(separator: "&"),
            fields: ["Content-Type": "application/x-www-form-urlencoded"])
    }

    static func encode(_ text: String) -> String {
        text.utf8.map { byte -> String in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
            default: "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }.joined()
    }
}

enum Lines {
    static func syslog(_ time: String, _ text: String) -> [UInt8] {
        Array("<13>1 2026-03-19T\(time)\(time.utf8.count == 5 ? ":00" : "")Z host app - - - \(text)".utf8)
    }

    static func path(_ position: ArchivePosition) -> String {
        "/regel/" + position.description.replacing("/", with: ".")
    }

    /// How many lines of the table of what was found a page has.
    static func rows(_ text: String) -> Int {
        text.matches(of: #/<tr data-href="\/regel\//#).count
    }
}

@Suite("The page of a search")
struct SearchPageTests {
    @Test("shows lines newest first with time, source and a link, and how much was looked at")
    func found() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let positions = try sample.append(
            [
                Lines.syslog("08:00", "eerste zoek"), Lines.syslog("09:00", "tweede zoek"),
                Lines.syslog("10:00", "anders"),
            ],
            from: "fw-01")
        let page = try await browser.get("/onderzoek?q=zoek")
        #expect(page.status == 200 && page.fields[.contentType] == "text/html; charset=utf-8")
        #expect(Lines.rows(page.text) == 2)
        let first = try #require(page.text.range(of: "tweede zoek")), second = page.text.range(of: "eerste zoek")
        #expect(second.map { first.lowerBound < $0.lowerBound } == true)
        #expect(page.text.contains("href=\"\(Lines.path(positions[1]))\"") && page.text.contains("fw-01"))
        // Nine in the morning in UTC is ten in Amsterdam, and the head says so.
        #expect(page.text.contains("19 mrt 2026 10:00:00") && page.text.contains("Europe/Amsterdam"))
        #expect(page.text.contains("2 regels; 1 van 1 blokken gelezen."))
    }

    @Test("a line without a time says that what is shown is when it was received")
    func untimed() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Array("zonder tijd".utf8)])
        #expect(try await browser.get("/onderzoek?q=zonder").text.contains("(ontvangst)"))
    }

    @Test("hostile text of a line stays text, on the search, on its own page and in the field of the search")
    func hostile() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let line = "<script>alert(1)</script> \" onmouseover=x \u{202E}gnp.exe \u{1B}[2J </pre><img src=x> hier"
        let position = try #require(try sample.append([Array(line.utf8)], from: "<b>bron</b>").first)
        let pages = [
            "/onderzoek?q=hier", "/onderzoek?q=" + Browser.encode(line), Lines.path(position),
            "/onderzoek/host/hier", "/onderzoek/host/" + Browser.encode("<script>"),
            "/onderzoek?bron=" + Browser.encode("<b>bron</b>"),
        ]
        for path in pages {
            let text = try await browser.get(path).text
            #expect(!text.contains("<script>alert") && !text.contains("<img src=x>"), "\(path)")
            #expect(!text.contains("<b>bron") && !text.contains("\u{202E}") && !text.contains("\u{1B}"), "\(path)")
            #expect(!text.contains("\" onmouseover"), "\(path)")
        }
    }

    @Test("a line of any bytes is shown by its beginning, and never cut within a character")
    func anyBytes() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        for shift in 0..<4 {
            try sample.append([
                Array((String(repeating: "a", count: 317 + shift) + String(repeating: "é", count: 400)).utf8)
            ])
        }
        try sample.append([[0xFF, 0xFE, 0x00, 0xC3], [], Array(repeating: 0x80, count: 2_000)])
        let page = try await browser.get("/onderzoek")
        #expect(page.status == 200 && Lines.rows(page.text) == 7)
        #expect(String(validating: page.bytes, as: UTF8.self) != nil)
        #expect(page.text.contains("é\u{2026}</a>") && !page.text.contains("a\u{FFFD}"))
    }

    @Test("a page has fifty rows and a link to the next, which neither loses nor repeats a line")
    func paging() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append((0..<120).map { Lines.syslog("08:00", "nr-\($0)-") })
        var found: [String] = []
        var next: String? = "/onderzoek?q=app"
        while let path = next {
            let page = try await browser.get(path)
            #expect(page.status == 200 && Lines.rows(page.text) <= 50)
            found += page.text.matches(of: #/nr-(\d+)-/#).map { String($0.output.1) }
            next = page.text.firstMatch(of: #/rel="next" href="([^"]+)"/#).map {
                String($0.output.1).replacing("&amp;", with: "&")
            }
            try sample.append([Lines.syslog("08:00", "later")])
        }
        #expect(found == (0..<120).reversed().map(String.init))
    }

    @Test("from and to are read in the zone of the form, and links have them in UTC")
    func span() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append(["08:00", "09:00", "10:00"].map { Lines.syslog($0, "om-\($0)") })
        // From ten to eleven in Amsterdam: from inclusive, to exclusive.
        let local = try await browser.get("/onderzoek?zone=ams&van=2026-03-19T10:00&tot=2026-03-19T11:00:00")
        #expect(local.text.contains("om-09:00") && Lines.rows(local.text) == 1)
        #expect(local.text.contains("van=2026-03-19T09%3A00%3A00Z"))
        // An hour earlier at the begin, an hour later at the end.
        #expect(local.text.contains("van=2026-03-19T08%3A00%3A00Z&amp;tot=2026-03-19T10%3A00%3A00Z"))
        #expect(local.text.contains("van=2026-03-19T09%3A00%3A00Z&amp;tot=2026-03-19T11%3A00%3A00Z"))
        let link = try await browser.get("/onderzoek?van=2026-03-19T08:00:00Z&tot=2026-03-19T09:00:00Z")
        #expect(link.text.contains("om-08:00") && Lines.rows(link.text) == 1)
        #expect(link.text.contains("value=\"2026-03-19T09:00:00\""))
        // A time that no clock in Amsterdam shows.
        #expect(try await browser.get("/onderzoek?zone=ams&van=2026-03-29T02:30").status == 400)
    }

    @Test("sorted by time a long pause is a row of its own")
    func gaps() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Lines.syslog("08:00", "a"), Lines.syslog("10:11", "b"), Lines.syslog("10:30", "c")])
        let sorted = try await browser.get("/onderzoek?volgorde=tijd")
        #expect(sorted.text.contains("2 uur 11 min niets"))
        #expect(sorted.text.matches(of: #/class="gap"/#).count == 1)
        #expect(try await browser.get("/onderzoek").text.matches(of: #/class="gap"/#).isEmpty)
    }

    @Test("words that are no search are said beside the field, with what was typed, and nothing is searched")
    func wrong() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Lines.syslog("08:00", "x")])
        let page = try await browser.get("/onderzoek?q=%22open")
        #expect(
            page.status == 400 && page.text.contains("id=\"trouble\"") && page.text.contains("value=\"&quot;open\""))
        #expect(Lines.rows(page.text) == 0)
        #expect(try await browser.get("/onderzoek?q=" + String(repeating: "a", count: 5_000)).status == 400)
        #expect(try await browser.get("/onderzoek?onbekend=1").status == 400)
        #expect(try await browser.get("/onderzoek?van=gisteren").status == 400)
        #expect(try await browser.get("/onderzoek?cursor=x").status == 400)
    }

    @Test("nothing found names the days of the archive and its reach; an empty archive is said as that")
    func nothing() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let empty = try await browser.get("/onderzoek?q=niets")
        #expect(empty.text.contains("Het archief heeft nog geen regels."))
        #expect(!empty.text.contains("Geen regel in"))
        try sample.append([Lines.syslog("08:00", "iets")])
        let none = try await browser.get("/onderzoek?q=niets")
        #expect(none.text.contains("Geen regel in 1 dag archief.") && none.text.contains("Het archief loopt van"))
        #expect(!none.text.contains("U zocht in een tijdvak."))
        let span = try await browser.get("/onderzoek?van=2020-01-01T00:00:00Z&tot=2020-01-02T00:00:00Z")
        #expect(span.text.contains("Geen regel in 1 dag archief.") && span.text.contains("U zocht in een tijdvak."))
        let source = try await browser.get("/onderzoek?bron=niemand")
        #expect(source.text.contains("Van deze bron heeft het archief geen regel."))
    }

    @Test("bars count all lines of the archive by the time that they give, and their table has the same numbers")
    func chart() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append((0..<7).map { _ in Lines.syslog("08:10", "acht") })
        try sample.append((0..<3).map { _ in Lines.syslog("13:10", "dertien") } + [Array("zonder tijd".utf8)])
        let span = "van=2026-03-19T06:00:00Z&tot=2026-03-19T18:00:00Z"
        let page = try await browser.get("/onderzoek?q=dertien&\(span)").text
        #expect(page.contains("<svg role=\"img\"") && page.contains("<title id=\"archive-t\">"))
        #expect(page.contains("<desc id=\"archive-d\">Telt alle regels in het archief, niet alleen wat u zocht."))
        let row =
            #/<th scope="row"><a [^>]+>([^<]+)</a><\/th><td class="number">(\d+)<\/td><td class="number">(\d+)/#
        let rows = page.matches(of: row).map { "\($0.output.1): \($0.output.2), \($0.output.3)" }
        #expect(rows == ["19 mrt 2026 09:00: 7, 0", "19 mrt 2026 14:00: 3, 3"])
        #expect(page.contains("1 regels noemen geen tijd en tellen niet mee."))
        #expect(!page.contains("gelijk verdeeld"))
    }

    @Test("a day with a change of the clocks is one bar, and the day after it the next (23 and 25 hours)")
    func clockChanges() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        func line(_ time: String) -> [UInt8] { Array("<13>1 \(time) host app - - - x".utf8) }
        for time in ["2026-03-28T22:59:00Z", "2026-03-28T23:01:00Z", "2026-03-29T21:59:00Z", "2026-03-29T22:01:00Z"] {
            try sample.append([line(time)])
        }
        let page = try await browser.get("/onderzoek?van=2026-03-26T00:00:00Z&tot=2026-04-02T00:00:00Z").text
        let rows = page.matches(of: #/<th scope="row"><a href="([^"]+)">([^<]+)</a><\/th><td class="number">(\d+)/#)
        #expect(
            rows.map { "\($0.output.2): \($0.output.3)" } == ["28 mrt 2026: 1", "29 mrt 2026: 2", "30 mrt 2026: 1"])
        let second = rows.dropFirst().first.map { String($0.output.1) }
        #expect(second?.contains("van=2026-03-28T23%3A00%3A00Z&amp;tot=2026-03-29T22%3A00%3A00Z") == true)
    }

    @Test("a span of any length has bars, at most a hundred, and a clock at 1970 does not stretch them")
    func anySpan() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Array("<13>1 1970-01-02T00:00:00Z host app - - - oud".utf8)])
        try sample.append([Lines.syslog("08:00", "x")])
        for span in [
            "", "van=1700-01-01T00:00:00Z", "tot=2200-01-01T00:00:00Z",
            "van=1700-01-01T00:00:00Z&tot=2261-12-30T00:00:00Z",
            "van=2026-03-19T07:59:00Z&tot=2026-03-19T08:01:00Z", "van=2026-03-15T00:00:00Z&tot=2026-03-19T12:00:00Z",
            "van=2025-03-15T00:00:00Z&tot=2026-03-19T12:00:00Z", "van=2026-03-19T08:00:00Z&tot=2026-03-19T07:00:00Z",
        ] {
            let page = try await browser.get("/onderzoek?\(span)")
            #expect(page.status == 200, "\(span)")
            let bars = page.text.matches(of: #/<rect x=/#).count
            #expect(bars <= 100, "\(span): \(bars)")
            if span.isEmpty { #expect(bars > 1 && page.text.contains("regels noemen een tijd die hier buiten valt.")) }
        }
    }

    @Test("GDPR art. 5(2): a search for an account by a field is in the journal before it is answered")
    func person() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        func noted() throws -> Int {
            try sample.records.entries(.organisation).filter { $0.content.kind == "searched_person" }.count
        }
        _ = try await browser.get("/onderzoek?q=user%3Djan")
        #expect(try noted() == 1)
        _ = try await browser.get("/onderzoek/uitvoer?q=user%3Djan&vorm=csv")
        #expect(try noted() == 2)
        _ = try await browser.get("/onderzoek?q=iets")
        #expect(try noted() == 2)
        _ = try await browser.get("/onderzoek/account/jan")
        #expect(try noted() == 3)
        _ = try await browser.get("/onderzoek/account/jan/uitvoer?vorm=jsonl")
        #expect(try noted() == 4)
        _ = try await browser.get("/onderzoek/host/dc01?q=user%3Djan")
        #expect(try noted() == 5)
        _ = try await browser.get("/onderzoek/host/dc01")
        #expect(try noted() == 5)
    }

    @Test("what is taken along has the same lines with hash, no formula, and says who asked what")
    func export() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let line = Array("=HYPERLINK(\"x\") zoek".utf8)
        try sample.append([line, Lines.syslog("08:00", "zoek, met \"aanhaling\"")])
        let csv = try await browser.get("/onderzoek/uitvoer?q=zoek&vorm=csv")
        #expect(csv.fields[.contentDisposition] == "attachment; filename=\"regels.csv\"")
        #expect(csv.text.contains("\"'=HYPERLINK(\"\"x\"\") zoek\"") && csv.text.contains("an.bakker"))
        #expect(csv.text.contains("/onderzoek?q=zoek"))
        let lines = try await browser.get("/onderzoek/uitvoer?q=zoek&vorm=jsonl")
        let objects = lines.text.split(separator: "\n").map { try? JSON(Array($0.utf8)) }
        #expect(objects.count == 2 && objects.last??["raw"]?.text == "=HYPERLINK(\"x\") zoek")
        let hash = SHA256.hash(data: line).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(objects.last??["sha256"]?.text == hash)
        #expect(try await browser.get("/onderzoek/uitvoer?q=%22open").status == 400)
    }

    @Test("more lines than are taken along at once are cut, and the file says so at its end")
    func cut() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        for _ in 0...(WebLimits.exportLines / 1_000) {
            try sample.append((0..<1_000).map { _ in Array("regel".utf8) })
        }
        let lines = try await browser.get("/onderzoek/uitvoer?vorm=jsonl").text.split(separator: "\n")
        #expect(lines.count == WebLimits.exportLines + 1)
        #expect(lines.last?.contains("\"complete\":false") == true)
        let csv = try await browser.get("/onderzoek/uitvoer?vorm=csv").text
        #expect(csv.hasSuffix("\"Afgekapt na \(WebLimits.exportLines) regels: er zijn er mogelijk meer.\"\r\n"))
    }

    @Test("only who may search the archive sees lines; who is not logged in is sent to the door")
    func permissions() async throws {
        let sample = try WebSample()
        let position = try #require(try sample.append([Lines.syslog("08:00", "geheim")]).first)
        let paths = ["/onderzoek", "/onderzoek/uitvoer", Lines.path(position), Lines.path(position) + "/bestand"]
        let reader = try await Browser(sample, "lezer", .reader)
        let keeper = try await Browser(sample, "beheer", .administrator)
        for path in paths {
            for browser in [reader, keeper] {
                let page = try await browser.get(path)
                #expect(page.status == 403 && !page.text.contains("geheim"), "\(path)")
            }
            let nobody = try await sample.get(path)
            #expect(nobody.status == 303 && nobody.fields[.location]?.hasPrefix("/inloggen?naar=") == true)
        }
        #expect(try await reader.send(Lines.path(position) + "/incident", [("titel", "x")]).status == 403)
        #expect(try await keeper.get("/onderzoek/host/dc01").status == 403)
        let entity = try await reader.get("/onderzoek/host/host")
        #expect(entity.status == 200 && !entity.text.contains("geheim") && !entity.text.contains("/regel/"))
        #expect(try await reader.get("/onderzoek/host/host/uitvoer").status == 403)
    }
}
