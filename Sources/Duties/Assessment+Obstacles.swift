// Why a clock does not run for an organisation: the law did not hold, it is not for this organisation or this incident,
// or nothing has started it yet.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Assessment {
    /// Why the clock does not run; nil if it does.
    func obstacle(to law: LawClock) -> [DutyReason]? {
        if let reasons = lawObstacle(to: law) { return reasons }
        for condition in law.conditions ?? [] {
            if let reasons = obstacle(condition, law) { return reasons }
        }
        if beginning(of: law) == nil { return [startObstacle(to: law)] }
        return completionObstacle(to: law) ?? handledObstacle(to: law)
    }

    /// Which law holds is a matter of when the clock began; of now, for one that did not begin.
    private func lawObstacle(to clock: LawClock) -> [DutyReason]? {
        guard let law = pack.law(of: clock) else { return nil }
        let day = DutchTime.date(at: lawAt ?? beginning(of: clock)?.time ?? moments.now)
        let from = clock.from ?? law.from
        if day < from {
            let before = law.before.map { DutyReason(.notInForce, .law(law.name), .date(from), .date(day), .law($0)) }
            return [before ?? DutyReason(.nothingBefore, .law(law.name), .date(from), .date(day))]
        }
        guard let until = clock.until ?? law.until, day >= until else { return nil }
        return [DutyReason(.noLongerInForce, .law(law.name), .date(until), .date(day))]
    }

    // MARK: conditions

    private func obstacle(_ condition: LawClock.Condition, _ law: LawClock) -> [DutyReason]? {
        let otherwise = condition.otherwise.map { [DutyReason(.condition, .law($0))] }
        if let wanted = condition.roles {
            guard roles.isDisjoint(with: wanted) else { return nil }
            return otherwise ?? [DutyReason(.roleMissing, .text(wanted.joined(separator: ", ")))]
        }
        if let wanted = condition.forms {
            let own = [form?.id, formOfSector?.id].compactMap(\.self)
            return own.contains(where: wanted.contains) ? nil : otherwise ?? [DutyReason(.condition)]
        }
        if let wanted = condition.cbw { return cbwObstacle(wanted) }
        return holds(condition) ? nil : otherwise ?? [DutyReason(.condition)]
    }

    private func holds(_ condition: LawClock.Condition) -> Bool {
        let values = (condition.facts ?? []).compactMap { moments.facts[$0] }
        if let refused = condition.notAmong { return !values.contains(where: refused.contains) }
        let kind = moments.incidentKind
        return values.contains { condition.among?.contains($0) == true }
            || kind.map { condition.kinds?.contains($0) == true } == true
    }

    /// The form that takes an organisation out of the Cbw, whatever it says of itself.
    private var excludedForm: LawPack.LegalForm? {
        [form, formOfSector].compactMap(\.self).first { $0.cbw == .excluded }
    }

    private func cbwObstacle(_ wanted: [CbwStanding]) -> [DutyReason]? {
        if let excluded = excludedForm {
            return [DutyReason(.cbwExcludedByLaw, .law(excluded.ground ?? LawText(nl: excluded.id, en: excluded.id)))]
        }
        switch profile.cbw {
        case .essential?, .important?:
            guard let standing = profile.cbw, !wanted.contains(standing) else { return nil }
            return [DutyReason(.condition)]
        case .excluded?: return [DutyReason(.cbwExcluded)]
        case CbwStanding.none?:
            guard form?.cbw == .essential, let ground = form?.ground else { return [DutyReason(.cbwNone)] }
            return [DutyReason(.cbwNone), DutyReason(.cbwContradicts, .law(ground))]
        case nil:
            guard let standing = form?.cbw, wanted.contains(standing) else { return [DutyReason(.cbwUnknown)] }
            return nil
        }
    }

    /// Why the organisation falls under the Cbw, where that was not said but follows from its form.
    func cbwGround(_ law: LawClock) -> DutyReason? {
        guard profile.cbw == nil, law.conditions?.contains(where: { $0.cbw != nil }) == true else { return nil }
        return form?.ground.map { DutyReason(.cbwByLaw, .law($0)) }
    }

    // MARK: what has not happened

    private func startObstacle(to law: LawClock) -> DutyReason {
        if let decision = law.start.decision, law.start.moments?.contains(decision.positive) == true {
            if let time = moments.last(decision.negative)?.time { return DutyReason(.decidedNot, .time(time)) }
            if let known = moments.first(decision.known)?.time {
                guard let end = law.term.end(from: known, calendar: pack.holidays) else {
                    return DutyReason(.noMoment, .word(decision.positive.word))
                }
                return DutyReason(
                    .undecided, .word(decision.positive.word), .word(decision.known.word), .time(known),
                    .time(end.due))
            }
        }
        if let kind = law.start.moments?.first { return DutyReason(.noMoment, .word(kind.word)) }
        return DutyReason(.noSubmission, .text(law.start.submissions?.first ?? law.id))
    }

    /// A supplement is due while a notice that was sent is not complete.
    private func completionObstacle(to law: LawClock) -> [DutyReason]? {
        guard let id = law.completes, let other = pack.clock(id) else { return nil }
        let isSupplemented = moments.submission([law.id]) != nil
        let missing = missingFields(of: other, isLate: false).filter { $0.optional != true }
        return missing.isEmpty && !isSupplemented ? [DutyReason(.nothingMissing, .text(id))] : nil
    }

    /// A report on the way is due only while the incident is not handled when the final report would be.
    private func handledObstacle(to law: LawClock) -> [DutyReason]? {
        guard let id = law.insteadOf, let start = beginning(of: law)?.time,
            let end = law.term.end(from: start, calendar: pack.holidays),
            let handled = moments.first(.handled)?.time, handled <= end.last
        else { return nil }
        return [DutyReason(.handledInTime, .time(handled), .text(id))]
    }
}
