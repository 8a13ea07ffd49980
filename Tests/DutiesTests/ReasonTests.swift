// The words of the reasons, the states and the moments, in both languages.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Testing

@Suite("Words of the clocks")
struct ReasonTests {
    @Test("Every reason, state and kind of moment has words in both languages", arguments: Language.allCases)
    func whole(language: Language) throws {
        let keys = try LawData.words(language).keys
        for code in DutyReason.Code.allCases { #expect(keys.contains("duty.reason.\(code.rawValue)"), "\(code)") }
        for state in DutyClock.State.allCases { #expect(keys.contains("duty.state.\(state.rawValue)"), "\(state)") }
        for kind in MomentKind.allCases { #expect(keys.contains(kind.word), "\(kind)") }
        let reasons = keys.filter { $0.hasPrefix("duty.reason.") }
        #expect(reasons.count == DutyReason.Code.allCases.count, "a sentence that no code names")
    }

    @Test("Every sentence that a case of the other tests gives shows all that it is about")
    func arguments() throws {
        let words = try Language.allCases.map(LawData.words)
        var seen: Set<DutyReason.Code> = []
        let time = "2026-11-19T09:12:00+01:00"
        let incident = try Case(now: "2026-11-21T10:00:00+01:00").with(.aware, time).with(.significant, time)
            .with(.breachAware, time).sent("CBW27", "2026-11-20T10:00:00+01:00")
        let cases = try [
            incident, incident.profile("om"), incident.profile("company"), incident.now("2027-01-10T10:00:00+01:00"),
            incident.with(.notSignificant, "2026-11-20T12:00:00+01:00"),
            incident.profile("ministry", cbw: CbwStanding.none),
        ]
        for clock in try cases.flatMap({ try $0.clocks() }) {
            for reason in clock.reasons {
                seen.insert(reason.code)
                for words in words {
                    let text = reason.text(words)
                    #expect(!text.contains("{") && !text.contains("duty.") && text.last == ".", "\(clock.id): \(text)")
                }
            }
        }
        #expect(seen.count >= 20, "\(seen.count)")
    }

    @Test("A reason reads as a sentence, with times on the wall in the Netherlands")
    func sentence() throws {
        let clock = try Case(now: "2026-11-19T18:00:00+01:00").with(.significant, "2026-11-19T14:00:00Z").clock("CBW26")
        #expect(
            clock.reason(try LawData.words(.english)).hasPrefix(
                "Counted from the knowledge that the incident is significant: 2026-11-19T15:00:00+01:00."))
        #expect(
            clock.reason(try LawData.words(.dutch)).hasPrefix(
                "Geteld vanaf de kennis dat het incident significant is: 2026-11-19T15:00:00+01:00."))
    }
}
