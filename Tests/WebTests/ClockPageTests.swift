// The clocks of the law on the page of an incident: from a moment that somebody records to a notice that meets a term.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Incidents
import Testing
import Web

@Suite("Clocks on the page of an incident")
struct ClockPageTests {
    /// 19 March 2026, 07:00 in the Netherlands.
    private static let zone = [("zone", "ams"), ("zekerheid", "exact")]

    /// An incident of an organisation.
    private struct Case {
        let sample: WebSample
        let lead: WebSample.Who
        let number: String
        var target: String { "/incidenten/\(number)" }

        init(_ profile: LegalProfile?) async throws {
            sample = try WebSample(laws: true, profile: profile)
            lead = try await sample.person("an.bakker", .lead)
            number = try await sample.open("Zaak", as: lead)
        }

        /// Records a moment at a time on the wall.
        func record(_ moment: String, _ time: String) async throws -> ShownPage {
            try await sample.done(
                "\(target)/moment", as: lead,
                [("moment", moment), ("tijd", time), ("waarom", "vastgesteld")] + ClockPageTests.zone)
        }

        /// The clock that has these words, as one reads it.
        func clock(_ page: ShownPage, _ words: String) -> String? {
            page.text.matches(of: #/<li class="([a-z_]+)"><strong>.*?<\/li>/#.dotMatchesNewlines())
                .map { HTMLText.decode(String($0.0).replacing(#/<[^>]*>/#, with: " ")) }.first { $0.contains(words) }
        }
    }

    private static let ministry = LegalProfile(
        organisation: "Ministerie van Dijken", legalForm: "ministry", roles: ["controller"])

    @Test("without a moment nothing runs; AVG art. 33(1): 72 hours from knowledge of the breach, through the weekend")
    func breach() async throws {
        let one = try await Case(Self.ministry)
        let before = try await one.sample.page(one.target, as: one.lead)
        #expect(one.clock(before, "AVG art. 33 lid 1") == nil && before.read.contains("nog geen moment"))
        let after = try await one.record("breach_aware", "2026-03-19T06:30")
        let clock = try #require(one.clock(after, "AVG art. 33 lid 1"))
        #expect(clock.contains("22 mrt 2026 06:30:00") && clock.contains("loopt") && clock.contains("uur"), "\(clock)")
        // Reg. 1182/71 art. 3(1): the hour of the event is not counted.
        #expect(clock.contains("22 mrt 2026 07:00:00"))
        #expect(after.text.contains("data-left=\"") && after.text.contains("name=\"termijn\" value=\"AVG33\""))
    }

    @Test("a notice with its time and number meets the term, and undoing it makes it run again")
    func notice() async throws {
        let one = try await Case(Self.ministry)
        _ = try await one.record("breach_aware", "2026-03-19T06:30")
        let given = try await one.sample.done(
            "\(one.target)/melding", as: one.lead,
            [("termijn", "AVG33"), ("tijd", "2026-03-19T06:45"), ("kenmerk", "AP-2026-1 <b>")] + Self.zone)
        let clock = try #require(one.clock(given, "AVG art. 33 lid 1"))
        #expect(clock.contains("gehaald") && clock.contains("AP-2026-1 <b>"), "\(clock)")
        #expect(!given.text.contains("<b>") && !given.text.contains("value=\"AVG33\""))
        let undone = try await one.sample.undo(given, as: one.lead)
        #expect(try #require(one.clock(undone, "AVG art. 33 lid 1")).contains("loopt"))
    }

    @Test("all from which a law counts can be recorded: questions of Parliament and a Woo request have their terms")
    func otherMoments() async throws {
        let one = try await Case(Self.ministry)
        let before = try await one.sample.page(one.target, as: one.lead)
        for kind in MomentKind.allCases { #expect(before.text.contains("value=\"\(kind.rawValue)\"")) }
        for (moment, article, words) in [
            ("questions", "Reglement van Orde art. 12.2", "Kamervragen ingezonden"),
            ("woo_request", "Woo art. 4.4", "Woo-verzoek ontvangen"),
        ] {
            #expect(one.clock(before, article) == nil)
            let after = try await one.record(moment, "2026-03-19T06:30")
            #expect(try #require(one.clock(after, article)).contains("loopt"))
            #expect(after.read.contains(words))
        }
    }

    @Test("why a term runs is said with times as the page shows them, in its zone")
    func whyInTheZone() async throws {
        let one = try await Case(Self.ministry)
        let page = try await one.record("breach_aware", "2026-03-19T06:30")
        let dutch = try #require(one.clock(page, "AVG art. 33 lid 1"))
        #expect(dutch.contains("19 mrt 2026 06:30:00") && !dutch.contains("2026-03-19T"), "\(dutch)")
        guard case .cookie(let secret, _) = one.lead else { return #expect(Bool(false), "a person has a cookie") }
        let cookies = "__Host-dijkwacht=\(secret); dijkwacht-view=nl.utc"
        let utc = try await one.sample.page(one.target, as: one.lead, fields: ["Cookie": cookies])
        #expect(try #require(one.clock(utc, "AVG art. 33 lid 1")).contains("19 mrt 2026 05:30:00"))
    }

    @Test("a term that is over without a notice is late, in words")
    func late() async throws {
        let one = try await Case(Self.ministry)
        let page = try await one.record("breach_aware", "2026-03-10T06:30")
        #expect(try #require(one.clock(page, "AVG art. 33 lid 1")).contains("te laat"))
    }

    @Test("Cbw art. 26 and 27 did not run before 15 August 2026, whatever the organisation is")
    func lawOfTheDay() async throws {
        let one = try await Case(Self.ministry)
        let page = try await one.record("significant", "2026-03-19T06:30")
        #expect(one.clock(page, "Cbw art. 26") == nil && one.clock(page, "Cbw art. 27 lid 1") == nil)
    }

    @Test("who has not said what he is, is told so, and has the AVG all the same")
    func withoutProfile() async throws {
        let one = try await Case(nil)
        let page = try await one.record("breach_aware", "2026-03-19T06:30")
        #expect(page.read.contains("profile.yaml") && one.clock(page, "AVG art. 33 lid 1") != nil)
    }

    @Test("a moment without a time, without a reason, ahead of the clock or that the clocks skip is not taken")
    func badMoments() async throws {
        let one = try await Case(Self.ministry)
        let whole = [("moment", "aware"), ("tijd", "2026-03-19T06:30"), ("waarom", "x")]
        for (name, value) in [
            ("moment", "ooit"), ("moment", ""), ("tijd", ""), ("tijd", "morgen"), ("tijd", "2026-03-29T02:30"),
            ("tijd", "2027-01-01T00:00"), ("waarom", " "),
        ] {
            let values = whole.map { $0.0 == name ? (name, value) : $0 } + Self.zone
            let reply = try await one.sample.submit("\(one.target)/moment", as: one.lead, values)
            #expect(reply.status == 400, "\(name)=\(value): \(reply.status)")
        }
        let number = try #require(IncidentNumber(one.number))
        #expect(try one.sample.records.incident(number)?.moments.isEmpty == true)
    }

    @Test("a moment counts in the zone that its form had, whatever the page shows since")
    func zoneOfTheForm() async throws {
        let one = try await Case(Self.ministry)
        let values = [
            ("moment", "aware"), ("tijd", "2026-03-19T05:30"), ("waarom", "x"), ("zone", "utc"), ("zekerheid", "hour"),
        ]
        _ = try await one.sample.done("\(one.target)/moment", as: one.lead, values)
        let number = try #require(IncidentNumber(one.number))
        let moment = try #require(try one.sample.records.incident(number)?.moments.first)
        #expect(moment.occurred.time.description == "2026-03-19T05:00:00Z" && moment.occurred.precision == .hour)
    }

    @Test("the clocks of an earlier state are those of that moment")
    func asOf() async throws {
        let one = try await Case(Self.ministry)
        _ = try await one.record("breach_aware", "2026-03-19T06:30")
        let then = one.sample.time.now.description
        one.sample.time.advance(seconds: 5 * 86_400)
        let again = try await one.sample.logIn("an.bakker")
        let now = try await one.sample.page(one.target, as: again)
        #expect(try #require(one.clock(now, "AVG art. 33 lid 1")).contains("te laat"))
        let past = try await one.sample.page("\(one.target)?stand=\(then)", as: again)
        #expect(try #require(one.clock(past, "AVG art. 33 lid 1")).contains("loopt"))
    }
}
