// From a request for a page to the page: who asks, whether a form is ours, and a page for whatever goes wrong.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Hummingbird
import Watch

/// The pages of one watch.
struct Pages: Sendable {
    let api: API
    /// How far someone is in a demonstration; nil outside one.
    let progress: DemoProgress?
    let keptPages = KeptPages()

    init(api: API) {
        self.api = api
        progress = api.services.isDemonstration ? DemoProgress() : nil
    }

    /// All of them. A group is one file with its routes, its questions and its HTML.
    var routes: [PageRoute] {
        Assets.routes + logInRoutes + queueRoutes + undoRoutes + liveRoutes + alertRoutes + incidentRoutes
            + letterRoutes + demoRoutes
            + searchRoutes + lineRoutes + entityRoutes
            + rulesRoutes + sourcesRoutes + healthRoutes
            + administrationRoutes + packRoutes + passwordRoutes + helpRoutes
    }

    /// Answers a request for a page; problems become pages too.
    func respond(_ route: PageRoute, _ request: Request, _ context: WebContext) async throws -> Response {
        let frame = frame(request)
        let call = Call(request: request, context: context, language: frame.view.language, words: frame.words)
        var visit: Visit?
        do {
            visit = try await self.visit(call, frame, isUse: !route.isLive)
            let response = finish(try await answer(route, call, visit, frame), frame, visit)
            progress?.note(route, (response.status.code, response.headers[.location]))
            return response
        } catch let problem as Problem {
            if WebProblem(problem).isOurs { context.logger.error("\(problem.code.name): \(problem.arguments)") }
            return finish(.page(ProblemPage.page(problem, frame)), frame, visit)
        } catch let error as CancellationError {
            throw error
        } catch is BodyCut {
            return finish(.page(ProblemPage.page(Problem(.bodyInvalid), frame)), frame, visit)
        } catch {
            context.logger.error("\(error)")
            return finish(.page(ProblemPage.page(Problem(.unavailable), frame)), frame, visit)
        }
    }

    /// Whether someone with a browser asks, who can do nothing with JSON.
    func isForPeople(_ request: Request) -> Bool {
        let path = request.uri.path
        guard path != "/api", !path.hasPrefix("/api/") else { return false }
        return request.headers[.accept]?.contains("text/html") == true
    }

    /// A page that says what is wrong where there is no page.
    func problem(_ problem: Problem, _ request: Request, _ context: WebContext) async -> Response {
        let frame = frame(request)
        let call = Call(request: request, context: context, language: frame.view.language, words: frame.words)
        let visit = try? await visit(call, frame, isUse: false)
        return finish(.page(ProblemPage.page(problem, frame)), frame, visit)
    }

    func frame(_ request: Request) -> Frame {
        let view = View(request.headers)
        let services = api.services
        var here = request.head.path ?? "/"
        if here.utf8.count > WebLimits.targetBytes { here = "/" }
        let isPage = request.method == .get || request.method == .head
        return Frame(
            view: view, words: services.words[view.language] ?? Words(view.language, texts: [:]),
            time: ShownTime(zone: view.zone, language: view.language), now: services.now(),
            wallNow: services.wallNow(), here: here,
            back: isPage ? here : "/", exercise: services.exercise, people: services.people,
            ruleSays: services.ruleSays, pseudonyms: services.pseudonyms)
    }

    private func answer(
        _ route: PageRoute, _ call: Call, _ visit: Visit?, _ frame: Frame
    ) async throws -> PageAnswer {
        switch route.body {
        case .open(let body): return try await body(call, frame)
        case .guarded(let permission, let body):
            guard let visit else { return .seeOther(Address("/inloggen").with("naar", frame.here)) }
            try Pages.need(permission, visit)
            return try await body(visit)
        case .change(let permission, let body):
            try api.gate(call).checkLogIn()
            let form = try await call.form()
            // What was typed is kept while one logs in again. Without any, the address has nothing to show by itself.
            guard let visit else {
                let target = form.without("csrf").fields.isEmpty ? nil : frame.here
                return .page(logInPage(frame, to: target, kept: form, status: .unauthorized))
            }
            try checkKey(form, call)
            try Pages.need(permission, visit)
            return try await body(visit, form)
        case .upload(let permission, let body):
            try api.gate(call).checkLogIn()
            guard let visit else { return .page(logInPage(frame, to: frame.here, status: .unauthorized)) }
            try Pages.need(permission, visit)
            let upload = try await api.uploads.receive { try await call.upload() }
            try checkKey(upload.form, call)
            return try await body(visit, upload)
        }
    }

    /// Refuses a form that does not come from our own pages.
    private func checkKey(_ form: Form, _ call: Call) throws(Problem) {
        guard let secret = api.gate(call).cookie, let key = form.text("csrf"),
            secret.hasMade(formKey: key, for: Gate.formKeyUse)
        else { throw Problem(.crossSite) }
    }

    private static func need(_ permission: Permission?, _ visit: Visit) throws(Problem) {
        if let permission, !visit.may(permission) { throw Problem(.forbidden, [permission.rawValue]) }
    }

    /// Who asks, by the cookie alone: programs have the API.
    func visit(_ call: Call, _ frame: Frame, isUse: Bool = true) async throws -> Visit? {
        guard let secret = api.gate(call).cookie, let session = try await api.door.session(secret, isUse: isUse)
        else { return nil }
        return Visit(
            call: call, requester: Requester(session), formKey: secret.formKey(for: Gate.formKeyUse),
            ends: session.ends(api.door.policy), frame: frame)
    }

    /// The answer with the header fields that keep a page from doing more than it should.
    private func finish(_ answer: PageAnswer, _ frame: Frame, _ visit: Visit?) -> Response {
        var made: Answer
        switch answer {
        case .page(let page):
            made = Answer(
                status: page.status, type: "text/html; charset=utf-8",
                bytes: Array(page.document(frame, visit).text.utf8))
            made.fields[.retryAfter] = page.retrySeconds.map { "\($0)" }
        case .document(let document):
            made = Answer(type: "text/html; charset=utf-8", bytes: Array(document.text.utf8))
        case .seeOther(let address):
            made = Answer(status: .seeOther)
            made.fields[.location] = address.text
        case .file(let bytes, let type, let name):
            made = Answer(type: type, bytes: bytes)
            made.fields[.contentDisposition] = "attachment; filename=\"\(frame.fileMark)\(name)\""
        case .answer(let answer): made = answer
        case .stream(let response): return response
        }
        return made.page(frame.view.language, isEncrypted: api.services.isEncrypted)
    }
}

extension Answer {
    /// CSP level 3: nothing but our own files, no script or style within a page, and forms lead to us alone.
    static let pagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// As an answer to a browser that shows it.
    func page(_ language: Language, isEncrypted: Bool) -> Response {
        var response = response(language, isEncrypted: isEncrypted)
        response.headers[.contentSecurityPolicy] = Answer.pagePolicy
        // Without a referrer a browser would not say that a form comes from us (Fetch, 3.2: the header is "null").
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "same-origin" }
        if let name = HTTPField.Name("Cross-Origin-Opener-Policy") { response.headers[name] = "same-origin" }
        if let name = HTTPField.Name("Permissions-Policy") {
            response.headers[name] = "camera=(), geolocation=(), microphone=()"
        }
        if let kept = fields[.cacheControl] { response.headers[.cacheControl] = kept }
        response.headers[.vary] = "Accept-Language, Cookie"
        return response
    }
}
