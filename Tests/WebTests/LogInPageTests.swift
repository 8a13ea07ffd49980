// Logging in and out with a browser, what was typed when a session ended, and how one wants to see the pages.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Testing
import Web

@Suite("Logging in on a page")
struct LogInPageTests {
    private func who(_ reply: Reply, _ sample: WebSample) async throws -> WebSample.Who {
        let cookie = try #require(reply.cookie)
        let session = try await sample.get("/api/v1/session", as: .cookie(cookie, key: ""))
        return .cookie(cookie, key: try #require(session.json["csrf_token"]?.text))
    }

    @Test("the way in: the form, the page that was asked for, and the queue for who sees it")
    func wayIn() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        let asked = try await sample.ask("GET", "/incidenten?cursor=x", as: nil, fields: ["Accept": "text/html"])
        #expect(asked.status == 303)
        let door = try #require(asked.fields[.location])
        #expect(door == "/inloggen?naar=%2Fincidenten%3Fcursor%3Dx")
        let page = try await sample.page(door)
        let form = try #require(page.forms.first { $0.action == "/inloggen" })
        #expect(form.hidden.contains { $0 == ("naar", "/incidenten?cursor=x") })
        let values = form.hidden + [("name", "An.Bakker"), ("password", WebSample.password)]
        let reply = try await sample.submit("/inloggen", values)
        #expect(reply.status == 303 && reply.fields[.location] == "/incidenten?cursor=x")
        let cookie = try #require(reply.fields[.setCookie])
        for part in ["__Host-dijkwacht=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
            #expect(cookie.contains(part))
        }
        let who = try await who(reply, sample)
        let start = try await sample.ask("GET", "/", as: who)
        #expect(start.status == 303 && start.fields[.location] == "/signalen")
        let administrator = try await sample.person("beheer", .administrator)
        #expect(try await sample.ask("GET", "/", as: administrator).fields[.location] == "/incidenten")
        #expect(try await sample.ask("GET", "/", as: nil).fields[.location] == "/inloggen")
    }

    @Test("CWE-601: after logging in nobody is led to another site")
    func redirects() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        for target in [
            "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\r\nX: y",
        ] {
            let reply = try await sample.submit(
                "/inloggen", [("naar", target), ("name", "an.bakker"), ("password", WebSample.password)])
            #expect(reply.status == 303 && reply.fields[.location] == "/")
            let page = try await sample.page(
                "/inloggen?naar=" + (target.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""))
            #expect(page.forms.first { $0.action == "/inloggen" }?.hidden.contains { $0 == ("naar", "") } == true)
        }
    }

    @Test("a wrong password, a wrong name and nothing at all: one answer, in words, and no cookie")
    func wrong() async throws {
        let sample = try WebSample()
        try sample.account("an.bakker", .analyst)
        var texts: Set<String> = []
        for (name, password) in [("an.bakker", "fout"), ("niemand", WebSample.password), ("", ""), ("<script>", "x")] {
            let reply = try await sample.submit(
                "/inloggen", [("naar", "/incidenten"), ("name", name), ("password", password)])
            #expect(reply.status == 401 && reply.fields[.setCookie] == nil)
            let page = ShownPage(reply, "/inloggen")
            #expect(page.text.contains("role=\"alert\"") && !page.text.contains(WebSample.password))
            #expect(
                page.forms.first { $0.action == "/inloggen" }?.hidden.contains { $0 == ("naar", "/incidenten") } == true
            )
            texts.insert(page.text)
        }
        #expect(texts.count == 1)
    }

    @Test("RFC 6585, 4: who tries too often is told after how long it makes sense again")
    func tooOften() async throws {
        let sample = try WebSample()
        var last: Reply?
        for _ in 0..<40 {
            last = try await sample.submit("/inloggen", [("name", "an.bakker"), ("password", "x")])
            if last?.status == 429 { break }
        }
        let reply = try #require(last)
        #expect(reply.status == 429 && (reply.fields[.retryAfter].flatMap { Int($0) } ?? 0) > 0)
    }

    @Test("without TLS a password is taken over loopback only")
    func plain() async throws {
        let sample = try WebSample(isEncrypted: false)
        try sample.account("an.bakker", .analyst)
        let body = FormText.encode([("name", "an.bakker"), ("password", WebSample.password)])
        let fields = ["Content-Type": "application/x-www-form-urlencoded"]
        let far = try await sample.ask("POST", "/inloggen", as: nil, body, fields: fields)
        #expect(far.status == 403 && far.fields[.setCookie] == nil)
        let near = try await sample.ask("POST", "/inloggen", as: nil, body, fields: fields, from: "127.0.0.1")
        #expect(near.status == 303 && near.cookie != nil)
    }

    @Test("what was typed when the session had ended is kept, and is sent as it was after logging in")
    func kept() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let number = try await sample.open("Zaak", as: who)
        let target = "/incidenten/\(number)/regel"
        let text = "regel 1\n\"regel\" 2 <b> & '\u{200F}\u{5D0}\u{200F} \u{1F30A}"
        sample.time.advance(seconds: 1_801)
        let refused = try await sample.submit(target, as: who, [("tekst", text), ("tlp", "amber")])
        #expect(refused.status == 401)
        let door = ShownPage(refused, target)
        // A wrong password does not lose it.
        var form = try #require(door.forms.first { $0.action == "/inloggen" })
        let wrong = try await sample.submit("/inloggen", form.hidden + [("name", "an.bakker"), ("password", "fout")])
        #expect(wrong.status == 401)
        form = try #require(ShownPage(wrong, "/inloggen").forms.first { $0.action == "/inloggen" })
        let entered = try await sample.submit(
            "/inloggen", form.hidden + [("name", "an.bakker"), ("password", WebSample.password)])
        #expect(entered.status == 200)
        let waiting = try #require(ShownPage(entered, "/inloggen").forms.first { $0.action == target })
        let again = try await self.who(entered, sample)
        let sent = try await sample.submit(target, as: again, waiting.hidden)
        #expect(sent.status == 303, "\(sent.text)")
        let entries = try sample.records.entries(.incident(try #require(IncidentNumber(number))))
        #expect(entries.last?.content == .note(text: text))
    }

    @Test("a form without anything in it is not waited for: after logging in one is at the beginning")
    func keptNothing() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        sample.time.advance(seconds: 1_801)
        let refused = try await sample.submit("/uitloggen", as: who, [])
        let form = try #require(ShownPage(refused, "/uitloggen").forms.first { $0.action == "/inloggen" })
        let entered = try await sample.submit(
            "/inloggen", form.hidden + [("name", "an.bakker"), ("password", WebSample.password)])
        #expect(entered.status == 303 && entered.fields[.location] == "/")
    }

    @Test("OWASP CSRF Prevention: a form without its key, with another's, or from another site changes nothing")
    func crossSite() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let other = try await sample.logIn("an.bakker")
        guard case .cookie(let cookie, _) = who, case .cookie(_, let key) = other else { return }
        for wrong in ["", "x", key, String(repeating: "A", count: 43)] {
            let reply = try await sample.submit("/incidenten", as: who, [("csrf", wrong), ("titel", "Proef")])
            #expect(reply.status == 403, "\(wrong)")
        }
        let none = try await sample.submit("/incidenten", as: .cookie(cookie, key: ""), [("titel", "Proef")])
        #expect(none.status == 403)
        let sites: [[String: String]] = [
            ["Origin": "https://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
            ["Sec-Fetch-Site": "same-site"], ["Origin": "http://dijkwacht.example"],
            ["Origin": "https://dijkwacht.example.evil.example"],
        ]
        for fields in sites {
            for (target, values) in [
                ("/incidenten", [("titel", "Proef")]), ("/uitloggen", []), ("/ongedaan", [("regel", "x")]),
            ] {
                let reply = try await sample.submit(target, as: who, values, fields: fields)
                #expect(reply.status == 403, "\(target) \(fields)")
            }
            for target in ["/inloggen", "/weergave", "/login/x"] {
                let reply = try await sample.submit(target, [("name", "a"), ("password", "b")], fields: fields)
                #expect(reply.status == 403 && reply.fields[.setCookie] == nil, "\(target) \(fields)")
            }
        }
        #expect(try sample.records.incidents().isEmpty)
        // A program with a token has no pages.
        let program = try sample.program(.lead)
        #expect(try await sample.ask("GET", "/signalen", as: program).status == 303)
        #expect(try await sample.submit("/incidenten", as: program, [("titel", "Proef")]).status == 401)
    }

    @Test("only forms: JSON, files and what is too long are refused")
    func bodies() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        for type in ["application/json", "multipart/form-data; boundary=x", "text/plain"] {
            let reply = try await sample.submit(
                "/incidenten", as: who, [("titel", "x")], fields: ["Content-Type": type])
            #expect(reply.status == 415, "\(type)")
        }
        let long = String(repeating: "x", count: WebLimits.bodyBytes)
        #expect(try await sample.submit("/incidenten", as: who, [("titel", long)]).status == 413)
        let many = (0...WebLimits.formFields).map { ("a", "\($0)") }
        #expect(try await sample.submit("/incidenten", as: who, many).status == 400)
    }

    @Test("opening a link that logs in once does not use it up; pressing its button does")
    func link() async throws {
        let sample = try WebSample()
        try sample.account("beheer", .administrator)
        var random = SystemRandomNumberGenerator()
        let secret = Secret(random: &random)
        sample.accounts.put(link: secret, for: try AccountName("beheer"))
        for _ in 0..<3 {
            let page = try await sample.page("/login/\(secret.text)")
            #expect(page.forms.contains { $0.action == "/login/\(secret.text)" })
            #expect(page.reply.fields[.setCookie] == nil)
        }
        #expect(try await sample.ask("HEAD", "/login/\(secret.text)", as: nil).status == 200)
        let entered = try await sample.submit("/login/\(secret.text)", [])
        #expect(entered.status == 303 && entered.fields[.location] == "/" && entered.cookie != nil)
        for again in [secret.text, "x", "..", String(repeating: "A", count: 500)] {
            let reply = try await sample.submit("/login/\(again)", [])
            #expect(reply.status == 401 && reply.fields[.setCookie] == nil, "\(again)")
        }
    }

    @Test("logging out ends the session at the server, and takes the cookie away")
    func logOut() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let reply = try await sample.submit("/uitloggen", as: who, [])
        #expect(reply.status == 303 && reply.fields[.location] == "/inloggen")
        #expect(reply.fields[.setCookie]?.contains("Max-Age=0") == true)
        #expect(try await sample.ask("GET", "/signalen", as: who).status == 303)
        #expect(try sample.accounts.sessions().isEmpty)
        #expect(try await sample.ask("GET", "/uitloggen", as: who).status == 405, "a link cannot log anyone out")
    }

    @Test("language, zone and keys are chosen with a form, kept in a cookie, and lead back to the page")
    func view() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        let page = try await sample.page("/incidenten", as: who)
        let form = try #require(page.forms.first { $0.action == "/weergave" })
        #expect(form.hidden.contains { $0 == ("back", "/incidenten") })
        let reply = try await sample.submit(
            "/weergave", as: who, form.hidden + [("zone", "utc"), ("language", "en")])
        #expect(reply.status == 303 && reply.fields[.location] == "/incidenten")
        let set = try #require(reply.fields[.setCookie])
        #expect(set.hasPrefix("dijkwacht-view=en.utc.nokeys;"))
        guard case .cookie(let cookie, _) = who else { return }
        let both = "__Host-dijkwacht=\(cookie); " + set.prefix { $0 != ";" }
        let english = try await sample.page("/incidenten", as: who, fields: ["Cookie": both])
        #expect(english.text.contains("<html lang=\"en\" data-keys=\"off\">") && english.heading == "Incidents")
        #expect(english.reply.fields[.contentLanguage] == "en")
        for back in ["//evil.example", "https://evil.example", "/\\evil"] {
            let reply = try await sample.submit(
                "/weergave", as: who, [("back", back), ("zone", "junk"), ("language", "xx")])
            #expect(reply.fields[.location] == "/")
            #expect(reply.fields[.setCookie]?.hasPrefix("dijkwacht-view=nl.ams.nokeys") == true)
        }
        // What came of a form has no address of its own to go back to.
        let wrong = ShownPage(try await sample.submit("/incidenten", as: who, []), "/incidenten")
        #expect(wrong.forms.first { $0.action == "/weergave" }?.hidden.contains { $0 == ("back", "/") } == true)
    }

    @Test("an address that is no page, or takes no such method, is answered with a page; a program gets JSON")
    func unknown() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .lead)
        for target in ["/bestaat-niet", "/signalen/x/y", "/incidenten/2026-0001/bestaat-niet"] {
            let page = try await sample.page(target, as: who, status: 404)
            #expect(page.heading == "Niet gevonden" && page.text.contains("href=\"/signalen\""))
            #expect(try await sample.page(target, status: 404).text.contains("href=\"/\""))
        }
        let page = try await sample.page("/incidenten/2026-0001/regel", as: who, status: 405)
        #expect(page.reply.fields[.allow] == "POST")
        #expect(try await sample.get("/bestaat-niet", as: who).code != nil)
        let api = try await sample.ask("GET", "/api/v1/bestaat-niet", as: who, fields: ["Accept": "text/html"])
        #expect(api.code != nil && api.status == 404)
    }
}
