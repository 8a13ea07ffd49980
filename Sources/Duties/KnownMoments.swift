// The moments and submissions of one organisation, looked through once: every clock asks for the same few.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// What is known of an incident for one organisation.
struct KnownMoments {
    /// A moment with the time from which it counts.
    struct Counted: Hashable {
        let moment: DutyMoment
        /// Nil if nothing can be said of when it was.
        let time: Timestamp?

        /// Which of two of the same time counts: what is known before what is not, then what is known more precisely
        /// or of this organisation alone. In the end what was written decides, and never the order of telling.
        fileprivate var rank: (Int, Int, Int, Int64, Int, String) {
            let precision = Moment.Precision.allCases.firstIndex(of: moment.precision) ?? 0
            return (
                time == nil ? 1 : 0, precision, moment.organisation == nil ? 1 : 0,
                moment.earliest?.nanoseconds ?? .max, moment.source == nil ? 1 : 0, moment.source ?? ""
            )
        }
    }

    let now: Timestamp
    let incidentKind: String?
    let facts: [String: String]
    private var firsts: [MomentKind: Counted] = [:]
    private var lasts: [MomentKind: Counted] = [:]
    /// The first time of each kind that is known at all.
    private var known: [MomentKind: Timestamp] = [:]
    private var submissions: [String: Submission] = [:]

    init(_ moments: DutyMoments, of organisation: String) {
        now = moments.now
        incidentKind = moments.incidentKind.map(LawPack.plain)
        facts = moments.facts.mapValues { LawPack.plain($0) }
        func isOwn(_ other: String?) -> Bool { other == nil || other == organisation }
        for moment in moments.moments where isOwn(moment.organisation) {
            guard let time = moment.earliest else { continue }
            known[moment.kind] = known[moment.kind].map { min($0, time) } ?? time
        }
        for moment in moments.moments where isOwn(moment.organisation) {
            let counted = counted(moment)
            // What is not known at all cannot be said to come before anything.
            let time = counted.time ?? now
            func counts(_ other: Counted?, _ comes: (Timestamp, Timestamp) -> Bool) -> Bool {
                guard let other else { return true }
                let otherTime = other.time ?? now
                return time == otherTime ? counted.rank < other.rank : comes(time, otherTime)
            }
            if counts(firsts[moment.kind], <) { firsts[moment.kind] = counted }
            if counts(lasts[moment.kind], >) { lasts[moment.kind] = counted }
        }
        for submission in moments.submissions where isOwn(submission.organisation) {
            if let other = submissions[submission.clock], other.rank <= submission.rank { continue }
            submissions[submission.clock] = submission
        }
    }

    /// The first moment of a kind, by the earliest that each can have been.
    func first(_ kind: MomentKind) -> Counted? { firsts[kind] }

    /// The last moment of a kind, by the earliest that each can have been.
    func last(_ kind: MomentKind) -> Counted? { lasts[kind] }

    /// From when a moment counts.
    ///
    /// Knowledge cannot come before what is known. So if it is not known when something was, it was not before the last
    /// of what must have come before it; and a day that was written all the same counts when it lies earlier.
    func counted(_ moment: DutyMoment) -> Counted {
        guard moment.precision == .unknown else { return Counted(moment: moment, time: moment.earliest) }
        let before = moment.kind.earlier.compactMap { known[$0] }.max()
        return Counted(moment: moment, time: [before, moment.earliest].compactMap(\.self).min())
    }

    /// The first submission under one of these clocks.
    func submission(_ clocks: [String]) -> Submission? {
        clocks.compactMap { submissions[$0] }.min { $0.time < $1.time }
    }
}

extension Submission {
    /// Which of two counts: the first, then the one that can be shown, whatever the order of telling.
    fileprivate var rank: (Timestamp, Int, String, Int) {
        (time, proof == nil ? 1 : 0, proof ?? "", organisation == nil ? 1 : 0)
    }
}
