// The case of a ministry that knew of a break-in on Thursday 19 March 2026, and the same dates when the Cbw counts.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Testing

@Suite("A ministry")
struct FinanceTests {
    /// Detected, known, significant and a breach of personal data at the same moment.
    private func finance(_ date: String, offset: String = "+01:00", now: String) throws -> Case {
        let time = "\(date)T09:12:00\(offset)"
        return try Case(now: now).with(.detected, "\(date)T08:55:00\(offset)").with(.aware, time)
            .with(.significant, time).with(.breachAware, time)
    }

    @Test("AVG art. 33(1): not later than 72 hours after having become aware, which is Sunday 22 March 09:12")
    func avg() throws {
        let clock = try finance("2026-03-19", now: "2026-03-19T10:00:00+01:00").clock("AVG33")
        #expect(clock.state == .running)
        #expect(clock.start == (try at("2026-03-19T09:12:00+01:00")))
        #expect(clock.dueText == "2026-03-22T09:12:00+01:00")
        #expect(clock.statutoryText == "2026-03-22T10:00:00+01:00")
        #expect(clock.recipients.map(\.nl) == ["Autoriteit Persoonsgegevens"])
        #expect(clock.codes.contains(.countsFrom) && clock.codes.contains(.statutory))
        #expect(clock.remainingSeconds(at: try at("2026-03-19T10:00:00+01:00")) == 71 * 3_600 + 720)
    }

    @Test("Before 15 August 2026 there is no clock of the Cbw, and the reason names the day and what held before")
    func before() throws {
        for id in ["CBW26", "CBW27", "CBW30"] {
            let clock = try finance("2026-03-19", now: "2026-03-19T10:00:00+01:00").clock(id)
            #expect(clock.state == .notApplicable && clock.due == nil && clock.start == nil)
            #expect(clock.codes == [.notInForce])
            let text = clock.reason(try LawData.words(.english))
            #expect(text.contains("2026-08-15") && text.contains("2026-03-19") && text.contains("Wbni"))
        }
    }

    @Test("The law of another day can be asked for: then the same dates have the clocks of the Cbw")
    func lawAt() throws {
        var incident = try finance("2026-03-19", now: "2026-03-19T10:00:00+01:00")
        incident.lawAt = try at("2026-11-22T00:00:00+01:00")
        #expect(try incident.clock("CBW26").dueText == "2026-03-20T09:12:00+01:00")
        #expect(try incident.clock("CBW27").dueText == "2026-03-22T09:12:00+01:00")
        #expect(try incident.clock("CBW27").codes.contains(.lawAt))
        incident.lawAt = try at("2017-01-01T00:00:00+01:00")
        #expect(try incident.clock("AVG33").codes.first == .nothingBefore)
    }

    @Test("Cbw art. 26 and 27: at once, and at the latest within 24 and 72 hours, to the CSIRT and to the authority")
    func cbw() throws {
        let incident = try finance("2026-11-19", now: "2026-11-19T10:00:00+01:00")
        let warning = try incident.clock("CBW26")
        #expect(warning.state == .running && warning.dueText == "2026-11-20T09:12:00+01:00")
        #expect(warning.recipients.map(\.nl) == ["NCSC", "minister van BZK (toezicht: RDI)"])
        let notice = try incident.clock("CBW27")
        #expect(notice.state == .running && notice.dueText == "2026-11-22T09:12:00+01:00")
        #expect(notice.codes.contains(.cbwByLaw) && notice.codes.contains(.statutoryDisputed))
        #expect(try incident.clock("CBW29").codes == [.noSubmission])
        #expect(try incident.clock("CBW30").state == .running)
        #expect(try incident.clock("CBW30").due == nil)
    }

    @Test("Cbw art. 29(1): one month after the notification was really sent, not after its term")
    func month() throws {
        let incident = try finance("2026-11-19", now: "2026-11-21T12:00:00+01:00").sent(
            "CBW27", "2026-11-20T15:30:00+01:00")
        let report = try incident.clock("CBW29")
        #expect(report.state == .running)
        // 20 December 2026 is a Sunday.
        #expect(report.dueText == "2026-12-21T15:30:00+01:00")
        #expect(report.statutoryText == "2026-12-21T23:59:59+01:00")
        #expect(report.codes.contains(.countsFromSubmission) && report.codes.contains(.moved))
        #expect(report.origin == .submission(Submission("CBW27", try at("2026-11-20T15:30:00+01:00"), proof: "1234")))
    }

    @Test("A notification that is sent within 24 hours is the early warning too")
    func both() throws {
        let incident = try finance("2026-11-19", now: "2026-11-21T12:00:00+01:00").sent(
            "CBW27", "2026-11-19T15:30:00+01:00")
        #expect(try incident.clock("CBW26").state == .met)
        #expect(try incident.clock("CBW26").codes.contains(.filledBy))
        let late = try finance("2026-11-19", now: "2026-11-21T12:00:00+01:00").sent(
            "CBW27", "2026-11-20T15:30:00+01:00")
        #expect(try late.clock("CBW26").state == .late)
        #expect(try late.clock("CBW27").state == .met)
    }

    @Test("Cbw art. 29(2): while the incident is not handled a progress report takes the place of the final one")
    func unhandled() throws {
        let sent = try finance("2026-11-19", now: "2026-12-01T12:00:00+01:00").sent(
            "CBW27", "2026-11-20T15:30:00+01:00")
        #expect(try sent.clock("CBW29").codes.contains(.unhandled))
        #expect(try sent.clock("CBW29-V").state == .running)
        #expect(try sent.clock("CBW29-V").dueText == "2026-12-21T15:30:00+01:00")
        let after = try sent.now("2026-12-22T12:00:00+01:00")
        #expect(try after.clock("CBW29").state == .superseded)
        #expect(try after.clock("CBW29").codes.contains(.supersededUnhandled))
        #expect(try after.clock("CBW29-V").state == .late)
        let reported = try after.sent("CBW29-V", "2026-12-21T11:00:00+01:00")
        #expect(try reported.clock("CBW29-V").state == .met)
    }

    @Test("Cbw art. 29(2): the final report comes one month after the handling, if that came after the first month")
    func handledLater() throws {
        let incident = try finance("2026-11-19", now: "2027-01-11T12:00:00+01:00")
            .sent("CBW27", "2026-11-20T15:30:00+01:00").sent("CBW29-V", "2026-12-21T11:00:00+01:00")
            .with(.handled, "2027-01-08T17:00:00+01:00")
        let report = try incident.clock("CBW29")
        #expect(report.state == .running && report.dueText == "2027-02-08T17:00:00+01:00")
        #expect(report.codes.contains(.restarted))
        #expect(try incident.clock("CBW29-V").state == .met)
        #expect(try incident.sent("CBW29", "2027-01-10T11:00:00+01:00").clock("CBW29").state == .met)
    }

    @Test("An incident that was handled within the month needs no progress report")
    func handled() throws {
        let incident = try finance("2026-11-19", now: "2026-12-10T12:00:00+01:00")
            .sent("CBW27", "2026-11-20T15:30:00+01:00").with(.handled, "2026-12-01T17:00:00+01:00")
        #expect(try incident.clock("CBW29").dueText == "2026-12-21T15:30:00+01:00")
        #expect(!(try incident.clock("CBW29").codes.contains(.unhandled)))
        #expect(try incident.clock("CBW29-V").codes == [.handledInTime])
        let done = try incident.sent("CBW29", "2026-12-09T17:00:00+01:00")
        #expect(try done.clock("CBW29").state == .met)
    }

    @Test("A final report that was sent makes the progress report needless, handled or not")
    func finalFirst() throws {
        let incident = try finance("2026-11-19", now: "2026-12-10T12:00:00+01:00")
            .sent("CBW27", "2026-11-20T15:30:00+01:00").sent("CBW29", "2026-12-09T17:00:00+01:00")
        #expect(try incident.clock("CBW29-V").state == .superseded)
        #expect(try incident.clock("CBW29-V").codes.contains(.reportedFinally))
    }

    @Test("AVG art. 33(4): what was missing in the notice follows in phases, until nothing is missing")
    func supplement() throws {
        let incident = try finance("2026-11-19", now: "2026-11-21T12:00:00+01:00")
        #expect(try incident.clock("AVG33-F").codes.contains(.noSubmission))
        let sent = try incident.sent("AVG33", "2026-11-20T15:30:00+01:00")
        #expect(try sent.clock("AVG33").state == .met)
        let supplement = try sent.clock("AVG33-F")
        #expect(supplement.state == .running && supplement.due == nil)
        #expect(supplement.fieldsMissing.contains { $0.id == "data_kinds" })
        var complete = sent
        for field in supplement.fieldsMissing { complete = complete.fact(field.id, "filled") }
        #expect(try complete.clock("AVG33-F").codes.contains(.nothingMissing))
        #expect(try sent.sent("AVG33-F", "2026-11-20T18:00:00+01:00").clock("AVG33-F").state == .met)
    }

    @Test("What is missing in a notice: facts, moments and the profile fill its fields, and nothing else does")
    func fields() throws {
        let incident = try finance("2026-11-19", now: "2026-11-19T10:00:00+01:00")
        let missing = try incident.clock("AVG33").fieldsMissing.map(\.id)
        #expect(missing.contains("records_count") && missing.contains("start_of_breach"))
        #expect(!missing.contains("organisation") && !missing.contains("discovered"))
        #expect(!missing.contains("reason_for_delay"))
        let fuller = try incident.fact("records_count", "1200").with(.started, "2026-11-18T10:00:00+01:00")
        let left = try fuller.clock("AVG33").fieldsMissing.map(\.id)
        #expect(Set(missing).subtracting(left) == ["records_count", "start_of_breach"])
        #expect(try incident.fact("records_count", "").clock("AVG33").fieldsMissing.map(\.id) == missing)
        let late = try incident.now("2026-11-23T10:00:00+01:00").clock("AVG33")
        #expect(late.state == .late && late.fieldsMissing.contains { $0.id == "reason_for_delay" })
        let names = try incident.clock("CBW27").fieldsMissing.map(\.id)
        #expect(names.contains("severity") && names.contains("malicious"))
    }

    @Test("Written questions: three weeks, and three more after a letter of postponement within them")
    func questions() throws {
        let asked = try Case(now: "2025-08-01T12:00:00+02:00").with(.questions, "2025-07-28T15:00:00+02:00")
        #expect(try asked.clock("KV").dueText == "2025-08-18T15:00:00+02:00")
        #expect(
            try asked.sent("KV", "2025-08-12T10:00:00+02:00").now("2025-08-13T12:00:00+02:00").clock("KV").state == .met
        )
        let postponed = try asked.now("2025-09-01T12:00:00+02:00").with(
            .questionsPostponed, "2025-08-18T16:00:00+02:00")
        #expect(try postponed.clock("KV").dueText == "2025-09-08T15:00:00+02:00")
        #expect(try postponed.clock("KV").codes.contains(.extended))
        let tooLate = try asked.now("2025-09-01T12:00:00+02:00").with(.questionsPostponed, "2025-08-19T16:00:00+02:00")
        #expect(try tooLate.clock("KV").state == .late)
        #expect(try asked.profile("municipality").clock("KV").state == .notApplicable)
    }

    @Test("Woo art. 4.4: four weeks, once extended by two")
    func woo() throws {
        let asked = try Case(now: "2026-11-20T12:00:00+01:00").with(.wooRequest, "2026-11-02T15:00:00+01:00")
        #expect(try asked.clock("WOO").dueText == "2026-11-30T15:00:00+01:00")
        #expect(
            try asked.with(.wooExtended, "2026-11-19T10:00:00+01:00").clock("WOO").dueText
                == "2026-12-14T15:00:00+01:00")
    }

    @Test("Cbw art. 28: an interim report when it is asked for")
    func onRequest() throws {
        let incident = try finance("2026-11-19", now: "2026-11-21T12:00:00+01:00")
        #expect(try incident.clock("CBW28").state == .notApplicable)
        let asked = try incident.with(.authorityRequest, "2026-11-20T15:00:00+01:00")
        #expect(try asked.clock("CBW28").state == .running)
        #expect(try asked.clock("CBW28").due == nil)
        #expect(try asked.clock("CBW28").codes.contains(.onRequest))
    }
}
