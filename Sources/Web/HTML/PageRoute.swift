// One method on one path of the pages: who may ask, and what comes back.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Hummingbird

/// What a page gives back.
enum PageAnswer: Sendable {
    case page(Page)
    /// After a change: the page that shows what came of it (RFC 9110, 15.4.4).
    case seeOther(Address)
    /// Something to keep: with the name that the browser gives to the file.
    case file(bytes: [UInt8], type: String, name: String)
    /// A whole document that is no page of ours, such as a letter.
    case document(HTML)
    /// Any answer.
    case answer(Answer)
    /// An answer that goes on.
    case stream(Response)
}

/// An endpoint for people.
struct PageRoute: Sendable {
    enum Body: Sendable {
        /// For everyone.
        case open(@Sendable (Call, Frame) async throws -> PageAnswer)
        /// For who is logged in; with a permission of the house, or for whoever the query lets in.
        case guarded(Permission?, @Sendable (Visit) async throws -> PageAnswer)
        /// A change: the form has been checked.
        case change(Permission?, @Sendable (Visit, Form) async throws -> PageAnswer)
        /// A change by a form with a file. Nothing of it is read before it is known that this one may.
        case upload(Permission, @Sendable (Visit, Upload) async throws -> PageAnswer)
    }

    let method: HTTPRequest.Method
    let path: String
    let body: Body

    /// Whether a page asks by itself, so that asking is no sign of someone being there.
    var isLive: Bool { path.hasPrefix("/live/") }

    static func open(
        _ method: HTTPRequest.Method, _ path: String,
        _ body: @escaping @Sendable (Call, Frame) async throws -> PageAnswer
    ) -> PageRoute {
        PageRoute(method: method, path: path, body: .open(body))
    }

    static func page(
        _ path: String, _ permission: Permission?, _ body: @escaping @Sendable (Visit) async throws -> PageAnswer
    ) -> PageRoute {
        PageRoute(method: .get, path: path, body: .guarded(permission, body))
    }

    static func change(
        _ path: String, _ permission: Permission?,
        _ body: @escaping @Sendable (Visit, Form) async throws -> PageAnswer
    ) -> PageRoute {
        PageRoute(method: .post, path: path, body: .change(permission, body))
    }

    static func upload(
        _ path: String, _ permission: Permission,
        _ body: @escaping @Sendable (Visit, Upload) async throws -> PageAnswer
    ) -> PageRoute {
        PageRoute(method: .post, path: path, body: .upload(permission, body))
    }
}
