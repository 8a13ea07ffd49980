// The list of what travels inside the program equals the folders of data (scripts/embed writes it).
// SPDX-License-Identifier: EUPL-1.2

import Testing

enum EmbeddedList {
    static let folders = ["Rules", "Words", "Exercises", "Laws", "Assets", "docs/handleiding"]
    /// What the program needs of the documents: the one that it gives out itself.
    static let documents = ["docs/openapi.json"]

    /// Whether a file of those folders travels inside the program.
    static func isEmbedded(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return !parts.dropLast().contains("tests") && parts.last?.hasPrefix("README") == false
    }

    /// The paths that the list embeds and the paths that it names; equal, and in the same order.
    static func findings(list: String, files: [String]) -> [Finding] {
        let path = "Sources/Embedded/list.inc"
        let embedded = list.matches(of: #/#embed "\.\./\.\./([^"]+)" if_empty\(0\) suffix\(, 0\)/#).map {
            String($0.output.1)
        }
        let named = list.matches(of: #/\{"([^"]+)", file_(\d+), sizeof file_(\d+) - 1\}/#)
        let count = list.firstMatch(of: #/embedded_file_count = (\d+);/#).map { String($0.output.1) }
        var findings: [Finding] = []
        if embedded != files { findings.append(Finding(path, "differs from the folders of data: run `make embed`")) }
        if named.map({ String($0.output.1) }) != embedded || count != String(embedded.count) {
            findings.append(Finding(path, "its two halves differ: run `make embed`"))
        }
        for (index, entry) in named.enumerated()
        where entry.output.2 != String(index) || entry.output.3 != String(index) {
            findings.append(Finding(path, "\(entry.output.1) points at the bytes of another file: run `make embed`"))
        }
        return findings
    }
}

@Suite("List of embedded files")
struct EmbeddedListTests {
    @Test("the list equals the folders of data")
    func equal() throws {
        let folders = EmbeddedList.folders.flatMap(Repository.paths).filter(EmbeddedList.isEmbedded)
        let files = (folders + EmbeddedList.documents)
            .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        let findings = EmbeddedList.findings(list: try Repository.text("Sources/Embedded/list.inc").text, files: files)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("tests of rules and READMEs stay out")
    func leftOut() {
        #expect(EmbeddedList.isEmbedded("Rules/windows/log_cleared.yml"))
        #expect(!EmbeddedList.isEmbedded("Rules/windows/tests/log_cleared.jsonl"))
        #expect(!EmbeddedList.isEmbedded("Rules/README.md"))
    }

    @Test("a missing file, a wrong count and a swapped entry are found")
    func badList() {
        func entry(_ path: String) -> String { "#embed \"../../\(path)\" if_empty(0) suffix(, 0)\n" }
        func named(_ path: String, _ index: Int) -> String { "{\"\(path)\", file_\(index), sizeof file_\(index) - 1}," }
        let good =
            entry("Rules/a") + entry("Rules/b") + named("Rules/a", 0) + named("Rules/b", 1) + "embedded_file_count = 2;"
        #expect(EmbeddedList.findings(list: good, files: ["Rules/a", "Rules/b"]).isEmpty)
        #expect(EmbeddedList.findings(list: good, files: ["Rules/a"]).count == 1)
        let wrongCount = good.replacing("= 2", with: "= 3")
        #expect(EmbeddedList.findings(list: wrongCount, files: ["Rules/a", "Rules/b"]).count == 1)
        let swapped = good.replacing("file_1, sizeof file_1", with: "file_0, sizeof file_0")
        #expect(EmbeddedList.findings(list: swapped, files: ["Rules/a", "Rules/b"]).count == 1)
    }
}
