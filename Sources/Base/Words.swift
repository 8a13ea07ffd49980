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

    /// The text of a key with `{0}`, `{1}` ... replaced by the arguments, and `{0|signaal|signalen}` by the word for
    /// one or for several.
    public func callAsFunction(_ key: String, _ arguments: String...) -> String {
        text(key, arguments)
    }

    /// As `callAsFunction`, with the arguments in an array.
    public func text(_ key: String, _ arguments: [String]) -> String {
        guard let text = texts[key] else { return ([key] + arguments).joined(separator: " ") }
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        return Words.filled(text, arguments)
    }

    /// In one pass, so that braces in an argument, which may come from a log, stay as they are. Bytes, not a regular
    /// expression: a page has hundreds of texts.
    private static func filled(_ text: String, _ arguments: [String]) -> String {
        var filled = ""
        var rest = text.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
            let digit = rest.index(after: open)
            guard digit < rest.endIndex, 0x30...0x39 ~= rest[digit] else {
                filled += text[rest.startIndex..<digit]
                rest = rest[digit...]
                continue
            }
            let close = rest.index(after: digit)
            let index = Int(rest[digit] - 0x30)
            if let (form, end) = Words.form(
                text, from: close, isOne: index < arguments.count && arguments[index] == "1")
            {
                filled += text[rest.startIndex..<open]
                filled += form
                rest = rest[end...]
            } else if close < rest.endIndex, rest[close] == UInt8(ascii: "}"), index < arguments.count {
                filled += text[rest.startIndex..<open]
                filled += arguments[index]
                rest = rest[rest.index(after: close)...]
            } else {
                filled += text[rest.startIndex..<close]
                rest = rest[close...]
            }
        }
        return filled + text[rest.startIndex...]
    }

    /// The word for one or for several, of `|signaal|signalen}`, and where the text goes on.
    private static func form(
        _ text: String, from bar: String.Index, isOne: Bool
    ) -> (form: Substring, end: String.Index)? {
        let bytes = text.utf8
        guard bar < bytes.endIndex, bytes[bar] == UInt8(ascii: "|"),
            let close = bytes[bar...].firstIndex(of: UInt8(ascii: "}")),
            let middle = bytes[bytes.index(after: bar)..<close].firstIndex(of: UInt8(ascii: "|"))
        else { return nil }
        let form = isOne ? text[bytes.index(after: bar)..<middle] : text[bytes.index(after: middle)..<close]
        return (form, bytes.index(after: close))
    }

    /// A problem as one line: where, what, why and what to do.
    public func line(for problem: Problem) -> String {
        let text = text("problem.\(problem.code.name)", problem.arguments)
        return problem.place.map { "\($0): \(text)" } ?? text
    }
}
