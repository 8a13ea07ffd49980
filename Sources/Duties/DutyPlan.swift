// Law pack + profile + moments -> clocks. Pure: the same values give the same plan, whenever it is made.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// All clocks of an incident.
public enum DutyPlan {
    /// What became of each term of the pack, in the order of the pack.
    ///
    /// - Parameter lawAt: counts with the law of that moment, instead of that of each moment by itself.
    public static func clocks(
        of profile: LegalProfile, at moments: DutyMoments, under pack: LawPack, lawAt: Timestamp? = nil
    ) -> [DutyClock] {
        let assessment = Assessment(profile, moments, pack, lawAt: lawAt)
        return pack.clocks.map(assessment.clock)
    }
}

/// One organisation in one incident, held against the law.
struct Assessment {
    let profile: LegalProfile
    let moments: KnownMoments
    let pack: LawPack
    let lawAt: Timestamp?
    let form: LawPack.LegalForm?
    /// The legal form that the sector names; a ministry in the sector of defence is that of defence.
    let formOfSector: LawPack.LegalForm?
    let roles: Set<String>

    init(_ profile: LegalProfile, _ moments: DutyMoments, _ pack: LawPack, lawAt: Timestamp?) {
        self.profile = profile
        self.moments = KnownMoments(moments, of: profile.organisation)
        self.pack = pack
        self.lawAt = lawAt
        form = pack.form(profile.legalForm)
        formOfSector = pack.form(profile.sector)
        roles = Set(profile.roles.compactMap(pack.role))
    }

    func clock(_ law: LawClock) -> DutyClock {
        var clock = DutyClock(law, organisation: profile.organisation, law: pack.law(of: law))
        if let obstacle = obstacle(to: law) {
            clock.reasons = obstacle
        } else if let beginning = beginning(of: law) {
            clock.recipients = law.recipients.map {
                pack.recipient($0, form: form?.id, sector: profile.sector)
            }
            run(&clock, law, beginning)
        }
        switch law.certainty {
        case .statute: break
        case .practice: clock.reasons.append(DutyReason(.certaintyPractice))
        case .consultation: clock.reasons.append(DutyReason(.certaintyConsultation))
        case .unverified: clock.reasons.append(DutyReason(.certaintyUnverified))
        }
        return clock
    }

    // MARK: where a clock begins

    /// Where a clock begins, and how that is known.
    struct Beginning {
        /// Nil if nothing is known of when it was.
        let time: Timestamp?
        let origin: DutyClock.Origin
        let reason: DutyReason
    }

    func beginning(of law: LawClock) -> Beginning? {
        for kind in law.start.moments ?? [] {
            guard let first = moments.first(kind) else { continue }
            return Beginning(time: first.time, origin: .moment(first.moment), reason: Assessment.reason(first))
        }
        if let implied = implied(by: law.start) {
            let reason = DutyReason(.implied, .word(implied.moment.kind.word), .time(implied.time ?? moments.now))
            return Beginning(time: implied.time, origin: .moment(implied.moment), reason: reason)
        }
        guard let ids = law.start.submissions, let submission = moments.submission(ids) else { return nil }
        return Beginning(
            time: submission.time, origin: .submission(submission),
            reason: DutyReason(.countsFromSubmission, .text(submission.clock), .time(submission.time)))
    }

    /// A moment that was not recorded, of something that facts say is so: it counts from the earliest that it can have
    /// been, as one does of which the time is not known. Nil if it was decided that it is not so.
    private func implied(by start: LawClock.Start) -> KnownMoments.Counted? {
        guard let implied = start.implied, let kind = start.moments?.first, moments.first(implied.after) != nil,
            start.decision.map({ moments.first($0.negative) == nil }) ?? true
        else { return nil }
        let isSaid = implied.facts.contains { moments.facts[$0].map(Assessment.isTrue) == true }
        let isKind = moments.incidentKind.map(implied.kinds.contains) == true
        guard isSaid || isKind else { return nil }
        return moments.counted(DutyMoment(kind, nil, .unknown))
    }

    private static func isTrue(_ value: String) -> Bool {
        ["true", "yes", "ja"].contains(value)
    }

    private static func reason(_ counted: KnownMoments.Counted) -> DutyReason {
        let kind = DutyReason.Argument.word(counted.moment.kind.word)
        guard let time = counted.time else { return DutyReason(.startUnknown, kind) }
        switch counted.moment.precision {
        case .exact: return DutyReason(.countsFrom, kind, .time(time))
        case .hour: return DutyReason(.earliestOfHour, kind, .time(time))
        case .day: return DutyReason(.earliestOfDay, kind, .time(time))
        case .unknown: return DutyReason(.earliestUnknown, kind, .time(time))
        }
    }
}
