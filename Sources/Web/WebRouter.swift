// From a request to an answer: finds the endpoint, asks who it is, and makes an answer of whatever goes wrong.
// SPDX-License-Identifier: EUPL-1.2

package import Access
public import Base
import HTTPTypes
public import Hummingbird
import Logging
import Watch

/// The routes of the API and of the pages.
public struct WebRouter: Sendable {
    private let api: API
    /// Answers requests; for a server.
    public let responder: RouterResponder<WebContext>

    /// - Throws: `Problem` if the sessions that were kept cannot be read.
    public init(_ services: WebServices) throws(Problem) {
        let api = try API(services)
        self.api = api
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        let pages = Pages(api: api)
        let (endpoints, pageRoutes) = (api.endpoints, pages.routes)
        var paths = KnownPaths()
        for endpoint in endpoints { paths.add(endpoint.method, endpoint.path, isPage: false) }
        for route in pageRoutes { paths.add(route.method, route.path, isPage: true) }
        router.add(middleware: Answers(api: api, pages: pages, paths: paths))
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                let answer = try await api.answer(endpoint, request, context)
                return answer.response(
                    AcceptLanguage.choose(request.headers[.acceptLanguage]), isEncrypted: services.isEncrypted)
            }
        }
        Assets.use(services.assets)
        for route in pageRoutes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await pages.respond(route, request, context)
            }
        }
        responder = router.buildResponder()
    }

    /// The endpoints that there are.
    package var routes: [(method: String, path: String)] {
        api.endpoints.map { ($0.method.rawValue, $0.path) }
    }

    /// The pages that there are, each with who may ask for it.
    package var pageRoutes: [(method: String, path: String, need: PageNeed)] {
        Pages(api: api).routes.map { route in
            let need: PageNeed =
                switch route.body {
                case .open: .nothing
                case .guarded(let permission, _): .page(permission)
                case .change(let permission, _): .change(permission)
                case .upload(let permission, _): .change(permission)
                }
            return (route.method.rawValue, route.path, need)
        }
    }
}

/// What a page or a change takes; without a permission it is for who is logged in, as far as the record lets him.
package enum PageNeed: Sendable {
    case nothing
    case page(Permission?)
    case change(Permission?)
}

/// Makes an answer of whatever goes wrong, and gives all answers their header fields.
private struct Answers: RouterMiddleware {
    let api: API
    let pages: Pages
    let paths: KnownPaths

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let language = AcceptLanguage.choose(request.headers[.acceptLanguage])
        let words = api.services.words[language]
        var answer: Answer
        var asked: Problem?
        var isPage = pages.isForPeople(request)
        do {
            guard (request.head.path ?? "").utf8.count <= WebLimits.targetBytes else {
                throw Problem(.targetTooLong, ["\(WebLimits.targetBytes)"])
            }
            return try await next(request, context)
        } catch let problem as Problem {
            if WebProblem(problem).isOurs {
                context.logger.error("\(problem.code.name): \(problem.arguments) \(problem.place?.description ?? "")")
            }
            answer = .problem(problem, words)
        } catch let error as HTTPError where error.status == .notFound {
            let refusal = paths.refusal(request.method, request.uri.path)
            let problem = refusal.map { Problem(.methodUnknown, [$0.allow]) } ?? Problem(.notThere)
            answer = .problem(problem, words)
            answer.fields[.allow] = refusal?.allow
            asked = problem
            isPage = isPage || refusal?.isPage == true
        } catch let error as HTTPError where error.status.code < 500 {
            answer = .problem(Problem(.bodyInvalid), words)
        } catch is BodyCut {
            answer = .problem(Problem(.bodyInvalid), words)
        } catch let error as CancellationError {
            // Nobody waits for an answer any more.
            throw error
        } catch {
            context.logger.error("\(error)")
            answer = .problem(Problem(.unavailable), words)
        }
        if let asked, isPage {
            var response = await pages.problem(asked, request, context)
            response.headers[.allow] = answer.fields[.allow]
            return response
        }
        return answer.response(language, isEncrypted: api.services.isEncrypted)
    }
}
