// The arrows between the targets: each knows only what stands to its left in the flow log -> event -> hit.
// The table here, Package.swift and the imports must say the same (ARCHITECTURE.md, "The targets").
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing

enum Arrows {
    /// What each target may import directly; importing a target implies what that imports.
    static let allowed: [String: Set<String>] = [
        "Base": [],
        "Events": ["Base", "CScan"],
        "Sigma": ["Base", "Events", "CLibYAML", "CPCRE2"],
        "Exercises": ["Base", "Events"],
        "Watch": [
            "Base", "Events", "Incidents", "Sigma", "Store", "CZlib", "Crypto", "NIOCore", "NIOPosix", "NIOHTTP1",
            "NIOTLS", "NIOSSL", "NIOHTTPTypes", "HTTPTypes",
            "Logging",
            "AsyncHTTPClient", "Hummingbird", "HummingbirdCore", "HummingbirdTLS",
        ],
        "Web": ["Base", "Events", "Incidents", "Duties", "Letters", "Access", "Store", "Watch"],
        "Incidents": ["Base", "Events"],
        "Duties": ["Base"],
        "Letters": ["Base", "Events", "Incidents"],
        "Access": ["Base", "Crypto", "CryptoExtras"],
        "Store": ["Base", "Events", "Incidents", "Access", "CLinux", "CZstd", "Crypto", "GRDB", "GRDBSQLite"],
        "CommandLine": [
            "Base", "Events", "Incidents", "Duties", "Letters", "Access", "Store", "Sigma", "Exercises", "Watch", "Web",
            "Embedded", "CScan", "CArchive", "CLinux", "CZlib", "CZstd", "CMaxMindDB",
            "ArgumentParser",
        ],
        "dijkwacht": ["CommandLine"],
    ]

    /// Modules of the system that any target may import.
    static let system: Set<String> = ["Foundation", "Glibc", "Darwin", "Synchronization", "Dispatch", "CDispatch"]

    /// The targets of our own that Package.swift names, with their direct dependencies.
    static func declared(in package: String) -> [String: Set<String>] {
        let text = package.replacing(#/ *//[^\n]*/#, with: "")
        let targets = #/(?:library\(\s*|\.executableTarget\(\s*name:\s*)"(\w+)",\s*(?:dependencies:\s*)?\[([^\]]*)\]/#
        var result: [String: Set<String>] = [:]
        for match in text.matches(of: targets) {
            let names = match.output.2.replacing(#/,\s*package:\s*"[^"]*"/#, with: "").matches(of: #/"([^"]+)"/#)
            result[String(match.output.1)] = Set(names.map { String($0.output.1) })
        }
        return result
    }

    /// A target's allowed imports with all that those imply.
    static func reach(of target: String, in table: [String: Set<String>]) -> Set<String> {
        (table[target] ?? []).reduce(into: []) { $0.formUnion(reach(of: $1, in: table).union([$1])) }
    }

    static func findings(package: String, table: [String: Set<String>]) -> [Finding] {
        let declared = declared(in: package)
        let targets = Set(declared.keys).union(table.keys)
        return targets.sorted().compactMap { target in
            guard let asked = declared[target] else { return Finding("Package.swift", "target \(target) is missing") }
            guard let may = table[target] else { return Finding("Package.swift", "target \(target) is in no table") }
            let more = asked.subtracting(may).sorted()
            return more.isEmpty ? nil : Finding("Package.swift", "\(target) must not depend on \(more)")
        }
    }

    static func findings(imports file: TextFile, table: [String: Set<String>]) -> [Finding] {
        let parts = file.path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" else { return [] }
        let target = String(parts[1])
        let may = reach(of: target, in: table).union(system)
        let line =
            #/
            ^\s* (?:@\w+(?:\([^)]*\))?\s+)* (?:(?:public|package|internal|private|fileprivate)\s+)?
            import\s+ (?:(?:struct|enum|class|protocol|func|var|let|typealias)\s+)? (\w+)
            /#
        return SwiftCode(file).lines.enumerated().compactMap { index, text in
            guard let module = text.firstMatch(of: line).map({ String($0.output.1) }) else { return nil }
            return may.contains(module)
                ? nil : Finding(file.path, line: index + 1, "\(target) must not import \(module)")
        }
    }
}

@Suite("Arrows between targets")
struct ArrowTests {
    @Test("Package.swift has the targets and arrows of the table, and no others")
    func package() throws {
        let findings = Arrows.findings(package: try Repository.text("Package.swift").text, table: Arrows.allowed)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("no source imports what its target may not know")
    func imports() throws {
        let findings = try Repository.swiftSources().flatMap { Arrows.findings(imports: $0, table: Arrows.allowed) }
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("the table has no circle, and nothing reaches to its right")
    func circles() {
        for target in Arrows.allowed.keys {
            #expect(!Arrows.reach(of: target, in: Arrows.allowed).contains(target))
        }
        #expect(!Arrows.reach(of: "Sigma", in: Arrows.allowed).contains("CommandLine"))
        #expect(Arrows.reach(of: "CommandLine", in: Arrows.allowed).isSuperset(of: ["Base", "Events", "CLibYAML"]))
    }

    @Test("a wrong arrow in Package.swift is found")
    func wrongArrow() {
        let package = #"""
            library("Base", ["Sigma"]),
            library("New", []),
            .executableTarget(name: "dijkwacht", dependencies: [.product(name: "P", package: "q")]),
            // library("Old", []),
            """#
        let findings = Arrows.findings(package: package, table: ["Base": [], "dijkwacht": ["P"], "Gone": []])
        #expect(
            findings.map(\.message) == [
                #"Base must not depend on ["Sigma"]"#, "target Gone is missing", "target New is in no table",
            ])
    }

    @Test("a wrong import is found, whatever its form")
    func wrongImport() {
        let text = """
            import Foundation
            public import Events
            @preconcurrency private import Sigma
            import struct Base.Problem
            // import CommandLine
            let text = "import CommandLine"
            """
        let findings = Arrows.findings(imports: TextFile("Sources/Base/A.swift", text), table: Arrows.allowed)
        #expect(findings.map(\.line) == [2, 3, 4])
    }
}
