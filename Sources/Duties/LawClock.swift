// One legal term as a law pack describes it: what starts it, how long it is, whom it is for, and when it does not hold.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// How certain the text is that an entry of a law pack rests on.
public enum Certainty: String, Sendable, Hashable, Decodable, CaseIterable {
    /// The text of the law was read as it was published.
    case statute
    /// Pages and guides of authorities or others.
    case practice
    /// A draft for consultation; the final text was not seen.
    case consultation
    /// Known, and not held against a source.
    case unverified
}

/// A law, with the days between which it holds.
public struct Law: Sendable, Hashable, Decodable {
    public let id: String
    public let name: LawText
    /// Where it was published.
    public let citation: String
    /// The first day on which it holds.
    public let from: CivilDate
    /// The first day on which it holds no more; nil while no end is known.
    public let until: CivilDate?
    /// What held before; nil if nothing did.
    public let before: LawText?
}

/// One field of a notice.
public struct DutyField: Sendable, Hashable, Decodable {
    /// The name under which facts give it.
    public let id: String
    public let name: LawText
    /// It is also filled by a moment of one of these kinds.
    let moments: [MomentKind]?
    /// It is also filled by this part of the profile.
    let profile: ProfilePart?
    /// It is asked only when the term is over.
    let onlyLate: Bool?
    /// It is asked as far as it is known: it may be missing.
    public let optional: Bool?

    enum ProfilePart: String, Sendable, Decodable {
        case organisation, sector
    }
}

/// One clock of a law pack.
public struct LawClock: Sendable, Hashable, Decodable {
    /// What starts a clock: the first moment of one of these kinds, or the first submission under one of these clocks.
    struct Start: Sendable, Hashable, Decodable {
        let moments: [MomentKind]?
        let submissions: [String]?
        let decision: Decision?
        let implied: Implied?
    }

    /// Facts or kinds of incident by which the first kind of moment must have been, though nobody recorded when. It
    /// then counts as a moment that is not known, once this other one was.
    struct Implied: Sendable, Hashable, Decodable {
        let facts: [String]
        let kinds: [String]
        let after: MomentKind
    }

    /// A decision that the clock rests on, and that can be taken back.
    struct Decision: Sendable, Hashable, Decodable {
        let positive: MomentKind
        let negative: MomentKind
        /// Since when there was something to decide on.
        let known: MomentKind
    }

    /// A second end that holds when it comes earlier, unless it came before the clock began.
    struct Cap: Sendable, Hashable, Decodable {
        let moment: MomentKind
        let term: Term
    }

    /// Another length of the whole term, when a moment of this kind lies within the first.
    struct Extension: Sendable, Hashable, Decodable {
        let moment: MomentKind
        let term: Term
    }

    /// What must hold. One of `roles`, `cbw`, `forms`, or `facts` with `kinds`.
    struct Condition: Sendable, Hashable, Decodable {
        let roles: [String]?
        let cbw: [CbwStanding]?
        let forms: [String]?
        let facts: [String]?
        let among: [String]?
        let notAmong: [String]?
        /// Kinds of incident that say the same as the facts.
        let kinds: [String]?
        /// Why the clock does not run when this does not hold.
        let otherwise: LawText?
    }

    public let id: String
    public let article: String
    public let name: LawText
    public let certainty: Certainty
    /// What is not settled about it.
    public let note: LawText?
    public let term: Term
    let start: Start
    let cap: Cap?
    let `extension`: Extension?
    let conditions: [Condition]?
    /// Days of its own, where they differ from those of its law.
    let from: CivilDate?
    let until: CivilDate?
    /// Who must be told: keys of the recipients of the pack.
    let recipients: [String]
    /// The fields of its notice, beside those of `fieldsOf`.
    public let fields: [DutyField]?
    /// The clock whose fields this one asks too.
    let fieldsOf: String?
    /// Clocks that take its place when they run: the same duty must not count twice.
    let supersededBy: [String]?
    /// Clocks whose submission fulfils this one too.
    let filledBy: [String]?
    /// The clock that takes its place at its end while the incident is not handled. Once it is, this one runs anew.
    let whileUnhandled: String?
    /// The clock in whose place this one comes at its end while the incident is not handled.
    let insteadOf: String?
    /// It runs while fields of this clock are missing after its notice was sent.
    let completes: String?
    /// Whether the rule that the hour of the event does not count is known to hold for this term.
    let fullHours: Certainty?
    /// Whether more member states may be concerned, which changes who leads.
    let crossBorder: LawText?
}
