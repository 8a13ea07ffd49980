// What can have happened on which a legal term depends.
// SPDX-License-Identifier: EUPL-1.2

/// The kind of a moment, as files and law packs name it.
public enum MomentKind: String, Sendable, Hashable, CaseIterable, Decodable {
    /// The incident began.
    case started
    /// A system or a person saw something.
    case detected
    /// The organisation knew that there was an incident.
    case aware
    /// The organisation knew that the incident is significant.
    case significant
    /// It was decided that the incident is not significant.
    case notSignificant = "not_significant"
    /// The organisation knew, with a reasonable degree of certainty, of a breach of personal data.
    case breachAware = "breach_aware"
    /// The incident was classified as major.
    case classifiedMajor = "classified_major"
    /// The services work again.
    case recovered
    /// The incident is over and dealt with.
    case handled
    /// A corrective or mitigating measure for a product can be had.
    case measureAvailable = "measure_available"
    /// A CSIRT or an authority asked for a report.
    case authorityRequest = "authority_request"
    /// A request under the act on open government came in, and its term was extended.
    case wooRequest = "woo_request"
    case wooExtended = "woo_extended"
    /// Members of Parliament asked written questions, and were told that the answer takes longer.
    case questions
    case questionsPostponed = "questions_postponed"
    /// A committee of Parliament asked for a letter.
    case committeeRequest = "committee_request"

    /// The key of its name in `Words`.
    public var word: String { "duty.moment.\(rawValue)" }

    /// The kinds that cannot come after this one. If it is not known when this was, it was not before them.
    var earlier: [MomentKind] {
        switch self {
        case .detected: [.started]
        case .aware: [.started, .detected]
        case .significant, .breachAware, .classifiedMajor: [.started, .detected, .aware]
        case .handled, .recovered: [.started, .detected]
        default: []
        }
    }
}
