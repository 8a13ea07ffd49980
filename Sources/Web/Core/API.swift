// What the endpoints share: the services, who may come in, and where blocking work is done.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Hummingbird
import Incidents
import Store

/// The API of one watch.
struct API: Sendable {
    let services: WebServices
    let door: Door
    private let searches = WorkPool("searches", width: WebLimits.searches)
    private let reads = WorkPool("reads", width: WebLimits.reads)
    /// Changes to accounts, tokens and packs of rules, one after the other.
    let changes = WorkPool("changes", width: 1)
    /// Bodies with a file that are being received: each is held in memory.
    let uploads = UploadsInFlight()

    init(_ services: WebServices) throws(Problem) {
        self.services = services
        door = try Door(services)
    }

    /// All of them. A group is one file with its routes, its questions and its output.
    var endpoints: [Endpoint] {
        healthEndpoints + sessionEndpoints + eventEndpoints + alertEndpoints + muteEndpoints + incidentEndpoints
            + entryEndpoints + entityEndpoints
    }

    /// Asks who it is, then answers.
    func answer(_ endpoint: Endpoint, _ request: Request, _ context: WebContext) async throws -> Answer {
        let language = AcceptLanguage.choose(request.headers[.acceptLanguage])
        let call = Call(request: request, context: context, language: language, words: services.words[language])
        switch endpoint.body {
        case .open(let answer):
            return try await answer(call)
        case .local(let permission, let answer):
            if context.isLoopback, !gate(call).isForwarded { return try await answer(call) }
            try need(.permission(permission), await requester(call))
            return try await answer(call)
        case .guarded(let need, let answer):
            let requester = try await requester(call)
            try self.need(need, requester)
            return try await answer(call, requester)
        }
    }

    func gate(_ call: Call) -> Gate {
        Gate(
            fields: call.request.headers, authority: call.request.head.authority,
            isEncrypted: services.isEncrypted)
    }

    /// Who asks. A cookie counts for a change only if it comes from our own pages.
    private func requester(_ call: Call) async throws(Problem) -> Requester {
        let gate = gate(call)
        if gate.hasAuthorization {
            guard let secret = gate.token, let token = try await door.token(secret),
                let requester = Requester(token, at: services.wallNow())
            else { throw Problem(.logInNeeded) }
            return requester
        }
        guard let secret = gate.cookie, let session = try await door.session(secret) else {
            throw Problem(.logInNeeded)
        }
        if call.request.method != .get, call.request.method != .head { try gate.checkChange(secret) }
        return Requester(session)
    }

    private func need(_ need: Endpoint.Need, _ requester: Requester) throws(Problem) {
        guard case .permission(let permission) = need else { return }
        guard Decision.may(requester, permission, on: .house) else {
            throw Problem(.forbidden, [permission.rawValue])
        }
    }

    /// A question to the record.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        try await reads.run(work)
    }

    /// A change to accounts or tokens, by the one way that writes it in the journal.
    func administer<Value: Sendable>(
        _ work: @escaping @Sendable (AccountAdministration) throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        guard let administration = services.administration else { throw Problem(.unavailable) }
        return try await changes.run { () throws(Problem) in try work(administration) }
    }

    /// A search through lines.
    func search<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        try await searches.run(work)
    }
}

extension Requester {
    /// As journals name who did something.
    var actor: Actor {
        switch self {
        case .person(let name, _): .person(name.text)
        case .token(let id, _): .token(id.description)
        }
    }
}
