// Logging in and out: cookies, form keys, links, tokens, and who tries too often.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Synchronization
import Testing
import Web

@Suite("Sessions")
struct SessionTests {
    @Test("RFC 6265bis: the cookie is for this host alone, out of reach of scripts, and not sent from other sites")
    func cookie() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        let reply = try await sample.post(
            "/api/v1/session", #"{"name":"An.Bakker","password":"\#(WebSample.password)"}"#)
        let cookie = try #require(reply.fields[.setCookie])
        #expect(cookie.hasPrefix("__Host-dijkwacht="))
        for part in ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"] { #expect(cookie.contains("; \(part)")) }
        #expect(!cookie.contains("Domain"))
        #expect(reply.json["name"]?.text == "an.bakker" && reply.json["role"]?.text == "analyst")
        #expect(reply.json["ends"]?.text == "2026-03-19T06:30:00Z")
    }

    @Test("without TLS, a password is taken over loopback only, and the cookie has a plain name")
    func plain() async throws {
        let sample = try WebSample(isEncrypted: false)
        try sample.account("an.bakker", .analyst)
        let body = #"{"name":"an.bakker","password":"\#(WebSample.password)"}"#
        for address in ["203.0.113.9", "", "::2", "12.7.0.1"] {
            let reply = try await sample.ask("POST", "/api/v1/session", as: nil, body, from: address)
            #expect(reply.status == 403 && reply.code == "web.insecure", "\(address)")
        }
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let reply = try await sample.ask("POST", "/api/v1/session", as: nil, body, from: address)
            let cookie = try #require(reply.fields[.setCookie])
            #expect(cookie.hasPrefix("dijkwacht=") && !cookie.contains("Secure"))
        }
    }

    @Test("a wrong name, a wrong password and a disabled account give one and the same answer")
    func refused() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        try sample.account("piet.oud", .analyst, isDisabled: true)
        var replies: [Reply] = []
        for (name, password) in [
            ("an.bakker", "niet het wachtwoord"), ("niemand", WebSample.password), ("piet.oud", WebSample.password),
            ("../../etc/passwd", "x"), ("", ""),
        ] {
            replies.append(
                try await sample.post("/api/v1/session", #"{"name":"\#(name)","password":"\#(password)"}"#))
        }
        #expect(Set(replies.map(\.status)) == [401])
        #expect(Set(replies.map(\.bytes)).count == 1)
        #expect(replies.allSatisfy { $0.fields[.setCookie] == nil })
    }

    @Test("OWASP ASVS 5.0 6.3.1: a thousand tries from one network are refused, and the right person gets in")
    func bruteForce() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        let waits = Mutex(0)
        for number in 0..<1_000 {
            let reply = try await sample.ask(
                "POST", "/api/v1/session", as: nil, #"{"name":"an.bakker","password":"poging nummer \#(number)"}"#,
                from: "198.51.100.\(number % 256)")
            #expect([401, 429].contains(reply.status))
            if reply.status == 429 {
                waits.withLock { $0 += 1 }
                #expect((reply.fields[.retryAfter].flatMap { Int($0) } ?? 0) > 0)
            }
        }
        #expect(waits.withLock { $0 } > 990)
        // Also with the right password that network waits, and from elsewhere nothing has changed.
        let right = #"{"name":"an.bakker","password":"\#(WebSample.password)"}"#
        let there = try await sample.ask("POST", "/api/v1/session", as: nil, right, from: "198.51.100.7")
        #expect(there.status == 429)
        let here = try await sample.ask("POST", "/api/v1/session", as: nil, right, from: "203.0.113.9")
        #expect(here.status == 200)
    }

    @Test("tries at the same time: at most four passwords are checked, and every place comes back")
    func together() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await sample.ask(
                        "POST", "/api/v1/session", as: nil, #"{"name":"naam\#(number)","password":"onjuist"}"#,
                        from: "10.\(number).0.1"
                    ).status
                }
            }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(Set(statuses.keys).isSubset(of: [401, 429]))
        // None of the places is lost: someone gets in.
        _ = try await sample.logIn("an.bakker")
    }

    @Test("a change with a cookie needs our own origin and the form key (OWASP CSRF Prevention)")
    func crossSite() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        let body = #"{"title":"Proef"}"#
        let wrong: [[String: String]] = [
            ["Origin": "https://evil.example"], ["Origin": "null"], ["Origin": ""], ["X-CSRF-Token": ""],
            ["X-CSRF-Token": String(repeating: "A", count: 43)], ["Sec-Fetch-Site": "cross-site"],
            ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "none"], ["Origin": "http://dijkwacht.example"],
            ["Origin": "https://dijkwacht.example.evil.example"],
        ]
        for fields in wrong {
            let reply = try await sample.ask("POST", "/api/v1/incidents", as: who, body, fields: fields)
            #expect(reply.status == 403 && reply.code == "web.cross_site", "\(fields)")
        }
        for fields in [["Sec-Fetch-Site": "same-origin"], ["Origin": "", "Sec-Fetch-Site": "same-origin"]] {
            #expect(try await sample.ask("POST", "/api/v1/incidents", as: who, body, fields: fields).status == 201)
        }
        let other = try await sample.logIn("an.bakker")
        guard case .cookie(let cookie, _) = who, case .cookie(_, let key) = other else { return }
        let mixed = try await sample.post("/api/v1/incidents", as: .cookie(cookie, key: key), body)
        #expect(mixed.status == 403, "the key of one session does not count for another")
        // Logging in from another site's form is refused too.
        let logIn = try await sample.ask(
            "POST", "/api/v1/session", as: nil, #"{"name":"a","password":"b"}"#,
            fields: ["Origin": "https://evil.example"])
        #expect(logIn.status == 403)
    }

    @Test("who am I: the key, the end and the permissions; after logging out nothing")
    func whoAmI() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let reply = try await sample.get("/api/v1/session", as: who)
        guard case .cookie(let cookie, let key) = who else { return }
        #expect(reply.json["csrf_token"]?.text == key)
        #expect(
            reply.json["permissions"]?.list.compactMap(\.text).sorted() == Role.table[.lead]?.map(\.rawValue).sorted())
        let twice = try await sample.ask(
            "GET", "/api/v1/session", as: who, fields: ["Cookie": "__Host-dijkwacht=\(cookie); __Host-dijkwacht=x"])
        #expect(twice.status == 401, "two cookies of that name: one is not ours")
        let out = try await sample.ask("DELETE", "/api/v1/session", as: who)
        #expect(out.status == 204 && out.fields[.setCookie]?.contains("Max-Age=0") == true && out.bytes.isEmpty)
        #expect(try await sample.get("/api/v1/session", as: who).status == 401)
        #expect(try sample.accounts.sessions().isEmpty)
    }

    @Test("a session ends after half an hour without a request, and when the account is disabled or gets another role")
    func ends() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        sample.time.advance(seconds: 1_700)
        #expect(try await sample.get("/api/v1/session", as: who).status == 200)
        sample.time.advance(seconds: 1_801)
        #expect(try await sample.get("/api/v1/session", as: who).status == 401)
        for change: (inout Account) -> Void in [{ $0.isDisabled = true }, { $0.role = .lead }] {
            let who = try await sample.person("piet.visser", .analyst)
            _ = try sample.accounts.change(try AccountName("piet.visser")) { change(&$0) }
            #expect(try await sample.get("/api/v1/session", as: who).status == 401)
        }
    }

    @Test("a link logs in once")
    func link() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .administrator)
        var random = SystemRandomNumberGenerator()
        let secret = Secret(random: &random)
        sample.accounts.put(link: secret, for: try AccountName("an.bakker"))
        let body = #"{"secret":"\#(secret.text)"}"#
        let first = try await sample.post("/api/v1/session/link", body)
        #expect(first.status == 200 && first.cookie != nil && first.json["role"]?.text == "administrator")
        for body in [body, #"{"secret":"x"}"#] {
            #expect(try await sample.post("/api/v1/session/link", body).status == 401)
        }
    }

    @Test("RFC 6750: tokens; one that is over, disabled, doubled or of another scheme does not count")
    func tokens() async throws {
        let sample = try WebSample()
        let who = try sample.program(.analyst)
        guard case .token(let text) = who else { return }
        let reply = try await sample.get("/api/v1/session", as: who)
        #expect(reply.json["kind"]?.text == "token" && reply.json["csrf_token"] == .null)
        #expect(reply.json["permissions"]?.list.contains(.string("search_archive")) == true)
        let person = try await sample.person("an.bakker", .lead)
        for field in ["Basic abc", "Bearer", "Bearer dwt_", "Bearer \(text)x", text, "bearer  dwt_\(text)"] {
            let reply = try await sample.ask("GET", "/api/v1/session", as: person, fields: ["Authorization": field])
            #expect(reply.status == 401, "a cookie does not help out a wrong token: \(field)")
            #expect(reply.fields[.wwwAuthenticate] != nil)
        }
        #expect(try await sample.ask("DELETE", "/api/v1/session", as: who).code == "web.no_session")
        sample.time.advance(seconds: 86_400)
        #expect(try await sample.get("/api/v1/session", as: who).status == 401)
    }

    @Test("when accounts cannot be read nobody gets in, nobody is logged out, and no path is shown")
    func broken() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        sample.accounts.isBroken = true
        let reply = try await sample.get("/api/v1/session", as: who)
        #expect(reply.status == 503 && reply.code == "web.unavailable" && !reply.text.contains("secret"))
        let logIn = try await sample.post("/api/v1/session", #"{"name":"an.bakker","password":"x"}"#)
        #expect(logIn.status == 503)
        sample.accounts.isBroken = false
        #expect(try await sample.get("/api/v1/session", as: who).status == 200)
    }
}
