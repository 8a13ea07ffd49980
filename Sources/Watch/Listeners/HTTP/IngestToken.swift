// Whether a request shows the token of a listener: `Bearer` (RFC 6750), `Basic` (RFC 7617) with the token as password,
// and `ApiKey` as Elasticsearch has it.
// SPDX-License-Identifier: EUPL-1.2

import Crypto
import Foundation

/// The token that senders must show.
package struct IngestToken: Sendable {
    private let digest: SHA256.Digest?

    /// - Parameter token: nil if everybody may send.
    package init(_ token: [UInt8]?) {
        digest = token.map { SHA256.hash(data: $0) }
    }

    /// Whether the value of `Authorization` shows it. Digests are compared, in a time that tells nothing.
    package func allows(_ field: String?) -> Bool {
        guard let digest else { return true }
        guard let field, field.utf8.count <= 4_096, let space = field.firstIndex(of: " ") else { return false }
        let value = field[space...].drop { $0 == " " }
        var candidates: [[UInt8]] = []
        let decoded = Data(base64Encoded: String(value)).map(Array.init)
        let password = decoded?.firstIndex(of: UInt8(ascii: ":")).map { Array(decoded?[($0 + 1)...] ?? []) }
        switch field[..<space].lowercased() {
        case "bearer": candidates = [Array(value.utf8)]
        case "basic": candidates = [password].compactMap(\.self)
        case "apikey": candidates = [Array(value.utf8), decoded, password].compactMap(\.self)
        default: break
        }
        var isAllowed = false
        for candidate in candidates where SHA256.hash(data: candidate) == digest { isAllowed = true }
        return isAllowed
    }
}
