// Accounts for every document of the shared collection of rules, when it is there.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Sigma
import Testing

/// The rule files of the shared directory: `DIJKWACHT_SHARED`, or `../shared` beside the repository.
enum SharedRules {
    static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment
        let shared = environment["DIJKWACHT_SHARED"] ?? "../shared"
        let folder = URL(fileURLWithPath: shared).appendingPathComponent("data/sigma-rules")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func files(in folder: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yml" }
            .sorted { $0.path < $1.path }
    }
}

@Suite struct RuleCorpusTests {
    @Test("Every document of the collection is loaded, or rejected with a reason and a place")
    func accounting() throws {
        guard let folder = SharedRules.folder else {
            print("skipped: no shared rules (set DIJKWACHT_SHARED)")
            return
        }
        var (loaded, rejected) = (0, 0)
        for file in SharedRules.files(in: folder) {
            for document in RuleReader.read([UInt8](try Data(contentsOf: file)), file: file.lastPathComponent) {
                guard case .rejected(let problem, _, _) = document.content else {
                    loaded += 1
                    continue
                }
                rejected += 1
                print("rejected: \(problem.place?.description ?? "?"): \(problem.code.name) \(problem.arguments)")
                #expect(problem.place?.line != nil && problem.place?.column != nil)
            }
        }
        print("loaded \(loaded), rejected \(rejected)")
        #expect(loaded >= 3_700)
        #expect(rejected <= 60)
    }

    @Test("The CPU time of loading the collection is shown")
    func loadTime() throws {
        guard let folder = SharedRules.folder else {
            print("skipped: no shared rules (set DIJKWACHT_SHARED)")
            return
        }
        let windows = Array("product: windows".utf8)
        let files = try SharedRules.files(in: folder).map { [UInt8](try Data(contentsOf: $0)) }
            .filter { $0.firstRange(of: windows) != nil }
        let start = clock()
        var count = 0
        for bytes in files { count += RuleReader.read(bytes, file: "rules.yml").count }
        let read = clock()
        for bytes in files { _ = YAMLReader.read(bytes, file: "rules.yml") }
        let milliseconds = { (ticks: Int) in Double(ticks) * 1_000 / Double(CLOCKS_PER_SEC) }
        print(
            "read \(count) rules in \(milliseconds(read - start)) ms CPU, of which YAML \(milliseconds(clock() - read))"
        )
        #expect(count >= 2_858)
    }
}
