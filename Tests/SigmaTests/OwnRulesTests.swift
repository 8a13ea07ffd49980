// Our own rules: each loads, says in both languages what it is for, and has a log that hits and one that must not.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Sigma
import Testing

/// The rule files of `Rules/`, found from where this file stands.
enum OwnRules {
    struct File {
        /// From the root of the repository.
        let path: String
        let text: String
        let documents: [RuleDocument]

        var name: String { String(path.split(separator: "/").last?.dropLast(4) ?? "") }
        /// The text of the first document: the rule itself. Those after it are only counted by it.
        var rule: String { text.components(separatedBy: "\n---\n")[0] + "\n" }
        var headers: [RuleHeader] { documents.compactMap(\.header) }
        var correlations: [Correlation] {
            documents.compactMap { document in
                guard case .correlation(let correlation) = document.content else { return nil }
                return correlation
            }
        }

        /// The first value of a key that stands at the left margin of the rule itself.
        func value(_ key: String) -> String? {
            rule.split(separator: "\n").first { $0.hasPrefix(key + ": ") }.map { String($0.dropFirst(key.count + 2)) }
        }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let files: [File] = {
        let walker = FileManager.default.enumerator(
            at: root.appending(path: "Rules"), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        let urls = (walker?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yml" }
        return urls.sorted { $0.path < $1.path }.compactMap { url in
            guard let data = try? Data(contentsOf: url) else { return nil }
            let path = String(url.path.dropFirst(root.path.count)).trimmingPrefix("/")
            return File(
                path: String(path), text: String(decoding: data, as: UTF8.self),
                documents: RuleReader.read([UInt8](data), file: String(path)))
        }
    }()

    /// The logs of a rule of one kind, `hit` or `miss`.
    static func logs(_ file: File, _ kind: String) -> [URL] {
        let folder = root.appending(path: file.path).deletingLastPathComponent().appending(path: "tests")
        let all = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return all.filter { $0.lastPathComponent.hasPrefix("\(file.name).\(kind).") }
    }
}

extension RuleDocument {
    /// Nil for a document that was rejected.
    fileprivate var header: RuleHeader? {
        switch content {
        case .rule(let rule): rule.header
        case .correlation(let correlation): correlation.header
        case .rejected: nil
        }
    }
}

@Suite("Our own rules")
struct OwnRulesTests {
    @Test("there are at least 28, and every document of every file loads")
    func load() {
        #expect(OwnRules.files.count >= 28)
        for file in OwnRules.files {
            for document in file.documents {
                guard case .rejected(let problem, _, let title) = document.content else { continue }
                Issue.record("\(file.path): \(title ?? "?"): \(problem.code.name) \(problem.arguments)")
            }
        }
    }

    @Test("every document has an id of its own, a random UUID (RFC 9562 5.4), and a name of its own")
    func identities() {
        let headers = OwnRules.files.flatMap(\.headers)
        let form = #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
        for header in headers {
            #expect(header.id?.wholeMatch(of: form) != nil, "\(header.title): \(header.id ?? "no id")")
            #expect(header.name?.isEmpty == false, "\(header.title) has no name")
        }
        #expect(Set(headers.compactMap(\.id)).count == headers.count)
        #expect(Set(headers.compactMap(\.name)).count == headers.count)
        for file in OwnRules.files { #expect(file.headers.first?.name == file.name, "\(file.path)") }
    }

    @Test("every rule says why it matters and what to do first, in Dutch, and which letters it comes from")
    func explained() {
        let letters: Set = [
            "2013-ddos", "2024-politie", "2025-om-kamervragen", "2025-csbn-nlcs", "2026-financien",
        ]
        for file in OwnRules.files {
            for part in ["\nnl:\n    title: ", "\n    why: >-\n", "\n    first: >-\n", "\nfalsepositives:\n    - "] {
                #expect(file.rule.contains(part), "\(file.path): no \(part.debugDescription)")
            }
            let listed =
                file.rule.components(separatedBy: "\nletters:\n").last?.split(separator: "\n")
                .prefix { $0.hasPrefix("    - ") }.map { String($0.dropFirst(6)) } ?? []
            #expect(!listed.isEmpty && letters.isSuperset(of: listed), "\(file.path): letters \(listed)")
            #expect(file.value("license") == "EUPL-1.2", "\(file.path)")
            #expect((file.headers.first?.description?.count ?? 0) > 40, "\(file.path): what it finds")
            #expect((file.headers.first?.tags ?? []).contains { $0.hasPrefix("attack.t") }, "\(file.path): technique")
        }
    }

    @Test("the rule itself has a level above informational; what it only counts is informational")
    func levels() {
        for file in OwnRules.files {
            #expect(file.value("level").map { $0 != "informational" } == true, "\(file.path)")
            for (index, header) in file.headers.enumerated() {
                #expect((header.level == .informational) == (index > 0), "\(file.path): \(header.title)")
            }
        }
    }

    @Test("a file holds one rule, and all that it holds besides is counted by it")
    func counted() {
        for file in OwnRules.files {
            let referred = Set(file.correlations.flatMap(\.rules))
            for header in file.headers.dropFirst() {
                #expect(referred.contains(header.name ?? ""), "\(file.path): nothing counts \(header.title)")
            }
            #expect(!referred.contains(file.name))
        }
    }

    @Test("every correlation finds the rules that it names, and what is only counted stays hidden")
    func references() {
        let headers = OwnRules.files.flatMap { file in
            file.documents.compactMap { document -> RuleHeader? in
                guard case .rule(let rule) = document.content else { return nil }
                return rule.header
            }
        }
        let set = CorrelationSet(OwnRules.files.flatMap(\.correlations), rules: headers)
        #expect(set.problems.isEmpty, "\(set.problems.map(\.arguments))")
        let hidden = headers.indices.filter { headers[$0].level == .informational }
        #expect(Set(hidden).isSubset(of: set.hidden))
    }

    @Test("every rule has a log that hits and one that must not, and neither is empty")
    func logs() throws {
        for file in OwnRules.files {
            for kind in ["hit", "miss"] {
                let logs = OwnRules.logs(file, kind)
                #expect(logs.count == 1, "\(file.path): \(logs.count) logs for \(kind)")
                for log in logs {
                    let lines = try Data(contentsOf: log).split(separator: UInt8(ascii: "\n"))
                    #expect(lines.count >= 1 && lines.count <= 500, "\(log.lastPathComponent): \(lines.count) lines")
                }
            }
        }
    }

    @Test("no log of a rule is left behind without its rule")
    func orphans() {
        let names = Set(OwnRules.files.map(\.name))
        let walker = FileManager.default.enumerator(
            at: OwnRules.root.appending(path: "Rules"), includingPropertiesForKeys: nil)
        for url in walker?.compactMap({ $0 as? URL }) ?? [] {
            let parts = url.lastPathComponent.split(separator: ".")
            guard parts.count == 3, ["hit", "miss"].contains(parts[1]) else { continue }
            #expect(names.contains(String(parts[0])), "\(url.lastPathComponent) has no rule")
        }
    }

    @Test("Rules/README.md has a row for every rule, with its id, level and letters, and no other")
    func table() throws {
        let readme = try String(contentsOf: OwnRules.root.appending(path: "Rules/README.md"), encoding: .utf8)
        let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| [") }
        #expect(rows.count == OwnRules.files.count, "run `scripts/rules table`")
        for file in OwnRules.files {
            let link = "](\(file.path.dropFirst("Rules/".count)))"
            let row = rows.first { $0.contains(link) } ?? ""
            let title = file.headers.first?.title ?? "?"
            for part in ["[\(title)", "`\(file.value("id") ?? "?")`", "| \(file.value("level") ?? "?") |"] {
                #expect(row.contains(part), "\(file.path): no \(part) in its row; run `scripts/rules table`")
            }
        }
    }

    @Test("the rules name only correlations, countries and networks that the program knows")
    func words() {
        for file in OwnRules.files {
            for correlation in file.correlations {
                #expect(!correlation.groupBy.isEmpty && correlation.timespanSeconds > 0, "\(file.path)")
            }
            #expect(!file.text.contains("\t") && !file.text.contains("\r"), "\(file.path)")
            for line in file.text.split(separator: "\n") { #expect(line.count <= 120, "\(file.path): \(line)") }
        }
    }
}
