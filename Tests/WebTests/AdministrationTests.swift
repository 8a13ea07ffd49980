// Beheer: who sees which page, and that each change is in the journal and holds at once.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import GRDB
import Incidents
import Store
import Testing
import Web

@Suite("Pages: administration")
struct AdministrationTests {
    private func start() async throws -> (sample: WebSample, admin: WebSample.Who) {
        let sample = try WebSample(hasStore: true)
        return (sample, try await sample.person("bea.heer", .administrator))
    }

    @Test("accounts and tokens are for the administrator, the journal for the lead too, and nothing for others")
    func whoSees() async throws {
        let (sample, admin) = try await start()
        let lead = try await sample.person("lea.leider", .lead)
        let pages = [
            "/beheer", "/beheer/accounts/bea.heer", "/beheer/tokens", "/beheer/uitvoer", "/beheer/tokens/uitvoer",
        ]
        for page in pages + ["/beheer/journaal", "/beheer/journaal/uitvoer"] {
            #expect(try await sample.get(page, as: admin).status == 200, "\(page)")
            let nobody = try await sample.get(page)
            #expect(nobody.status == 303 && nobody.fields[.location]?.hasPrefix("/inloggen") == true)
        }
        for role in [Role.reader, .analyst] {
            let who = try await sample.person("\(role.rawValue).een", role)
            for page in pages + ["/beheer/journaal"] {
                #expect(try await sample.get(page, as: who).status == 403, "\(role) \(page)")
            }
            #expect(try await !sample.get("/hulp", as: who).text.contains("href=\"/beheer\""))
        }
        let sent = try await sample.get("/beheer", as: lead)
        #expect(sent.status == 303 && sent.fields[.location] == "/beheer/journaal")
        #expect(try await sample.get("/beheer/journaal", as: lead).text.contains("href=\"/beheer\""))
        for page in pages.dropFirst() { #expect(try await sample.get(page, as: lead).status == 403, "\(page)") }
    }

    @Test("changes by who may not make them, and forms with a wrong key, change nothing and are in no journal")
    func refused() async throws {
        let (sample, admin) = try await start()
        let lead = try await sample.person("lea.leider", .lead)
        let forms: [(String, [(String, String)])] = [
            ("/beheer/accounts", [("naam", "nieuw"), ("rol", "administrator")]),
            ("/beheer/accounts/bea.heer/rol", [("rol", "reader")]), ("/beheer/accounts/bea.heer/stand", [("uit", "1")]),
            ("/beheer/accounts/bea.heer/link", []), ("/beheer/accounts/bea.heer/herstel", []),
            ("/beheer/tokens", [("label", "x"), ("rol", "reader"), ("dagen", "1")]),
            ("/beheer/tokens/\(ULID(time: WebSample.start, random: (1, 1)))/uit", []),
        ]
        for (target, fields) in forms {
            #expect(try await sample.send(target, as: lead, fields).status == 403, "\(target)")
            let wrong = try await sample.send(target, as: admin, fields, key: String(repeating: "A", count: 43))
            #expect(wrong.status == 403, "\(target)")
            #expect(try await sample.send(target, as: nil, fields).status == 401, "\(target)")
        }
        #expect(try sample.organisation().isEmpty)
        let store = try sample.kept()
        #expect(try store.accounts().count == 2 && store.tokens().isEmpty && store.links().isEmpty)
    }

    @Test("a new account gets a link that is shown once, logs in once, and leads to choosing a password")
    func add() async throws {
        let (sample, admin) = try await start()
        let made = try await sample.send("/beheer/accounts", as: admin, [("naam", "Nieuw.Een"), ("rol", "analyst")])
        let link = try #require(made.secret)
        #expect(made.status == 200 && link.hasPrefix("https://dijkwacht.example/login/"))
        #expect(made.fields[.cacheControl] == "no-store" && made.fields[.location] == nil)
        #expect(made.text.contains("<time") && made.text.contains("data-copy"))
        let secret = String(link.dropFirst("https://dijkwacht.example/login/".count))
        for page in ["/beheer", "/beheer/accounts/nieuw.een", "/beheer/journaal", "/beheer/uitvoer"] {
            #expect(try await !sample.get(page, as: admin).text.contains(secret), "\(page)")
        }
        #expect(
            try sample.organisation() == [
                .accountChanged(account: "nieuw.een", change: .added, role: "analyst"),
                .accountChanged(account: "nieuw.een", change: .link, role: "analyst"),
            ])
        #expect(try sample.records.entries(.organisation).allSatisfy { $0.actor == .person("bea.heer") })
        let (_, location) = try await sample.enter(link: secret)
        #expect(location == "/wachtwoord")
        #expect(try await sample.send("/login/\(secret)", as: nil).status == 401)
    }

    @Test("a name that is taken or is none is said above the form, which keeps what was typed, as text")
    func addWrong() async throws {
        let (sample, admin) = try await start()
        let taken = try await sample.send("/beheer/accounts", as: admin, [("naam", "bea.heer"), ("rol", "reader")])
        #expect(taken.status == 409 && taken.text.contains("role=\"alert\"") && taken.secret == nil)
        let hostile = "\"><script>alert(1)</script>"
        let wrong = try await sample.send("/beheer/accounts", as: admin, [("naam", hostile), ("rol", "reader")])
        #expect(wrong.status == 400 && wrong.text.contains("&lt;script&gt;") && !wrong.text.contains("<script>a"))
        let noRole = try await sample.send("/beheer/accounts", as: admin, [("naam", "iemand"), ("rol", "koning")])
        #expect(noRole.status == 400)
        let long = String(repeating: "a", count: AccessLimits.nameBytes + 1)
        #expect(
            try await sample.send("/beheer/accounts", as: admin, [("naam", long), ("rol", "reader")]).status == 400)
        #expect(try sample.organisation().isEmpty)
    }

    @Test("another role, disabling and resetting end the sessions of the account at once")
    func sessionsEnd() async throws {
        let (sample, admin) = try await start()
        let changes: [(String, [(String, String)], AccountChange)] = [
            ("rol", [("rol", "lead")], .role), ("stand", [("uit", "1")], .disabled), ("herstel", [], .reset),
        ]
        for (index, (part, fields, change)) in changes.enumerated() {
            let who = try await sample.person("piet.\(index)", .analyst)
            #expect(try await sample.get("/hulp", as: who).status == 200)
            sample.time.advance(seconds: 1)
            let reply = try await sample.send("/beheer/accounts/piet.\(index)/\(part)", as: admin, fields)
            #expect(reply.status == (part == "herstel" ? 200 : 303), "\(part)")
            #expect(try await sample.get("/hulp", as: who).status == 303, "\(part): the session stands")
            let made = try sample.organisation().compactMap { content -> AccountChange? in
                if case .accountChanged("piet.\(index)", let change, _) = content { change } else { nil }
            }
            #expect(made.first == change, "\(part)")
        }
        let page = try await sample.get("/beheer/accounts/piet.1?gedaan=changed", as: admin)
        #expect(page.text.contains("role=\"status\""))
        #expect(try await sample.send("/beheer/accounts/piet.1/link", as: admin).status == 409, "it is disabled")
        #expect(try await sample.send("/beheer/accounts/piet.1/stand", as: admin).status == 303)
        #expect(try sample.kept().account(AccountName("piet.1"))?.isDisabled == false)
    }

    @Test("the last administrator can neither be disabled nor be given another role")
    func lastAdministrator() async throws {
        let (sample, admin) = try await start()
        for (part, fields) in [("stand", [("uit", "1")]), ("rol", [("rol", "reader")])] {
            let reply = try await sample.send("/beheer/accounts/bea.heer/\(part)", as: admin, fields)
            #expect(reply.status == 409 && reply.text.contains("laatste beheerder"), "\(part)")
        }
        #expect(try sample.organisation().isEmpty)
        #expect(try await sample.get("/beheer", as: admin).status == 200)
    }

    @Test("an account that is not there is not found, and the page of one says who it is")
    func onePage() async throws {
        let (sample, admin) = try await start()
        for page in ["/beheer/accounts/niemand", "/beheer/accounts/%3Cscript%3E"] {
            #expect(try await sample.get(page, as: admin).status == 404, "\(page)")
        }
        #expect(try await sample.send("/beheer/accounts/niemand/rol", as: admin, [("rol", "lead")]).status == 404)
        let own = try await sample.get("/beheer/accounts/bea.heer", as: admin)
        #expect(own.text.contains("uw eigen account") && own.text.contains("href=\"/hulp/accounts\""))
    }

    @Test("a list of more than fifty accounts goes on behind a link, and a part of a name finds some of them")
    func paging() async throws {
        let (sample, admin) = try await start()
        let store = try sample.kept()
        for number in 10..<65 { try store.save(Account(name: try AccountName("account-\(number)"), role: .reader)) }
        let first = try await sample.get("/beheer", as: admin)
        #expect(first.text.contains("account-59") && !first.text.contains("account-60"))
        let next = try #require(first.text.firstMatch(of: #/rel="next" href="([^"]+)"/#)?.output.1)
        let second = try await sample.get(String(next).replacing("&amp;", with: "&"), as: admin)
        #expect(
            second.text.contains("account-60") && second.text.contains("bea.heer")
                && !second.text.contains("rel=\"next\""))
        let found = try await sample.get("/beheer?naam=-6", as: admin)
        #expect(found.text.contains("account-60") && !found.text.contains("account-59"))
        let none = try await sample.get("/beheer?naam=%3Cb%3E", as: admin)
        #expect(none.text.contains("geen account") && none.text.contains("value=\"&lt;b&gt;\""))
        #expect(try await sample.get("/beheer?cursor=onzin", as: admin).status == 400)
        let file = try await sample.get("/beheer/uitvoer?vorm=jsonl", as: admin)
        #expect(file.text.split(separator: "\n").count == 56)
        let table = try await sample.get("/beheer/uitvoer", as: admin)
        #expect(table.fields[.contentDisposition]?.contains("accounts.csv") == true)
        #expect(table.text.contains("\"bea.heer\",\"administrator\",\"active\",\"true\""))
    }

    // MARK: Tokens

    @Test("a token is shown once, counts at once, and is worthless as soon as it is disabled")
    func tokens() async throws {
        let (sample, admin) = try await start()
        #expect(try await sample.get("/beheer/tokens", as: admin).text.contains("geen token"))
        let label = "=bewaking <b>"
        let made = try await sample.send(
            "/beheer/tokens", as: admin, [("label", label), ("rol", "reader"), ("dagen", "30")])
        let text = try #require(made.secret)
        #expect(made.status == 200 && text.hasPrefix(APIToken.prefix) && !made.text.contains("<b>"))
        #expect(try await sample.get("/api/v1/session", as: .token(text)).status == 200)
        let list = try await sample.get("/beheer/tokens", as: admin)
        #expect(!list.text.contains(text) && list.text.contains("=bewaking &lt;b&gt;"))
        let file = try await sample.get("/beheer/tokens/uitvoer?vorm=csv", as: admin)
        #expect(file.text.contains("\"'=bewaking <b>\"") && !file.text.contains(text), "no cell is a formula")
        let token = try #require(try sample.kept().tokens().first)
        #expect(token.expires == WebSample.start.advanced(byNanoseconds: 30 * 86_400_000_000_000))
        #expect(try await sample.send("/beheer/tokens/\(token.id)/uit", as: admin).status == 303)
        #expect(try await sample.get("/api/v1/session", as: .token(text)).status == 401)
        #expect(
            try sample.organisation() == [
                .tokenChanged(label: label, change: .created, role: "reader"),
                .tokenChanged(label: label, change: .disabled, role: "reader"),
            ])
        let other = ULID(time: WebSample.start, random: (1, 1))
        #expect(try await sample.send("/beheer/tokens/\(other)/uit", as: admin).status == 404)
        #expect(try await sample.send("/beheer/tokens/geen/uit", as: admin).status == 404)
    }

    @Test("a token for no days, too many or no number, without a label or with one that is too long is not made")
    func wrongTokens() async throws {
        let (sample, admin) = try await start()
        let long = String(repeating: "a", count: AccessLimits.labelBytes + 1)
        for (label, days) in [
            ("x", "0"), ("x", "3651"), ("x", "een"), ("x", "99999999999999999999"), ("x", ""), ("", "1"), (long, "1"),
            ("a\u{202E}b", "1"),
        ] {
            let reply = try await sample.send(
                "/beheer/tokens", as: admin, [("label", label), ("rol", "reader"), ("dagen", days)])
            #expect(reply.status == 400 && reply.secret == nil && reply.text.contains("role=\"alert\""), "\(days)")
        }
        #expect(try sample.kept().tokens().isEmpty && sample.organisation().isEmpty)
    }

    // MARK: The journal

    @Test("who looked whom up is in the journal, for the lead and the administrator; decisions only for the lead")
    func audit() async throws {
        let (sample, admin) = try await start()
        let lead = try await sample.person("lea.leider", .lead)
        #expect(try await sample.get("/beheer/journaal", as: admin).text.contains("geen regel"))
        let by = Actor.person("lea.leider")
        let contents: [EntryContent] = [
            .searchedPerson(query: "=account:<i>jan"),
            .alertsClosed(alerts: [], reason: .expected, note: "geheime noot"),
            .muted(rule: "r", entity: nil, until: WebSample.start, reason: "stille reden"),
            .clockJumped(seconds: 90), .daysRemoved(from: 20_000, to: 20_001, lines: 12), .undone(sequence: 3),
        ]
        for content in contents {
            _ = try sample.journal.appendAndWait(EntryDraft(.log(.organisation), content, by: by))
        }
        for (who, sees) in [(lead, true), (admin, false)] {
            let page = try await sample.get("/beheer/journaal", as: who)
            #expect(page.text.contains("=account:&lt;i&gt;jan") && page.text.contains("lea.leider"))
            for secret in ["geheime noot", "stille reden"] {
                #expect(page.text.contains(secret) == sees)
                let asked = try await sample.get("/beheer/journaal?soort=decisions", as: who)
                #expect(asked.text.contains(secret) == sees)
                for form in ["csv", "jsonl"] {
                    let file = try await sample.get("/beheer/journaal/uitvoer?vorm=\(form)", as: who)
                    #expect(file.text.contains(secret) == sees, "\(form)")
                }
            }
        }
        let people = try await sample.get("/beheer/journaal?soort=people", as: lead)
        #expect(people.text.contains("jan") && !people.text.contains("90"))
        let file = try await sample.get("/beheer/journaal/uitvoer", as: lead)
        #expect(file.text.contains("\"'=account:<i>jan\""), "no cell is a formula")
        #expect(try await sample.get("/beheer/journaal?soort=alles", as: lead).status == 400)
    }

    @Test("the journal shows fifty entries, newest first, and the rest behind a link; an export has them all")
    func auditPaging() async throws {
        let (sample, admin) = try await start()
        for number in 100..<160 {
            let content = EntryContent.searchedPerson(query: "persoon-\(number)")
            _ = try sample.journal.appendAndWait(EntryDraft(.log(.organisation), content, by: .person("a")))
        }
        let first = try await sample.get("/beheer/journaal?soort=people", as: admin)
        #expect(first.text.contains("persoon-159") && first.text.contains("persoon-110"))
        #expect(!first.text.contains("persoon-109"))
        let next = try #require(first.text.firstMatch(of: #/rel="next" href="([^"]+)"/#)?.output.1)
        let second = try await sample.get(String(next).replacing("&amp;", with: "&"), as: admin)
        #expect(second.text.contains("persoon-109") && second.text.contains("persoon-100"))
        #expect(!second.text.contains("persoon-110") && !second.text.contains("rel=\"next\""))
        let file = try await sample.get("/beheer/journaal/uitvoer?vorm=jsonl", as: admin)
        #expect(file.text.split(separator: "\n").count == 60)
    }

    @Test("an entry of the journal that was changed on disk is named on the page and in exports, with the others")
    func auditDamaged() async throws {
        let (sample, admin) = try await start()
        for number in 1...3 {
            let content = EntryContent.searchedPerson(query: "persoon-\(number)")
            _ = try sample.journal.appendAndWait(EntryDraft(.log(.organisation), content, by: .person("a")))
        }
        let queue = try DatabaseQueue(path: sample.folder.appendingPathComponent("record.sqlite").path)
        try await queue.writeWithoutTransaction { database in
            try database.execute(
                sql: "UPDATE journal SET bytes = x'00' WHERE kind = 'searched_person' AND sequence = 2")
        }
        try queue.close()
        for target in [
            "/beheer/journaal?soort=people", "/beheer/journaal/uitvoer", "/beheer/journaal/uitvoer?vorm=jsonl",
        ] {
            let reply = try await sample.get(target, as: admin)
            #expect(reply.status == 200, "\(target)")
            #expect(reply.text.contains("persoon-1") && reply.text.contains("persoon-3"), "\(target)")
            #expect(
                reply.text.contains("In het journaal organisation is regel 2 niet wat er geschreven is"), "\(target)")
            #expect(!reply.text.contains("persoon-2"), "\(target)")
        }
    }
}
