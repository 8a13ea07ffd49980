// Logging in and out, and who one is.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes

extension API {
    private struct LogInBody: CallBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, password
        }

        let name: String
        let password: String
    }

    private struct LinkBody: CallBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case secret
        }

        let secret: String
    }

    var sessionEndpoints: [Endpoint] {
        [
            .open(.post, "/api/v1/session") { call in
                try call.noParameters()
                let gate = try mayLogIn(call)
                let body = try await call.body(LogInBody.self, limit: WebLimits.logInBytes)
                let entrance = try await door.logIn(
                    body.name, body.password, from: call.context.address, replacing: gate.cookie)
                return welcome(entrance, gate)
            },
            .open(.post, "/api/v1/session/link") { call in
                try call.noParameters()
                let gate = try mayLogIn(call)
                let body = try await call.body(LinkBody.self, limit: WebLimits.logInBytes)
                guard let secret = Secret(text: body.secret) else { throw LogIn.refusal }
                return welcome(try await door.logIn(link: secret, replacing: gate.cookie), gate)
            },
            .guarded(.get, "/api/v1/session", nil) { call, requester in
                try call.noParameters()
                let gate = gate(call)
                guard requester.name != nil, let secret = gate.cookie, let session = try await door.session(secret)
                else { return API.who(requester, ends: nil, key: nil) }
                return API.who(
                    requester, ends: session.ends(door.policy), key: secret.formKey(for: Gate.formKeyUse))
            },
            .guarded(.delete, "/api/v1/session", nil) { call, requester in
                try call.noParameters()
                let gate = gate(call)
                guard requester.name != nil, let secret = gate.cookie else { throw Problem(.noSession) }
                try await door.end(secret)
                var answer = Answer(status: .noContent)
                answer.fields[.setCookie] = gate.setCookie(nil)
                return answer
            },
        ]
    }

    /// A password crosses an encrypted connection or none at all.
    private func mayLogIn(_ call: Call) throws(Problem) -> Gate {
        let gate = gate(call)
        try gate.checkLogIn()
        guard services.isEncrypted || call.context.isLoopback else { throw Problem(.insecure) }
        return gate
    }

    private func welcome(_ entrance: Door.Entrance, _ gate: Gate) -> Answer {
        var answer = API.who(
            Requester(entrance.session), ends: entrance.session.ends(door.policy),
            key: entrance.secret.formKey(for: Gate.formKeyUse))
        answer.fields[.setCookie] = gate.setCookie(entrance.secret)
        return answer
    }

    private static func who(_ requester: Requester, ends: Timestamp?, key: String?) -> Answer {
        .json { json in
            json.beginObject()
            switch requester {
            case .person(let name, _):
                json.member("kind", "person")
                json.member("name", name.text)
            case .token(let id, _):
                json.member("kind", "token")
                json.member("name", id.description)
            }
            json.member("role", requester.role.rawValue)
            let permissions = Permission.allCases.filter { permission in
                requester.role.has(permission) && (requester.name != nil || !permission.isForPersonsOnly)
            }
            json.array("permissions", permissions) { $0.string($1.rawValue) }
            json.member("ends", ends)
            json.member("csrf_token", key)
            json.endObject()
        }
    }
}
