// Which methods a path has (RFC 9110, 15.5.6), for who asks with another one, whatever that is.
// SPDX-License-Identifier: EUPL-1.2

import HTTPTypes

/// The paths that there are, with parameters between braces.
struct KnownPaths: Sendable {
    /// What is known of one path.
    struct Row: Sendable {
        fileprivate let parts: [String]
        fileprivate(set) var methods: Set<HTTPRequest.Method>
        let isPage: Bool

        /// The value of the header field `Allow`.
        var allow: String { methods.map(\.rawValue).sorted().joined(separator: ", ") }

        fileprivate func isMet(by given: [Substring]) -> Bool {
            given.count == parts.count && zip(given, parts).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
        }
    }

    private var rows: [Row] = []

    mutating func add(_ method: HTTPRequest.Method, _ path: String, isPage: Bool) {
        let parts = path.split(separator: "/").map { String($0) }
        var methods: Set = [method]
        if method == .get { methods.insert(.head) }
        if let same = rows.firstIndex(where: { $0.parts == parts }) {
            rows[same].methods.formUnion(methods)
            return
        }
        // As the router does it: a part that is named goes before a parameter in its place.
        let place = rows.firstIndex { KnownPaths.shape(parts).lexicographicallyPrecedes(KnownPaths.shape($0.parts)) }
        rows.insert(Row(parts: parts, methods: methods, isPage: isPage), at: place ?? rows.endIndex)
    }

    /// What a path has; nil if there is no such path, or if it has this method.
    func refusal(_ method: HTTPRequest.Method, _ path: String) -> Row? {
        let given = path.split(separator: "/")
        return rows.first { $0.isMet(by: given) }.flatMap { $0.methods.contains(method) ? nil : $0 }
    }

    /// 0 for a part that is named, 1 for a parameter.
    private static func shape(_ parts: [String]) -> [Int] {
        parts.map { $0.hasPrefix("{") ? 1 : 0 }
    }
}
