// Who falls under which law, and what an incident must be for it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Testing

@Suite("Laws and organisations")
struct RegimeTests {
    private func known(now: String = "2026-11-19T12:00:00+01:00") throws -> Case {
        let time = "2026-11-19T09:12:00+01:00"
        return try Case(now: now).with(.aware, time).with(.significant, time).with(.breachAware, time)
    }

    @Test(
        "Cbw art. 5(1): it does not apply to OM, police, safety regions, defence, services, whatever the profile says",
        arguments: [
            ("public_prosecutor", nil), ("om", nil), ("Openbaar Ministerie", nil), ("police", nil), ("politie", nil),
            ("veiligheidsregio", nil), ("safety_region", nil), ("defensie", nil), ("AIVD", nil), ("mivd", nil),
            ("ministry", "defence"), ("company", "police"),
        ] as [(String, String?)])
    func excluded(form: String, sector: String?) throws {
        for cbw in [nil, CbwStanding.essential, .important, .excluded] {
            let incident = try known().profile(form, cbw: cbw, sector: sector)
            for clock in try incident.clocks() where clock.id.hasPrefix("CBW") {
                #expect(clock.state == .notApplicable && clock.codes == [.cbwExcludedByLaw], "\(clock.id)")
                #expect(clock.reason(try LawData.words(.dutch)).contains("art. 5"))
            }
        }
    }

    @Test("The police and the OM have the AVG and their own act, and say that its article was not verified")
    func police() throws {
        for form in ["police", "public_prosecutor"] {
            let incident = try known().profile(form)
            #expect(try incident.clock("AVG33").state == .running)
            let own = try incident.clock("WPG33a")
            #expect(own.state == .running && own.dueText == "2026-11-22T09:12:00+01:00")
            #expect(own.codes.contains(.certaintyUnverified) && !own.fieldsMissing.isEmpty)
            #expect(try incident.fact("police_data", "false").clock("WPG33a").state == .notApplicable)
        }
        #expect(try known().clock("WPG33a").state == .notApplicable)
    }

    @Test(
        "Cbw art. 8: ministries, ZBOs, provinces, municipalities and water boards are essential by law",
        arguments: ["ministry", "ministerie", "zbo", "province", "gemeente", "waterschap"])
    func essential(form: String) throws {
        let clock = try known().profile(form).clock("CBW26")
        #expect(clock.state == .running && clock.codes.contains(.cbwByLaw))
        let none = try known().profile(form, cbw: CbwStanding.none).clock("CBW26")
        #expect(none.state == .notApplicable && none.codes == [.cbwNone, .cbwContradicts])
        #expect(try known().profile(form, cbw: .excluded).clock("CBW26").codes == [.cbwExcluded])
    }

    @Test(
        "Of others the profile says whether they fall under the Cbw; if it does not, no clock runs and the reason asks")
    func others() throws {
        #expect(try known().profile("company").clock("CBW27").codes == [.cbwUnknown])
        #expect(try known().profile(nil).clock("CBW27").codes == [.cbwUnknown])
        #expect(try known().profile("company", cbw: .important).clock("CBW27").state == .running)
        #expect(try known().profile("company", cbw: CbwStanding.none).clock("CBW27").codes == [.cbwNone])
    }

    @Test(
        "Who is told follows from the form and the sector; without a known one the general words stand",
        arguments: [
            ("waterschap", nil, "CERT-WM"), ("gemeente", nil, "IBD (het NCSC voert de taak voorlopig uit)"),
            ("company", "Zorg", "Z-CERT"), ("company", "energy", "NCSC"), ("company", nil, "het CSIRT van uw sector"),
            ("company", "ruimtevaart", "het CSIRT van uw sector"),
        ] as [(String, String?, String)])
    func recipients(form: String, sector: String?, csirt: String) throws {
        let clock = try known().profile(form, cbw: .essential, sector: sector).clock("CBW26")
        #expect(clock.recipients.count == 2 && clock.recipients.first?.nl == csirt)
    }

    @Test("Cbw art. 27(2): a trust service provider has one clock of 24 hours with two obligations, counted once")
    func trustService() throws {
        let incident = try known().profile("company", cbw: .essential, roles: ["trust_service"])
        let notice = try incident.clock("CBW27-V")
        #expect(notice.state == .running && notice.dueText == "2026-11-20T09:12:00+01:00")
        for id in ["CBW26", "CBW27"] {
            let other = try incident.clock(id)
            #expect(other.state == .superseded && other.due == nil && other.codes.contains(.superseded))
        }
        let sent = try incident.sent("CBW27-V", "2026-11-19T11:00:00+01:00")
        #expect(try sent.clock("CBW27-V").state == .met)
        #expect(try sent.clock("CBW29").dueText == "2026-12-21T11:00:00+01:00")
        let untouched = incident.fact("trust_service_affected", "false")
        #expect(try untouched.clock("CBW27-V").state == .notApplicable)
        #expect(try untouched.clock("CBW27").state == .running)
        #expect(try known().clock("CBW27-V").state == .notApplicable)
    }

    @Test("The trigger is knowledge of the significant incident: detection and knowledge alone start nothing")
    func trigger() throws {
        let detected = try Case(now: "2026-11-19T12:00:00+01:00").with(.detected, "2026-11-19T09:00:00+01:00")
        let states = try detected.clocks().map(\.state)
        #expect(states.allSatisfy { $0 == .notApplicable })
        let aware = try detected.with(.aware, "2026-11-19T09:30:00+01:00")
        let clock = try aware.clock("CBW27")
        #expect(clock.state == .notApplicable && clock.codes == [.undecided])
        #expect(clock.reason(try LawData.words(.english)).contains("2026-11-22T09:30:00+01:00"))
        let late = try aware.with(.significant, "2026-11-19T11:45:00+01:00")
        #expect(try late.clock("CBW27").start == (try at("2026-11-19T11:45:00+01:00")))
        #expect(try late.clock("AVG33").codes == [.noMoment, .certaintyPractice])
    }

    @Test(
        "Facts that say it is so, without a moment: counted from the knowledge of the incident; the time is asked for"
    )
    func implied() throws {
        let aware = try Case(now: "2026-11-19T12:00:00+01:00").with(.started, "2026-11-18T09:00:00+01:00")
            .with(.aware, "2026-11-19T09:12:00+01:00")
        #expect(try aware.clock("AVG33").state == .notApplicable)
        for incident in [aware.fact("personal_data", "true"), aware.kind("data_breach")] {
            let clock = try incident.clock("AVG33")
            #expect(clock.state == .running && clock.dueText == "2026-11-22T09:12:00+01:00")
            #expect(clock.codes.first == .implied)
            #expect(try incident.clock("CBW26").state == .notApplicable)
        }
        let significant = aware.fact("significant", "ja")
        #expect(try significant.clock("CBW26").dueText == "2026-11-20T09:12:00+01:00")
        let decided = try significant.with(.notSignificant, "2026-11-19T10:00:00+01:00")
        #expect(try decided.clock("CBW26").codes == [.decidedNot])
        let detected = try Case(now: "2026-11-19T12:00:00+01:00").with(.detected, "2026-11-18T09:00:00+01:00")
        #expect(try detected.fact("personal_data", "true").clock("AVG33").state == .notApplicable)
    }

    @Test("A decision that the incident is not significant, and no other, starts no clock and is shown")
    func notSignificant() throws {
        let clock = try Case(now: "2026-11-19T12:00:00+01:00").with(.aware, "2026-11-19T09:00:00+01:00")
            .with(.notSignificant, "2026-11-19T10:00:00+01:00").clock("CBW26")
        #expect(clock.state == .notApplicable && clock.codes == [.decidedNot])
    }

    @Test("AVG art. 33(1): unless the breach is unlikely to result in a risk; the register asks for it all the same")
    func risk() throws {
        for value in ["unlikely", "None", "geen"] {
            let incident = try known().fact("risk", value)
            #expect(try incident.clock("AVG33").state == .notApplicable)
            #expect(try incident.clock("AVG33-R").state == .running)
        }
        #expect(try known().fact("risk", "high").clock("AVG33").state == .running)
        #expect(try known().fact("personal_data", "false").clock("AVG33").state == .notApplicable)
        #expect(try known().profile("ministry", roles: []).clock("AVG33").state == .notApplicable)
    }

    @Test("AVG art. 34: the data subjects are told without undue delay at a high risk only")
    func highRisk() throws {
        #expect(try known().clock("AVG34").state == .notApplicable)
        #expect(try known().fact("risk", "risk").clock("AVG34").state == .notApplicable)
        let clock = try known().fact("risk", "high").clock("AVG34")
        #expect(clock.state == .running && clock.due == nil && clock.codes.contains(.withoutDelay))
    }

    @Test("AVG art. 33(2): a processor tells the controller")
    func processor() throws {
        let clock = try known().profile("company", roles: ["verwerker"]).clock("AVG33-P")
        #expect(clock.state == .running && clock.due == nil && clock.recipients.map(\.en) == ["the controller"])
    }

    @Test("More than one member state: who leads must be found out")
    func crossBorder() throws {
        var incident = try known()
        #expect(!(try incident.clock("AVG33").codes.contains(.crossBorder)))
        incident.profile.memberStates = ["NL", "BE"]
        #expect(try incident.clock("AVG33").codes.contains(.crossBorder))
        #expect(try known().fact("cross_border", "true").clock("CBW27").codes.contains(.crossBorder))
    }

    @Test("DORA art. 19: four hours from the classification, and 24 hours from the knowledge if that comes first")
    func dora() throws {
        let aware = try Case(now: "2026-11-19T12:00:00+01:00").with(.aware, "2026-11-18T12:00:00+01:00")
            .profile("company", roles: ["bank"])
        #expect(try aware.clock("DORA19").state == .notApplicable)
        let early = try aware.with(.classifiedMajor, "2026-11-18T14:00:00+01:00")
        #expect(try early.clock("DORA19").dueText == "2026-11-18T18:00:00+01:00")
        let capped = try aware.with(.classifiedMajor, "2026-11-19T10:00:00+01:00")
        #expect(try capped.clock("DORA19").dueText == "2026-11-19T12:00:00+01:00")
        #expect(try capped.clock("DORA19").codes.contains(.capped))
        let late = try aware.now("2026-11-20T12:00:00+01:00").with(.classifiedMajor, "2026-11-19T15:00:00+01:00")
        #expect(try late.clock("DORA19").dueText == "2026-11-19T19:00:00+01:00")
        let sent = try early.sent("DORA19", "2026-11-18T17:00:00+01:00")
        #expect(try sent.clock("DORA19-T").dueText == "2026-11-21T17:00:00+01:00")
        #expect(try sent.clock("DORA19-T").codes.contains(.certaintyUnverified))
    }

    @Test("CRA art. 14: since 11 September 2026, 24 and 72 hours; the final report 14 days after a measure can be had")
    func cra() throws {
        let maker = try known().profile("company", roles: ["manufacturer"])
        #expect(try maker.clock("CRA14-K").state == .notApplicable)
        let exploited = try maker.fact("actively_exploited", "true").with(
            .measureAvailable, "2026-11-19T11:00:00+01:00")
        #expect(try exploited.clock("CRA14-K").dueText == "2026-11-20T09:12:00+01:00")
        #expect(try exploited.clock("CRA14-K-N").dueText == "2026-11-22T09:12:00+01:00")
        #expect(try exploited.clock("CRA14-K-F").dueText == "2026-12-03T11:00:00+01:00")
        #expect(try exploited.clock("CRA14-I").state == .notApplicable)
        #expect(try maker.kind("Exploited vulnerability").clock("CRA14-K").state == .running)
        let before = try Case(now: "2026-09-10T12:00:00+02:00").with(.aware, "2026-09-10T09:00:00+02:00")
            .profile("company", roles: ["manufacturer"]).fact("actively_exploited", "true")
        #expect(try before.clock("CRA14-K").codes.first == .nothingBefore)
    }

    @Test("CER art. 15: an initial notification within 24 hours, a detailed report one month after it")
    func wwke() throws {
        let incident = try known().profile("company", roles: ["critical_entity"])
        #expect(try incident.clock("WWKE17").dueText == "2026-11-20T09:12:00+01:00")
        #expect(try incident.clock("WWKE17").codes.contains(.certaintyConsultation))
        #expect(
            try incident.sent("WWKE17", "2026-11-19T11:00:00+01:00").clock("WWKE17-D").dueText
                == "2026-12-21T11:00:00+01:00")
        #expect(try incident.fact("service_disrupted", "no").clock("WWKE17").state == .notApplicable)
    }

    @Test("The same incident starts a clock at a service of a ministry and none at the OM")
    func twoOrganisations() throws {
        let incident = try known()
        #expect(try incident.profile("ministry_service").clock("CBW26").state == .running)
        #expect(try incident.profile("om").clock("CBW26").state == .notApplicable)
    }

    @Test("A moment and a submission of one organisation do not count for another")
    func ownMoments() throws {
        var incident = try Case(now: "2026-11-19T12:00:00+01:00")
        incident.moments.moments = [
            DutyMoment(.significant, try at("2026-11-19T09:00:00+01:00"), organisation: "JIO"),
            DutyMoment(.significant, try at("2026-11-19T11:00:00+01:00")),
        ]
        incident.moments.submissions = [Submission("CBW26", try at("2026-11-19T11:30:00+01:00"), organisation: "JIO")]
        #expect(try incident.clock("CBW26").start == (try at("2026-11-19T11:00:00+01:00")))
        #expect(try incident.clock("CBW26").state == .running)
        incident.profile.organisation = "JIO"
        #expect(try incident.clock("CBW26").start == (try at("2026-11-19T09:00:00+01:00")))
        #expect(try incident.clock("CBW26").state == .met)
    }

    @Test("The law of the moment counts: known on 14 August no clock, known on 15 August a clock, to the second")
    func firstDay() throws {
        func state(_ time: String) throws -> DutyClock.State {
            try Case(now: "2026-08-15T12:00:00+02:00").with(.significant, time).clock("CBW26").state
        }
        #expect(try state("2026-08-14T23:59:59+02:00") == .notApplicable)
        #expect(try state("2026-08-15T00:00:00+02:00") == .running)
        #expect(try state("2026-08-14T22:00:00Z") == .running)
    }
}
