// What becomes of each rule document, from files and folders good and bad, under routing and networks.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Sigma
import Testing

@Suite struct LoadedRulesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private let detection = "logsource: {category: webserver}\ndetection:\n    s: {x: 1}\n    condition: s\n"

    @Test("A folder gives its .yml and .yaml files by name, whatever the number of threads; others are left alone")
    func folders() throws {
        for name in ["b.yml", "a.yaml", "c/d.yml", "c/e.txt", "f.yml.bak", "g.json"] {
            try folder.write("rules/\(name)", "title: \(name)\n" + detection)
        }
        for threads in [1, 4] {
            let loaded = LoadedRules([folder.url("rules")], threads: threads)
            #expect(loaded.rules.map(\.header.title) == ["a.yaml", "b.yml", "c/d.yml"])
            #expect(loaded.problems.isEmpty)
        }
        #expect(LoadedRules([folder.url("rules/")]).documents.map(\.place.file).first == folder.url("rules/a.yaml"))
    }

    @Test("A file that is named is read whatever its name")
    func file() throws {
        let path = try folder.write("rule.txt", "title: a\n" + detection + "---\ntitle: b\n" + detection)
        #expect(LoadedRules([path, path]).rules.map(\.header.title) == ["a", "b", "a", "b"])
    }

    @Test("Many files keep their order on many threads")
    func many() throws {
        for number in 100..<400 { try folder.write("many/\(number).yml", "title: '\(number)'\n" + detection) }
        let titles = (100..<400).map(String.init)
        #expect(LoadedRules([folder.url("many")], threads: 8).rules.map(\.header.title) == titles)
    }

    @Test("What is not there, or holds no rule file, is a problem with its path, and the rest is loaded")
    func missing() throws {
        let good = try folder.write("good.yml", "title: a\n" + detection)
        try folder.write("empty/readme.txt", "nothing")
        let loaded = LoadedRules([folder.url("nowhere"), folder.url("empty"), good])
        #expect(loaded.rules.count == 1)
        #expect(loaded.problems.map(\.code.name) == ["rules.unreadable", "rules.none"])
        #expect(loaded.problems.map { $0.place?.file } == [folder.url("nowhere"), folder.url("empty")])
    }

    @Test(
        "Files that are no rules are rejected documents, never a stop",
        arguments: ["", "\0\u{1}\u{2}", "[", "- a\n- b", "x", "title: x"])
    func noRules(_ text: String) throws {
        let path = try folder.write("r.yml", text)
        let loaded = LoadedRules([path])
        #expect(loaded.rules.isEmpty)
        for document in loaded.documents {
            guard case .rejected(let problem, _, _) = document.content else {
                Issue.record("\(document.content)")
                continue
            }
            #expect(Fixture.english.line(for: problem).contains(problem.code.name) == false, "it has a text")
        }
    }

    @Test("Without paths: the rules inside the program, and not their routing")
    func embedded() throws {
        let loaded = LoadedRules([])
        #expect(loaded.rules.count > 10)
        #expect(loaded.documents.allSatisfy { if case .rejected = $0.content { false } else { true } })
        _ = try LoadedRules.routing()
    }
}

@Suite struct RuleStandingTests {
    private func statuses(_ yaml: String, networks: NetworkLookup? = nil) throws -> [(String, String?)] {
        let folder = try TemporaryFolder()
        let loaded = LoadedRules([try folder.write("r.yml", yaml)])
        let standing = RuleStanding(loaded, routing: try LoadedRules.routing(), networks: networks)
        return loaded.documents.map { document in
            let (status, problem) = standing.status(of: document)
            return (status.rawValue, problem?.code.name)
        }
    }

    private func rule(_ name: String, _ source: String = "category: webserver", field: String = "x") -> String {
        "title: \(name)\nname: \(name)\nlogsource: {\(source)}\ndetection:\n"
            + "    s: {\(field): 1}\n    condition: s\n---\n"
    }

    private func correlation(_ rules: String, group: String = "x") -> String {
        "title: c\ncorrelation:\n    type: event_count\n    rules: [\(rules)]\n    timespan: 1m\n"
            + "    group-by: [\(group)]\n    condition: {gte: 2}\n---\n"
    }

    @Test("Loaded, unmapped with the reason, rejected with the reason: each document has one of the three")
    func rules() throws {
        let found = try statuses(
            rule("a") + rule("b", "category: door") + "title: broken\n---\n" + rule("n", field: "x@asn"))
        #expect(found.map(\.0) == ["loaded", "unmapped", "rejected", "unmapped"])
        #expect(found[0].1 == nil)
        #expect(found[1].1 == "rules.unmapped")
        #expect(found[2].1 != nil)
        #expect(found[3].1 == "rules.networks")
        let known = try statuses(rule("n", field: "x@asn")) { _, _ in nil }
        #expect(known.map(\.0) == ["loaded"])
    }

    @Test("A correlation stands as its rules do: none reached is unmapped, one is enough, a missing one rejects it")
    func correlations() throws {
        let rules = rule("a") + rule("b", "category: door") + rule("d", "category: door")
        let found = try statuses(
            rules + correlation("a") + correlation("a, b") + correlation("b, d") + correlation("nowhere"))
        #expect(found.dropFirst(3).map(\.0) == ["loaded", "loaded", "unmapped", "rejected"])
        #expect(found[5].1 == "rules.rules_unmapped")
        #expect(found[6].1 != nil)
    }

    @Test("A name that a reached rule has too is reached")
    func sameName() throws {
        let found = try statuses(rule("a", "category: door") + rule("a") + correlation("a"))
        #expect(found.prefix(2).map(\.0) == ["unmapped", "loaded"])
    }

    @Test("A correlation by the network of an address needs networks")
    func networks() throws {
        let yaml = rule("a") + correlation("a", group: "c-ip@country")
        #expect(try statuses(yaml).last?.0 == "unmapped")
        #expect(try statuses(yaml).last?.1 == "rules.networks")
        #expect(try statuses(yaml) { _, _ in nil }.last?.0 == "loaded")
    }
}
