// The documents: they say what the code says, their links lead somewhere, and each can be found.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing

enum Documents {
    static let readmeLines = 40

    /// The first column of a table whose cells are code: "| `name` | ...".
    static func firstColumn(of document: String) -> [String] {
        document.split(separator: "\n").compactMap { line in
            line.firstMatch(of: #/^\|\s*`([^`]+)`\s*\|/#).map { String($0.output.1) }
        }
    }

    /// What Package.swift takes from outside: packages by name, system libraries by target.
    static func dependencies(in package: String) -> Set<String> {
        let packages = package.matches(of: #/\.package\(\s*url:\s*"[^"]*/([^"/]+?)(?:\.git)?"/#).map {
            String($0.output.1)
        }
        let libraries = package.matches(of: #/\.systemLibrary\(\s*name:\s*"(\w+)"/#).map { String($0.output.1) }
        return Set(packages + libraries)
    }

    static func dependencies(package: String, document: String) -> [Finding] {
        let path = "docs/dependencies.md"
        let (used, written) = (dependencies(in: package), Set(firstColumn(of: document)))
        return used.subtracting(written).sorted().map { Finding(path, "no row for \($0), which Package.swift uses") }
            + written.subtracting(used).sorted().map {
                Finding(path, "a row for \($0), which Package.swift does not use")
            }
    }

    /// Limits in code: "Events.jsonDepth" and its value as written.
    static func limits(in file: TextFile) -> [(name: String, value: String)] {
        let target = file.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        let limit = #/(?m)^ {4}(?:public |package )?(?:static let|var) (\w+)(?:\s*:\s*\w+)? = ([^\n]+)/#
        return SwiftCode(file).text.matches(of: limit).map { match in
            ("\(target).\(match.output.1)", match.output.2.trimmingCharacters(in: .whitespaces))
        }
    }

    /// Each limit has a row "| `Target.name` | `value` | ..." and each such row a limit.
    static func limits(code: [(name: String, value: String)], document: String) -> [Finding] {
        let path = "docs/security-model.md"
        let rows = document.matches(of: #/(?m)^\|\s*`([A-Z]\w+\.\w+)`\s*\|\s*`([^`]*)`\s*\|/#)
        let written = Dictionary(rows.map { (String($0.output.1), String($0.output.2)) }) { first, _ in first }
        let missing = code.filter { written[$0.name] != $0.value }.map {
            Finding(path, "limit \($0.name) is \($0.value) in code, \(written[$0.name] ?? "nothing") here")
        }
        let known = Set(code.map(\.name))
        return missing
            + written.keys.filter { !known.contains($0) }.sorted().map { Finding(path, "no limit \($0) in code") }
    }

    /// The numbers of the exit codes in code and the rows of their page.
    static func exitCodes(code: String, document: String) -> [Finding] {
        let cases = Set(code.matches(of: #/case \w+ = (\d+)/#).map { String($0.output.1) })
        let rows = Set(firstColumn(of: document))
        return cases.symmetricDifference(rows).sorted().map {
            Finding("docs/exit-codes.md", "exit code \($0) stands only \(cases.contains($0) ? "in code" : "here")")
        }
    }

    /// Links to files of the repository that are not there.
    static func brokenLinks(in document: TextFile, exists: (String) -> Bool) -> [Finding] {
        let folder = document.path.split(separator: "/").dropLast().map(String.init)
        var findings: [Finding] = []
        for (index, line) in document.lines.enumerated() {
            for match in line.matches(of: #/\]\(([^)#\s]+)(?:#[^)]*)?\)/#) {
                let target = String(match.output.1)
                if target.contains("://") || target.hasPrefix("mailto:") { continue }
                let path = resolve(target, from: folder)
                if !exists(path) { findings.append(Finding(document.path, line: index + 1, "no file \(path)")) }
            }
        }
        return findings
    }

    /// Documents below `docs/` that no other document links to.
    static func orphans(among documents: [TextFile]) -> [Finding] {
        var linked: Set<String> = []
        for document in documents {
            let folder = document.path.split(separator: "/").dropLast().map(String.init)
            for match in document.text.matches(of: #/\]\(([^)#\s]+)(?:#[^)]*)?\)/#) {
                let path = resolve(String(match.output.1), from: folder)
                if path != document.path { linked.insert(path) }
            }
        }
        return documents.map(\.path).filter { $0.hasPrefix("docs/") && !linked.contains($0) }
            .map { Finding($0, "no other document links to it") }
    }

    static func resolve(_ target: String, from folder: [String]) -> String {
        var parts = folder
        for part in target.split(separator: "/").map(String.init) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// `docs/problems.md` as it follows from the texts.
    static func problemsPage(_ texts: Texts) -> String {
        func merged(_ language: String) -> [String: String] {
            texts[language, default: [:]].values.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
        let (dutch, english) = (merged("nl"), merged("en"))
        let codes = english.keys.filter { $0.hasPrefix("problem.") }.sorted()
        var page = """
            # Problems

            Every message about input that could not be used, by its code. `{0}`, `{1}` ... stand for what the message
            is about. A problem is counted and shown, and never stops the rest.

            `make docs` writes this page from `Words/`; a test holds the two against each other.

            | code | English | Nederlands |
            |---|---|---|

            """
        for code in codes {
            let cells = [english[code] ?? "", dutch[code] ?? ""].map {
                $0.replacing("|", with: "\\|").replacing("\n", with: " ")
            }
            page += "| `\(code.dropFirst("problem.".count))` | \(cells[0]) | \(cells[1]) |\n"
        }
        return page
    }
}

@Suite("Documents")
struct DocumentTests {
    @Test("every target says in at most 40 lines what comes in, goes out and never happens")
    func readmes() throws {
        let targets = try FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: "Sources").path)
        #expect(targets.count >= 10)
        for target in targets where !target.hasPrefix(".") {
            let readme = try Repository.text("Sources/\(target)/README.md")
            #expect(readme.lineCount <= Documents.readmeLines, "\(readme.path) has \(readme.lineCount) lines")
            #expect(readme.text.count > 200, "\(readme.path) says next to nothing")
        }
    }

    @Test("docs/dependencies.md has a row for all that Package.swift takes from outside, and no other")
    func dependencies() throws {
        let package = try Repository.text("Package.swift").text
        let findings = Documents.dependencies(
            package: package, document: try Repository.text("docs/dependencies.md").text)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("the table of limits says what the code says")
    func limits() throws {
        let files = try Repository.swiftSources().filter { $0.name.hasSuffix("Limits.swift") }
        let document = try Repository.text("docs/security-model.md").text
        let findings = Documents.limits(code: files.flatMap(Documents.limits), document: document)
        #expect(!files.isEmpty && findings.isEmpty, "\(report(findings))")
    }

    @Test("the page of exit codes has those of the code, and no others")
    func exitCodes() throws {
        let code = try Repository.text("Sources/CommandLine/Output/ExitStatus.swift").text
        let findings = Documents.exitCodes(code: code, document: try Repository.text("docs/exit-codes.md").text)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("every link leads to a file, and every document can be reached")
    func links() throws {
        let documents = try Repository.documents()
        let exists: (String) -> Bool = {
            FileManager.default.fileExists(atPath: Repository.root.appending(path: $0).path)
        }
        let findings =
            documents.flatMap { Documents.brokenLinks(in: $0, exists: exists) } + Documents.orphans(among: documents)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("no document holds what a merge left undecided")
    func merges() throws {
        let marks = ["<", ">"].map { String(repeating: $0, count: 7) + " " }
        let findings = try Repository.documents().flatMap { document in
            document.lines.filter { line in marks.contains { line.hasPrefix($0) } }.map { "\(document.path): \($0)" }
        }
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test("docs/problems.md lists every problem with its texts")
    func problems() throws {
        let page = Documents.problemsPage(try WordChecks.read())
        if ProcessInfo.processInfo.environment["DIJKWACHT_WRITE_DOCS"] != nil {
            try Data(page.utf8).write(to: Repository.root.appending(path: "docs/problems.md"))
        }
        #expect(try Repository.text("docs/problems.md").text == page, "run `make docs` and look at what changes")
    }

    // Stories, hard cases and comparisons with other programs are tests too. The aim is 0.8; this floor only rises.
    @Test("the ratio of test lines to source lines is at least 0.8")
    func ratio() throws {
        func lines(_ files: [TextFile]) -> Int {
            files.reduce(0) { $0 + $1.lines.count { !$0.allSatisfy(\.isWhitespace) } }
        }
        let (sources, tests) = (
            lines(try Repository.swiftSources()),
            lines(try Repository.files(under: "Tests", endingIn: [".swift", ".txt", ".py", ".yaml"]))
        )
        let ratio = Double(tests) / Double(max(sources, 1))
        print("test lines per source line: \(tests) / \(sources) = \((ratio * 100).rounded() / 100)")
        #expect(ratio >= 0.8)
    }

    @Test("a dependency without a row and a row without a dependency are found")
    func badDependencies() {
        let package =
            #".package(url: "https://example.org/swift-x.git", from: "1.0.0"), "#
            + #".systemLibrary(name: "CY", pkgConfig: "y")"#
        #expect(Documents.dependencies(in: package) == ["swift-x", "CY"])
        #expect(Documents.dependencies(package: package, document: "| `swift-x` | a |\n| `old` | b |").count == 2)
    }

    @Test("an exit code without a row and a row without an exit code are found")
    func badExitCodes() {
        #expect(
            Documents.exitCodes(code: "case done = 0\n case found = 1", document: "| `0` | a |\n| `1` | b |").isEmpty)
        #expect(
            Documents.exitCodes(code: "case done = 0\n case found = 1", document: "| `0` | a |\n| `2` | b |").count == 2
        )
    }

    @Test("a limit that the document gives another value, leaves out or makes up is found")
    func badLimits() {
        let file = TextFile(
            "Sources/Events/Limits.swift", "    public static let a = 16 << 20\n    package var b: Int = 5 // five\n")
        let code = Documents.limits(in: file)
        #expect(code.map(\.name) == ["Events.a", "Events.b"] && code.map(\.value) == ["16 << 20", "5"])
        #expect(
            Documents.limits(code: code, document: "| `Events.a` | `16 << 20` | x |\n| `Events.b` | `5` | y |").isEmpty)
        #expect(Documents.limits(code: code, document: "| `Events.a` | `1` | x |\n| `Events.c` | `5` | y |").count == 3)
    }

    @Test("a link that leads nowhere and a document that nobody links to are found")
    func badLinks() {
        let start = TextFile("README.md", "[a](docs/a.md#part) [b](https://example.org/x) [c](docs/c.md)")
        let other = TextFile("docs/a.md", "[up](../README.md) [self](a.md)")
        let files = [start, other, TextFile("docs/d.md", "[self](d.md)")]
        let paths = files.map(\.path)
        #expect(
            files.flatMap { file in Documents.brokenLinks(in: file) { paths.contains($0) } }.map(\.message) == [
                "no file docs/c.md"
            ])
        #expect(Documents.orphans(among: files).map(\.path) == ["docs/d.md"])
    }

    @Test("the page of problems has a row for each code in both languages")
    func badProblems() {
        let page = Documents.problemsPage([
            "nl": ["a.json": ["problem.x": "Fout {0} | meer."]],
            "en": ["a.json": ["problem.x": "Wrong {0}.", "title": "T"]],
        ])
        #expect(page.hasSuffix("| `x` | Wrong {0}. | Fout {0} \\| meer. |\n") && !page.contains("title"))
    }
}
