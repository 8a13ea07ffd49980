// What can have happened on which a legal term depends. Journals of incidents, law packs and files of moments name the
// same kinds.
// SPDX-License-Identifier: EUPL-1.2

/// The kind of a moment. Raw values are stable: journals, files and law packs name them.
public enum MomentKind: String, Sendable, Hashable, CaseIterable, Decodable {
    /// The incident began.
    case started
    /// A system or a person saw something.
    case detected
    /// The organisation knew that there was an incident.
    case aware
    /// The organisation knew that the incident is significant (Cbw art. 26(1): the term runs from that knowledge).
    case significant
    /// It was decided that the incident is not significant.
    case notSignificant = "not_significant"
    /// The organisation knew, with a reasonable degree of certainty, of a breach of personal data (AVG art. 33(1)).
    case breachAware = "breach_aware"
    /// The incident was classified as major (DORA art. 19).
    case classifiedMajor = "classified_major"
    /// The services work again.
    case recovered
    /// The incident is over and dealt with.
    case handled
    /// A corrective or mitigating measure for a product can be had (CRA art. 14(2)).
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
}
