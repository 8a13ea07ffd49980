// Alerts: the queue, one alert with its evidence, and closing without an incident.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import HTTPTypes
import Incidents
import Store

extension API {
    private struct CloseBody: CallBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case alerts, reason, note
        }

        let alerts: [String]
        let reason: String
        let note: String?
    }

    var alertEndpoints: [Endpoint] {
        [
            // Not by a permission of the house: a member of an incident sees its alerts without seeing the queue.
            .guarded(.get, "/api/v1/alerts", nil) { call, requester in
                let query = try API.alertQuery(call)
                if query.entity?.kind == .account, let entity = query.entity {
                    try await noteSearch(of: entity.description, by: requester)
                }
                return API.answer(try await alerts(query, requester))
            },
            .guarded(.get, "/api/v1/alerts/{id}", nil) { call, requester in
                try call.noParameters()
                guard let id = ULID(try call.path("id")) else { throw Problem(.notThere) }
                return try await alert(id, requester)
            },
            .guarded(.post, "/api/v1/alerts/close", .workQueue) { call, requester in
                try call.noParameters()
                let body = try await call.body(CloseBody.self)
                let alerts = try EntryFields.alerts(body.alerts)
                let content = EntryContent.alertsClosed(
                    alerts: alerts, reason: try EntryFields.reason(body.reason), note: body.note ?? "")
                try await checkSeen(alerts, requester)
                return API.written(try await write(content, alerts: alerts, requester))
            },
        ]
    }

    func alerts(_ query: AlertQuery, _ requester: Requester) async throws(Problem) -> AlertPage {
        let services = services
        return try await read { () throws(Problem) in
            try services.records.alerts(query, for: Sight(requester), now: services.now())
        }
    }

    /// - Throws: that it is not there, if one of them is not there for this one.
    func checkSeen(_ alerts: [ULID], _ requester: Requester) async throws(Problem) {
        let services = services
        try await read { () throws(Problem) in
            for id in alerts { _ = try services.records.alert(id, for: Sight(requester), now: services.now()) }
        }
    }

    /// Writes an entry about alerts in the organisation's journal. That an incident has taken one meanwhile is said
    /// only to who may see that incident.
    func write(
        _ content: EntryContent, alerts: [ULID], _ requester: Requester
    ) async throws(Problem) -> JournalEntry {
        do throws(Problem) {
            return try await services.journal.append(
                EntryDraft(.log(.organisation), content, by: requester.actor))
        } catch {
            if error.code.name == "alert.taken" { try await checkSeen(alerts, requester) }
            throw error
        }
    }

    private static func alertQuery(_ call: Call) throws(Problem) -> AlertQuery {
        try call.parameters { (parameters: inout Parameters) throws(Problem) in
            var query = AlertQuery()
            query.state = try parameters.value("state", AlertQuery.State.init(rawValue:)) ?? .open
            query.levels = try parameters.value("level", API.levels) ?? []
            query.entity = try parameters.value("entity") { EntityRef($0) }
            query.order = try parameters.value("order", AlertQuery.Order.init(rawValue:)) ?? .lastSeen
            query.after = try Cursor.alert(&parameters)
            query.limit = try parameters.limit()
            if query.order == .risk, query.state != .open, query.state != .muted {
                throw Problem(.parameterInvalid, ["order"])
            }
            return query
        }
    }

    /// Levels with commas between them.
    private static func levels(_ text: String) -> Set<AlertLevel>? {
        let levels = text.split(separator: ",", omittingEmptySubsequences: false).map { AlertLevel(rawValue: "\($0)") }
        return levels.contains(nil) ? nil : Set(levels.compactMap { $0 })
    }

    private static func answer(_ page: AlertPage) -> Answer {
        .json { json in
            json.beginObject()
            json.array("alerts", page.alerts) { json, queued in
                json.beginObject()
                json.members(of: queued)
                json.endObject()
            }
            json.member("cursor", page.next.map { Cursor.text($0) })
            json.endObject()
        }
    }

    private func alert(_ id: ULID, _ requester: Requester) async throws(Problem) -> Answer {
        let services = services
        let (queued, evidence) = try await read { () throws(Problem) in
            let cleared = try services.records.alert(id, for: Sight(requester), now: services.now())
            // Whole lines are for who may search the archive, and for who may read the incident.
            let mayRead =
                cleared.permission == .readIncident || Decision.may(requester, .searchArchive, on: .house)
            return (cleared.value, mayRead ? try services.records.evidence(of: id) : nil)
        }
        return .json { json in
            json.beginObject()
            json.members(of: queued)
            if let evidence {
                json.array("evidence", evidence) { $0.evidence($1) }
            } else {
                json.name("evidence")
                json.null()
            }
            json.endObject()
        }
    }
}

extension JSONWriter {
    mutating func members(of queued: QueuedAlert) {
        let alert = queued.alert
        member("id", alert.id.description)
        member("rule", alert.key.rule)
        entity("entity", alert.key.entity)
        member("title", alert.title)
        member("level", alert.level.rawValue)
        member("count", alert.count)
        member("first_seen", alert.firstSeen)
        member("last_seen", alert.lastSeen)
        let (state, reason): (String, CloseReason?) =
            switch alert.state {
            case .open: ("open", nil)
            case .merged: ("merged", nil)
            case .closed(let reason, _): ("closed", reason)
            }
        member("state", state)
        member("incident", alert.state.incident?.description)
        member("reason", reason?.rawValue)
        member("muted", queued.isMuted)
        member("risk", queued.risk)
    }

    mutating func entity(_ name: String, _ entity: EntityRef?) {
        self.name(name)
        guard let entity else { return null() }
        beginObject()
        member("kind", entity.kind.rawValue)
        member("value", entity.value)
        endObject()
    }

    fileprivate mutating func evidence(_ evidence: AlertEvidence) {
        beginObject()
        member("position", evidence.ref.position.description)
        member("sha256", evidence.ref.digest.hex)
        raw(evidence.line, most: WebLimits.lineBytes)
        endObject()
    }
}
