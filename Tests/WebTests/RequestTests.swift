// Requests that are odd, too large or hostile, and what every answer carries.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Testing
import Web

@Suite("Requests")
struct RequestTests {
    @Test("paths that climb, double, or hold what no path holds are not there, and nothing of the disk is given")
    func paths() async throws {
        let sample = try WebSample()
        let who = try await sample.person("leider", .lead)
        for target in [
            "/../../etc/passwd", "/api/v1/../../../etc/passwd", "/api/v1/events/..%2F..%2Fetc%2Fpasswd",
            "/api/v1/events/%00", "/api/v1/events/%FF%FE", "/api/v1/events/%zz", "/api/v1/incidents/2026-0001%00",
            "/api/v1/incidents/2026-001", "/api/v1/incidents/٢٠٢٦-0001", "/api/v1/alerts/..", "/.git/config",
            "/api/v1/entities/account/%20", "/api/v1/entities/nothing/x", "/api/v1/entities/account", "//etc/passwd",
            "/api/v2/events", "/api/v1/events/2026-03-19/0/0", "/api/v1/events/2026-03-19.0.99999999999", "*",
            "/api/v1/events/9999-99-99.0.0", "/api/v1/events/2026-03-19.-1.0",
            "/api/v1/alerts/\(String(repeating: "Z", count: 26))",
            "/\(String(repeating: "a/", count: 4_000))",
        ] {
            let reply = try await sample.get(target, as: who)
            #expect([404, 400].contains(reply.status), "\(target.prefix(50)): \(reply.status)")
            #expect(!reply.text.contains("root:"))
        }
    }

    @Test("a target over the limit is refused before anything is looked at")
    func long() async throws {
        let sample = try WebSample()
        let reply = try await sample.get("/healthz?" + String(repeating: "a", count: WebLimits.targetBytes))
        #expect(reply.status == 414 && reply.code == "web.target_long")
        let many = (0...WebLimits.parameters).map { "p\($0)=1" }.joined(separator: "&")
        #expect(try await sample.get("/healthz?\(many)").status == 400)
    }

    @Test("bodies: too long, no JSON, another type, unknown members and wrong types are refused with a 4xx")
    func bodies() async throws {
        let sample = try WebSample()
        let who = try sample.program(.lead)
        let deep = String(repeating: "[", count: 100_000)
        for (body, status) in [
            ("", 400), ("{", 400), ("null", 400), ("[]", 400), ("\"x\"", 400), (deep, 400),
            (#"{"rule":1}"#, 400), (#"{"rule":"r","until":"2026-03-20T00:00:00Z","reason":"x","rul":"y"}"#, 400),
            (#"{"rule":"r","until":"2026-03-20T00:00:00Z"}"#, 400),
            (#"{"rule":" ","until":"2026-03-20T00:00:00Z","reason":"x"}"#, 400),
            (#"{"rule":"r","until":"2026-03-18T00:00:00Z","reason":"x"}"#, 400),
            (#"{"rule":"r","until":"2030-03-18T00:00:00Z","reason":"x"}"#, 400),
            (#"{"rule":"r","until":"2026-03-20","reason":"x"}"#, 400),
            (#"{"rule":"r","entity":"jan","until":"2026-03-20T00:00:00Z","reason":"x"}"#, 400),
            (#"{"rule":"r","until":"2026-03-20T00:00:00Z","reason":"\#(String(repeating: "x", count: 40_000))"}"#, 400),
            (String(repeating: " ", count: WebLimits.bodyBytes + 1), 413), ("\u{FEFF}{}", 400),
        ] {
            let reply = try await sample.post("/api/v1/mutes", as: who, body)
            #expect(reply.status == status, "\(body.prefix(60)): \(reply.status) \(reply.text)")
            #expect(reply.code != nil)
        }
        let fine = #"{"rule":"r","until":"2026-03-20T00:00:00Z","reason":"x"}"#
        for type in ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"] {
            let reply = try await sample.ask("POST", "/api/v1/mutes", as: who, fine, fields: ["Content-Type": type])
            #expect(reply.status == 415, "\(type)")
        }
        let length = try await sample.ask(
            "POST", "/api/v1/mutes", as: who, fine, fields: ["Content-Length": "99999999"])
        #expect(length.status == 413)
        let charset = try await sample.ask(
            "POST", "/api/v1/mutes", as: who, fine, fields: ["Content-Type": "application/json; charset=utf-8"])
        #expect(charset.status == 201)
        let logIn = try await sample.post(
            "/api/v1/session", #"{"name":"\#(String(repeating: "x", count: WebLimits.logInBytes))","password":"x"}"#)
        #expect(logIn.status == 413)
    }

    @Test("RFC 9110, 15.5.6: a method that a path does not have is a 405 that says which it has")
    func methods() async throws {
        let sample = try WebSample()
        for (path, allow) in [("/healthz", "GET, HEAD"), ("/api/v1/incidents", "GET, HEAD, POST")] {
            for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"] {
                let reply = try await sample.ask(method, path)
                #expect(reply.status == 405 && reply.fields[.allow] == allow, "\(method) \(path)")
            }
        }
        let head = try await sample.ask("HEAD", "/healthz")
        #expect(head.status == 200 && head.bytes.isEmpty && head.fields[.contentType] == "application/json")
        #expect(try await sample.ask("BREW", "/nothing").status == 404)
        // A part that is named goes before a parameter.
        let close = try await sample.ask("GET", "/api/v1/alerts/close")
        #expect(close.status == 405 && close.fields[.allow] == "POST")
        #expect(try await sample.ask("PUT", "/api/v1/alerts/x").fields[.allow] == "GET, HEAD")
        // The address of a page answers with a page, whatever who asks says that he takes.
        for (method, path) in [("GET", "/uitloggen"), ("TRACE", "/inloggen"), ("DELETE", "/signalen")] {
            let reply = try await sample.ask(method, path)
            #expect(reply.status == 405 && reply.fields[.contentType] == "text/html; charset=utf-8", "\(path)")
            #expect(reply.fields[.allow]?.contains("POST") == true, "\(path)")
        }
    }

    @Test("a body that is cut off is the fault of who sends it, for the API and for pages")
    func cut() async throws {
        let sample = try WebSample()
        let program = try sample.program(.lead)
        let whole = #"{"rule":"r","until":"2026-03-20T00:00:00Z","reason":"x"}"#
        let api = try await sample.ask("POST", "/api/v1/mutes", as: program, whole, isCut: true)
        #expect(api.status == 400 && api.code == "web.body")
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        let page = try await sample.ask("POST", "/inloggen", "name=x&password=y", fields: form, isCut: true)
        #expect(page.status == 400 && page.fields[.contentType] == "text/html; charset=utf-8")
    }

    @Test("every answer forbids caching, guessing its type, and use by other sites")
    func fields() async throws {
        let sample = try WebSample()
        let who = try sample.program(.lead)
        for target in ["/healthz", "/metrics", "/nothing", "/api/v1/events", "/api/v1/session", "/api/v1/events?x=1"] {
            for reply in [try await sample.get(target), try await sample.get(target, as: who)] {
                #expect(reply.fields[.cacheControl] == "no-store")
                #expect(reply.fields[.xContentTypeOptions] == "nosniff")
                #expect(try reply.fields[#require(HTTPField.Name("X-Frame-Options"))] == "DENY")
                #expect(reply.fields[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
                #expect(reply.fields[.strictTransportSecurity] != nil)
                #expect(reply.fields[.accessControlAllowOrigin] == nil)
            }
        }
        let options = try await sample.ask(
            "OPTIONS", "/api/v1/session",
            fields: ["Origin": "https://evil.example", "Access-Control-Request-Method": "POST"])
        #expect(options.status == 405 && options.fields[.accessControlAllowOrigin] == nil)
    }

    @Test(
        "RFC 9110, 12.5.4: problems are in the language that is asked for, Dutch when none is",
        arguments: [
            ("", "nl"), ("en", "en"), ("nl", "nl"), ("de, en;q=0.5", "en"), ("en;q=0.5, nl;q=0.8", "nl"),
            ("en-GB,en;q=0.9,nl;q=0.8", "en"), ("fr", "nl"), ("*", "nl"), ("en;q=0", "nl"), ("en;q=x", "nl"),
            (";;q=,,", "nl"), ("EN", "en"),
        ])
    func language(asked: String, given: String) async throws {
        let sample = try WebSample()
        let reply = try await sample.ask("GET", "/nothing", fields: ["Accept-Language": asked])
        #expect(reply.fields[.contentLanguage] == given)
        let message = try #require(reply.json["problem"]?["message"]?.text)
        #expect(message.hasPrefix(given == "en" ? "This" : "Dit"))
    }

    @Test("/metrics is for this machine and for who may read health; what stands between hides who asks")
    func metrics() async throws {
        let sample = try WebSample()
        #expect(try await sample.get("/metrics").status == 401)
        #expect(try await sample.get("/metrics", as: try sample.program(.reader)).status == 200)
        for address in ["127.0.0.1", "::1"] {
            let reply = try await sample.ask("GET", "/metrics", from: address)
            #expect(reply.status == 200 && reply.text == "dijkwacht_up 1\n")
            #expect(reply.fields[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            for field in ["X-Forwarded-For", "Forwarded", "Via"] {
                let forwarded = try await sample.ask("GET", "/metrics", fields: [field: "127.0.0.1"], from: address)
                #expect(forwarded.status == 401, "\(field)")
            }
        }
    }

    @Test("mutations of requests never give a 5xx")
    func mutations() async throws {
        let sample = try WebSample()
        let who = try sample.program(.lead)
        let alert = try sample.alert("r", line: 1)
        var random = SplitMix(state: 7)
        let targets = RouteCase.all.map {
            ($0.method, $0.target(["open": alert, "number": "2026-0001"]), $0.body ?? "")
        }
        for _ in 0..<1_500 {
            let (method, target, body) = targets[Int(random.next() % UInt64(targets.count))]
            let changed = mutate(target, &random)
            let reply = try await sample.ask(method, changed, as: who, mutate(body, &random))
            #expect(reply.status < 500, "\(method) \(changed): \(reply.text)")
        }
    }

    private func mutate(_ text: String, _ random: inout SplitMix) -> String {
        var bytes = Array(text.utf8)
        let letters = Array("/%?&=.-:\"{}[]\\,0aZ+ é\u{0}".utf8)
        for _ in 0..<(random.next() % 4) {
            let letter = letters[Int(random.next() % UInt64(letters.count))]
            let place = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
            switch random.next() % 3 {
            case 0 where !bytes.isEmpty: bytes[place] = letter
            case 1 where !bytes.isEmpty: bytes.remove(at: place)
            default: bytes.insert(letter, at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The same numbers each time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
