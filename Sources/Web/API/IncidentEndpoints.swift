// Incidents: a list, opening one, and what one comes to.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Incidents
import Store

extension API {
    private struct OpenBody: CallBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case title, alerts, members, tlp
        }

        let title: String
        let alerts: [String]?
        let members: [String]?
        let tlp: String?
    }

    private enum IncidentFilter: String {
        case open, closed, all
    }

    var incidentEndpoints: [Endpoint] {
        [
            .guarded(.get, "/api/v1/incidents", nil) { call, requester in
                let (state, before, limit) = try call.parameters { (parameters: inout Parameters) throws(Problem) in
                    (
                        try parameters.value("state", IncidentFilter.init(rawValue:)) ?? .all,
                        try Cursor.incident(&parameters), try parameters.limit()
                    )
                }
                let records = services.records
                let page = try await read { () throws(Problem) in
                    try records.incidents(
                        for: Sight(requester), closed: state == .all ? nil : state == .closed, before: before,
                        limit: limit)
                }
                return API.answer(page)
            },
            .guarded(.post, "/api/v1/incidents", .openIncident) { call, requester in
                try call.noParameters()
                return try await open(try await call.body(OpenBody.self), requester)
            },
            .guarded(.get, "/api/v1/incidents/{number}", nil) { call, requester in
                let number = try API.number(call)
                let asOf = try call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try parameters.time("as_of")
                }
                let records = services.records
                let file = try await read { () throws(Problem) in
                    try records.incident(number, for: Sight(requester), asOf: asOf)
                }
                return API.answer(file.value, requester)
            },
        ]
    }

    static func number(_ call: Call) throws(Problem) -> IncidentNumber {
        guard let number = IncidentNumber(try call.path("number")) else { throw Problem(.notThere) }
        return number
    }

    /// Opens an incident with its alerts and members at once. A token is no member: it must say who is.
    private func open(_ body: OpenBody, _ requester: Requester) async throws(Problem) -> Answer {
        let title = try EntryFields.text("title", body.title)
        let tlp = try EntryFields.word("tlp", body.tlp, TLP.self) ?? .amber
        var members: [AccountName] = []
        for text in body.members ?? [] {
            let name = try EntryFields.account("members", text)
            guard try await door.hasAccount(name) else { throw Problem(.accountUnknown, [name.text]) }
            members.append(name)
        }
        if requester.name == nil, members.isEmpty { throw Problem(.memberMissing, ["members"]) }
        let alerts = try body.alerts.map { texts throws(Problem) in try EntryFields.alerts(texts) } ?? []
        let entry = try await open(title, tlp: tlp, members: members, alerts: alerts, requester)
        var answer = Answer.json(.created) { json in
            json.beginObject()
            json.member("number", entry.log.name)
            json.endObject()
        }
        answer.fields[.location] = "/api/v1/incidents/\(entry.log.name)"
        return answer
    }

    /// Opens an incident.
    ///
    /// - Returns: its first entry.
    func open(
        _ title: String, tlp: TLP, members: [AccountName], alerts: [ULID], _ requester: Requester
    ) async throws(Problem) -> JournalEntry {
        try await checkSeen(alerts, requester)
        var draft = EntryDraft(.newIncident, .opened(title: title), by: requester.actor, tlp: tlp)
        draft.then = members.map { .memberAdded(account: $0.text, isRecipient: true) }
        if !alerts.isEmpty { draft.then.append(.merged(alerts: alerts)) }
        do throws(Problem) {
            return try await services.journal.append(draft)
        } catch {
            if error.code.name == "alert.taken" { try await checkSeen(alerts, requester) }
            throw error
        }
    }

    private static func answer(_ page: IncidentPage) -> Answer {
        .json { json in
            json.beginObject()
            json.array("incidents", page.incidents) { json, incident in
                json.beginObject()
                json.members(of: incident.value)
                json.endObject()
            }
            json.member("cursor", page.next.map { Cursor.text($0) })
            json.endObject()
        }
    }

    private static func answer(_ file: IncidentFile, _ requester: Requester) -> Answer {
        let (state, circle) = (file.state, file.summary.circle)
        let ids = EntryIDs(file.entries)
        return .json { json in
            json.beginObject()
            json.members(of: file.summary, state)
            json.array("alerts", state.alerts) { $0.string($1.description) }
            json.array("members", circle.members.sorted()) { json, name in
                json.beginObject()
                json.member("account", name.text)
                json.member("recipient", circle.recipients.contains(name))
                json.member("lead", circle.leads.contains(name))
                json.endObject()
            }
            json.array("remarks", state.remarks) { json, remark in
                json.beginObject()
                json.member("entry", ids[remark.sequence])
                json.member("recorded", remark.recorded)
                json.moment("occurred", remark.occurred)
                json.actor("by", remark.actor)
                json.member("text", remark.text)
                json.array("corrections", remark.corrections.compactMap { ids[$0] }) { $0.string($1) }
                json.endObject()
            }
            // What this one may do with it now.
            let may = [Permission.writeIncident, .leadIncident, .exportIncident].filter {
                Decision.may(requester, $0, on: .incident(circle))
            }
            json.array("permissions", may) { $0.string($1.rawValue) }
            json.member("seen", file.entries.last?.entryID)
            json.endObject()
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of summary: IncidentSummary) {
        member("number", summary.number.description)
        member("title", summary.title)
        member("tlp", summary.circle.tlp.rawValue)
        member("opened", summary.opened)
        member("state", summary.closed == nil ? "open" : "closed")
        member("reason", summary.closed?.rawValue)
        member("alert_count", summary.alerts)
        member("open_to_house", summary.circle.isOpen)
    }

    /// As above, at the moment of a state.
    fileprivate mutating func members(of summary: IncidentSummary, _ state: IncidentState) {
        member("number", state.number.description)
        member("title", state.title)
        member("tlp", summary.circle.tlp.rawValue)
        member("opened", state.opened)
        member("state", state.closed == nil ? "open" : "closed")
        member("reason", state.closed?.rawValue)
        member("alert_count", state.alerts.count)
        member("open_to_house", state.people.isOpen)
    }
}
