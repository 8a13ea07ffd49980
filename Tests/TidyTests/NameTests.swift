// Names and words in the source: types from the domain, no open ends, public names with a sentence.
// SPDX-License-Identifier: EUPL-1.2

import Testing

enum Names {
    /// Parts of type names that say nothing about the domain.
    static let emptyParts = ["Manager", "Helper", "Util", "Utils", "Handler"]

    /// Marks of work that is not finished: it belongs in the record of work, not in the source.
    static let openEnds = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

    /// Places and words of one machine or one way of working, which mean nothing to a reader elsewhere.
    static let foreign = [
        "/wo" + "rk/", "/tm" + "p/s/", "/tm" + "p/w/", "/fa" + "rm/", "/opt/sw" + "ift", "design" + ".md",
        "style" + ".md",
        "sub" + "agent", "sub-" + "agent", "co-" + "founder", "work" + "tree", "language " + "model",
        "accept" + "ance test",
        "this ses" + "sion's", "the br" + "ief",
    ]

    static func emptyNames(in file: TextFile) -> [Finding] {
        let type = #/\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/#
        var findings: [Finding] = []
        for (index, line) in SwiftCode(file).lines.enumerated() {
            for match in line.matches(of: type) {
                guard let part = parts(of: String(match.output.1)).first(where: emptyParts.contains) else { continue }
                findings.append(
                    Finding(file.path, line: index + 1, "\(match.output.1): '\(part)' says nothing; name what it is"))
            }
        }
        if let part = parts(of: file.name.replacing(".swift", with: "")).first(where: emptyParts.contains) {
            findings.append(Finding(file.path, "'\(part)' in the name of a file says nothing"))
        }
        return findings
    }

    static func openEnds(in file: TextFile) -> [Finding] {
        lines(of: file) { line in openEnds.first { line.split { !$0.isLetter }.contains(Substring($0)) } }
    }

    static func foreignWords(in file: TextFile) -> [Finding] {
        lines(of: file) { line in foreign.first { line.lowercased().contains($0) } }
    }

    /// Public types, functions, subscripts and computed properties without a `///` line above them. Stored properties,
    /// enum cases, initialisers, operators and what a protocol asks for may speak for themselves.
    static func undocumented(in file: TextFile) -> [Finding] {
        let declaration =
            #/
            ^\s* (?:@\w+(?:\([^)]*\))?\s+)* (?:nonisolated(?:\(\w+\))?\s+)? public\s+ (?:private\(set\)\s+)?
            (?:(?:static|final|indirect|mutating|nonisolated|nonmutating|consuming|borrowing|override)\s+)*
            (struct|class|enum|actor|protocol|typealias|func|var|subscript)\b \s* (\S*?) (?:[(:<\s]|$)
            /#
        let fromProtocols: Set<String> = [
            "description", "debugDescription", "hash", "encode", "hashValue", "rawValue", "id", "next", "makeIterator",
            "run",
            "configuration", "validate", "allCases", "errorDescription",
        ]
        let raw = file.lines
        return SwiftCode(file).lines.enumerated().compactMap { index, line in
            guard let match = line.firstMatch(of: declaration) else { return nil }
            let (kind, name) = (match.output.1, String(match.output.2))
            if kind == "var", !line.contains("{") { return nil }
            if kind == "func", name.first?.isLetter != true { return nil }
            if fromProtocols.contains(name) { return nil }
            var above = index - 1
            while above >= 0, raw[above].drop(while: \.isWhitespace).hasPrefix("@") { above -= 1 }
            if above >= 0, raw[above].drop(while: \.isWhitespace).hasPrefix("///") { return nil }
            return Finding(file.path, line: index + 1, "public \(kind) \(name) has no sentence that says what it is")
        }
    }

    /// The words that a name in camel case is made of.
    static func parts(of name: String) -> [String] {
        name.matches(of: #/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+/#).map { String($0.output) }
    }

    private static func lines(of file: TextFile, _ found: (Substring) -> String?) -> [Finding] {
        file.lines.enumerated().compactMap { index, line in
            found(line).map { Finding(file.path, line: index + 1, "'\($0)' does not belong in the repository") }
        }
    }
}

@Suite("Names and words")
struct NameTests {
    private func everything() throws -> [TextFile] {
        let code = try Repository.files(under: "Sources", endingIn: [".swift", ".c", ".h", ".modulemap"])
        let rest =
            try Repository.swiftTests() + Repository.documents()
            + Repository.paths(under: "scripts").map(Repository.text)
        return try code + rest + ["Package.swift", "Makefile", ".ci/run"].map(Repository.text)
    }

    @Test("no type is named after nothing")
    func types() throws {
        let findings = try (Repository.swiftSources() + Repository.swiftTests()).flatMap(Names.emptyNames)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("no open ends in source, tests, scripts and documents")
    func openEnds() throws {
        let findings = try everything().flatMap(Names.openEnds)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("nothing speaks of one machine or of how the work was done")
    func foreign() throws {
        let findings = try everything().flatMap(Names.foreignWords)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("every public name has a sentence that says what it is")
    func documented() throws {
        let findings = try Repository.swiftSources().flatMap(Names.undocumented)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("empty names are found in types and files, and only as whole words")
    func badNames() {
        let file = TextFile(
            "Sources/A/RuleHelper.swift", "struct LogManager {}\nenum Utility {}\nclass EventHandlers {}\n")
        #expect(Names.emptyNames(in: file).map(\.line) == [1, nil])
        #expect(Names.parts(of: "JSONHandler2") == ["JSON", "Handler2"])
        #expect(Names.parts(of: "EventUtil") == ["Event", "Util"])
    }

    @Test("open ends and foreign words are found")
    func badWords() {
        #expect(Names.openEnds(in: TextFile("a", "x\n// " + Names.openEnds[0] + ": y")).map(\.line) == [2])
        #expect(Names.openEnds(in: TextFile("a", "TODOS")).isEmpty)
        for word in Names.foreign { #expect(Names.foreignWords(in: TextFile("a", "see " + word)).count == 1) }
    }

    @Test(
        "public names without a sentence are found",
        arguments: [
            ("public struct A {}", 1), ("/// What.\npublic struct A {}", 0),
            ("/// What.\n@frozen\npublic struct A {}", 0),
            ("public mutating func f() {}", 1), ("@inlinable public func f() {}", 1),
            ("    public static func f() {}", 1),
            ("public var a: Int { 1 }", 1), ("public var a: Int", 0), ("public init() {}", 0), ("func f() {}", 0),
            ("public static func < (a: A, b: A) -> Bool { true }", 0), ("public var description: String { a }", 0),
            ("public import Base", 0), ("public typealias A = B", 1), ("// public struct A", 0),
            ("public indirect enum A {", 1),
        ])
    func badPublic(text: String, count: Int) {
        #expect(Names.undocumented(in: TextFile("a.swift", text)).count == count)
    }
}
