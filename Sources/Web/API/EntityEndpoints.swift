// All about one account, host, address or service: what it weighs, its alerts, and the incidents that have them.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Incidents
import Store

extension API {
    var entityEndpoints: [Endpoint] {
        [
            .guarded(.get, "/api/v1/entities/{kind}/{value}", .readQueue) { call, requester in
                guard let kind = EntityRef.Kind(rawValue: try call.path("kind")),
                    let entity = EntityRef(kind, try call.path("value"))
                else { throw Problem(.notThere) }
                let query = try call.parameters { (parameters: inout Parameters) throws(Problem) in
                    var query = AlertQuery()
                    query.state = .all
                    query.entity = entity
                    query.after = try Cursor.alert(&parameters)
                    query.limit = try parameters.limit()
                    return query
                }
                if kind == .account { try await noteSearch(of: entity.description, by: requester) }
                return API.answer(entity, try await alerts(query, requester), try await risk(entity, requester))
            }
        ]
    }

    /// What its open alerts weigh together.
    func risk(_ entity: EntityRef, _ requester: Requester) async throws(Problem) -> Int {
        var query = AlertQuery()
        query.entity = entity
        query.limit = 1
        let open = try await alerts(query, requester).alerts.first?.risk
        if let open { return open }
        query.state = .muted
        return try await alerts(query, requester).alerts.first?.risk ?? 0
    }

    private static func answer(_ entity: EntityRef, _ page: AlertPage, _ risk: Int) -> Answer {
        .json { json in
            json.beginObject()
            json.entity("entity", entity)
            json.member("risk", risk)
            json.array("alerts", page.alerts) { json, queued in
                json.beginObject()
                json.members(of: queued)
                json.endObject()
            }
            let incidents = Set(page.alerts.compactMap(\.alert.state.incident))
            json.array("incidents", incidents.sorted(by: >)) { $0.string($1.description) }
            json.member("cursor", page.next.map { Cursor.text($0) })
            json.endObject()
        }
    }
}
