// How the program is doing: for who looks after it and for what watches it. No content of logs or of the record.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes

extension API {
    var healthEndpoints: [Endpoint] {
        let services = services
        return [
            .open(.get, "/healthz") { call in
                try call.noParameters()
                return API.state("ok", .ok)
            },
            .open(.get, "/readyz") { call in
                try call.noParameters()
                let isReady = services.health().isReady
                return API.state(isReady ? "ready" : "not_ready", isReady ? .ok : .serviceUnavailable)
            },
            .open(.get, "/openapi.json") { call in
                try call.noParameters()
                return Answer(bytes: services.document)
            },
            .local(.get, "/metrics", .readHealth) { call in
                try call.noParameters()
                return Answer(
                    type: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(services.metrics().utf8))
            },
            .guarded(.get, "/api/v1/status", .readHealth) { call, _ in
                try call.noParameters()
                return Answer(bytes: Array(services.health().json.utf8))
            },
        ]
    }

    private static func state(_ state: String, _ status: HTTPResponse.Status) -> Answer {
        .json(status) { json in
            json.beginObject()
            json.member("status", state)
            json.endObject()
        }
    }
}
