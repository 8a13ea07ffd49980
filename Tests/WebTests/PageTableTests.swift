// Every route of the pages, for every role and for nobody: whatever comes back is a page, keeps the rules for pages,
// and follows the table of roles.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Testing
import Web

@Suite("Every page for every role")
struct PageTableTests {
    /// With what stands between braces filled in by something that is not there.
    private func target(_ path: String) -> String {
        path.replacing(#/\{[^}]*\}/#, with: "x")
    }

    @Test("nobody: pages lead to the door and back to where one was, changes ask to log in, and nothing is told")
    func nobody() async throws {
        let sample = try WebSample()
        for route in sample.router.pageRoutes {
            let target = target(route.path)
            switch route.need {
            case .nothing: continue
            case .page:
                let reply = try await sample.ask("GET", target, as: nil, fields: ["Accept": "text/html"])
                let encoded = target.replacing("/", with: "%2F")
                #expect(reply.status == 303 && reply.fields[.location] == "/inloggen?naar=\(encoded)", "\(target)")
                #expect(reply.bytes.isEmpty)
                PageRules.check(reply, target)
            case .change:
                let reply = try await sample.submit(target, [("a", "b")])
                #expect(reply.status == 401 && reply.text.contains("action=\"/inloggen\""), "\(target)")
                PageRules.check(reply, target)
            }
        }
    }

    @Test(
        "docs/access.md: what takes a permission of the house is refused to who has it not, on a page that says so",
        arguments: Role.allCases)
    func roles(role: Role) async throws {
        let sample = try WebSample()
        let who = try await sample.person("iemand", role)
        for route in sample.router.pageRoutes {
            let target = target(route.path)
            let permission: Permission?
            let isChange: Bool
            switch route.need {
            case .nothing: continue
            case .page(let needed): (permission, isChange) = (needed, false)
            case .change(let needed): (permission, isChange) = (needed, true)
            }
            let isAllowed = permission.map { role.has($0) } ?? true
            // What goes on until the browser leaves has its own test.
            if isAllowed, target.hasPrefix("/live/") || target == "/uitloggen" { continue }
            let reply =
                isChange
                ? try await sample.submit(target, as: who, [("a", "b")])
                : try await sample.ask("GET", target, as: who, fields: ["Accept": "text/html"])
            if isAllowed {
                #expect([200, 303, 400, 403, 404, 409].contains(reply.status), "\(target): \(reply.status)")
            } else {
                #expect(reply.status == 403, "\(target): \(reply.status)")
            }
            if reply.status >= 400 {
                #expect(reply.fields[.contentType]?.hasPrefix("text/html") == true, "\(target)")
                #expect(reply.text.contains("<nav aria-label="), "\(target) has no way on")
            }
            PageRules.check(reply, target)
        }
    }

    @Test("a change without its key is refused before anything is looked at, on every route")
    func keys() async throws {
        let sample = try WebSample()
        let who = try await sample.person("iemand", .lead)
        var changes = 0
        for route in sample.router.pageRoutes {
            guard case .change = route.need else { continue }
            changes += 1
            let reply = try await sample.submit(target(route.path), as: who, [("csrf", "x")])
            #expect(reply.status == 403, "\(route.path)")
        }
        #expect(changes >= 10)
    }

    @Test("RFC 9110, 9.3.2: HEAD gives what GET gives, without the page")
    func head() async throws {
        let sample = try WebSample()
        let who = try await sample.person("iemand", .lead)
        for target in ["/signalen", "/incidenten", "/inloggen"] {
            let reply = try await sample.ask("HEAD", target, as: who, fields: ["Accept": "text/html"])
            #expect(reply.status == 200 && reply.bytes.isEmpty)
        }
    }

    @Test("the files of the pages: their types, kept under their mark, and nothing beside them")
    func files() async throws {
        let sample = try WebSample()
        let page = try await sample.page("/inloggen")
        let style = try #require(page.text.firstMatch(of: #/href="(\/bestanden\/[0-9a-f]{12}\/style\.css)"/#))
        let reply = try await sample.get(String(style.1))
        #expect(reply.status == 200 && reply.fields[.contentType] == "text/css; charset=utf-8")
        #expect(reply.fields[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(reply.fields[.xContentTypeOptions] == "nosniff")
        let old = try await sample.get("/bestanden/000000000000/style.css")
        #expect(old.status == 200 && old.fields[.cacheControl] == "no-store")
        for name in ["x.css", "..%2Fstyle.css", "%2E%2E", "style.css%00"] {
            #expect(try await sample.get("/bestanden/x/\(name)").status == 404, "\(name)")
        }
    }
}
