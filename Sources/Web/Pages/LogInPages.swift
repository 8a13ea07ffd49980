// Logging in and out, and how one wants to see the pages.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes

extension Pages {
    /// What stands before the names of fields that wait for someone to log in.
    private static let kept = "kept."
    private static let door = Address("/inloggen")

    var logInRoutes: [PageRoute] {
        [
            .open(.get, "/") { call, frame in
                guard let visit = try await visit(call, frame) else { return .seeOther(Pages.door) }
                return .seeOther(visit.may(.readQueue) ? Page.Section.queue.address : Page.Section.incidents.address)
            },
            .open(.get, "/inloggen") { call, frame in
                let target = try call.parameters { (parameters: inout Parameters) throws(Problem) in
                    parameters.text("naar")
                }
                return .page(logInPage(frame, to: target))
            },
            .open(.post, "/inloggen") { call, frame in try await logIn(call, frame) },
            // Only a button uses the link up: mail programs open links by themselves.
            .open(.get, "/login/{secret}") { call, frame in
                let secret = try call.path("secret")
                return .page(Pages.linkPage(secret, frame))
            },
            .open(.post, "/login/{secret}") { call, frame in
                try checkDoor(call)
                guard let secret = Secret(text: try call.path("secret")) else { throw LogIn.refusal }
                let entrance = try await api.door.logIn(link: secret, replacing: api.gate(call).cookie)
                // Who has no password chooses one first: the link does not work again.
                let hasPassword = try await api.door.hasPassword(entrance.session.account)
                return enter(entrance, call, hasPassword ? Address("/") : Pages.passwordAddress)
            },
            .change("/uitloggen", nil) { visit, _ in
                let gate = api.gate(visit.call)
                if let secret = gate.cookie { try await api.door.end(secret) }
                var answer = Answer(status: .seeOther)
                answer.fields[.location] = Pages.door.text
                answer.fields[.setCookie] = gate.setCookie(nil)
                return .answer(answer)
            },
            .open(.post, "/weergave") { call, frame in
                try api.gate(call).checkLogIn()
                let form = try await call.form(limit: WebLimits.logInBytes)
                var view = frame.view
                view.language = form.text("language").flatMap(Language.init) ?? view.language
                view.zone = form.text("zone").flatMap(ShownTime.Zone.init) ?? view.zone
                if try await visit(call, frame) != nil { view.hasKeys = form.has("keys") }
                var answer = Answer(status: .seeOther)
                answer.fields[.location] = (Address.own(form.text("back")) ?? Address("/")).text
                answer.fields[.setCookie] = view.setCookie(isEncrypted: api.services.isEncrypted)
                return .answer(answer)
            },
        ]
    }

    /// A password crosses an encrypted connection or none at all.
    private func checkDoor(_ call: Call) throws(Problem) {
        try api.gate(call).checkLogIn()
        guard api.services.isEncrypted || call.context.isLoopback else { throw Problem(.insecure) }
    }

    private func logIn(_ call: Call, _ frame: Frame) async throws -> PageAnswer {
        try checkDoor(call)
        let form = try await call.form()
        let target = form.text("naar")
        var waiting = Form()
        for field in form.fields where field.name.hasPrefix(Pages.kept) {
            waiting.add(String(field.name.dropFirst(Pages.kept.count)), field.value)
        }
        let entrance: Door.Entrance
        do throws(Problem) {
            entrance = try await api.door.logIn(
                form.text("name") ?? "", form.text("password") ?? "", from: call.context.address,
                replacing: api.gate(call).cookie)
        } catch {
            let known = WebProblem(error)
            guard !known.isOurs else { throw error }
            return .page(
                logInPage(frame, to: target, kept: waiting, problem: known.shown, status: known.status))
        }
        guard !waiting.fields.isEmpty, let address = Address.own(target) else {
            return enter(entrance, call, Address.own(target) ?? Address("/"))
        }
        // What was typed before the session ended: sent again with one press, by who has just logged in.
        let key = entrance.secret.formKey(for: Gate.formKeyUse)
        let page = Page(
            frame.words("login.kept.title"), nil,
            """
            <h1>\(frame("login.kept.title"))</h1><p>\(frame("login.kept.text"))</p>
            <form method="post" action="\(address)"><input type="hidden" name="csrf" value="\(key)">
            \(waiting.without("csrf").hidden)<button class="main">\(frame("login.kept.send"))</button></form>
            """)
        var answer = Answer(
            type: "text/html; charset=utf-8", bytes: Array(page.document(frame, nil).text.utf8))
        answer.fields[.setCookie] = api.gate(call).setCookie(entrance.secret)
        return .answer(answer)
    }

    private func enter(_ entrance: Door.Entrance, _ call: Call, _ target: Address) -> PageAnswer {
        var answer = Answer(status: .seeOther)
        answer.fields[.location] = target.text
        answer.fields[.setCookie] = api.gate(call).setCookie(entrance.secret)
        return .answer(answer)
    }

    /// - Parameters:
    ///   - target: where to go afterwards.
    ///   - kept: a form that waits.
    func logInPage(
        _ frame: Frame, to target: String? = nil, kept: Form = Form(), problem: Problem? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Page {
        let trouble: HTML? = problem.map { problem in
            """
            <p class="problem" role="alert" id="trouble">\
            \(frame.words.text("problem.\(problem.code.name)", problem.arguments))</p>
            """
        }
        var waiting = Form()
        for field in kept.fields where field.name != "csrf" && !field.name.hasPrefix(Pages.passwordField) {
            waiting.add(Pages.kept + field.name, field.value)
        }
        let note: HTML? = waiting.fields.isEmpty ? nil : "<p class=\"note\">\(frame("login.kept.note"))</p>"
        let onward: HTML? = Address.own(target).flatMap { address in
            waiting.fields.isEmpty ? "<p><a href=\"\(address)\">\(frame("login.already"))</a></p>" : nil
        }
        var page = Page(
            frame.words("login.title"), nil,
            """
            <h1>\(frame("login.title"))</h1>
            \(trouble)\(note)
            <form method="post" action="/inloggen" class="narrow">
            <input type="hidden" name="naar" value="\(Address.own(target)?.text ?? "")">\(waiting.hidden)
            <label>\(frame("login.name"))\
            <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required\
            \(" aria-describedby=\"trouble\"", problem != nil)></label>
            <label>\(frame("login.password"))\
            <input name="password" type="password" autocomplete="current-password" required></label>
            <button class="main">\(frame("login.enter"))</button>
            </form>
            \(onward)
            <p class="hint">\(frame("login.help"))</p>
            """)
        page.status = status
        page.retrySeconds = problem.flatMap { WebProblem($0).retrySeconds }
        return page
    }

    private static func linkPage(_ secret: String, _ frame: Frame) -> Page {
        Page(
            frame.words("login.title"), nil,
            """
            <h1>\(frame("login.title"))</h1><p>\(frame("login.link.text"))</p>
            <form method="post" action="\(Address("/login").part(secret))">\
            <button class="main">\(frame("login.enter"))</button></form>
            """)
    }
}
