// Forms of pages as a browser sends them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

extension WebSample {
    /// Sends a form with the key that the pages of this one have.
    ///
    /// - Parameter key: another key than that one.
    func send(
        _ target: String, as who: Who?, _ fields: [(String, String)] = [], key: String? = nil,
        from address: String = "203.0.113.9"
    ) async throws -> Reply {
        var all = fields
        if case .cookie(_, let own) = who { all.append(("csrf", key ?? own)) }
        let body = all.map { "\(WebSample.encode($0.0))=\(WebSample.encode($0.1))" }.joined(separator: "&")
        return try await ask(
            "POST", target, as: who, body,
            fields: ["Content-Type": "application/x-www-form-urlencoded", "Origin": "https://dijkwacht.example"],
            from: address)
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    /// Who comes in by a link, and where the page sends him.
    func enter(link secret: String) async throws -> (who: Who, location: String) {
        let reply = try await send("/login/\(secret)", as: nil)
        #expect(reply.status == 303, "\(reply.text)")
        let who = try await who(cookie: try #require(reply.cookie))
        return (who, reply.fields[.location] ?? "")
    }

    /// Who has this cookie, with the key for his forms.
    func who(cookie: String) async throws -> Who {
        let session = try await get("/api/v1/session", as: .cookie(cookie, key: ""))
        return .cookie(cookie, key: try #require(session.json["csrf_token"]?.text))
    }

    /// The accounts on disk.
    func kept() throws -> AccountStore {
        try #require(store)
    }

    /// What the journal of the organisation says, oldest first.
    func organisation() throws -> [EntryContent] {
        try records.entries(.organisation).map(\.content)
    }
}

extension Reply {
    /// The one value of the field that is shown once.
    var secret: String? {
        text.firstMatch(of: #/<input id="secret"[^>]* value="([^"]+)"/#).map { String($0.output.1) }
    }
}
