// Tokens of programs: the list, making one, and making one worthless.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

extension Pages {
    /// For how many days a token can be made.
    private static let tokenDays = 1...3_650

    var tokenRoutes: [PageRoute] {
        [
            .page("/beheer/tokens", .manageTokens) { visit in .page(try await tokenList(visit)) },
            .page("/beheer/tokens/uitvoer", .manageTokens) { visit in try await tokenExport(visit) },
            .change("/beheer/tokens", .manageTokens) { visit, form in try await addToken(visit, form) },
            .change("/beheer/tokens/{id}/uit", .manageTokens) { visit, _ in
                guard let id = ULID(try visit.call.path("id")) else { throw Problem(.notThere) }
                _ = try await api.administer { administration throws(Problem) in
                    try administration.disableToken(id, by: visit.requester.actor)
                }
                return .seeOther(Outcome(.changed).added(to: AdministrationPart.tokens.address))
            },
        ]
    }

    private func addToken(_ visit: Visit, _ form: Form) async throws(Problem) -> PageAnswer {
        let made: (token: APIToken, text: String)
        do throws(Problem) {
            guard let role = form.text("rol").flatMap(Role.init) else {
                throw Problem(.memberMissing, [visit.words("account.role")])
            }
            guard let days = form.text("dagen").flatMap({ Int64($0) }), Pages.tokenDays ~= Int(clamping: days) else {
                throw Problem(.tokenDays, ["\(Pages.tokenDays.lowerBound)", "\(Pages.tokenDays.upperBound)"])
            }
            var random = WebRandom(random: api.services.random)
            let now = visit.frame.wallNow
            made = try APIToken.make(
                label: form.text("label") ?? "", role: role, now: now,
                expires: now.advanced(byNanoseconds: days * 86_400_000_000_000), random: &random)
            let token = made.token
            try await api.administer { administration throws(Problem) in
                try administration.add(token, by: visit.requester.actor)
            }
        } catch {
            return .page(try await tokenList(visit, problem: error, kept: form))
        }
        return .page(
            Pages.secretPage(
                .tokens, "token", made.text, for: made.token.label, until: made.token.expires,
                back: AdministrationPart.tokens.address, visit))
    }

    private func allTokens() async throws(Problem) -> [APIToken] {
        let accounts = api.services.accounts
        // Newest first: what was made just now is what one looks for.
        return try await api.read { () throws(Problem) in try accounts.tokens() }.sorted { $0.id > $1.id }
    }

    private func tokenList(
        _ visit: Visit, problem: Problem? = nil, kept: Form = Form()
    ) async throws(Problem) -> Page {
        var (after, outcome): (ULID?, Outcome?) = (nil, nil)
        if problem == nil {
            (after, outcome) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                (try Cursor.token(&parameters), try Outcome(&parameters))
            }
        }
        let (frame, address) = (visit.frame, AdministrationPart.tokens.address)
        let found = try await allTokens().filter { token in after.map { token.id < $0 } ?? true }
        let shown = found.prefix(QueueQuestion.rows)
        let next = found.count > shown.count ? shown.last.map { address.with("cursor", Cursor.text($0.id)) } : nil
        let list: HTML =
            shown.isEmpty
            ? frame.note("plain", "<p>\(frame("token.none"))</p>")
            : frame.table(
                "administration.part.tokens",
                head: [
                    frame.column("label"), frame.column("role"), frame.column("state"), frame.timeColumn("made"),
                    frame.timeColumn("expires"), frame.column("id"), frame.column("action"),
                ], rows: shown.map { Pages.row($0, visit) })
        var page = Pages.administration(
            .tokens, visit.words("administration.part.tokens"), visit,
            """
            \(outcome?.shown(visit, back: address))\(Pages.trouble(problem, frame))
            <p>\(frame("token.about"))</p>
            \(adding(visit, kept, isOpen: problem != nil))
            \(list)
            \(frame.next(next))
            \(Pages.exports(address.part("uitvoer"), frame))
            """)
        if let problem {
            page.status = WebProblem(problem).status
            page.here = address
        }
        return page
    }

    private static func status(_ token: APIToken, _ now: Timestamp) -> String {
        token.isDisabled ? "disabled" : token.isValid(at: now) ? "active" : "expired"
    }

    private static func row(_ token: APIToken, _ visit: Visit) -> HTML {
        let (frame, id) = (visit.frame, token.id.description)
        let status = status(token, frame.wallNow)
        // A name of its own for each, for who hears the buttons apart from their rows.
        let action: HTML? =
            token.isDisabled
            ? nil
            : """
            <details class="menu"><summary aria-label="\(visit.words("token.disable.named", token.label))">\
            \(frame("token.disable"))</summary><p>\(frame("token.disable.hint"))</p>
            \(visit.form(
                AdministrationPart.tokens.address.part(id).part("uit"),
                "<button class=\"main\">\(frame("token.disable.do"))</button>"))</details>
            """
        return """
            <tr><td>\(token.label)</td><td>\(frame("role.\(token.role.rawValue)"))</td>\
            <td>\(frame("status.\(status)"))</td><td>\(frame.time.element(token.created))</td>\
            <td>\(frame.time.element(token.expires))</td><td class="log">\(id)</td><td>\(action)</td></tr>

            """
    }

    private func adding(_ visit: Visit, _ kept: Form, isOpen: Bool) -> HTML {
        let frame = visit.frame
        let role = kept.text("rol").flatMap(Role.init) ?? .reader
        let label: HTML = """
            <input name="label" required maxlength="\(AccessLimits.labelBytes)" value="\(kept.text("label") ?? "")"\
            \(" aria-describedby=\"trouble\"", isOpen)>
            """
        let days: HTML = """
            <input name="dagen" type="number" required min="\(Pages.tokenDays.lowerBound)" \
            max="\(Pages.tokenDays.upperBound)" value="\(kept.text("dagen") ?? "365")">
            """
        return """
            <details class="menu" data-key="n"\(" open", isOpen)><summary>\(frame("token.add"))</summary>
            \(visit.form(AdministrationPart.tokens.address, """
                \(frame.field("token.label", label, hint: "token.label.hint"))
                \(frame.field("account.role", frame.select("rol", Role.allCases, key: "role", chosen: role),
                    hint: "token.role.hint"))
                \(frame.field("token.days", days))
                <button class="main">\(frame("token.add.do"))</button>
                """))</details>
            """
    }

    private func tokenExport(_ visit: Visit) async throws(Problem) -> PageAnswer {
        let form = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
        }
        let (all, now) = (try await allTokens(), visit.frame.wallNow)
        let head = ["id", "label", "role", "status", "created", "expires"]
        let rows = all.map { token in
            [
                token.id.description, token.label, token.role.rawValue, Pages.status(token, now),
                token.created.description, token.expires.description,
            ]
        }
        return Pages.file("tokens", form, visit, rows: [head] + rows) { json in
            for row in rows {
                json.beginObject()
                for (name, value) in zip(head, row) { json.member(name, value) }
                json.mark(visit.frame)
                json.endObject()
                json.endLine()
            }
        }
    }
}
