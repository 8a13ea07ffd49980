// Accounts: the list, making one, and the page of one with all that can be changed.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store

/// An account with what is known beside it.
struct KnownAccount: Sendable {
    let account: Account
    /// Until when a link that was not used counts.
    let linkExpires: Timestamp?
    /// When one of its sessions that still stand was used last.
    let lastUse: Timestamp?

    var name: String { account.name.text }
    /// The word of the command line for it.
    var status: String { account.isDisabled ? "disabled" : "active" }
    var address: Address { Page.Section.administration.address.part("accounts").part(name) }
}

extension Pages {
    var accountRoutes: [PageRoute] {
        [
            .page("/beheer", .readAudit) { visit in
                guard visit.may(.manageAccounts) else { return .seeOther(AdministrationPart.audit.address) }
                return .page(try await accountList(visit))
            },
            .page("/beheer/uitvoer", .manageAccounts) { visit in try await accountExport(visit) },
            .change("/beheer/accounts", .manageAccounts) { visit, form in try await addAccount(visit, form) },
            .page("/beheer/accounts/{name}", .manageAccounts) { visit in
                let outcome = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try Outcome(&parameters)
                }
                return .page(try await accountPage(try Pages.accountName(visit), visit, outcome))
            },
            changing("rol") { name, form, visit, administration throws(Problem) in
                guard let role = form.text("rol").flatMap(Role.init) else {
                    throw Problem(.memberMissing, [visit.words("account.role")])
                }
                _ = try administration.setRole(role, name, by: visit.requester.actor)
            },
            changing("stand") { name, form, visit, administration throws(Problem) in
                _ = try administration.setDisabled(
                    form.has("uit"), name, now: visit.frame.wallNow, by: visit.requester.actor)
            },
            .change("/beheer/accounts/{name}/link", .manageAccounts) { visit, _ in
                try await link(for: try Pages.accountName(visit), takingPassword: false, visit)
            },
            .change("/beheer/accounts/{name}/herstel", .manageAccounts) { visit, _ in
                try await link(for: try Pages.accountName(visit), takingPassword: true, visit)
            },
        ]
    }

    private static func accountName(_ visit: Visit) throws(Problem) -> AccountName {
        guard let name = try? AccountName(try visit.call.path("name")) else { throw Problem(.notThere) }
        return name
    }

    /// A form below an account that changes it.
    private func changing(
        _ part: String,
        _ change:
            @escaping @Sendable (AccountName, Form, Visit, AccountAdministration) throws(Problem) -> Void
    ) -> PageRoute {
        .change("/beheer/accounts/{name}/\(part)", .manageAccounts) { visit, form in
            let name = try Pages.accountName(visit)
            do throws(Problem) {
                try await api.administer { administration throws(Problem) in
                    try change(name, form, visit, administration)
                }
            } catch {
                return .page(try await accountPage(name, visit, problem: error))
            }
            return .seeOther(
                Outcome(.changed).added(
                    to: Page.Section.administration.address.part("accounts").part(name.text)))
        }
    }

    private func addAccount(_ visit: Visit, _ form: Form) async throws(Problem) -> PageAnswer {
        let made: (AccountName, Access.Secret)
        do throws(Problem) {
            let name = try AccountName(form.text("naam") ?? "")
            guard let role = form.text("rol").flatMap(Role.init) else {
                throw Problem(.memberMissing, [visit.words("account.role")])
            }
            let random = WebRandom(random: api.services.random)
            made = try await api.administer { administration throws(Problem) in
                try administration.add(Account(name: name, role: role), by: visit.requester.actor)
                var random = random
                return (
                    name,
                    try administration.makeLink(
                        for: name, now: visit.frame.wallNow, by: visit.requester.actor, random: &random)
                )
            }
        } catch {
            return .page(try await accountList(visit, problem: error, kept: form))
        }
        return .page(linkPage(made.1, for: made.0, visit))
    }

    /// A link that logs in once, in place of any other.
    ///
    /// - Parameter takingPassword: the account then has no password any more, and its sessions end.
    private func link(
        for name: AccountName, takingPassword: Bool, _ visit: Visit
    ) async throws(Problem) -> PageAnswer {
        let random = WebRandom(random: api.services.random)
        let accounts = api.services.accounts
        let secret: Access.Secret
        do throws(Problem) {
            secret = try await api.administer { administration throws(Problem) in
                guard let known = try accounts.account(name) else { throw Problem(.notThere) }
                // A link is only for who may come in; the old password stays if there can be none.
                if known.isDisabled { throw Problem(.accountDisabled, [name.text]) }
                if takingPassword {
                    _ = try administration.setPassword(
                        nil, name, now: visit.frame.wallNow, by: visit.requester.actor)
                }
                var random = random
                return try administration.makeLink(
                    for: name, now: visit.frame.wallNow, by: visit.requester.actor, random: &random)
            }
        } catch {
            return .page(try await accountPage(name, visit, problem: error))
        }
        return .page(linkPage(secret, for: name, visit))
    }

    private func linkPage(_ secret: Access.Secret, for name: AccountName, _ visit: Visit) -> Page {
        // The origin was held against the authority before the change (`Gate`); it knows the scheme that people see.
        let headers = visit.call.request.headers
        let scheme = api.services.isEncrypted ? "https" : "http"
        let origin = headers[.origin] ?? visit.call.request.head.authority.map { "\(scheme)://\($0)" } ?? ""
        let until = visit.frame.wallNow.advanced(byNanoseconds: AccountLimits.linkSeconds * 1_000_000_000)
        return Pages.secretPage(
            .accounts, "link", origin + Address("/login").part(secret.text).text, for: name.text, until: until,
            back: Page.Section.administration.address.part("accounts").part(name.text), visit)
    }

    // MARK: The list

    private func knownAccounts() async throws(Problem) -> [KnownAccount] {
        let services = api.services
        return try await api.read { () throws(Problem) in
            let now = services.wallNow()
            let links = Dictionary(try services.accounts.links().map { ($0.account, $0.expires) }) { max($0, $1) }
            let uses = Dictionary(
                try services.accounts.sessions().filter { now < $0.ends(services.sessionPolicy) }
                    .map { ($0.account, $0.used) }
            ) { max($0, $1) }
            return try services.accounts.accounts().map { account in
                KnownAccount(
                    account: account, linkExpires: links[account.name].flatMap { now < $0 ? $0 : nil },
                    lastUse: uses[account.name])
            }
        }
    }

    private func accountList(
        _ visit: Visit, problem: Problem? = nil, kept: Form = Form()
    ) async throws(Problem) -> Page {
        var (part, after): (String?, AccountName?) = (nil, nil)
        if problem == nil {
            (part, after) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                (parameters.text("naam"), try Cursor.account(&parameters))
            }
        }
        let wanted = part?.lowercased()
        let all = try await knownAccounts()
        let found = all.filter { known in
            wanted.map { known.name.contains($0) } ?? true && after.map { $0 < known.account.name } ?? true
        }
        let (frame, shown) = (visit.frame, found.prefix(QueueQuestion.rows))
        let base = AdministrationPart.accounts.address.with("naam", part)
        let next = found.count > shown.count ? shown.last.map { base.with("cursor", Cursor.text($0.name)) } : nil
        let list: HTML =
            shown.isEmpty
            ? frame.note("plain", "<p>\(frame("account.none"))</p>")
            : frame.table(
                "administration.part.accounts",
                head: [
                    frame.column("account"), frame.column("role"), frame.column("state"), frame.column("password"),
                    frame.timeColumn("link_until"), frame.timeColumn("last_use"),
                ], rows: shown.map { Pages.row($0, visit) })
        var page = Pages.administration(
            .accounts, visit.words("administration.part.accounts"), visit,
            """
            \(Pages.trouble(problem, frame))
            \(adding(visit, kept, isOpen: problem != nil))
            <form method="get" action="\(AdministrationPart.accounts.address)" class="bar" role="search">
            \(frame.field("account.find", "<input id=\"q\" name=\"naam\" value=\"\(part ?? "")\" maxlength=\"64\">"))
            <button>\(frame("account.find.do"))</button></form>
            <p class="hint">\(frame("account.count", "\(all.count)"))</p>
            \(list)
            \(frame.next(next))
            \(Pages.exports(Address("/beheer/uitvoer"), frame))
            """)
        if let problem {
            page.status = WebProblem(problem).status
            page.here = AdministrationPart.accounts.address
        }
        return page
    }

    private static func row(_ known: KnownAccount, _ visit: Visit) -> HTML {
        let frame = visit.frame
        return """
            <tr data-href="\(known.address)" tabindex="-1">\
            <td><a class="log" href="\(known.address)">\(known.name)</a></td>\
            <td>\(frame("role.\(known.account.role.rawValue)"))</td><td>\(frame("status.\(known.status)"))</td>\
            <td>\(frame(known.account.password == nil ? "account.password.none" : "account.password.set"))</td>\
            <td>\(known.linkExpires.map(frame.time.element))</td>\
            <td>\(known.lastUse.map(frame.time.element) ?? frame("account.last_use.none"))</td></tr>

            """
    }

    private func adding(_ visit: Visit, _ kept: Form, isOpen: Bool) -> HTML {
        let frame = visit.frame
        let role = kept.text("rol").flatMap(Role.init) ?? .analyst
        return """
            <details class="menu" data-key="n"\(" open", isOpen)><summary>\(frame("account.add"))</summary>
            \(visit.form(Address("/beheer/accounts"), """
                \(frame.field("account.name", """
                    <input name="naam" required maxlength="64" autocomplete="off" autocapitalize="none" \
                    spellcheck="false" value="\(kept.text("naam") ?? "")"\(" aria-describedby=\"trouble\"", isOpen)>
                    """, hint: "account.name.hint"))
                \(frame.field("account.role", frame.select("rol", Role.allCases, key: "role", chosen: role),
                    hint: "account.role.hint"))
                <p class="hint">\(frame("account.add.hint"))</p>
                <button class="main">\(frame("account.add.do"))</button>
                """))</details>
            """
    }

    private func accountExport(_ visit: Visit) async throws(Problem) -> PageAnswer {
        let form = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
        }
        let all = try await knownAccounts()
        let head = ["name", "role", "status", "has_password", "link_expires", "last_use"]
        let rows = all.map { known in
            [
                known.name, known.account.role.rawValue, known.status, "\(known.account.password != nil)",
                known.linkExpires?.description ?? "", known.lastUse?.description ?? "",
            ]
        }
        return Pages.file("accounts", form, visit, rows: [head] + rows) { json in
            for known in all {
                json.beginObject()
                json.member("name", known.name)
                json.member("role", known.account.role.rawValue)
                json.member("status", known.status)
                json.member("has_password", known.account.password != nil)
                json.member("link_expires", known.linkExpires)
                json.member("last_use", known.lastUse)
                json.mark(visit.frame)
                json.endObject()
                json.endLine()
            }
        }
    }

    // MARK: One account

    private func accountPage(
        _ name: AccountName, _ visit: Visit, _ outcome: Outcome? = nil, problem: Problem? = nil
    ) async throws(Problem) -> Page {
        guard let known = try await knownAccounts().first(where: { $0.account.name == name }) else {
            throw Problem(.notThere)
        }
        let frame = visit.frame
        let own: HTML? = visit.name == known.name ? frame.note("plain", "<p>\(frame("account.own"))</p>") : nil
        let zone = frame.time.zone.name
        let link: HTML =
            known.linkExpires.map { "\(frame.time.element($0)) \(zone)" } ?? frame("account.link.none")
        let use: HTML =
            known.lastUse.map { "\(frame.time.element($0)) \(zone)" } ?? frame("account.last_use.none")
        var page = Pages.administration(
            .accounts, known.name, visit, isPart: false,
            """
            \(outcome?.shown(visit, back: known.address))\(Pages.trouble(problem, frame))\(own)
            <dl class="facts">
            <dt>\(frame("column.web.role"))</dt><dd>\(frame("role.\(known.account.role.rawValue)"))</dd>
            <dt>\(frame("column.web.state"))</dt><dd>\(frame("status.\(known.status)"))</dd>
            <dt>\(frame("column.web.password"))</dt>\
            <dd>\(frame(known.account.password == nil ? "account.password.none" : "account.password.set"))</dd>
            <dt>\(frame("column.web.link_until"))</dt><dd>\(link)</dd>
            <dt>\(frame("column.web.last_use"))</dt><dd>\(use)</dd>
            </dl>
            \(changes(known, visit))
            """)
        if let problem { page.status = WebProblem(problem).status }
        page.here = known.address
        return page
    }

    private func changes(_ known: KnownAccount, _ visit: Visit) -> HTML {
        let (frame, account) = (visit.frame, known.account)
        let role = visit.form(
            known.address.part("rol"),
            """
            \(frame.field("account.role", frame.select("rol", Role.allCases, key: "role", chosen: account.role),
                hint: "account.role.hint"))
            <button>\(frame("account.role.do"))</button>
            """)
        let state = visit.form(
            known.address.part("stand"),
            account.isDisabled
                ? "<button>\(frame("account.enable"))</button>"
                : """
                <input type="hidden" name="uit" value="1"><button>\(frame("account.disable"))</button>
                """)
        let links: HTML =
            account.isDisabled
            ? .none
            : """
            <section><h2>\(frame("account.link"))</h2><p>\(frame("account.link.hint"))</p>
            \(visit.form(known.address.part("link"), "<button>\(frame("account.link.do"))</button>"))</section>
            <section><h2>\(frame("account.reset"))</h2><p>\(frame("account.reset.hint"))</p>
            \(visit.form(known.address.part("herstel"), "<button>\(frame("account.reset.do"))</button>"))</section>
            """
        return """
            <div class="cols">
            <section><h2>\(frame("account.change_role"))</h2>\(role)</section>
            \(links)
            <section><h2>\(frame("account.state"))</h2>\
            <p>\(frame(account.isDisabled ? "account.enable.hint" : "account.disable.hint"))</p>\(state)</section>
            </div>
            """
    }
}
