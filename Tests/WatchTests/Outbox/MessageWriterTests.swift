// What messages say: to people in their language and zone, to programs in a fixed form, and nothing that a log made up.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing
import Watch

@Suite("Texts of messages")
struct MessageWriterTests {
    private typealias Sample = OutboxSample

    private let time = utc("2026-11-24 12:00")
    private let settings = Sample.settings(Sample.mail + Sample.hook)

    private func writer(_ language: Language = .dutch, isExercise: Bool = false) throws -> MessageWriter {
        MessageWriter(words: try Sample.words(language), zone: "Europe/Amsterdam", isExercise: isExercise)
    }

    private func message(
        _ news: [AlertNews], webhook: Bool = false, language: Language = .dutch, isExercise: Bool = false
    ) throws -> OutboxMessage {
        let destination = try #require(webhook ? settings.destinations.last : settings.destinations.first)
        return try writer(language, isExercise: isExercise).alerts(news, id: Sample.id(99), to: destination, at: time)
    }

    private func object(_ message: OutboxMessage) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(message.body.utf8)) as? [String: Any])
    }

    @Test("the subject says how many and how bad, and nothing of whom or of a log")
    func subject() throws {
        let news = [
            Sample.news(Sample.alert(1, .high, title: "Jan logt in", entity: "account:jan.smit")),
            Sample.news(Sample.alert(2, .critical)), Sample.news(Sample.alert(3, .medium)),
        ]
        #expect(try message(news).subject == "[Dijkwacht] 3 signalen, hoogste: kritiek")
        #expect(try message([news[0]]).subject == "[Dijkwacht] 1 signaal, hoogste: hoog")
        #expect(try message(news, language: .english).subject == "[Dijkwacht] 3 alerts, highest: critical")
    }

    @Test("a mail reads as a whole")
    func mail() throws {
        let incident = try #require(IncidentNumber(year: 2026, sequence: 7))
        let news = [
            Sample.news(
                Sample.alert(1, .high, title: "Vreemde aanmelding", count: 12, state: .merged(incident)), .again),
            Sample.news(Sample.alert(2, .critical, title: "Logboek gewist", entity: "host:srv01")),
        ]
        let expected = """
            Geschreven op 24-11-2026 13:00. Tijden: Europe/Amsterdam.

            2 signalen (1 kritiek, 1 hoog):

            KRITIEK (nieuw): Logboek gewist
              machine srv01
              1 treffer, 24-11-2026 12:00 (Europe/Amsterdam)
              kenmerk \(Sample.id(2))

            HOOG (gaat door): Vreemde aanmelding
              account jan
              12 treffers, van 24-11-2026 11:00 tot 24-11-2026 12:00 (Europe/Amsterdam)
              hoort bij incident 2026-0007
              kenmerk \(Sample.id(1))

            --\u{20}
            Open Dijkwacht om deze signalen te bekijken. Wat u krijgt en wanneer, staat in dijkwacht.yaml.

            """
        #expect(try message(news).body == expected)
    }

    @Test("no text of a log steers, links, calculates, or begins a line of its own")
    func hostile() throws {
        let alert = Sample.alert(
            1, .critical, title: "a\u{1B}[2J\r\nBcc: x@y.example",
            entity: "account:=HYPERLINK(\"https://evil.example\")\n\u{202E}x")
        for webhook in [false, true] {
            let body = try message([Sample.news(alert)], webhook: webhook).body
            #expect(!body.contains("\u{1B}") && !body.contains("\u{202E}") && !body.contains("https://evil"))
            #expect(!body.contains("\nBcc") && !body.contains("\r"))
            #expect(body.contains("'=hyperlink("))
        }
    }

    @Test("over the limit the worst are listed, and of the rest the numbers are said")
    func limit() throws {
        let most = OutboxLimits.alertsPerMessage
        let news = (0..<(most + 30)).map { Sample.news(Sample.alert(UInt64($0), $0 < 10 ? .low : .high)) }
        let mail = try message(news)
        #expect(mail.subject == "[Dijkwacht] \(most + 30) signalen, hoogste: hoog")
        #expect(mail.body.components(separatedBy: "kenmerk").count == most + 1)
        #expect(mail.body.contains("En nog 30 signalen die hier niet staan: 20 hoog, 10 laag."))
        let json = try object(message(news, webhook: true))
        #expect((json["alerts"] as? [Any])?.count == most && json["alerts_total"] as? Int == most + 30)
    }

    @Test("an alert that is damaged on disk is told all the same")
    func damaged() throws {
        let notice = Notice(alert: Sample.id(4), kind: .new, level: .critical, created: time)
        let body = try message([AlertNews(notice, nil)]).body
        #expect(body.contains("KRITIEK (nieuw)") && body.contains(Sample.id(4).description))
        let json = try object(message([AlertNews(notice, nil)], webhook: true))
        let alert = try #require((json["alerts"] as? [[String: Any]])?.first)
        #expect(alert["level"] as? String == "critical" && alert["title"] == nil)
    }

    @Test("an exercise says so in the subject, in the first line and in the JSON")
    func exercise() throws {
        let news = [Sample.news(Sample.alert(1))]
        let mail = try message(news, isExercise: true)
        #expect(mail.subject.hasPrefix("[OEFENING] [Dijkwacht] ") && mail.body.hasPrefix("DIT IS EEN OEFENING."))
        let json = try object(message(news, webhook: true, isExercise: true))
        #expect(json["exercise"] as? Bool == true && (json["text"] as? String)?.hasPrefix("[OEFENING]") == true)
        #expect(try object(message(news, webhook: true))["exercise"] as? Bool == false)
        #expect(try !message(news).subject.contains("OEFENING") && !message(news).body.contains("OEFENING"))
    }

    @Test("the JSON of alerts has the members that the page of webhooks names")
    func json() throws {
        let sent = try message([Sample.news(Sample.alert(1, .high, count: 3), .raised)], webhook: true)
        let json = try object(sent)
        #expect(json["version"] as? Int == 1 && json["kind"] as? String == "alerts")
        #expect(json["id"] as? String == sent.id.description && json["created"] as? String == "2026-11-24T12:00:00Z")
        #expect(json["text"] as? String == "[Dijkwacht] 1 signaal, hoogste: hoog")
        #expect(json["highest_level"] as? String == "high" && json["alerts_total"] as? Int == 1)
        let alert = try #require((json["alerts"] as? [[String: Any]])?.first)
        let page = try String(contentsOf: root.appending(path: "docs/how-to/tell-people.md"), encoding: .utf8)
        for name in Array(alert.keys) + Array(json.keys) { #expect(page.contains("`\(name)`"), "\(name)") }
        #expect(alert["id"] as? String == Sample.id(1).description && alert["change"] as? String == "raised")
        #expect(alert["entity_kind"] as? String == "account" && alert["entity"] as? String == "jan")
        #expect(alert["count"] as? Int == 3 && alert["incident"] is NSNull)
        #expect(alert["rule"] as? String == "regel-1" && alert["last_seen"] as? String == "2026-11-24T11:00:01Z")
    }

    // MARK: the summary

    @Test("the summary counts open alerts by level and names who has the most risk")
    func summary() throws {
        let alerts = [
            Sample.alert(1, .high), Sample.alert(2, .high, entity: "host:srv01"), Sample.alert(3, .critical),
            Sample.alert(4, .critical, state: .closed(.handled)),
        ]
        let destination = try #require(settings.destinations.first)
        let mail = try writer().summary(AlertSummary(alerts), id: Sample.id(9), to: destination, at: time)
        #expect(mail.subject == "[Dijkwacht] Dagoverzicht 24-11-2026: 3 signalen open")
        #expect(mail.body.contains("Open: 3 signalen (1 kritiek, 2 hoog).\n\nHet meeste risico:\n"))
        #expect(mail.body.contains("  account jan: risico 210, 2 signalen\n  machine srv01: risico 60, 1 signaal\n"))
        let hook = try #require(settings.destinations.last)
        let json = try object(writer().summary(AlertSummary(alerts), id: Sample.id(9), to: hook, at: time))
        #expect(json["kind"] as? String == "summary" && json["open_total"] as? Int == 3)
        #expect((json["open"] as? [String: Int])?["high"] == 2 && (json["open"] as? [String: Int])?["low"] == 0)
        let entities = try #require(json["entities"] as? [[String: Any]])
        #expect(entities.first?["risk"] as? Int == 210 && entities.first?["alerts"] as? Int == 2)
        let page = try String(contentsOf: root.appending(path: "docs/how-to/tell-people.md"), encoding: .utf8)
        for name in Array(json.keys) + Array(entities[0].keys) { #expect(page.contains("`\(name)`"), "\(name)") }
    }

    @Test("a summary of nothing says so, and one of very much names no more than the limit")
    func summaryLimits() throws {
        let destination = try #require(settings.destinations.first)
        let none = try writer().summary(AlertSummary([]), id: Sample.id(9), to: destination, at: time)
        #expect(none.subject == "[Dijkwacht] Dagoverzicht 24-11-2026: 0 signalen open")
        #expect(none.body.contains("Er zijn geen open signalen."))
        let many = AlertSummary((0..<500).map { Sample.alert(UInt64($0), entity: "host:h\($0)") })
        #expect(many.count == 500 && many.entities.count == OutboxLimits.entitiesPerSummary)
    }
}
