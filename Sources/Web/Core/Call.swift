// A request on its way through an endpoint.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The body of a request as a type: all its members by name.
protocol CallBody: Decodable, Sendable {
    associatedtype CodingKeys: CodingKey & CaseIterable & RawRepresentable<String>
}

/// One request.
struct Call: Sendable {
    let request: Request
    let context: WebContext
    let language: Language
    let words: Words?

    /// The text of a parameter of the path.
    func path(_ name: String) throws(Problem) -> String {
        guard let text = context.parameters.get(name).flatMap({ Parameters.decode($0) }) else {
            throw Problem(.notThere)
        }
        return text
    }

    /// Takes the parameters of the query; what `read` does not take is refused.
    func parameters<Value>(_ read: (inout Parameters) throws(Problem) -> Value) throws(Problem) -> Value {
        var parameters = try Parameters(query: request.uri.query ?? "")
        let value = try read(&parameters)
        try parameters.end()
        return value
    }

    func noParameters() throws(Problem) {
        try parameters { (_: inout Parameters) throws(Problem) in }
    }

    /// The body as JSON. Members that the type does not have are refused: a mistyped one would be lost.
    func body<Body: CallBody>(_ type: Body.Type, limit: Int = WebLimits.bodyBytes) async throws -> Body {
        let media = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard media?.trimmingCharacters(in: .whitespaces) == "application/json" else { throw Problem(.bodyType) }
        if let stated = request.headers[.contentLength].flatMap({ Int($0) }), stated > limit {
            throw Problem(.bodyTooLong, ["\(limit)"])
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.bodyTooLong, ["\(limit)"])
        }
        return try Call.read(type, Data(buffer.readableBytesView))
    }

    private static func read<Body: CallBody>(_ type: Body.Type, _ data: Data) throws(Problem) -> Body {
        do {
            let decoder = JSONDecoder()
            let known = Set(Body.CodingKeys.allCases.map(\.rawValue))
            for name in try decoder.decode(MemberNames.self, from: data).names where !known.contains(name) {
                throw Problem(.memberUnknown, [String(name.prefix(64))])
            }
            return try decoder.decode(type, from: data)
        } catch let problem as Problem {
            throw problem
        } catch let error as DecodingError {
            let path =
                switch error {
                case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                    context.codingPath
                case .keyNotFound(let key, let context): context.codingPath + [key]
                @unknown default: [any CodingKey]()
                }
            throw path.isEmpty
                ? Problem(.bodyInvalid) : Problem(.memberInvalid, [path.map(\.stringValue).joined(separator: ".")])
        } catch {
            throw Problem(.bodyInvalid)
        }
    }
}

/// The names of the members of an object, whatever they hold.
private struct MemberNames: Decodable {
    struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let names: [String]

    init(from decoder: any Decoder) throws {
        names = try decoder.container(keyedBy: Key.self).allKeys.map(\.stringValue)
    }
}
