// The moments of an incident by which the law counts, and the parts of a letter about it.
// SPDX-License-Identifier: EUPL-1.2

/// What happened at a moment from which a term may run. Raw values are stable: law packs name them.
public enum LegalMoment: String, Sendable, Hashable, CaseIterable {
    /// It began, as far as can be told afterwards.
    case started
    /// A signal was seen.
    case detected
    /// One knew of the incident.
    case aware
    /// It was judged to be significant (Cbw art. 26(1): the term runs from knowledge of that).
    case significant
    /// It was judged not to be.
    case notSignificant = "not_significant"
    /// One knew, with a reasonable degree of certainty, that there was a breach of personal data (AVG art. 33(1)).
    case breachAware = "breach_aware"
    /// It was classified as major (DORA art. 19).
    case classifiedMajor = "classified_major"
    /// The service works again.
    case recovered
    /// The incident is over.
    case handled
    /// A measure against a vulnerability can be had (CRA art. 14(2)).
    case measureAvailable = "measure_available"
}

/// A part of a letter to Parliament about an incident. Raw values are stable.
public enum LetterPart: String, Sendable, Hashable, CaseIterable {
    /// What has happened.
    case happened
    /// How it was dealt with.
    case handled
    /// What it means for what comes.
    case future
}
