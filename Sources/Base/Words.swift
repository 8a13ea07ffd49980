// The words on the screen, by key, in Dutch or English. The texts are data (`Words/nl.json`, `Words/en.json`).
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// A language of the screen.
public enum Language: String, Sendable, CaseIterable {
    case dutch = "nl"
    case english = "en"

    /// The language that the locale variables of the environment ask for (POSIX: LC_ALL, LC_MESSAGES, LANG in that
    /// order); English when none names Dutch.
    public init(environment: [String: String]) {
        let asked = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        self = asked?.lowercased().hasPrefix("nl") == true ? .dutch : .english
    }
}

/// The texts of one language. A key that is missing shows itself, so that a gap is seen and never hides a message.
public struct Words: Sendable {
    public let language: Language
    private let texts: [String: String]

    public init(_ language: Language, texts: [String: String]) {
        self.language = language
        self.texts = texts
    }

    /// Reads a flat JSON object of key to text.
    public init(_ language: Language, json: [UInt8]) throws {
        self.init(language, texts: try JSONDecoder().decode([String: String].self, from: Data(json)))
    }

    /// The keys that this language has a text for.
    public var keys: Set<String> { Set(texts.keys) }

    /// The text of a key with `{0}`, `{1}` ... replaced by the arguments.
    public func callAsFunction(_ key: String, _ arguments: String...) -> String {
        text(key, arguments)
    }

    /// As `callAsFunction`, with the arguments in an array.
    public func text(_ key: String, _ arguments: [String]) -> String {
        guard let text = texts[key] else { return ([key] + arguments).joined(separator: " ") }
        // In one pass, so that braces in an argument, which may come from a log, stay as they are.
        return text.replacing(#/\{(\d)\}/#) { match in
            let index = Int(match.output.1) ?? 0
            return index < arguments.count ? arguments[index] : String(match.output.0)
        }
    }

    /// A problem as one line: where, what, why and what to do.
    public func line(for problem: Problem) -> String {
        let text = text("problem.\(problem.code.name)", problem.arguments)
        return problem.place.map { "\($0): \(text)" } ?? text
    }
}
