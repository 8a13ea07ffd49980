// Choosing one's own password on the page for it.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Testing
import Web

@Suite("Pages: one's own password")
struct PasswordTests {
    private static let new = "zes andere woorden dan zojuist"

    private func fields(old: String?, new: String = PasswordTests.new, again: String? = nil) -> [(String, String)] {
        (old.map { [("password", $0)] } ?? []) + [("password_new", new), ("password_again", again ?? new)]
    }

    @Test("the rules stand on the page before anything is typed, and password managers know the fields")
    func rules() async throws {
        let sample = try WebSample(hasStore: true)
        let who = try await sample.person("an.bakker", .reader)
        let page = try await sample.get("/wachtwoord", as: who)
        #expect(page.status == 200 && page.text.contains("\(AccessLimits.passwordCharacters) tekens"))
        let rules = try #require(page.text.firstRange(of: "id=\"rules\""))
        let field = try #require(page.text.firstRange(of: "name=\"password_new\""))
        #expect(rules.lowerBound < field.lowerBound)
        #expect(page.text.matches(of: #/autocomplete="new-password"/#).count == 2)
        #expect(page.text.contains("autocomplete=\"current-password\""))
        #expect(page.text.contains("href=\"/wachtwoord\""), "the menu of the person leads here")
        #expect(try await sample.get("/wachtwoord").status == 303)
    }

    @Test("a new password ends all sessions but this one, which goes on under another secret")
    func change() async throws {
        let sample = try WebSample(hasStore: true)
        let who = try await sample.person("an.bakker", .analyst)
        let other = try await sample.logIn("an.bakker")
        sample.time.advance(seconds: 1)
        let reply = try await sample.send("/wachtwoord", as: who, fields(old: WebSample.password))
        #expect(reply.status == 303 && reply.fields[.location] == "/wachtwoord?gedaan=changed")
        let fresh = try await sample.who(cookie: try #require(reply.cookie))
        #expect(try await sample.get("/wachtwoord?gedaan=changed", as: fresh).text.contains("geldt vanaf nu"))
        for old in [who, other] { #expect(try await sample.get("/wachtwoord", as: old).status == 303) }
        #expect(
            try sample.organisation() == [.accountChanged(account: "an.bakker", change: .password, role: "analyst")])
        let logIn = try await sample.post(
            "/api/v1/session", #"{"name":"an.bakker","password":"\#(PasswordTests.new)"}"#)
        #expect(logIn.status == 200)
    }

    @Test("a wrong old password, two that differ and one against the rules change nothing and are not shown again")
    func refused() async throws {
        let sample = try WebSample(hasStore: true)
        let who = try await sample.person("an.bakker", .analyst)
        let old = WebSample.password
        let wrong = [
            fields(old: "niet het oude"), fields(old: nil), fields(old: old, again: "iets anders dan dat"),
            fields(old: old, new: "kort-ding"), fields(old: old, new: "aaaaaaaaaaaaaaa"),
            fields(old: old, new: "an.bakker1234"),
            fields(old: old, new: String(repeating: "lang woord ", count: 100)), fields(old: old, new: ""),
        ]
        for form in wrong {
            let reply = try await sample.send("/wachtwoord", as: who, form)
            #expect(reply.status == 400 && reply.text.contains("role=\"alert\""), "\(form)")
            for (_, value) in form where !value.isEmpty { #expect(!reply.text.contains(value)) }
            sample.time.advance(seconds: 30)
        }
        let key = String(repeating: "A", count: 43)
        #expect(try await sample.send("/wachtwoord", as: who, fields(old: old), key: key).status == 403)
        #expect(try sample.organisation().isEmpty)
        #expect(try await sample.get("/wachtwoord", as: who).status == 200, "the session stands")
    }

    @Test("guessing the old password waits as logging in does")
    func guessing() async throws {
        let sample = try WebSample(hasStore: true)
        let who = try await sample.person("an.bakker", .analyst)
        var statuses: [Int] = []
        for number in 0..<6 {
            statuses.append(try await sample.send("/wachtwoord", as: who, fields(old: "gok \(number)")).status)
        }
        #expect(statuses.prefix(3).allSatisfy { $0 == 400 } && statuses.last == 429, "\(statuses)")
    }

    @Test("who came in by a link and has no password is not asked for an old one")
    func first() async throws {
        let sample = try WebSample(hasStore: true)
        let admin = try await sample.person("bea.heer", .administrator)
        let made = try await sample.send("/beheer/accounts", as: admin, [("naam", "nieuw"), ("rol", "reader")])
        let secret = try #require(made.secret?.split(separator: "/").last)
        let (who, location) = try await sample.enter(link: String(secret))
        #expect(location == "/wachtwoord")
        #expect(try await !sample.get("/wachtwoord", as: who).text.contains("current-password"))
        #expect(try await sample.send("/wachtwoord", as: who, fields(old: nil)).status == 303)
        // Who has a password goes on to the first page.
        let again = try await sample.send("/beheer/accounts/nieuw/link", as: admin)
        let second = try #require(again.secret?.split(separator: "/").last)
        #expect(try await sample.enter(link: String(second)).location == "/")
    }

    @Test("a form that waits for someone to log in again holds no password, old or new")
    func kept() async throws {
        let sample = try WebSample(hasStore: true)
        let who = try await sample.person("an.bakker", .analyst)
        sample.time.advance(seconds: 1_801)
        let reply = try await sample.send(
            "/wachtwoord", as: who, fields(old: WebSample.password) + [("noot", "blijft")])
        #expect(reply.status == 401 && reply.text.contains("blijft"))
        #expect(!reply.text.contains(WebSample.password) && !reply.text.contains(PasswordTests.new))
    }

    @Test("a password crosses an encrypted connection or none at all")
    func insecure() async throws {
        let sample = try WebSample(isEncrypted: false, hasStore: true)
        try sample.account("an.bakker", .analyst)
        let here = try await sample.ask(
            "POST", "/api/v1/session", as: nil, #"{"name":"an.bakker","password":"\#(WebSample.password)"}"#,
            from: "127.0.0.1")
        let key = try #require(here.json["csrf_token"]?.text)
        let body = "csrf=\(key)&password=a&password_new=b&password_again=b"
        let reply = try await sample.ask(
            "POST", "/wachtwoord", as: nil, body,
            fields: [
                "Cookie": "dijkwacht=\(try #require(here.cookie))", "Origin": "http://dijkwacht.example",
                "Content-Type": "application/x-www-form-urlencoded",
            ], from: "203.0.113.9")
        #expect(reply.status == 403)
    }
}
