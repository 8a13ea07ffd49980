// The journal of an incident: reading it, and writing an entry. What an entry asks is decided on the journal as it is
// at the moment of writing: if someone writes in between, it is decided anew.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Incidents
import Store

extension API {
    var entryEndpoints: [Endpoint] {
        [
            .guarded(.get, "/api/v1/incidents/{number}/entries", nil) { call, requester in
                let number = try API.number(call)
                let (after, limit) = try call.parameters { (parameters: inout Parameters) throws(Problem) in
                    (try Cursor.entry(&parameters), try parameters.limit())
                }
                let records = services.records
                let file = try await read { () throws(Problem) in
                    try records.incident(number, for: Sight(requester))
                }
                return try API.answer(file.value.entries, after: after, limit: limit)
            },
            .guarded(.post, "/api/v1/incidents/{number}/entries", nil) { call, requester in
                try call.noParameters()
                let number = try API.number(call)
                let order = try EntryOrder(try await call.body(EntryBody.self))
                let (entry, entries) = try await write(order, number, requester)
                return API.written(entry, entries: entries)
            },
        ]
    }

    /// The entries behind the cursor, oldest first. The last cursor also finds what is written later.
    private static func answer(
        _ entries: [JournalEntry], after: String?, limit: Int
    ) throws(Problem) -> Answer {
        var start = 0
        if let after {
            guard let index = entries.firstIndex(where: { $0.entryID == after }) else {
                throw Problem(.cursorInvalid, [after])
            }
            start = index + 1
        }
        let shown = entries[start...].prefix(limit)
        let ids = EntryIDs(entries)
        return .json { json in
            json.beginObject()
            json.array("entries", shown) { $0.entry($1, ids) }
            json.member("cursor", shown.endIndex < entries.count ? shown.last.map { Cursor.text($0.entryID) } : nil)
            json.member("seen", (shown.last?.entryID ?? after))
            json.endObject()
        }
    }

    func summary(
        _ number: IncidentNumber, _ requester: Requester, to permission: Permission
    ) async throws(Problem) -> Cleared<IncidentSummary> {
        let records = services.records
        return try await read { () throws(Problem) in
            try records.summary(number, for: Sight(requester), to: permission)
        }
    }

    /// Writes an entry in the journal of an incident.
    ///
    /// - Returns: the entry, and those that this one may see before it.
    func write(
        _ order: EntryOrder, _ number: IncidentNumber, _ requester: Requester
    ) async throws(Problem) -> (entry: JournalEntry, before: [JournalEntry]) {
        let services = services
        if let account = order.newMember {
            // Who may not lead does not learn here who has an account.
            let circle = try await summary(number, requester, to: .readIncident).value.circle
            try EntryOrder.check(.leadIncident, circle, requester)
            guard try await door.hasAccount(account) else { throw Problem(.accountUnknown, [account.text]) }
        }
        if case .glassBroken(let reason) = order.kind { return try await breakGlass(reason, number, requester) }
        if let alerts = order.alerts {
            // First whether the incident is there for this one, so that alerts tell nothing about it.
            let circle = try await summary(number, requester, to: .readIncident).value.circle
            try EntryOrder.check(.writeIncident, circle, requester)
            try await checkSeen(alerts, requester)
        }
        for _ in 0..<WebLimits.retries {
            let (draft, entries) = try await read { () throws(Problem) in
                let file = try services.records.incident(number, for: Sight(requester)).value
                return (try order.draft(file, requester), file.entries)
            }
            do throws(Problem) {
                return (try await services.journal.append(draft), entries)
            } catch {
                if error.code.name == "alert.taken", let alerts = order.alerts {
                    try await checkSeen(alerts, requester)
                }
                guard error.code.name == "entry.conflict" else { throw error }
            }
        }
        throw Problem(.busy)
    }

    /// Makes someone a member unasked. Everyone who is one sees it.
    private func breakGlass(
        _ reason: String, _ number: IncidentNumber, _ requester: Requester
    ) async throws(Problem) -> (entry: JournalEntry, before: [JournalEntry]) {
        let cleared = try await summary(number, requester, to: .breakGlass)
        guard let name = requester.name else { throw Problem(.notThere) }
        let entry = try await services.journal.append(
            EntryDraft(
                .log(.incident(number)), .glassBroken(account: name.text, reason: reason), by: requester.actor,
                tlp: cleared.value.circle.tlp))
        return (entry, [])
    }
}
