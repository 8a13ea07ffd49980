// What is known of an incident on which legal terms depend: moments, facts, and what was submitted.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A moment, as precisely as it is known.
public struct DutyMoment: Sendable, Hashable {
    public let kind: MomentKind
    /// The first moment at which it can have been: the beginning of the hour or the day in the zone in which it was
    /// written. For a time that is not known the day that was written all the same; nil without one.
    public let earliest: Timestamp?
    public let precision: Moment.Precision
    /// Where it is known from.
    public let source: String?
    /// The organisation that it holds for; nil for all.
    public let organisation: String?

    /// - Parameter offsetSeconds: of the zone in which the time was written, east of UTC.
    public init(
        _ kind: MomentKind, _ time: Timestamp?, _ precision: Moment.Precision = .exact, offsetSeconds: Int = 0,
        source: String? = nil, organisation: String? = nil
    ) {
        let unit: Int64 =
            switch precision {
            case .exact: 1
            case .hour: 3_600_000_000_000
            case .day, .unknown: 86_400_000_000_000
            }
        let shift = Int64(offsetSeconds) * 1_000_000_000
        self.kind = kind
        self.earliest = time.map { time in
            let (whole, _) = (time.nanoseconds &+ shift).flooredQuotient(by: unit)
            return Timestamp(nanoseconds: whole &* unit &- shift)
        }
        self.precision = time == nil ? .unknown : precision
        self.source = source
        self.organisation = organisation
    }
}

/// A notice, report or letter that was sent.
public struct Submission: Sendable, Hashable {
    /// The id of the clock that it answers.
    public let clock: String
    public let time: Timestamp
    /// By what it can be shown: a number, a receipt.
    public let proof: String?
    /// The organisation that sent it; nil for all.
    public let organisation: String?

    public init(_ clock: String, _ time: Timestamp, proof: String? = nil, organisation: String? = nil) {
        self.clock = clock
        self.time = time
        self.proof = proof
        self.organisation = organisation
    }
}

/// All of that together, at a moment.
public struct DutyMoments: Sendable, Hashable {
    /// The moment at which the plan is made. Nothing in it lies later.
    public var now: Timestamp
    public var incidentKind: String?
    /// By name; numbers and truth values as they were written, lists and maps as a mark that there is something.
    public var facts: [String: String]
    public var moments: [DutyMoment]
    public var submissions: [Submission]

    public init(
        now: Timestamp, incidentKind: String? = nil, facts: [String: String] = [:], moments: [DutyMoment] = [],
        submissions: [Submission] = []
    ) {
        self.now = now
        self.incidentKind = incidentKind
        self.facts = facts
        self.moments = moments
        self.submissions = submissions
    }
}
