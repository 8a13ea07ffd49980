// Our own rules through the program itself: every hit log gives a hit of its rule, every miss log none.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing

/// The program that was built beside these tests, run on the logs of the rules.
enum RuleLogs {
    struct Case: Sendable, CustomStringConvertible {
        let rule: String
        let log: String
        let id: String
        let mustHit: Bool

        var description: String { log }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let program: URL = {
        let tests = URL(filePath: ProcessInfo.processInfo.arguments.first ?? "")
        return tests.deletingLastPathComponent().appending(path: "dijkwacht")
    }()

    /// One case per log of each rule. The rule itself is the first document of its file, so its id comes first.
    static let cases: [Case] = {
        let walker = FileManager.default.enumerator(
            at: root.appending(path: "Rules"), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        var cases: [Case] = []
        for url in walker?.compactMap({ $0 as? URL }) ?? [] where url.pathExtension == "yml" {
            guard let text = try? String(contentsOf: url, encoding: .utf8),
                let id = text.split(separator: "\n").first(where: { $0.hasPrefix("id: ") })?.dropFirst(4)
            else { continue }
            let folder = url.deletingLastPathComponent().appending(path: "tests")
            let name = url.deletingPathExtension().lastPathComponent
            for kind in ["hit", "miss"] {
                for log in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
                where log.hasPrefix("\(name).\(kind).") {
                    cases.append(
                        Case(
                            rule: url.path, log: folder.appending(path: log).path, id: String(id),
                            mustHit: kind == "hit"))
                }
            }
        }
        return cases.sorted { $0.log < $1.log }
    }()

    /// What `scan` writes about a log, one object a line.
    static func scan(_ log: String, rule: String) throws -> [[String: Any]] {
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "scan", log, "--rules", rule, "--networks", root.appending(path: "Rules/tests/networks.csv").path,
            "--format", "jsonl", "--quiet", "--year", "2026", "--zone", "Europe/Amsterdam",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(log): exit code \(process.terminationStatus)")
        return try bytes.split(separator: UInt8(ascii: "\n")).compactMap {
            try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
        }
    }
}

@Suite("Our own rules on their logs", .enabled(if: FileManager.default.isExecutableFile(atPath: RuleLogs.program.path)))
struct OwnRulesHitTests {
    @Test("there are two logs for each of at least 28 rules")
    func complete() {
        #expect(RuleLogs.cases.count >= 56)
        #expect(RuleLogs.cases.count { $0.mustHit } * 2 == RuleLogs.cases.count)
    }

    @Test("a hit log gives a hit, a miss log none, and nothing but the rule itself speaks", arguments: RuleLogs.cases)
    func holds(_ example: RuleLogs.Case) throws {
        let hits = try RuleLogs.scan(example.log, rule: example.rule)
        let ids = hits.compactMap { $0["rule_id"] as? String }
        #expect(ids.contains(example.id) == example.mustHit, "\(hits.count) hits")
        #expect(ids.allSatisfy { $0 == example.id }, "what is only counted must stay hidden")
        for hit in hits {
            let isCorrelation = hit["kind"] as? String == "correlation"
            #expect(hit["time"] is String, "a hit without a time")
            #expect(isCorrelation ? hit["group"] != nil : (hit["reasons"] as? [Any])?.isEmpty == false)
        }
    }
}
