// One entry of a journal. Entries are never edited or deleted; a correction is a new entry that points at the old one.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Which journal: that of an incident, or that of the organisation for what belongs to no incident.
public enum JournalLog: Sendable, Hashable {
    case organisation
    case incident(IncidentNumber)

    /// `organisation`, or the number of the incident.
    public var name: String {
        switch self {
        case .organisation: "organisation"
        case .incident(let number): number.description
        }
    }

    /// Reads what `name` writes.
    public init?(name: String) {
        if name == "organisation" {
            self = .organisation
        } else if let number = IncidentNumber(name) {
            self = .incident(number)
        } else {
            return nil
        }
    }
}

/// Who did something: an account, a program with the token of that id, or this program itself.
public enum Actor: Sendable, Hashable {
    case person(String)
    case token(String)
    case program
}

/// Whether something may be told outside.
public enum Visibility: String, Sendable, CaseIterable {
    case `public`, confidential
    case notShared = "not_shared"
}

/// An entry of a journal, as it is kept.
public struct JournalEntry: Sendable, Hashable {
    /// The version of the form of entries.
    static let version: Int64 = 1

    public var log: JournalLog
    /// From 1, without gaps.
    public var sequence: Int
    /// When it was written down, by the clock of the server. To the millisecond.
    public var recorded: Timestamp
    /// When it was so, by whoever wrote it; nil for what happened by being written (a decision).
    public var occurred: Moment?
    public var actor: Actor
    public var tlp: TLP
    public var visibility: Visibility
    public var content: EntryContent

    public init(
        log: JournalLog, sequence: Int, recorded: Timestamp, occurred: Moment? = nil, actor: Actor, tlp: TLP = .amber,
        visibility: Visibility = .confidential, content: EntryContent
    ) {
        self.log = log
        self.sequence = sequence
        let (milliseconds, _) = recorded.nanoseconds.flooredQuotient(by: 1_000_000)
        self.recorded = Timestamp(nanoseconds: milliseconds * 1_000_000)
        self.occurred = occurred
        self.actor = actor
        self.tlp = tlp
        self.visibility = visibility
        self.content = content
    }
}
