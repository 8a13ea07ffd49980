// Choosing one's own password: the rules stand above the fields, and the old one is asked when there is one.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Store

extension Pages {
    static let passwordAddress = Address("/wachtwoord")

    /// What the names of fields begin with that are never shown again or kept. All fields for passwords do.
    static let passwordField = "password"

    var passwordRoutes: [PageRoute] {
        [
            .page("/wachtwoord", nil) { visit in
                let isDone = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try parameters.value("gedaan") { $0 == "changed" ? true : nil } ?? false
                }
                return .page(try await passwordPage(visit, isDone: isDone))
            },
            .change("/wachtwoord", nil) { visit, form in
                do throws(Problem) {
                    return try await setPassword(visit, form)
                } catch {
                    let known = WebProblem(error)
                    guard !known.isOurs || error.code.name == "access.password_memory" else { throw error }
                    var page = try await passwordPage(visit, problem: error)
                    page.status = known.status
                    return .page(page)
                }
            },
        ]
    }

    private func setPassword(_ visit: Visit, _ form: Form) async throws(Problem) -> PageAnswer {
        let gate = api.gate(visit.call)
        // A password crosses an encrypted connection or none at all.
        guard api.services.isEncrypted || visit.call.context.isLoopback else { throw Problem(.insecure) }
        guard let name = visit.requester.name else { throw Problem(.notThere) }
        let new = form.text("password_new") ?? ""
        guard new == form.text("password_again") ?? "" else { throw Problem(.passwordsDiffer) }
        if try await api.door.hasPassword(name) {
            try await api.door.confirm(name, form.text("password") ?? "", from: visit.call.context.address)
        }
        let hash = try await api.door.hash(newPassword: new, for: name)
        let now = visit.frame.wallNow
        let account = try await api.administer { administration throws(Problem) in
            try administration.setPassword(hash, name, isOwn: true, now: now, by: visit.requester.actor)
        }
        // All sessions have ended with the old password; who chose the new one goes on in a new session.
        let entrance = await api.door.begin(account, replacing: gate.cookie)
        var answer = Answer(status: .seeOther)
        answer.fields[.location] = Pages.passwordAddress.with("gedaan", "changed").text
        answer.fields[.setCookie] = gate.setCookie(entrance.secret)
        return .answer(answer)
    }

    private func passwordPage(
        _ visit: Visit, isDone: Bool = false, problem: Problem? = nil
    ) async throws(Problem) -> Page {
        guard let name = visit.requester.name else { throw Problem(.notThere) }
        let (frame, hasPassword) = (visit.frame, try await api.door.hasPassword(name))
        let title = visit.words(hasPassword ? "password.title" : "password.title.first")
        let least = "\(AccessLimits.passwordCharacters)"
        let done: HTML? = isDone ? frame.note("done", "<p role=\"status\">\(frame("password.done"))</p>") : nil
        let first: HTML? = hasPassword ? nil : frame.note("plain", "<p>\(frame("password.first"))</p>")
        let old: HTML? =
            hasPassword
            ? frame.field(
                "password.old",
                "<input name=\"password\" type=\"password\" autocomplete=\"current-password\" required>") : nil
        var page = Page(
            title, nil,
            """
            <h1>\(title)</h1>
            \(done)\(Pages.trouble(problem, frame))\(first)
            <div id="rules"><p>\(frame("password.rules"))</p>
            <ul>
            <li>\(frame("password.rule.length", least))</li>
            <li>\(frame("password.rule.name"))</li>
            <li>\(frame("password.rule.simple"))</li>
            <li>\(frame("password.rule.free"))</li>
            </ul></div>
            \(visit.form(Pages.passwordAddress, """
                <input type="hidden" name="naam" value="\(visit.name)" autocomplete="username">
                \(old)
                \(frame.field("password.new", """
                    <input name="password_new" type="password" autocomplete="new-password" required \
                    minlength="\(least)" aria-describedby="rules\(" trouble", problem != nil)">
                    """))
                \(frame.field("password.again", """
                    <input name="password_again" type="password" autocomplete="new-password" required \
                    minlength="\(least)">
                    """))
                <button class="main">\(frame("password.do"))</button>
                """))
            <p class="hint">\(frame("password.sessions"))</p>
            """)
        page.help = .password
        return page
    }
}
