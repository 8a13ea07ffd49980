// The journal of the organisation for who accounts for what was done: who looked up whom, and who changed what.
// SPDX-License-Identifier: EUPL-1.2

import Access
public import Base
import GRDB
public import Incidents

/// What entries of the journal of the organisation are about. Raw values are stable: addresses name them.
public enum AuditSubject: String, Sendable, Hashable, CaseIterable {
    /// Who looked a person up.
    case people
    /// Accounts and tokens that were made and changed.
    case accounts
    /// Packs of rules that were installed, chosen and removed.
    case packs
    /// Decisions about alerts. For who may see alerts.
    case decisions
    /// What the program did or saw by itself.
    case program

    /// The kinds of the entries.
    var kinds: [String] {
        switch self {
        case .people: ["searched_person"]
        case .accounts: ["account_changed", "token_changed"]
        case .packs: ["pack_installed", "pack_chosen", "pack_removed"]
        case .decisions: ["alerts_closed", "muted", "undone"]
        case .program: ["clock_jumped", "days_removed", "held_logs"]
        }
    }
}

/// Entries on their way to a screen.
public struct AuditPage: Sendable {
    public var entries: [JournalEntry] = []
    /// The entries between those that are not what was written: the others can still be read.
    public var damaged: [Problem] = []
    /// Where the next page begins: before the entry with this sequence. Nil when there is no more.
    public var next: Int?
}

extension Records {
    /// The subjects of the journal of the organisation that someone may read.
    public func auditSubjects(for sight: Sight) -> [AuditSubject] {
        guard Decision.may(sight.requester, .readAudit, on: .house) else { return [] }
        return AuditSubject.allCases.filter { subject in
            subject != .decisions || Decision.may(sight.requester, .readQueue, on: .house)
        }
    }

    /// Entries of the journal of the organisation, newest first. Whether one is gone, `check` says.
    ///
    /// - Parameters:
    ///   - subject: what they are about; nil for all that this one may read.
    ///   - before: the `next` of the page before.
    /// - Throws: `Problem` for who may not read it, and if the record cannot be read.
    public func audit(
        _ subject: AuditSubject?, for sight: Sight, before: Int? = nil, limit: Int = 50
    ) throws(Problem) -> AuditPage {
        let subjects = auditSubjects(for: sight).filter { subject == nil || $0 == subject }
        let kinds = try Decision.clear(subjects, for: sight.requester, to: .readAudit) { _ in .house }.value
            .flatMap(\.kinds)
        guard !kinds.isEmpty else { return AuditPage() }
        let wanted = max(limit, 1)
        let found = try read { database in
            try JournalTable.newest(
                .organisation, ofKinds: kinds, before: before ?? .max, limit: wanted + 1, database)
        }
        var page = AuditPage()
        for (sequence, entry) in found.prefix(wanted) {
            if let entry {
                page.entries.append(entry)
            } else {
                page.damaged.append(Problem(.entryDamaged, [JournalLog.organisation.name, "\(sequence)"]))
            }
            if found.count > wanted { page.next = sequence }
        }
        return page
    }
}
