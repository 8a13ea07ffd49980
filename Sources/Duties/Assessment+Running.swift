// What became of a clock that runs: its end, what was sent, and its state.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Assessment {
    func run(_ clock: inout DutyClock, _ law: LawClock, _ beginning: Beginning) {
        clock.start = beginning.time
        clock.origin = beginning.origin
        clock.reasons = [beginning.reason] + [cbwGround(law)].compactMap(\.self)
        if let lawAt { clock.reasons.append(DutyReason(.lawAt, .date(DutchTime.date(at: lawAt)))) }
        if let other = law.supersededBy?.first(where: takesPlace) {
            clock.state = .superseded
            clock.reasons.append(DutyReason(.superseded, .text(other)))
            return
        }
        clock.submission = moments.submission([law.id] + (law.filledBy ?? []))
        var end = end(of: law, from: beginning.time, &clock)
        if law.whileUnhandled != nil, !hold(&clock, law, &end) { return }
        if let id = law.insteadOf {
            if let final = moments.submission([id]), clock.submission == nil, final.time <= end?.last ?? final.time {
                clock.state = .superseded
                clock.reasons.append(DutyReason(.reportedFinally, .text(id), .time(final.time)))
                return
            }
            clock.reasons.append(DutyReason(.insteadOf, .text(id)))
        }
        clock.due = end?.due
        clock.dueStatutory = end?.statutory
        clock.state = state(&clock, law, end)
        if clock.isOpen { explainEnd(&clock, law, end) }
        if clock.state == .withdrawn { return }
        let isLate = clock.state == .late
        clock.fieldsMissing = missingFields(of: law, isLate: isLate)
        if let text = law.crossBorder, isCrossBorder { clock.reasons.append(DutyReason(.crossBorder, .law(text))) }
    }

    private func takesPlace(_ id: String) -> Bool {
        pack.clock(id).map { obstacle(to: $0) == nil } ?? false
    }

    private var isCrossBorder: Bool {
        profile.memberStates.count > 1 || moments.facts["cross_border"] == "true"
    }

    // MARK: the end

    /// The end of the term with its extension and its cap.
    private func end(of law: LawClock, from start: Timestamp?, _ clock: inout DutyClock) -> TermEnd? {
        guard let start, var end = law.term.end(from: start, calendar: pack.holidays) else { return nil }
        if let longer = law.extension, let told = moments.first(longer.moment)?.time, start <= told, told <= end.last,
            let other = longer.term.end(from: start, calendar: pack.holidays)
        {
            end = other
            clock.reasons.append(DutyReason(.extended, .time(told)))
        }
        // A cap that ended before the clock began has nothing left to bound.
        if let cap = law.cap, let from = moments.first(cap.moment)?.time,
            let other = cap.term.end(from: from, calendar: pack.holidays), other.due > start, other.due < end.due
        {
            end = other
            clock.reasons.append(DutyReason(.capped, .word(cap.moment.word), .time(from)))
        }
        return end
    }

    /// A final report waits until the incident is handled: if that is not so at its end, another report takes its
    /// place, and the term of this one runs from the handling. False if the other has taken its place now.
    private func hold(_ clock: inout DutyClock, _ law: LawClock, _ end: inout TermEnd?) -> Bool {
        guard let other = law.whileUnhandled, let first = end, clock.submission == nil || isAfter(clock, first) else {
            return true
        }
        if let handled = moments.first(.handled) {
            guard let time = handled.time, time > first.last else { return true }
            clock.start = time
            clock.origin = .moment(handled.moment)
            clock.reasons.append(DutyReason(.restarted, .time(time), .text(other)))
            end = law.term.end(from: time, calendar: pack.holidays)
            return true
        }
        guard moments.now <= first.last else {
            clock.state = .superseded
            clock.reasons.append(DutyReason(.supersededUnhandled, .time(first.due), .text(other)))
            return false
        }
        clock.reasons.append(DutyReason(.unhandled, .time(first.due), .text(other)))
        return true
    }

    private func isAfter(_ clock: DutyClock, _ end: TermEnd) -> Bool {
        clock.submission.map { $0.time > end.last } ?? false
    }

    private func explainEnd(_ clock: inout DutyClock, _ law: LawClock, _ end: TermEnd?) {
        switch law.term.unit {
        case .withoutDelay: clock.reasons.append(DutyReason(.withoutDelay))
        case .onRequest: clock.reasons.append(DutyReason(.onRequest))
        case .hours:
            guard let end else { return }
            let code = law.fullHours == .statute ? DutyReason.Code.statutory : .statutoryDisputed
            clock.reasons.append(DutyReason(code, .time(end.statutory)))
        case .days, .weeks, .months:
            guard let end, let from = end.movedFrom else { return }
            clock.reasons.append(DutyReason(.moved, .date(from), .date(DutchTime.date(at: end.due))))
        }
    }

    // MARK: the state

    private func state(_ clock: inout DutyClock, _ law: LawClock, _ end: TermEnd?) -> DutyClock.State {
        let takenBack = takenBack(law)
        if let submission = clock.submission {
            let state = state(&clock, law, submission, end)
            if let takenBack { clock.reasons.append(DutyReason(.withdrawnAfterSubmission, .time(takenBack.negative))) }
            return state
        }
        if let takenBack {
            clock.reasons.append(DutyReason(.withdrawn, .time(takenBack.positive), .time(takenBack.negative)))
            return .withdrawn
        }
        if let resumed = resumed(law) { clock.reasons.append(DutyReason(.resumed, .time(resumed))) }
        guard let end, let start = clock.start else { return .running }
        if moments.now > end.last {
            clock.reasons.append(DutyReason(.overdue, .time(end.due)))
            return .late
        }
        let left = end.due.nanoseconds - moments.now.nanoseconds
        return left < (end.due.nanoseconds - start.nanoseconds) / 4 ? .nearlyDue : .running
    }

    private func state(
        _ clock: inout DutyClock, _ law: LawClock, _ submission: Submission, _ end: TermEnd?
    )
        -> DutyClock.State
    {
        if submission.clock != law.id { clock.reasons.append(DutyReason(.filledBy, .text(submission.clock))) }
        if let end, submission.time > end.last {
            clock.reasons.append(DutyReason(.submittedLate, .time(submission.time), .time(end.due)))
            return .late
        }
        let proof = submission.proof.map {
            DutyReason(.submitted, .time(submission.time), .text($0))
        }
        clock.reasons.append(proof ?? DutyReason(.submittedWithoutProof, .time(submission.time)))
        // Of a term whose beginning nobody knows, nobody knows that it was kept; nor under a law nobody looked at.
        if DutchTime.date(at: moments.now) >= pack.header.reviewBy {
            clock.reasons.append(DutyReason(.packExpired, .date(pack.header.reviewBy)))
            return .running
        }
        return law.term.hasEnd && end == nil ? .running : .met
    }

    /// The decision that a clock rests on, and the later one that takes it back; nil if it stands.
    private func takenBack(_ law: LawClock) -> (positive: Timestamp, negative: Timestamp)? {
        guard let decision = law.start.decision, let negative = moments.last(decision.negative)?.time,
            let last = moments.last(decision.positive)?.time, last < negative
        else { return nil }
        return (moments.first(decision.positive)?.time ?? last, negative)
    }

    /// When a decision was taken back that was then taken again; nil if that did not happen.
    private func resumed(_ law: LawClock) -> Timestamp? {
        guard let decision = law.start.decision, let first = moments.first(decision.positive)?.time,
            let negative = moments.last(decision.negative)?.time, first < negative
        else { return nil }
        return negative
    }

    // MARK: the notice

    /// The fields of the notice that facts, moments and profile do not fill.
    func missingFields(of law: LawClock, isLate: Bool) -> [DutyField] {
        let others = law.fieldsOf.flatMap { pack.clock($0)?.fields } ?? []
        return ((law.fields ?? []) + others).filter { field in
            if field.onlyLate == true, !isLate { return false }
            if let fact = moments.facts[field.id], !fact.isEmpty { return false }
            if field.moments?.contains(where: { moments.first($0)?.time != nil }) == true { return false }
            switch field.profile {
            case .organisation?: return profile.organisation.isEmpty
            case .sector?: return (profile.sector ?? "").isEmpty
            case nil: return true
            }
        }
    }
}
