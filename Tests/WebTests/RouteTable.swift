// Every endpoint with a request that works and what it takes, for tests that go over all of them.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base

/// One request of each endpoint.
struct RouteCase: Sendable {
    /// Who may: what a test expects of the table of roles and of need-to-know.
    enum Need: Sendable {
        case everyone
        case loggedIn
        case house(Permission)
        /// The permission to read the incident first, then this one.
        case incident(Permission)
        /// Only who is no member as well.
        case glass
        /// The alert is part of the incident.
        case alertInside
    }

    let method: String
    /// As the document has it.
    let route: String
    let need: Need
    var body: String?
    var status = 200
    private let path: String

    init(
        _ method: String, _ route: String, _ need: Need, path: String? = nil, _ body: String? = nil, status: Int = 200
    ) {
        self.method = method
        self.route = route
        self.need = need
        self.body = body
        self.status = status
        self.path = path ?? route
    }

    /// Whether the next who asks would not find things as they were.
    var changesForOthers: Bool {
        body?.contains("detached") == true || body?.contains("glass") == true || body?.contains("<closing>") == true
            || body?.contains("<mute>") == true
    }

    /// The target, with what is between braces filled in.
    func target(_ names: [String: String]) -> String {
        names.reduce(path) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    func filled(_ names: [String: String]) -> String? {
        body.map { names.reduce($0) { $0.replacing("<\($1.key)>", with: $1.value) } }
    }

    static let all: [RouteCase] = [
        RouteCase("GET", "/healthz", .everyone),
        RouteCase("GET", "/readyz", .everyone),
        RouteCase("GET", "/openapi.json", .everyone),
        RouteCase("GET", "/metrics", .house(.readHealth)),
        RouteCase("GET", "/api/v1/status", .house(.readHealth)),
        RouteCase("GET", "/api/v1/session", .loggedIn),
        RouteCase("GET", "/api/v1/events", .house(.searchArchive), path: "/api/v1/events?q=regel"),
        RouteCase("GET", "/api/v1/events/{position}", .house(.searchArchive)),
        RouteCase("GET", "/api/v1/events/{position}/raw", .house(.searchArchive)),
        RouteCase("GET", "/api/v1/alerts", .loggedIn),
        RouteCase("GET", "/api/v1/alerts/{id}", .house(.readQueue), path: "/api/v1/alerts/{open}"),
        RouteCase("GET", "/api/v1/alerts/{id}", .alertInside, path: "/api/v1/alerts/{inside}"),
        RouteCase(
            "POST", "/api/v1/alerts/close", .house(.workQueue),
            #"{"alerts":["<closing>"],"reason":"expected","note":"oefening"}"#, status: 201),
        RouteCase("GET", "/api/v1/mutes", .house(.readQueue)),
        RouteCase(
            "POST", "/api/v1/mutes", .house(.workQueue),
            #"{"rule":"r-m","until":"2026-03-20T00:00:00+01:00","reason":"onderhoud"}"#, status: 201),
        RouteCase(
            "POST", "/api/v1/organisation/entries", .house(.workQueue), #"{"kind":"undone","entry":"<mute>"}"#,
            status: 201),
        RouteCase("GET", "/api/v1/incidents", .loggedIn),
        RouteCase(
            "POST", "/api/v1/incidents", .house(.openIncident), #"{"title":"Proef","members":["lid"]}"#, status: 201),
        RouteCase("GET", "/api/v1/incidents/{number}", .incident(.readIncident)),
        RouteCase("GET", "/api/v1/incidents/{number}/entries", .incident(.readIncident)),
        RouteCase(
            "POST", "/api/v1/incidents/{number}/entries", .incident(.writeIncident),
            #"{"kind":"note","text":"gezien"}"#, status: 201),
        RouteCase(
            "POST", "/api/v1/incidents/{number}/entries", .incident(.leadIncident),
            #"{"kind":"member_added","account":"lid"}"#, status: 201),
        RouteCase(
            "POST", "/api/v1/incidents/{number}/entries", .incident(.leadIncident),
            #"{"kind":"open_to_house","open":false}"#, status: 201),
        RouteCase(
            "POST", "/api/v1/incidents/{number}/entries", .incident(.writeIncident),
            #"{"kind":"detached","alerts":["<inside>"]}"#, status: 201),
        RouteCase(
            "POST", "/api/v1/incidents/{number}/entries", .glass, #"{"kind":"glass_broken","reason":"nacht"}"#,
            status: 201),
        RouteCase("GET", "/api/v1/entities/{kind}/{value}", .house(.readQueue), path: "/api/v1/entities/host/dc01"),
        RouteCase("DELETE", "/api/v1/session", .loggedIn, status: 204),
        // Logging in has tests of its own; here it is refused to everyone for the same reason.
        RouteCase("POST", "/api/v1/session", .everyone, #"{"name":"x","password":"y"}"#, status: 401),
        RouteCase("POST", "/api/v1/session/link", .everyone, #"{"secret":"y"}"#, status: 401),
    ]
}
