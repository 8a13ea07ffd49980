// The language of an answer (RFC 9110, 12.5.4: Accept-Language).
// SPDX-License-Identifier: EUPL-1.2

import Base

enum AcceptLanguage {
    /// The language that is asked for most; Dutch when none is, or both are as much.
    static func choose(_ field: String?) -> Language {
        guard let field, field.utf8.count <= WebLimits.headerBytes else { return .dutch }
        var weights: [Language: Double] = [:]
        for part in field.lowercased().split(separator: ",").prefix(64) {
            let parts = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first, let name = tag.split(separator: "-").first,
                let language = Language(rawValue: String(name))
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            weights[language] = max(weights[language] ?? 0, weight)
        }
        return (weights[.english] ?? 0) > (weights[.dutch] ?? 0) ? .english : .dutch
    }
}
