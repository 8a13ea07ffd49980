// Why a clock is as it is: sentences with a stable code, whose words stand in Words/*/duties.json.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// One sentence of the explanation of a clock.
public struct DutyReason: Sendable, Hashable {
    /// What the sentence says.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case certaintyPractice = "certainty_practice"
        case certaintyConsultation = "certainty_consultation"
        case certaintyUnverified = "certainty_unverified"
        case countsFrom = "counts_from"
        case countsFromSubmission = "counts_from_submission"
        case earliestOfHour = "earliest_of_hour"
        case earliestOfDay = "earliest_of_day"
        case earliestUnknown = "earliest_unknown"
        case implied
        case startUnknown = "start_unknown"
        case withoutDelay = "without_delay"
        case onRequest = "on_request"
        case moved
        case statutory
        case statutoryDisputed = "statutory_disputed"
        case capped
        case extended
        case submitted
        case submittedWithoutProof = "submitted_without_proof"
        case submittedLate = "submitted_late"
        case overdue
        case filledBy = "filled_by"
        case withdrawn
        case withdrawnAfterSubmission = "withdrawn_after_submission"
        case resumed
        case decidedNot = "decided_not"
        case undecided
        case noMoment = "no_moment"
        case noSubmission = "no_submission"
        case notInForce = "not_in_force"
        case nothingBefore = "nothing_before"
        case noLongerInForce = "no_longer_in_force"
        case condition
        case roleMissing = "role_missing"
        case cbwByLaw = "cbw_by_law"
        case cbwExcludedByLaw = "cbw_excluded_by_law"
        case cbwExcluded = "cbw_excluded"
        case cbwNone = "cbw_none"
        case cbwUnknown = "cbw_unknown"
        case cbwContradicts = "cbw_contradicts"
        case superseded
        case supersededUnhandled = "superseded_unhandled"
        case unhandled
        case insteadOf = "instead_of"
        case restarted
        case handledInTime = "handled_in_time"
        case reportedFinally = "reported_finally"
        case nothingMissing = "nothing_missing"
        case crossBorder = "cross_border"
        case lawAt = "law_at"
        case packExpired = "pack_expired"
    }

    /// What fills a place of the sentence.
    public enum Argument: Sendable, Hashable {
        case text(String)
        case law(LawText)
        /// A key of `Words`.
        case word(String)
        case time(Timestamp)
        case date(CivilDate)

        func text(_ words: Words, _ shown: (Timestamp) -> String) -> String {
            switch self {
            case .text(let text): text
            case .law(let text): text[words.language]
            case .word(let key): words.text(key, [])
            case .time(let time): shown(time)
            case .date(let date): date.description
            }
        }
    }

    public let code: Code
    public let arguments: [Argument]

    init(_ code: Code, _ arguments: Argument...) {
        self.code = code
        self.arguments = arguments
    }

    /// The sentence in the language of the words.
    ///
    /// - Parameter shown: how times are written: for programs with the offset of the Netherlands.
    public func text(_ words: Words, _ shown: (Timestamp) -> String = DutchTime.text) -> String {
        words.text("duty.reason.\(code.rawValue)", arguments.map { $0.text(words, shown) })
    }
}
