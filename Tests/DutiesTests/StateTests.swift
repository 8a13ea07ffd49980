// The states of a clock, and moments that are not known precisely.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Testing

@Suite("States of a clock")
struct StateTests {
    private func known(now: String) throws -> Case {
        try Case(now: now).with(.significant, "2026-11-19T09:00:00+01:00").with(
            .breachAware, "2026-11-19T09:00:00+01:00")
    }

    @Test(
        "Running, nearly due when less than a quarter is left, late when the term is over",
        arguments: [
            ("2026-11-19T09:00:00+01:00", DutyClock.State.running), ("2026-11-20T03:00:00+01:00", .running),
            ("2026-11-20T03:00:01+01:00", .nearlyDue), ("2026-11-20T09:00:00+01:00", .nearlyDue),
            ("2026-11-20T09:00:01+01:00", .late), ("2027-11-20T09:00:01+01:00", .late),
        ])
    func course(now: String, state: DutyClock.State) throws {
        let clock = try known(now: now).clock("CBW26")
        #expect(clock.state == state)
        #expect(clock.isOpen)
        #expect(clock.codes.contains(.overdue) == (state == .late))
    }

    @Test("Submitted at the last moment is met, a second later is late, and the reason asks why")
    func lastMoment() throws {
        let incident = try known(now: "2026-11-21T12:00:00+01:00")
        let met = try incident.sent("CBW26", "2026-11-20T09:00:00+01:00").clock("CBW26")
        #expect(met.state == .met && !met.isOpen && met.remainingSeconds(at: incident.moments.now) == nil)
        #expect(met.codes.contains(.submitted) && met.submission?.proof == "1234")
        let late = try incident.sent("CBW26", "2026-11-20T09:00:01+01:00").clock("CBW26")
        #expect(late.state == .late && late.codes.contains(.submittedLate) && !late.isOpen)
    }

    @Test("The hour that the letter of the law adds is shown and never relied on")
    func extraMinutes() throws {
        let incident = try Case(now: "2026-11-21T12:00:00+01:00").with(.significant, "2026-11-19T09:10:00+01:00")
        let clock = try incident.sent("CBW26", "2026-11-20T09:30:00+01:00").clock("CBW26")
        #expect(clock.state == .late && clock.statutoryText == "2026-11-20T10:00:00+01:00")
    }

    @Test("A report of a month may be sent until the end of its last day")
    func lastDay() throws {
        let incident = try known(now: "2027-01-04T12:00:00+01:00").with(.handled, "2026-12-01T09:00:00+01:00")
            .sent("CBW27", "2026-11-20T09:00:00+01:00")
        #expect(try incident.sent("CBW29", "2026-12-21T23:59:59+01:00").clock("CBW29").state == .met)
        #expect(try incident.sent("CBW29", "2026-12-22T00:00:00+01:00").clock("CBW29").state == .late)
    }

    @Test("A submission without proof is met by the record, and says that no proof is recorded")
    func withoutProof() throws {
        let clock = try known(now: "2026-11-21T12:00:00+01:00").sent("CBW26", "2026-11-19T10:00:00+01:00", proof: nil)
            .clock("CBW26")
        #expect(clock.state == .met && clock.codes.contains(.submittedWithoutProof))
    }

    @Test("Of several submissions the first counts")
    func first() throws {
        let clock = try known(now: "2026-11-21T12:00:00+01:00").sent("CBW26", "2026-11-20T11:00:00+01:00")
            .sent("CBW26", "2026-11-19T10:00:00+01:00").clock("CBW26")
        #expect(clock.state == .met)
    }

    @Test("A later decision that it is not significant withdraws the clock, and both stay visible")
    func withdrawn() throws {
        let incident = try known(now: "2026-11-19T18:00:00+01:00").with(.notSignificant, "2026-11-19T15:00:00+01:00")
        let clock = try incident.clock("CBW26")
        #expect(clock.state == .withdrawn && !clock.isOpen && clock.fieldsMissing.isEmpty)
        let text = clock.reason(try LawData.words(.dutch))
        #expect(text.contains("2026-11-19T09:00:00+01:00") && text.contains("2026-11-19T15:00:00+01:00"))
        #expect(try incident.now("2026-11-30T18:00:00+01:00").clock("CBW26").state == .withdrawn)
        #expect(try incident.clock("AVG33").state == .running)
    }

    @Test("What was submitted before the withdrawal stays submitted; what would follow from it is withdrawn")
    func withdrawnAfterwards() throws {
        let incident = try known(now: "2026-11-21T18:00:00+01:00").sent("CBW27", "2026-11-20T10:00:00+01:00")
            .with(.notSignificant, "2026-11-21T15:00:00+01:00")
        let notice = try incident.clock("CBW27")
        #expect(notice.state == .met && notice.codes.contains(.withdrawnAfterSubmission))
        #expect(try incident.clock("CBW29").state == .withdrawn)
    }

    @Test("Two decisions of the same moment: the clock stands, for nothing says that the other came later")
    func sameMoment() throws {
        let incident = try known(now: "2026-11-19T18:00:00+01:00").with(.notSignificant, "2026-11-19T09:00:00+01:00")
        #expect(try incident.clock("CBW26").state == .running)
    }

    @Test("A decision that is taken again counts from the first time, and says so")
    func resumed() throws {
        let incident = try known(now: "2026-11-19T18:00:00+01:00").with(.notSignificant, "2026-11-19T12:00:00+01:00")
            .with(.significant, "2026-11-19T15:00:00+01:00")
        let clock = try incident.clock("CBW26")
        #expect(clock.state == .running && clock.dueText == "2026-11-20T09:00:00+01:00")
        #expect(clock.codes.contains(.resumed))
    }

    @Test("Not significant first and significant later: the clock runs from the later one")
    func laterSignificant() throws {
        let clock = try Case(now: "2026-11-19T18:00:00+01:00").with(.notSignificant, "2026-11-19T09:00:00+01:00")
            .with(.significant, "2026-11-19T15:00:00+01:00").clock("CBW26")
        #expect(clock.state == .running && clock.dueText == "2026-11-20T15:00:00+01:00")
        #expect(!clock.codes.contains(.resumed))
    }

    @Test("Of several moments of a kind the first counts")
    func firstMoment() throws {
        let clock = try known(now: "2026-11-19T18:00:00+01:00").with(.significant, "2026-11-19T08:00:00+01:00").clock(
            "CBW26")
        #expect(clock.dueText == "2026-11-20T08:00:00+01:00")
    }

    // MARK: precision

    @Test("Only the day is known: counted from its beginning in the zone in which it was written, and it says so")
    func day() throws {
        let clock = try Case(now: "2026-11-19T18:00:00+01:00").with(.significant, "2026-11-19T15:00:00+01:00", .day)
            .clock("CBW26")
        #expect(clock.dueText == "2026-11-20T00:00:00+01:00")
        #expect(clock.codes.first == .earliestOfDay)
        let elsewhere = try Case(now: "2026-11-19T18:00:00+01:00").with(.significant, "2026-11-19T15:00:00-05:00", .day)
        #expect(try elsewhere.clock("CBW26").dueText == "2026-11-20T06:00:00+01:00")
    }

    @Test("Only the hour is known: counted from its beginning")
    func hour() throws {
        let clock = try Case(now: "2026-11-19T18:00:00+01:00").with(.significant, "2026-11-19T15:45:10+01:00", .hour)
            .clock("CBW26")
        #expect(clock.dueText == "2026-11-20T15:00:00+01:00" && clock.codes.first == .earliestOfHour)
    }

    @Test("Not known when: not before the last of what must have come before it")
    func unknown() throws {
        let incident = try Case(now: "2026-11-19T18:00:00+01:00").with(.started, "2026-11-17T10:00:00+01:00")
            .with(.detected, "2026-11-19T07:00:00+01:00")
        var moments = incident
        moments.moments.moments.append(DutyMoment(.significant, nil, .unknown))
        let clock = try moments.clock("CBW26")
        #expect(clock.dueText == "2026-11-20T07:00:00+01:00" && clock.codes.first == .earliestUnknown)
        let written = try incident.with(.significant, "2026-11-18T12:00:00+01:00", .unknown)
        #expect(try written.clock("CBW26").dueText == "2026-11-19T00:00:00+01:00")
    }

    @Test("Not known when, and nothing before it: the clock runs without an end, and is never met")
    func unknownAtAll() throws {
        var incident = try Case(now: "2026-11-19T18:00:00+01:00")
        incident.moments.moments = [DutyMoment(.significant, nil, .unknown)]
        let clock = try incident.clock("CBW26")
        #expect(clock.state == .running && clock.start == nil && clock.due == nil)
        #expect(clock.codes.first == .startUnknown)
        #expect(try incident.sent("CBW26", "2026-11-19T17:00:00+01:00").clock("CBW26").state == .running)
    }

    @Test("A day that was decided on does not take back what was decided later that day")
    func withdrawnOnADay() throws {
        let incident = try Case(now: "2026-11-19T18:00:00+01:00").with(.significant, "2026-11-19T15:00:00+01:00")
            .with(.notSignificant, "2026-11-19T16:00:00+01:00", .day)
        #expect(try incident.clock("CBW26").state == .running)
    }

    @Test("A law pack that nobody looked at in time has no clock that is met")
    func expired() throws {
        let incident = try Case(now: "2028-01-01T12:00:00+01:00").with(.significant, "2027-12-31T09:00:00+01:00")
            .sent("CBW26", "2027-12-31T10:00:00+01:00")
        #expect(try incident.clock("CBW26").state == .running)
        #expect(try incident.clock("CBW26").codes.contains(.packExpired))
        #expect(try incident.now("2027-12-31T23:00:00+01:00").clock("CBW26").state == .met)
    }

    // MARK: always

    @Test("Any case: each clock once, numbers only where it runs, and time never makes a clock less late")
    func always() throws {
        let pack = try LawData.pack.get()
        let words = try LawData.words(.english)
        var seed = Seed(41)
        let forms = ["ministry", "om", "gemeente", "company", nil, "waterschap", "?"]
        let roles = ["controller", "processor", "trust_service", "manufacturer", "bank", "critical_entity"]
        let base = try at("2026-08-10T00:00:00+02:00")
        var seen: Set<DutyClock.State> = []
        for _ in 0..<1_000 {
            func time() -> Timestamp { base.advanced(byNanoseconds: Int64(seed.next(upTo: 5_000_000)) * 1_000_000_000) }
            let profile = LegalProfile(
                organisation: "X", legalForm: seed.pick(forms), cbw: seed.pick([nil] + CbwStanding.allCases),
                roles: roles.filter { _ in seed.next(upTo: 2) == 0 })
            var moments = DutyMoments(now: base.advanced(byNanoseconds: 5_000_000_000_000_000))
            for _ in 0..<seed.next(upTo: 9) {
                let precision = seed.pick(Moment.Precision.allCases)
                let when: Timestamp? = seed.next(upTo: 9) == 0 ? nil : time()
                moments.moments.append(DutyMoment(seed.pick(MomentKind.allCases), when, precision))
            }
            for _ in 0..<seed.next(upTo: 5) {
                moments.submissions.append(Submission(seed.pick(pack.clocks).id, time()))
            }
            for name in ["risk", "actively_exploited", "product_security_affected", "service_affected"]
            where seed.next(upTo: 2) == 0 {
                moments.facts[name] = seed.pick(["true", "false", "high", "unlikely"])
            }
            let clocks = DutyPlan.clocks(of: profile, at: moments, under: pack)
            #expect(clocks.map(\.id) == pack.clocks.map(\.id))
            #expect(clocks == DutyPlan.clocks(of: profile, at: moments, under: pack))
            var later = moments
            later.now = moments.now.advanced(byNanoseconds: 86_400_000_000_000 * 40)
            for (clock, then) in zip(clocks, DutyPlan.clocks(of: profile, at: later, under: pack)) {
                seen.insert(clock.state)
                check(clock, words)
                if clock.state == .late { #expect(then.state == .late || then.state == .superseded, "\(clock)") }
                if clock.state == .met { #expect(then.state == .met, "\(clock)") }
            }
        }
        #expect(seen == Set(DutyClock.State.allCases))
    }

    private func check(_ clock: DutyClock, _ words: Words) {
        #expect(!clock.reasons.isEmpty, "\(clock.id)")
        #expect(!clock.reason(words).contains("duty."), "\(clock.reason(words))")
        switch clock.state {
        case .notApplicable:
            #expect(clock.start == nil && clock.due == nil && clock.recipients.isEmpty && clock.fieldsMissing.isEmpty)
        case .met: #expect(clock.submission != nil)
        case .superseded: #expect(clock.due == nil && !clock.isOpen)
        case .running, .nearlyDue, .late, .withdrawn: #expect(!clock.recipients.isEmpty)
        }
        if let due = clock.due {
            #expect(clock.dueStatutory.map { $0 >= due } == true && clock.start.map { $0 < due } == true)
        }
    }
}
