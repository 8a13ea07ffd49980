// YAML files: documents, places, limits, and what is refused.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma
import Testing

@Suite struct YAMLReaderTests {
    private func read(_ text: String) -> [YAMLDocument] {
        YAMLReader.read(Array(text.utf8), file: "f.yml")
    }

    private func problem(_ text: String) -> Problem? {
        for case .failure(let problem) in read(text).map(\.content) { return problem }
        return nil
    }

    private func root(_ text: String) throws -> YAMLNode {
        let documents = read(text)
        #expect(documents.count == 1)
        return try documents[0].content.get()
    }

    @Test("Keys keep their order, and every value has its line and column from 1")
    func places() throws {
        let node = try root("b: 1\na:\n  - x\n  - 'y'\n")
        #expect(node.pairs?.map(\.key) == ["b", "a"])
        let list = try #require(node["a"]?.elements)
        #expect(list.map(\.text) == ["x", "y"])
        #expect(list[1].position == YAMLPosition(line: 4, column: 5))
        #expect(list[1].content == .scalar("y", isPlain: false))
        #expect(node.pair("a")?.position == YAMLPosition(line: 2, column: 1))
    }

    @Test("Plain scalars keep what the author wrote; only null, ~ and nothing are null")
    func plain() throws {
        let node = try root("a: [yes, 0x10, 007, 1_0, 2026-01-02, ~, null, Null, '', 'null', NULL, !!str null]")
        let list = try #require(node["a"]?.elements)
        #expect(list.prefix(5).map(\.text) == ["yes", "0x10", "007", "1_0", "2026-01-02"])
        #expect(list.dropFirst(5).map(\.isNull) == [true, true, true, false, false, true, false])
        #expect(try root("a:\nb: 1").pair("a")?.value.isNull == true)
    }

    @Test("A file may hold several documents; comments and directives belong to the one that follows")
    func documents() {
        let text = "# head\n%YAML 1.1\n---\na: 1\n---\nb: 2\n...\nc: 3\n--- d\n---\n"
        let documents = read(text)
        #expect(documents.map(\.line) == [2, 5, 8, 9])
        #expect(documents.allSatisfy { if case .success = $0.content { true } else { false } })
        #expect(read("").isEmpty && read("# only words\n\n").isEmpty && read("---\n---\n").isEmpty)
    }

    @Test("A syntax error is reported with line and column; documents before and after it are kept")
    func syntaxError() throws {
        let documents = read("a: 1\n---\nb: [1\n---\nc: 3\n")
        #expect(documents.count == 3)
        guard case .failure(let problem) = documents[1].content else {
            Issue.record("the second document should not be read")
            return
        }
        #expect(problem.code == .yamlSyntax)
        #expect(problem.place?.line == 4 || problem.place?.line == 3)
        #expect(try documents[0].content.get()["a"]?.text == "1")
        #expect(try documents[2].content.get()["c"]?.position == YAMLPosition(line: 5, column: 4))
    }

    @Test("A key that occurs twice is an error at its second place")
    func duplicates() {
        #expect(problem("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")?.place == Place(file: "f.yml", line: 5, column: 3))
        #expect(problem("a: 1\n'a': 2")?.code == .yamlDuplicateKey)
        let many = (0..<200).map { "k\($0): 1" }.joined(separator: "\n")
        #expect(problem(many) == nil)
        #expect(problem(many + "\nk3: 1")?.place?.line == 201)
    }

    @Test("Anchors are read, but aliases of aliases cannot grow without end")
    func aliases() throws {
        let node = try root("a: &x [1, 2]\nb: *x\n")
        #expect(node["b"]?.elements?.count == 2)
        #expect(problem("a: *x")?.code == .yamlAlias)
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = repeatElement("*a\(level - 1)", count: 10).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(problem(bomb)?.code == .yamlTooMany)
        let chain = "a0: &a0 [x]\n" + (1...80).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
        #expect(problem(chain)?.code == .yamlTooDeep)
        #expect(problem("a: &a [*a]")?.code == .yamlAlias)
    }

    @Test("What is nested too deep, too long or not YAML is refused")
    func limits() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(problem(nested(RuleLimits.yamlDepth)) == nil)
        #expect(problem(nested(RuleLimits.yamlDepth + 1))?.code == .yamlTooDeep)
        let long = "a: " + String(repeating: "x", count: RuleLimits.documentBytes)
        #expect(problem(long)?.code == .yamlTooLong)
        #expect(read("---\n" + long + "\n---\nb: 1\n").count == 2)
        let many = "[" + String(repeating: "1,", count: RuleLimits.yamlNodes) + "]"
        #expect(problem(many)?.code == .yamlTooMany)
        #expect(problem("a: \u{1}")?.code == .yamlCharacter)
        #expect(problem("a: {<<: {b: 1}}")?.code == .yamlMerge)
        #expect(problem("? [a]\n: 1")?.code == .yamlKey)
        #expect(problem("a: !x 1")?.code == .yamlTag)
        #expect(YAMLReader.read([0x61, 0x3A, 0x20, 0xFF], file: "f.yml").count == 1)
    }
}
