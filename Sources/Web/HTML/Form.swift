// The fields of a form as a browser sends them (URL Standard, 5.1: application/x-www-form-urlencoded).
// SPDX-License-Identifier: EUPL-1.2

import Access
package import Base
import Foundation
import Hummingbird
import NIOCore

/// Fields by name. A name may come more than once: the rows that were chosen.
package struct Form: Sendable {
    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}

    /// - Throws: `Problem` if it does not read as text, or has too many fields.
    package init(_ bytes: [UInt8]) throws(Problem) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let text = String(decoding: pair, as: UTF8.self)
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Parameters.decode(parts[0], plus: true),
                let value = Parameters.decode(parts.count > 1 ? parts[1] : "", plus: true),
                fields.count < WebLimits.formFields
            else { throw Problem(.bodyInvalid) }
            // Browsers end lines with CR LF (HTML, 4.10.21.4).
            fields.append((name, value.replacing("\r\n", with: "\n")))
        }
    }

    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The first value of a name; nil if it is not there or has nothing in it but blanks.
    package func text(_ name: String) -> String? {
        guard let value = fields.first(where: { $0.name == name })?.value,
            value.contains(where: { !$0.isWhitespace })
        else { return nil }
        return value
    }

    /// All values of a name.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Whether a box was ticked.
    package func has(_ name: String) -> Bool {
        fields.contains { $0.name == name }
    }

    /// Without the fields of these names.
    func without(_ names: String...) -> Form {
        var form = self
        form.fields.removeAll { names.contains($0.name) }
        return form
    }

    /// The same as fields that are not shown, which give back exactly what they got.
    package var hidden: HTML {
        HTML(fields.map { "<input type=\"hidden\" name=\"\(exact: $0.name)\" value=\"\(exact: $0.value)\">" })
    }
}

extension Call {
    /// The form that was sent.
    func form(limit: Int = WebLimits.bodyBytes) async throws -> Form {
        let media = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard media?.trimmingCharacters(in: .whitespaces) == "application/x-www-form-urlencoded" else {
            throw Problem(.formType)
        }
        if let stated = request.headers[.contentLength].flatMap({ Int($0) }), stated > limit {
            throw Problem(.bodyTooLong, ["\(limit)"])
        }
        do {
            return try Form(Array(try await request.body.collect(upTo: limit).readableBytesView))
        } catch is NIOTooManyBytesError {
            throw Problem(.bodyTooLong, ["\(limit)"])
        }
    }
}
