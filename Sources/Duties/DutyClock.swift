// One clock of one organisation at a moment, with everything that a page shows of it.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// What became of a legal term for one organisation.
public struct DutyClock: Sendable, Hashable, Identifiable {
    /// The state of a clock.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case notApplicable = "not_applicable"
        case running
        /// Less than a quarter of the term is left.
        case nearlyDue = "nearly_due"
        /// Submitted in time, by the record.
        case met
        /// The term is over; submitted too late or not at all.
        case late
        /// Another clock has taken its place.
        case superseded
        /// The decision that it rested on was taken back.
        case withdrawn
    }

    /// What started a clock.
    public enum Origin: Sendable, Hashable {
        case moment(DutyMoment)
        case submission(Submission)
    }

    public let id: String
    public let organisation: String
    public let article: String
    public let name: LawText
    /// Where the law was published, and since when it holds.
    public let law: Law?
    public let certainty: Certainty
    public var state = State.notApplicable
    public var origin: Origin?
    /// From when it is counted; nil if it does not run, or if nothing is known of when it began.
    public var start: Timestamp?
    /// The moment to work towards; nil for a term without a number and for a clock that does not run.
    public var due: Timestamp?
    /// The last moment by the letter of the law. Never before `due`, and never to be relied on.
    public var dueStatutory: Timestamp?
    public var recipients: [LawText] = []
    /// What is still missing in the notice.
    public var fieldsMissing: [DutyField] = []
    /// What was sent.
    public var submission: Submission?
    /// Why it is so, in the order to be read.
    public var reasons: [DutyReason] = []
    /// What is not settled about it.
    public let note: LawText?

    init(_ clock: LawClock, organisation: String, law: Law?) {
        id = clock.id
        self.organisation = organisation
        article = clock.article
        name = clock.name
        self.law = law
        certainty = clock.certainty
        note = clock.note
    }

    /// Whether someone still has to do something.
    public var isOpen: Bool {
        switch state {
        case .running, .nearlyDue: true
        case .late: submission == nil
        case .notApplicable, .met, .superseded, .withdrawn: false
        }
    }

    /// Seconds until it is due, negative when that has passed; nil for what is not open or has no end.
    public func remainingSeconds(at now: Timestamp) -> Int? {
        guard isOpen, let due else { return nil }
        return Int((due.nanoseconds - now.nanoseconds).flooredQuotient(by: 1_000_000_000).quotient)
    }

    /// All reasons as one text in the language of the words.
    ///
    /// - Parameter shown: how times are written.
    public func reason(_ words: Words, _ shown: (Timestamp) -> String = DutchTime.text) -> String {
        reasons.map { $0.text(words, shown) }.joined(separator: " ")
    }
}
