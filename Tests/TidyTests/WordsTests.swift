// The texts of the screen: both languages say the same things, every problem has its text, and no text is unused.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing

/// The texts of `Words/`: language, then topic (the name of the file), then key.
typealias Texts = [String: [String: [String: String]]]

enum WordChecks {
    static let languages = ["nl", "en"]

    /// Same topics, same keys, same arguments in every language; no key twice; no text empty or padded.
    static func differences(in texts: Texts) -> [Finding] {
        var findings: [Finding] = []
        let topics = Set(texts.values.flatMap(\.keys))
        var seen: [String: String] = [:]
        for topic in topics.sorted() {
            for key in Set(texts.values.flatMap { $0[topic, default: [:]].keys }).sorted() {
                let path = "Words/*/\(topic)"
                if let other = seen.updateValue(topic, forKey: key) {
                    findings.append(Finding(path, "\(key) is also in \(other)"))
                }
                let found = languages.map { texts[$0]?[topic]?[key] }
                for (language, text) in zip(languages, found) {
                    guard let text else {
                        findings.append(Finding("Words/\(language)/\(topic)", "\(key) is missing"))
                        continue
                    }
                    if text.isEmpty || text.first?.isWhitespace == true {
                        findings.append(Finding("Words/\(language)/\(topic)", "\(key) is empty or begins with a blank"))
                    }
                }
                if Set(found.compactMap { $0 }.map(arguments)).count > 1 {
                    findings.append(Finding(path, "\(key) does not use the same {0} {1} in both languages"))
                }
            }
        }
        return findings
    }

    /// The numbers of the arguments that a text shows.
    static func arguments(of text: String) -> Set<String> {
        Set(text.matches(of: #/\{(\d+)\}/#).map { String($0.output.1) })
    }

    /// The codes of problems that the sources name.
    static func codes(in sources: [TextFile]) -> Set<String> {
        let code = #/(?:Problem\.)?Code\(\s*"([^"\\]+)"\s*\)/#
        return Set(sources.flatMap { $0.text.matches(of: code).map { String($0.output.1) } })
    }

    /// Codes without text, texts of problems without code.
    static func problems(codes: Set<String>, keys: Set<String>) -> [Finding] {
        let prefix = "problem."
        let written = Set(keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
        return codes.subtracting(written).sorted().map { Finding("Words", "no text 'problem.\($0)' for that code") }
            + written.subtracting(codes).sorted().map {
                Finding("Words", "no source names the code of 'problem.\($0)'")
            }
    }

    /// Keys beside problems that no source names: as a whole, or by the part before an interpolation.
    static func unused(keys: Set<String>, sources: [TextFile]) -> [Finding] {
        let strings = sources.flatMap { $0.text.matches(of: #/"([\w.\-]+)("|\\\()/#) }.map(\.output)
        let whole = Set(strings.filter { $0.2 == "\"" }.map { String($0.1) })
        // `key: "level"` asks for all words of a list of that name.
        let lists = sources.flatMap { $0.text.matches(of: #/\bkey: "([\w.\-]+)"/#).map { "\($0.output.1)." } }
        let beginnings = Set(strings.filter { $0.2 != "\"" && $0.1.hasSuffix(".") }.map { String($0.1) } + lists)
        return keys.filter { key in
            !key.hasPrefix("problem.") && !whole.contains(key) && !beginnings.contains { key.hasPrefix($0) }
        }.sorted().map { Finding("Words", "no source uses '\($0)'") }
    }

    /// Keys that sources ask for with `words("key"` and that no language has.
    static func asked(keys: Set<String>, sources: [TextFile]) -> [Finding] {
        let call = #/\bwords(?:\.text)?\(\s*"([\w.\-]+)"/#
        return sources.flatMap { file in
            file.text.matches(of: call).map { String($0.output.1) }.filter { !keys.contains($0) }.map {
                Finding(file.path, "asks for the text '\($0)', which no language has")
            }
        }
    }

    static func read() throws -> Texts {
        var texts: Texts = [:]
        for language in languages {
            texts[language] = [:]
            for file in try Repository.files(under: "Words/\(language)", endingIn: [".json"]) {
                texts[language]?[file.name] = try JSONDecoder().decode(
                    [String: String].self, from: Data(file.text.utf8))
            }
        }
        return texts
    }
}

@Suite("Texts in Dutch and English")
struct WordsTests {
    @Test("both languages have the same keys with the same arguments")
    func same() throws {
        let findings = WordChecks.differences(in: try WordChecks.read())
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("every problem has a text, and every text of a problem a code")
    func problems() throws {
        let keys = Set(try WordChecks.read().values.flatMap { $0.values.flatMap(\.keys) })
        let findings = WordChecks.problems(codes: WordChecks.codes(in: try Repository.swiftSources()), keys: keys)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("every other text is used, and every text that is asked for is there")
    func used() throws {
        let keys = Set(try WordChecks.read().values.flatMap { $0.values.flatMap(\.keys) })
        let sources = try Repository.swiftSources()
        let findings = WordChecks.unused(keys: keys, sources: sources) + WordChecks.asked(keys: keys, sources: sources)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("a missing key, another argument, an empty text and a double key are found")
    func badTexts() {
        let texts: Texts = [
            "nl": ["a.json": ["x": "één {0}", "y": "twee", "z": ""], "b.json": ["y": "weer"]],
            "en": ["a.json": ["x": "one {1}", "z": "three"], "b.json": ["y": "again"]],
        ]
        #expect(
            WordChecks.differences(in: texts).map(\.message) == [
                "x does not use the same {0} {1} in both languages", "y is missing",
                "z is empty or begins with a blank",
                "y is also in a.json",
            ])
    }

    @Test("a code without text and a text without code are found")
    func badCodes() {
        let source = TextFile(
            "a.swift", #"static let a = Problem.Code("a.b"); let b: Problem.Code = .init("c"); Code("d")"#)
        #expect(WordChecks.codes(in: [source]) == ["a.b", "d"])
        #expect(WordChecks.problems(codes: ["a.b"], keys: ["problem.c", "title"]).count == 2)
    }

    @Test("a text that no source uses and a text that is not there are found")
    func badUse() {
        let source = TextFile("a.swift", #"words("scan.done", n) + words("level.\(level)") + words("gone")"#)
        let keys: Set<String> = ["scan.done", "level.high", "old", "problem.x"]
        #expect(WordChecks.unused(keys: keys, sources: [source]).map(\.message) == ["no source uses 'old'"])
        #expect(WordChecks.asked(keys: keys, sources: [source]).count == 1)
    }
}
