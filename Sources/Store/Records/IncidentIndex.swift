// Who may see which incident, and what stands in a list of incidents: folded once after each change of a journal and
// kept in memory. The journal stays the truth; the index is looked up by the hash of all entries and so is never
// behind.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import Foundation
import GRDB
public import Incidents
import Synchronization

/// What a list says of an incident. The same for all who see it.
public struct IncidentSummary: Sendable, Hashable {
    public let number: IncidentNumber
    public let title: String
    public let opened: Timestamp?
    public let closed: CloseReason?
    /// How many alerts are in it.
    public let alerts: Int
    public let circle: Circle

    init(_ state: IncidentState) {
        number = state.number
        title = state.title
        opened = state.opened
        closed = state.closed
        alerts = state.alerts.count
        circle = Circle(state)
    }
}

/// The summaries of the incidents of one record.
final class IncidentIndex: Sendable {
    private struct Known {
        var chain: Data
        /// Nil: the journal is damaged.
        var summary: IncidentSummary?
    }

    private let known = Mutex<[IncidentNumber: Known]>([:])

    /// Of all incidents that can be read.
    func summaries(_ database: Database) throws -> [IncidentNumber: IncidentSummary] {
        var summaries: [IncidentNumber: IncidentSummary] = [:]
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT log, chain FROM heads WHERE log <> 'organisation'"))
        var heads: [(IncidentNumber, Data)] = []
        while let row = try rows.next() {
            guard let number = row.text(0).flatMap({ IncidentNumber($0) }), let chain = row.blob(1) else { continue }
            heads.append((number, chain))
        }
        for (number, chain) in heads {
            if let summary = try summary(number, chain, database) { summaries[number] = summary }
        }
        return summaries
    }

    /// Of one incident; nil if there is none or it cannot be read.
    func summary(_ number: IncidentNumber, _ database: Database) throws -> IncidentSummary? {
        let statement = try database.cachedStatement(sql: "SELECT chain FROM heads WHERE log = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number.description]), let chain = row.blob(0) else {
            return nil
        }
        return try summary(number, chain, database)
    }

    private func summary(
        _ number: IncidentNumber, _ chain: Data, _ database: Database
    ) throws -> IncidentSummary? {
        if let found = known.withLock({ $0[number] }), found.chain == chain { return found.summary }
        var summary: IncidentSummary?
        do {
            let entries = try JournalTable.entries(.incident(number), database)
            summary = entries.isEmpty ? nil : IncidentSummary(IncidentState(number, entries))
        } catch is Problem {
            // Damaged: `check` says so. Nobody can say who may see it, so nobody does.
        }
        known.withLock { $0[number] = Known(chain: chain, summary: summary) }
        return summary
    }
}

extension [IncidentNumber: IncidentSummary] {
    var circles: [IncidentNumber: Circle] { mapValues(\.circle) }
}
