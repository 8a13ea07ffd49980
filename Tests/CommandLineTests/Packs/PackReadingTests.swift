// What a pack says of itself, what becomes of its documents, and whose rule runs where two have one id.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Incidents
import Sigma
import Store
import Testing

@Suite("Reading packs of rules")
struct PackReadingTests {
    typealias Sample = PackSample

    private let a = "aaaaaaaa-0000-4000-8000-000000000001"
    private let b = "aaaaaaaa-0000-4000-8000-000000000002"

    private var rules: [(String, String)] {
        [("rules/a.yml", Sample.rule("Een", id: a)), ("rules/b.yml", Sample.rule("Twee", id: b))]
    }

    @Test("pack.yaml at the top, or in the one folder, says name, version, licence, source and description")
    func manifest() throws {
        let text = "name: Sigma-Core\nversion: 1.2\nlicence: 'DRL \u{202E}1.1'\nsource: https://x.example/\n"
        for top in ["", "uitgave-1/"] {
            let files = (rules + [("pack.yaml", text + "description: Regels\n")]).map { (top + $0.0, $0.1) }
            let pack = try Sample.reading(Sample.tar(files)).pack
            #expect(pack.name == "sigma-core" && pack.version == "1.2" && pack.licence == "DRL 1.1")
            #expect(pack.source == "https://x.example/" && pack.about == "Regels")
            #expect(pack.counts == RulePack.Counts(loaded: 2))
        }
        // In a folder among others it is a file as any other.
        let deep = try Sample.reading(Sample.tar(rules + [("rules/pack.yaml", text)]))
        #expect(deep.pack.name == "pakket" && deep.pack.counts.rejected == 1)
    }

    @Test("what is given goes before what the pack says")
    func labels() throws {
        let bytes = Sample.tar(rules + [("pack.yaml", "name: a\nversion: 1\n")])
        let pack = try Sample.reading(bytes, name: "B", version: "2").pack
        #expect(pack.name == "b" && pack.version == "2")
        #expect(pack.digest == RulePacks.digest(bytes) && pack.bytes == bytes.count && pack.form == .tar)
    }

    @Test("without a manifest the file gives the name, version.txt the version, else the day with a part of the hash")
    func defaults() throws {
        let bytes = Sample.tar(rules)
        let pack = try Sample.reading(bytes, file: "/map/Onze Regels.tar.gz").pack
        #expect(pack.name == "onze-regels")
        #expect(pack.version == "2026-03-19-\(RulePacks.digest(bytes).prefix(8))")
        let versioned = try Sample.reading(Sample.tar(rules + [("version.txt", "\nRelease: r2026-11-01\n")])).pack
        #expect(versioned.version == "r2026-11-01")
        #expect(Sample.code { try Sample.reading(bytes, file: "\u{202E}.zip") } == "packs.name")
    }

    @Test("names and versions that can be none are refused, whoever gives them")
    func refusedNames() {
        let bytes = Sample.tar(rules)
        for name in ["", "a b", "../x", "a\u{202E}", String(repeating: "n", count: 65)] {
            #expect(Sample.code { try Sample.reading(bytes, name: name) } == "packs.name", "\(name)")
        }
        for version in ["", "1 2", "\u{202E}1", String(repeating: "1", count: 65)] {
            #expect(Sample.code { try Sample.reading(bytes, version: version) } == "packs.version", "\(version)")
        }
        let manifest = Sample.tar(rules + [("pack.yaml", "name: a b\n")])
        #expect(Sample.code { try Sample.reading(manifest) } == "packs.name")
    }

    @Test("a manifest that is no mapping of names to texts is refused; a key that means nothing is named")
    func badManifest() throws {
        for text in ["- a\n", "a: [b]\n", "name: {a: b}\n", "name: a\n---\nname: b\n", "name: [\n", "tekst\n", ""] {
            let bytes = Sample.tar(rules + [("pack.yaml", text)])
            #expect(Sample.code { try Sample.reading(bytes) } == "packs.manifest", "\(text)")
        }
        let reading = try Sample.reading(Sample.tar(rules + [("pack.yaml", "naam: a\nversion: ~\n")]))
        #expect(reading.problems.map(\.code.name) == ["packs.manifest_key"])
        #expect(reading.problems.first?.place?.description == "pack.yaml:1:1" && reading.pack.name == "pakket")
    }

    @Test("without a manifest the licence is the first line of LICENSE, else what the rules say, else unknown")
    func licences() throws {
        func licence(_ more: [(String, String)], _ own: String = "") throws -> String? {
            try Sample.reading(Sample.tar([("a.yml", Sample.rule("Een", more: own))] + more)).pack.licence
        }
        #expect(try licence([]) == nil)
        #expect(try licence([("LICENSE.md", "\n  # DRL 1.1  \ntekst")]) == "# DRL 1.1")
        #expect(try licence([("COPYING", "GPL\u{1B}[0m\n")], "license: MIT\n") == "GPL[0m")
        #expect(try licence([], "license: MIT\n") == "MIT")
        #expect(try licence([("b.yml", Sample.rule("Twee", more: "license: EUPL\n"))], "license: MIT\n") == "MIT, EUPL")
        #expect(try licence([("map/LICENSE", "nee")]) == nil)
        var limits = PackLimits()
        limits.packLicenceFiles = 1
        let files = [("a.yml", Sample.rule("Een")), ("b.yml", Sample.rule("Twee", more: "license: MIT\n"))]
        #expect(try Sample.reading(Sample.tar(files), limits: limits).pack.licence == nil)
        #expect(try Sample.reading(Sample.tar(files)).pack.licence == "MIT")
    }

    @Test("documents that are rejected are named with their place and refuse nothing")
    func standing() throws {
        let files = [
            ("a.yml", Sample.rule("Een", id: a)), ("b.yml", "title: Stuk\ndetection: {}\n"), ("c.yml", "- x\n"),
            ("d.yml", Sample.rule("Ver").replacing("product: linux, service: sshd", with: "product: nergens")),
        ]
        let reading = try Sample.reading(Sample.tar(files), name: "p", version: "1")
        #expect(reading.pack.counts == RulePack.Counts(loaded: 1, unmapped: 1, rejected: 2))
        #expect(reading.problems.compactMap(\.place?.file) == ["p 1!b.yml", "p 1!c.yml"])
        var limits = PackLimits()
        limits.packProblems = 1
        #expect(try Sample.reading(Sample.tar(files), limits: limits).problems.count == 1)
        #expect(try Sample.reading(Sample.tar([("c.yml", "- x\n")])).pack.counts == RulePack.Counts(rejected: 1))
        #expect(try Sample.reading(Sample.tar([("leesmij", "")])).pack.counts == RulePack.Counts())
    }

    // MARK: with other rules

    private func pack(_ name: String, _ files: [(String, String)]) throws -> (RulePack, [RuleDocument]) {
        let reading = try Sample.reading(Sample.tar(files), name: name, version: "1")
        return (reading.pack, reading.documents)
    }

    private func own(_ files: [(String, String)]) -> LoadedRules {
        LoadedRules(documents: files.flatMap { RuleReader.read(Array($0.1.utf8), file: $0.0) })
    }

    @Test("a rule of a pack runs in place of one with the same id, and of two packs that of the later")
    func superseding() throws {
        var loaded = own([("eigen.yml", Sample.rule("Eigen", id: a)), ("ander.yml", Sample.rule("Ander"))])
        let (first, documents) = try pack("p", [("a.yml", Sample.rule("Een", id: a.uppercased()))])
        loaded.add(pack: first, documents)
        #expect(loaded.rules.map(\.header.title) == ["Ander", "Een"] && loaded.documents.count == 3)
        let place = Place(file: "eigen.yml", line: 1)
        #expect(loaded.superseded.keys.map(\.description) == [place.description])
        #expect(loaded.superseded[place]?.arguments == ["p 1!a.yml:1"])
        let (second, others) = try pack("q", [("x/a.yml", Sample.rule("Nog een", id: a))])
        loaded.add(pack: second, others)
        #expect(loaded.rules.map(\.header.title) == ["Ander", "Nog een"] && loaded.superseded.count == 2)
        #expect(loaded.superseded[place]?.arguments == ["p 1!a.yml:1"])
        #expect(loaded.pack(of: "q 1!x/a.yml")?.path == "x/a.yml")
        #expect(loaded.pack(of: "q 1!x/a.yml")?.pack == second)
        #expect(loaded.pack(of: "eigen.yml") == nil && loaded.pack(of: "r 1!a.yml") == nil)
    }

    @Test("what a pack has rejected takes no place, and neither does a rule without an id")
    func notSuperseding() throws {
        var loaded = own([("eigen.yml", Sample.rule("Eigen", id: a)), ("zonder.yml", Sample.rule("Een"))])
        let broken = "title: Stuk\nid: \(a)\ndetection: {}\n"
        let (pack, documents) = try pack("p", [("a.yml", broken), ("b.yml", Sample.rule("Een"))])
        loaded.add(pack: pack, documents)
        #expect(loaded.rules.map(\.header.title) == ["Eigen", "Een", "Een"] && loaded.superseded.isEmpty)
    }

    @Test("a correlation of a pack takes the place of one with its id and counts rules of the house")
    func correlations() throws {
        func correlation(_ title: String) -> String {
            "title: \(title)\nid: \(b)\ncorrelation:\n  type: event_count\n  rules: [\(a)]\n  group-by: [user]\n"
                + "  timespan: 5m\n  condition: {gte: 3}\n"
        }
        var loaded = own([("eigen.yml", Sample.rule("Eigen", id: a)), ("tel.yml", correlation("Oud"))])
        let (pack, documents) = try pack("p", [("tel.yml", correlation("Nieuw"))])
        loaded.add(pack: pack, documents)
        #expect(loaded.correlations.map(\.header.title) == ["Nieuw"] && loaded.rules.count == 1)
        #expect(CorrelationSet(loaded.correlations, rules: loaded.rules.map(\.header)).problems.isEmpty)
    }
}
