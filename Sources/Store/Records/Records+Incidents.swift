// Incidents as someone may see them.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import Crypto
import GRDB
public import Incidents

/// An incident with those of its entries that someone may see.
public struct IncidentFile: Sendable {
    public let summary: IncidentSummary
    /// What the entries come to that may be seen.
    public let state: IncidentState
    public let entries: [JournalEntry]
    /// The sequence of the last entry, seen or not: for `EntryDraft.seen`, never to show.
    public let last: Int
}

/// Incidents on their way to a screen.
public struct IncidentPage: Sendable {
    public var incidents: [Cleared<IncidentSummary>] = []
    /// Where the next page begins: behind this one. Nil when there is no more.
    public var next: IncidentNumber?
}

extension Records {
    /// Incidents that someone may see, newest first.
    ///
    /// - Parameters:
    ///   - closed: only closed ones, only open ones; nil for both.
    ///   - before: the `next` of the page before.
    public func incidents(
        for sight: Sight, closed: Bool? = nil, before: IncidentNumber? = nil, limit: Int = 100
    ) throws(Problem) -> IncidentPage {
        let summaries = try read { try index.summaries($0) }
        let sorted = summaries.values.filter { summary in
            closed.map { $0 == (summary.closed != nil) } ?? true && before.map { summary.number < $0 } ?? true
        }.sorted { $0.number > $1.number }
        let seen = Decision.clear(all: sorted, for: sight.requester, to: .readIncident) { .incident($0.circle) }
        var page = IncidentPage(incidents: Array(seen.prefix(max(limit, 1))))
        if seen.count > page.incidents.count { page.next = page.incidents.last?.value.number }
        return page
    }

    /// What is known of an incident, for who may do this with it.
    ///
    /// - Throws: one `Problem` for what is not there and for what is not allowed.
    public func summary(
        _ number: IncidentNumber, for sight: Sight, to permission: Permission
    ) throws(Problem) -> Cleared<IncidentSummary> {
        let summary = try read { try index.summary(number, $0) }
        return try Decision.clear(summary, for: sight.requester, to: permission) { .incident($0.circle) }
    }

    /// An incident with its entries, for who may read it and do this with it.
    ///
    /// - Parameter asOf: leaves out what was recorded later.
    /// - Throws: one `Problem` for what is not there and for what is not allowed.
    public func incident(
        _ number: IncidentNumber, for sight: Sight, to permission: Permission = .readIncident, asOf: Timestamp? = nil
    ) throws(Problem) -> Cleared<IncidentFile> {
        let file: IncidentFile? = try read { database in
            guard let summary = try index.summary(number, database), sight.sees(summary.circle),
                Decision.may(sight.requester, permission, on: .incident(summary.circle))
            else { return nil }
            let entries = try JournalTable.entries(.incident(number), database)
            let seen = entries.filter { sight.sees($0, in: summary.circle) }
            return IncidentFile(
                summary: summary, state: IncidentState(number, seen, asOf: asOf),
                entries: seen.filter { entry in asOf.map { entry.recorded <= $0 } ?? true },
                last: entries.last?.sequence ?? 0)
        }
        return try Decision.clear(file, for: sight.requester, to: permission) { .incident($0.summary.circle) }
    }

    /// The entry of the organisation's journal with that id, among those that can be undone.
    public func undoable(_ id: String) throws(Problem) -> JournalEntry? {
        let decisions = try decisions()
        guard let entry = decisions.first(where: { $0.entryID == id }) else { return nil }
        // What an undoing undid must be one of these too: a hold on the archive is no decision about alerts.
        var target = entry
        while case .undone(let sequence) = target.content {
            guard sequence < target.sequence, let next = decisions.first(where: { $0.sequence == sequence }) else {
                return nil
            }
            target = next
        }
        return entry
    }

    /// What mutes are in force at a time, or were and will be.
    public func mutes() throws(Problem) -> [(mute: QueueState.Mute, entry: JournalEntry)] {
        try read(Records.mutes)
    }

    static func mutes(_ database: Database) throws -> [(mute: QueueState.Mute, entry: JournalEntry)] {
        let entries = try JournalTable.entries(.organisation, ofKinds: ["muted", "undone"], database)
        let bySequence = Dictionary(entries.map { ($0.sequence, $0) }) { first, _ in first }
        return QueueState(organisation: entries, incidents: [IncidentState]()).mutes.compactMap { mute in
            bySequence[mute.sequence].map { (mute, $0) }
        }
    }

    private func decisions() throws(Problem) -> [JournalEntry] {
        try read { try JournalTable.entries(.organisation, ofKinds: ["alerts_closed", "muted", "undone"], $0) }
    }
}

extension JournalEntry {
    /// What names the entry outside: the beginning of its hash (RFC 6962, 2.1: that of a leaf). Unlike the sequence it
    /// does not tell how many entries there are that one may not see.
    public var entryID: String {
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(data: bytes ?? [])
        return hash.finalize().prefix(10).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
