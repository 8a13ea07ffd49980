// A text of a law pack in both languages.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A text in both languages.
public struct LawText: Sendable, Hashable, Decodable {
    /// Dutch.
    public let nl: String
    /// English.
    public let en: String

    public init(nl: String, en: String) {
        self.nl = nl
        self.en = en
    }

    /// The text in a language.
    public subscript(language: Language) -> String {
        switch language {
        case .dutch: nl
        case .english: en
        }
    }
}
