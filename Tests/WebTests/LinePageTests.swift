// The page of one line and the page of an account, host, address or service.
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

@Suite("The page of a line")
struct LinePageTests {
    private static let line = Array(
        #"{"time":"2026-03-19T08:00:00Z","TargetUserName":"Jan.Smit","IpAddress":"192.0.2.7","EventID":4625}"#.utf8)

    private static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test("has the raw line, its length and hash, its times in the zone and in UTC, and its fields")
    func facts() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let position = try #require(try sample.append([Self.line], from: "dc-01").first)
        let page = try await browser.get(Lines.path(position))
        #expect(page.status == 200 && page.text.contains("&quot;TargetUserName&quot;:&quot;Jan.Smit&quot;"))
        #expect(page.text.contains(Self.hash(Self.line)) && page.text.contains("<dd>\(Self.line.count)</dd>"))
        #expect(page.text.contains("19 mrt 2026 09:00:00") && page.text.contains("2026-03-19T08:00:00Z"))
        #expect(page.text.contains("Gelezen als: jsonl."))
        #expect(page.text.contains("<th scope=\"row\" class=\"log\">EventID</th>"))
        #expect(page.text.contains("href=\"/onderzoek/account/jan.smit\""))
        #expect(page.text.contains("href=\"/onderzoek/address/192.0.2.7\""))
        #expect(page.text.contains("href=\"/onderzoek/source/dc-01\""))
        #expect(page.text.contains("href=\"\(Lines.path(position))/rond?bron=1\""))
    }

    @Test("around a line lie five minutes before and after it, of its source or of all; in a busy hour fewer")
    func around() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        func line(_ second: Int, _ text: String) -> [UInt8] {
            Lines.syslog(String(format: "08:%02d:%02d", second / 60, second % 60), text)
        }
        let first = try #require(try sample.append([line(0, "hier"), line(299, "erna")], from: "fw-01").first)
        try sample.append([line(100, "elders")], from: "dc-01")
        let own = try await browser.get(Lines.path(first) + "/rond?bron=1")
        #expect(own.status == 303)
        let location = try #require(own.fields[.location])
        #expect(location.contains("van=2026-03-19T07%3A55%3A00Z") && location.contains("tot=2026-03-19T08%3A05%3A00Z"))
        #expect(location.contains("bron=fw-01"))
        let page = try await browser.get(location)
        #expect(page.text.contains("hier") && page.text.contains("erna") && !page.text.contains("elders"))
        // Hundreds of lines in the minutes after it: the line itself is on the page all the same.
        try sample.append((0..<200).map { line(5 + $0, "druk") })
        let busy = try #require(try await browser.get(Lines.path(first) + "/rond").fields[.location])
        #expect(busy.contains("tot=2026-03-19T08%3A00%3A10Z"))
        #expect(try await browser.get(busy).text.contains("hier"))
        // Hundreds within one second.
        let flood = try sample.append((0..<200).map { _ in line(500, "vloed") })
        let cut = try #require(try await browser.get(Lines.path(flood[100]) + "/rond").fields[.location])
        #expect(cut.contains("cursor="))
        #expect(try await browser.get(cut).text.contains(Lines.path(flood[100])))
        let untimed = try sample.append((0..<200).map { Array("zonder tijd \($0)".utf8) })
        let near = try #require(try await browser.get(Lines.path(untimed[100]) + "/rond").fields[.location])
        #expect(!near.contains("van="))
        #expect(try await browser.get(near).text.contains(Lines.path(untimed[100])))
        #expect(try await browser.get(Lines.path(first) + "/rond?bron=2").status == 400)
    }

    @Test("gives the bytes as a file that no browser shows")
    func file() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let bytes: [UInt8] = [0xFF, 0x3C, 0x00, 0x0D]
        let position = try #require(try sample.append([bytes]).first)
        let file = try await browser.get(Lines.path(position) + "/bestand")
        #expect(file.bytes == bytes && file.fields[.contentType] == "application/octet-stream")
        #expect(file.fields[.contentDisposition]?.hasPrefix("attachment; filename=\"regel-2026-") == true)
        #expect(file.fields[.xContentTypeOptions] == "nosniff")
    }

    @Test("what is no place of a line is not there")
    func notThere() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Self.line])
        for path in ["2026-03-19.0.99", "2020-01-01.0.0", "x", "2026-03-19.0", "1.2.3", "2026-03-19.-1.0"] {
            #expect(try await browser.get("/regel/\(path)").status == 404, "\(path)")
        }
    }

    @Test("a line with more fields than are shown says how many there are")
    func manyFields() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let fields = (0..<WebLimits.lineFields + 7).map { "\"f\($0)\":\($0)" }.joined(separator: ",")
        let position = try #require(try sample.append([Array("{\(fields)}".utf8)]).first)
        let page = try await browser.get(Lines.path(position))
        #expect(page.text.contains("En nog 7 velden.") && !page.text.contains(">f\(WebLimits.lineFields)<"))
    }

    @Test("goes into the journal of an incident with place, source, hash and what was said, or into a new one")
    func incident() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let position = try #require(try sample.append([Self.line], from: "dc-01").first)
        let number = try await sample.open("Zaak", as: browser.who)
        let done = try await browser.send(
            Lines.path(position) + "/incident", [("incident", number), ("tekst", "Hier begon het.")])
        #expect(done.status == 303)
        let location = try #require(done.fields[.location])
        #expect(location.hasPrefix(Lines.path(position) + "?gedaan=written") && location.contains("in=\(number)"))
        let told = try await browser.get(location)
        #expect(told.status == 200 && told.text.contains("/incidenten/\(number)") && told.text.contains("/ongedaan"))
        let journal = try await browser.get("/incidenten/\(number)").text
        #expect(journal.contains("Hier begon het.") && journal.contains(position.description))
        #expect(journal.contains(Self.hash(Self.line)) && journal.contains("&quot;Jan.Smit&quot;"))
        let fresh = try await browser.send(Lines.path(position) + "/incident", [("incident", ""), ("titel", "Nieuw")])
        #expect(fresh.status == 303 && fresh.fields[.location]?.contains("in=\(number)") == false)
        #expect(try await browser.get("/incidenten").text.contains("Nieuw"))
    }

    @Test("only the beginning of a very long line goes into a journal")
    func longNote() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let long = Array(repeating: UInt8(ascii: "a"), count: WebLimits.noteLineBytes) + Array("EINDE".utf8)
        let position = try #require(try sample.append([long]).first)
        let number = try await sample.open("Zaak", as: browser.who)
        #expect(try await browser.send(Lines.path(position) + "/incident", [("incident", number)]).status == 303)
        let journal = try await browser.get("/incidenten/\(number)").text
        #expect(journal.contains("a\u{2026}") && !journal.contains("EINDE"))
    }

    @Test("a form with another key changes nothing; an incident that one may not see is not there")
    func refused() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let other = try await Browser(sample, "ander", .lead)
        let position = try #require(try sample.append([Self.line]).first)
        let number = try await sample.open("Zaak van een ander", as: other.who)
        let path = Lines.path(position) + "/incident"
        #expect(try await other.send(path, [("incident", number)], key: "verkeerd").status == 403)
        #expect(try await browser.send(path, [("incident", number)]).status == 404)
        #expect(try await browser.send(path, [("incident", "2026-9999")]).status == 404)
        #expect(try await browser.send(path, [("incident", "geen nummer")]).status == 400)
        #expect(!(try await browser.get(Lines.path(position)).text.contains("Zaak van een ander")))
        #expect(!(try await other.get("/incidenten/\(number)").text.contains(position.description)))
    }
}

@Suite("The page of an entity")
struct EntityPageTests {
    private static func line(_ time: String, _ text: String) -> [UInt8] {
        Array("time=2026-03-19T\(time):00Z user=jan.smit \(text)".utf8)
    }

    @Test("shows risk, alerts, incidents one may see, and a timeline of alerts and lines with pauses")
    func whole() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let alert = try sample.alert("r-1", line: 1)
        let merged = try sample.alert("r-2", line: 2)
        let number = try await sample.open("Zaak", as: browser.who, alerts: [merged])
        try sample.append([Self.line("01:00", "een"), Self.line("03:11", "twee"), Self.line("03:20", "user=piet drie")])
        let page = try await browser.get("/onderzoek/account/Jan.Smit")
        #expect(page.status == 200 && page.text.contains(">jan.smit</span></h1>"))
        #expect(page.text.contains("Titel van r-1") && page.text.contains("Titel van r-2"))
        #expect(page.text.contains("/incidenten/\(number)") && page.text.contains("<dd>60 "))
        #expect(page.text.contains("een") && page.text.contains("twee") && page.text.contains("in veld user"))
        #expect(page.text.contains("2 uur 11 min niets"))
        #expect(page.text.contains("<li class=\"alert\">") && page.text.contains("Telt alle 3 regels"))
        // What is open is chosen; what is in an incident cannot be.
        #expect(page.text.contains("value=\"\(alert)\""))
        #expect(!page.text.contains("name=\"signaal\" value=\"\(merged)\""))
        let other = try await Browser(sample, "ander", .analyst)
        let theirs = try await other.get("/onderzoek/account/jan.smit")
        #expect(!theirs.text.contains("Titel van r-2") && !theirs.text.contains(number))
    }

    @Test("its open alerts go into an incident from here, and one comes back here")
    func merge() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        let alert = try sample.alert("r-1", line: 1)
        let done = try await browser.send(
            "/signalen",
            [("signaal", alert), ("doe", "merge"), ("titel", "Zaak"), ("terug", "/onderzoek/account/jan.smit?q=x")])
        let location = try #require(done.fields[.location])
        #expect(done.status == 303 && location.hasPrefix("/onderzoek/account/jan.smit?q=x&gedaan=opened"))
        let page = try await browser.get(location)
        #expect(page.status == 200 && page.text.contains("role=\"status\""))
        let muted = try sample.alert("r-3", line: 3)
        let mute = try await browser.send(
            "/signalen",
            [
                ("signaal", muted), ("doe", "mute"), ("dagen", "7"), ("waarom", "onderhoud"),
                ("terug", "/onderzoek/account/jan.smit"),
            ])
        #expect(mute.fields[.location]?.hasPrefix("/onderzoek/account/jan.smit?gedaan=muted") == true)
        #expect(try await browser.get("/onderzoek/account/jan.smit").text.contains("open, maar gedempt"))
    }

    @Test("text within narrows lines and alerts, and stands in the address of what follows")
    func within() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.alert("r-gal", line: 1)
        try sample.alert("r-anders", line: 2)
        try sample.append((0..<60).map { Self.line("01:00", "gal nr-\($0)-") } + [Self.line("02:00", "weg")])
        let page = try await browser.get("/onderzoek/account/jan.smit?q=gal")
        let timeline = try #require(page.text.split(separator: "id=\"h-timeline\"").last)
        #expect(timeline.contains("r-gal") && !timeline.contains("r-anders") && !timeline.contains("weg"))
        let next = try #require(page.text.firstMatch(of: #/rel="next" href="([^"]+)"/#)).output.1
        #expect(next.hasPrefix("/onderzoek/account/jan.smit?q=gal&amp;cursor="))
        let second = try await browser.get(String(next).replacing("&amp;", with: "&")).text
        #expect(second.matches(of: #/nr-(\d+)-/#).map { String($0.output.1) } == (0..<10).reversed().map(String.init))
        let none = try await browser.get("/onderzoek/account/jan.smit?q=-time").text
        #expect(none.contains("Niets hiervan past bij wat u zocht.") || none.contains("<li class=\"alert\">"))
        #expect(try await browser.get("/onderzoek/account/jan.smit?q=%22open").text.contains("id=\"trouble\""))
    }

    @Test("a value of any characters is one term of the search, never a search of its own")
    func anyValue() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Self.line("01:00", "ander"), Array(#"dit "is" a=b -c \d een naam"#.utf8)])
        for value in [#""is" a=b -c \d"#, "-c", "a=b", "dit \"is\"", #"\d een"#, "een naam"] {
            let page = try await browser.get("/onderzoek/service/" + Browser.encode(value))
            #expect(page.status == 200 && page.text.contains("1 regels;"), "\(value)")
        }
        for path in ["/onderzoek/service/%20", "/onderzoek/onbekend/x", "/onderzoek/account/-"] {
            #expect(try await browser.get(path).status == 404, "\(path)")
        }
    }

    @Test("of a source the lines that came from it; of nothing known, that, and when sources were heard")
    func sourceAndNothing() async throws {
        let sample = try WebSample()
        let browser = try await Browser(sample)
        try sample.append([Self.line("01:00", "hiervandaan")], from: "fw-01")
        try sample.append([Self.line("01:00", "elders fw-01")], from: "dc-01")
        let source = try await browser.get("/onderzoek/source/fw-01").text
        #expect(source.contains("hiervandaan") && !source.contains("elders"))
        let none = try await browser.get("/onderzoek/address/192.0.2.200").text
        #expect(none.contains("Hierover is niets bekend") && none.contains("Hoe het met de bronnen staat"))
    }
}
