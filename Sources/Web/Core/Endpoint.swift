// One method on one path: who may ask, and what answers. The functions that need to know who asks get that as a value
// that only logging in makes, so that an endpoint without the question does not compile.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes

/// An endpoint.
struct Endpoint: Sendable {
    /// What who asks must have before the endpoint answers at all.
    enum Need: Sendable, Hashable {
        /// To be logged in. The query itself leaves out what may not be seen.
        case someone
        case permission(Permission)
    }

    enum Body: Sendable {
        case open(@Sendable (Call) async throws -> Answer)
        case guarded(Need, @Sendable (Call, Requester) async throws -> Answer)
        case local(Permission, @Sendable (Call) async throws -> Answer)
    }

    let method: HTTPRequest.Method
    /// With parameters between braces, as in the OpenAPI document.
    let path: String
    let body: Body

    /// For everyone, logged in or not.
    static func open(
        _ method: HTTPRequest.Method, _ path: String, _ answer: @escaping @Sendable (Call) async throws -> Answer
    ) -> Endpoint {
        Endpoint(method: method, path: path, body: .open(answer))
    }

    /// For who has a permission of the house; nil: for who is logged in, and what the query gives.
    static func guarded(
        _ method: HTTPRequest.Method, _ path: String, _ permission: Permission?,
        _ answer: @escaping @Sendable (Call, Requester) async throws -> Answer
    ) -> Endpoint {
        Endpoint(
            method: method, path: path, body: .guarded(permission.map { .permission($0) } ?? .someone, answer))
    }

    /// For who has a permission, and for everyone on this machine.
    static func local(
        _ method: HTTPRequest.Method, _ path: String, _ permission: Permission,
        _ answer: @escaping @Sendable (Call) async throws -> Answer
    ) -> Endpoint {
        Endpoint(method: method, path: path, body: .local(permission, answer))
    }
}
