// All endpoints for all roles, as member, recipient and outsider, against the table of roles and the circle of
// incidents.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Foundation
import Incidents
import Store
import Testing
import Web

/// One who asks, and how he stands to the incident.
private struct Asker {
    let who: WebSample.Who?
    let requester: Requester?
    let name: String
}

@Suite("Who may what, over HTTP")
struct MatrixTests {
    private enum Standing: String, CaseIterable {
        case outsider, member, recipient
    }

    private func askers(_ sample: WebSample) async throws -> [Asker] {
        var askers: [Asker] = [Asker(who: nil, requester: nil, name: "nobody")]
        for role in Role.allCases {
            for standing in Standing.allCases {
                let name = "\(role.rawValue).\(standing.rawValue)"
                askers.append(
                    Asker(
                        who: try await sample.person(name, role),
                        requester: .person(try AccountName(name), role), name: name))
            }
            askers.append(
                Asker(
                    who: try sample.program(role),
                    requester: .token(ULID(time: WebSample.start, random: (0, 0)), role), name: "token.\(role)"))
        }
        return askers
    }

    /// An incident whose circle names the members and recipients among the askers.
    private func incident(_ sample: WebSample, _ tlp: TLP, alert: String) async throws -> String {
        var draft = EntryDraft(.newIncident, .opened(title: "Zaak"), by: .person("leider"), tlp: tlp)
        for role in Role.allCases {
            for standing in [Standing.member, .recipient] {
                draft.then.append(
                    .memberAdded(account: "\(role.rawValue).\(standing)", isRecipient: standing == .recipient))
            }
        }
        draft.then.append(.merged(alerts: [try #require(ULID(alert))]))
        return try await sample.journal.append(draft).log.name
    }

    private func circle(_ sample: WebSample, _ number: String) throws -> Circle {
        let number = try #require(IncidentNumber(number))
        let state = try #require(try sample.records.incident(number))
        func names(_ texts: Set<String>) throws -> Set<AccountName> {
            Set(try texts.map { try AccountName($0) })
        }
        return Circle(
            tlp: state.tlp, members: try names(state.people.members), recipients: try names(state.people.recipients),
            isOpen: state.people.isOpen, leads: try names(state.people.leads))
    }

    /// The status that the table of roles and the circle ask for.
    private func expected(_ route: RouteCase, _ asker: Asker, _ circle: Circle) -> Int {
        if case .everyone = route.need { return route.status }
        guard let requester = asker.requester else { return 401 }
        func may(_ permission: Permission, _ subject: Subject) -> Bool {
            Decision.may(requester, permission, on: subject)
        }
        switch route.need {
        case .everyone: return route.status
        case .loggedIn: return route.method == "DELETE" && requester.name == nil ? 400 : route.status
        case .house(let permission):
            if may(permission, .house) { return route.status }
            return route.route == "/api/v1/alerts/{id}" ? 404 : 403
        case .incident(let permission):
            guard may(.readIncident, .incident(circle)) else { return 404 }
            return may(permission, .incident(circle)) ? route.status : 403
        case .alertInside: return may(.readIncident, .incident(circle)) ? route.status : 404
        case .glass: return may(.breakGlass, .incident(circle)) ? route.status : 404
        }
    }

    @Test("the cases cover every endpoint")
    func covered() throws {
        let sample = try WebSample()
        let routes = Set(sample.router.routes.map { "\($0.method) \($0.path)" })
        #expect(Set(RouteCase.all.map { "\($0.method) \($0.route)" }) == routes)
    }

    @Test(
        "docs/access.md: each endpoint gives each role what the table says, and what is not allowed is not there",
        arguments: [TLP.green, .amber, .red])
    func matrix(tlp: TLP) async throws {
        let sample = try WebSample()
        try sample.account("leider", .lead)
        try sample.account("lid", .reader)
        let position = try #require(try sample.append([Array("regel 1".utf8)]).first)
        let open = try sample.alert("r-open", line: 1)
        let askers = try await askers(sample)
        let shared = try sample.alert("r-shared", line: 2)
        let number = try await incident(sample, tlp, alert: shared)
        var names = [
            "position": position.description.replacing("/", with: "."), "open": open, "inside": shared,
            "number": number,
        ]
        var line: Int32 = 10
        for route in RouteCase.all {
            for asker in askers {
                line += 10
                if route.changesForOthers {
                    let inside = try sample.alert("r-\(line)", line: line)
                    names["inside"] = inside
                    names["number"] = try await incident(sample, tlp, alert: inside)
                    names["closing"] = try sample.alert("c-\(line)", line: line + 1)
                    names["mute"] = try await mute(sample)
                }
                let circle = try circle(sample, names["number"] ?? "")
                let who = try await again(sample, asker)
                let reply = try await sample.ask(route.method, route.target(names), as: who, route.filled(names))
                // Who tries to log in again and again is told to wait, which says no more than 401 does.
                let isWait = reply.status == 429 && route.method == "POST" && route.route.hasPrefix("/api/v1/session")
                #expect(
                    (isWait ? 401 : reply.status) == expected(route, asker, circle),
                    "\(asker.name) \(route.method) \(route.route) \(route.body ?? ""): \(reply.text)")
            }
            (names["inside"], names["number"]) = (shared, number)
        }
    }

    private func mute(_ sample: WebSample) async throws -> String {
        try await sample.journal.append(
            EntryDraft(
                .log(.organisation),
                .muted(rule: "r", entity: nil, until: WebSample.start, reason: "proef"), by: .program)
        ).entryID
    }

    /// Logged in anew, since one of the endpoints logs out.
    private func again(_ sample: WebSample, _ asker: Asker) async throws -> WebSample.Who? {
        guard case .cookie = asker.who else { return asker.who }
        if try await sample.get("/api/v1/session", as: asker.who).status == 200 { return asker.who }
        return try await sample.logIn(asker.name)
    }
}
