// Holds a law pack against itself: what it refers to is there, and its numbers can be counted with.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// The checks on a pack beyond its form.
struct LawPackCheck {
    private let pack: LawPack

    init(_ pack: LawPack) {
        self.pack = pack
    }

    func run() throws(Problem) {
        guard pack.clocks.count <= DutyLimits.clocks else {
            throw Problem(.lawTooMuch, ["clocks", "\(DutyLimits.clocks)"])
        }
        for fixed in pack.holidays.fixed where CivilDate(2024, fixed.month, fixed.day) == nil {
            throw Problem(.lawNumber, ["holidays", "\(fixed.month)-\(fixed.day)"])
        }
        for around in pack.holidays.aroundEaster where abs(around.days) > 100 {
            throw Problem(.lawNumber, ["holidays", "\(around.days)"])
        }
        for clock in pack.clocks {
            for term in [clock.term, clock.cap?.term, clock.extension?.term].compactMap(\.self) {
                try check(term, of: clock)
            }
            try checkNames(of: clock)
            try checkConditions(of: clock)
        }
    }

    private func check(_ term: Term, of clock: LawClock) throws(Problem) {
        let most =
            switch term.unit {
            case .hours: DutyLimits.termHours
            case .days: DutyLimits.termDays
            case .weeks: DutyLimits.termDays / 7
            case .months: DutyLimits.termMonths
            case .withoutDelay, .onRequest: 0
            }
        let isRight = term.hasEnd ? term.count.map { 1...most ~= $0 } == true : term.count == nil
        guard isRight else {
            throw Problem(.lawNumber, [clock.id, "\(term.count.map(String.init) ?? "-") \(term.unit.rawValue)"])
        }
    }

    /// Other clocks and recipients that it names.
    private func checkNames(of clock: LawClock) throws(Problem) {
        let others = (clock.start.submissions ?? []) + (clock.supersededBy ?? []) + (clock.filledBy ?? [])
        let single = [clock.fieldsOf, clock.whileUnhandled, clock.insteadOf, clock.completes].compactMap(\.self)
        for id in others + single where id == clock.id || pack.clock(id) == nil {
            throw Problem(.lawUnknownName, [clock.id, id])
        }
        for id in clock.recipients where !pack.recipients.contains(where: { $0.id == id }) {
            throw Problem(.lawUnknownName, [clock.id, id])
        }
        guard clock.start.moments?.isEmpty == false || clock.start.submissions?.isEmpty == false else {
            throw Problem(.lawUnknownName, [clock.id, "start"])
        }
    }

    private func checkConditions(of clock: LawClock) throws(Problem) {
        for condition in clock.conditions ?? [] {
            let roles = (condition.roles ?? []).filter { id in !pack.roles.contains { $0.id == id } }
            let forms = (condition.forms ?? []).filter { id in !pack.forms.contains { $0.id == id } }
            if let unknown = (roles + forms).first { throw Problem(.lawUnknownName, [clock.id, unknown]) }
            let kinds = [
                condition.roles != nil, condition.cbw != nil, condition.forms != nil, condition.facts != nil,
            ]
            guard kinds.count(where: \.self) == 1, condition.facts == nil || hasValues(condition) else {
                throw Problem(.lawCondition, [clock.id])
            }
        }
    }

    private func hasValues(_ condition: LawClock.Condition) -> Bool {
        (condition.among == nil) != (condition.notAmong == nil)
    }
}
