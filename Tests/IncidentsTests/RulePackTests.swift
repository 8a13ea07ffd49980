// Packs of rules: names and texts from outside in one safe form, and what the journal comes to.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Packs of rules: texts from outside")
struct RulePackTextTests {
    @Test("a name has lower case letters, digits, dots, hyphens and underscores, and begins with a letter or digit")
    func names() {
        let longest = String(repeating: "n", count: RulePackLimits.packNameBytes)
        for text in ["a", "0", "sigma-core", "sigma_core.2", longest] { #expect(RulePackText.isName(text), "\(text)") }
        for text in [
            "", "A", "-a", ".a", "_a", "a b", "a/b", "..", "é", "a\u{301}", "a\u{202E}b", "a\n", "a\u{0}",
            longest + "n",
        ] { #expect(!RulePackText.isName(text), "\(text)") }
    }

    @Test("a version has letters of both cases, digits, dots, plus signs, hyphens and underscores")
    func versions() {
        for text in ["1", "r2026-11-01", "v1.2.3+build_4", "2026-11-28-ab12cd34"] {
            #expect(RulePackText.isVersion(text), "\(text)")
        }
        for text in ["", "+1", "-", "1 2", "1/2", "1\u{200B}", String(repeating: "1", count: 65)] {
            #expect(!RulePackText.isVersion(text), "\(text)")
        }
    }

    @Test("a reference is made only of a name, a version and a SHA-256 that have their form")
    func references() {
        let digest = String(repeating: "0a", count: 32)
        #expect(RulePackReference(name: "a", version: "1", digest: digest)?.digest == digest)
        #expect(RulePackReference(name: "A", version: "1", digest: digest) == nil)
        #expect(RulePackReference(name: "a", version: "", digest: digest) == nil)
        for bad in ["", String(digest.dropLast()), digest + "0", digest.uppercased(), "g" + digest.dropFirst()] {
            #expect(RulePackReference(name: "a", version: "1", digest: bad) == nil, "\(bad)")
        }
    }

    @Test("a file gives a name without its folder and its end, and with hyphens for what no name has")
    func fileNames() {
        let names = [
            "sigma_core.zip": "sigma_core", "/tmp/Onze Regels.tar.gz": "onze-regels", #"C:\x\A.TGZ"#: "a",
            "a.tar.zst": "a", "..zip": nil, ".zip": nil, "": nil, "///": nil, "\u{202E}": nil, "é.zip": nil,
            "x\u{202E}y.zip": "x---y", "regels": "regels", "r.v2.tar": "r.v2",
        ]
        for (file, name) in names { #expect(RulePackText.name(ofFile: file) == name, "\(file)") }
        let long = RulePackText.name(ofFile: String(repeating: "a", count: 500) + ".zip")
        #expect(long?.utf8.count == RulePackLimits.packNameBytes)
    }

    @Test("of a line the last word with a digit that can be a version is taken")
    func versionLines() {
        #expect(RulePackText.version(in: "Release: r2026-11-01") == "r2026-11-01")
        #expect(RulePackText.version(in: "1.2.3") == "1.2.3")
        #expect(RulePackText.version(in: "versie 2 van dinsdag") == "2")
        for line in ["", "geen", "(1)", "  "] { #expect(RulePackText.version(in: line) == nil, "\(line)") }
    }

    @Test("UAX 9: a text is one line without controls and marks that turn the order of letters, cut at the limit")
    func lines() throws {
        #expect(RulePackText.line(" MIT \r\n\t licentie\u{0} ") == "MIT licentie")
        #expect(RulePackText.line("a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}\u{1B}[31m") == "abcd[31m")
        for text in ["", " \n", "\u{202E}", "\u{0}"] { #expect(RulePackText.line(text) == nil, "\(text)") }
        let cut = try #require(RulePackText.line(String(repeating: "é", count: RulePackLimits.packTextBytes)))
        #expect(cut.utf8.count == RulePackLimits.packTextBytes && cut.hasSuffix("é"))
        #expect(try #require(RulePackText.line(String(repeating: "€", count: 400))).utf8.count == 510)
    }

    @Test("what is one line stays as it is, whatever it was made of")
    func idempotent() {
        var random = RandomJournal(31)
        for _ in 0..<3_000 {
            let text = random.text(30)
            guard let line = RulePackText.line(text) else { continue }
            #expect(RulePackText.isLine(line) && line.utf8.count <= RulePackLimits.packTextBytes)
            #expect(!RulePackText.isLine(line + " ") && !RulePackText.isLine("\u{202E}" + line))
        }
    }

    @Test("an entry whose licence is no such line, or whose name is none, is not read")
    func entries() throws {
        let entry = JournalEntry(
            log: .organisation, sequence: 1, recorded: IncidentSample.start, actor: .person("an"),
            content: .packInstalled(IncidentSample.pack()))
        let text = String(decoding: try #require(entry.bytes), as: UTF8.self)
        #expect(text.contains(#""licence":"DRL 1.1","loaded":3,"name":"sigma-core","rejected":2,"sha256":"aaaa"#))
        for (old, new) in [
            ("DRL 1.1", "DRL\u{202E}1.1"), ("DRL 1.1", "DRL  1.1"), ("sigma-core", "Sigma"), (#""zip""#, #""rar""#),
            (#""loaded":3"#, #""loaded":-3"#), (#""licence":"DRL 1.1""#, #""licence":5"#), ("aaaa", "aaa"),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text && JournalEntry(bytes: Array(changed.utf8)) == nil, "\(new)")
        }
        #expect(JournalEntry(bytes: Array(text.utf8)) == entry)
    }
}

@Suite("Packs of rules: what the journal comes to")
struct RulePackStateTests {
    typealias Sample = IncidentSample

    private func state(_ contents: [EntryContent]) -> RulePackState {
        RulePackState(organisation: Sample.entries(.organisation, contents))
    }

    @Test("a version that is installed is in use, and the one before it is kept")
    func installing() throws {
        let (one, two) = (Sample.pack("a", "1", digit: "1"), Sample.pack("a", "2", digit: "2"))
        let line = try #require(state([.note(text: "x"), .packInstalled(one), .packInstalled(two)])["a"])
        #expect(line.current.pack == two && line.earlier?.pack == one && line.versions.count == 2)
        #expect(line.current.actor == .person("an.bakker") && line.current.sequence == 3)
        #expect(line.current.installed == Sample.at(120))
        #expect(state([]).lines.isEmpty && state([])["a"] == nil)
    }

    @Test("a kept version can be chosen, by its bytes too, and what is not kept cannot")
    func choosing() throws {
        let (one, two) = (Sample.pack("a", "1", digit: "1"), Sample.pack("a", "2", digit: "2"))
        let both: [EntryContent] = [.packInstalled(one), .packInstalled(two)]
        #expect(state(both + [.packChosen(one.reference)])["a"]?.current.pack == one)
        let other = Sample.pack("a", "1", digit: "3").reference
        #expect(state(both + [.packChosen(other)])["a"]?.current.pack == two)
        #expect(state(both + [.packChosen(Sample.pack("b").reference)])["a"]?.current.pack == two)
        // A newer one comes behind those that are kept, whichever was in use.
        let three = Sample.pack("a", "3", digit: "3")
        let line = try #require(state(both + [.packChosen(one.reference), .packInstalled(three)])["a"])
        #expect(line.current.pack == three && line.earlier?.pack == two)
    }

    @Test("what is removed is not in use; installed again it has its versions, undone it is as it was")
    func removing() throws {
        let (one, two) = (Sample.pack("a", "1", digit: "1"), Sample.pack("a", "2", digit: "2"))
        let gone: [EntryContent] = [.packInstalled(one), .packRemoved(one.reference)]
        #expect(state(gone).lines.isEmpty && state(gone).removed.map(\.name) == ["a"])
        #expect(state(gone).fileNames == [one.fileName])
        let back = state(gone + [.packInstalled(two)])
        #expect(back["a"]?.versions.map(\.pack) == [one, two] && back.removed.isEmpty)
        #expect(back["a"]?.removedBy == nil && state(gone).removed.first?.removedBy?.sequence == 2)
        #expect(state(gone + [.undone(sequence: 2)])["a"]?.current.pack == one)
        #expect(state(gone + [.packRemoved(one.reference)]).removed.count == 1)
    }

    @Test("undoing an installation takes the version before it into use, and undoing that brings it back")
    func undoing() {
        let (one, two) = (Sample.pack("a", "1", digit: "1"), Sample.pack("a", "2", digit: "2"))
        let both: [EntryContent] = [.packInstalled(one), .packInstalled(two)]
        #expect(state(both + [.undone(sequence: 2)])["a"]?.current.pack == one)
        #expect(state(both + [.undone(sequence: 2), .undone(sequence: 3)])["a"]?.current.pack == two)
        #expect(state(both + [.undone(sequence: 1), .undone(sequence: 2)]).lines.isEmpty)
    }

    @Test("the last five versions are kept, and the files of no others")
    func versions() throws {
        let packs = (1...8).map { Sample.pack("a", "\($0)", digit: Character("\($0)")) }
        let now = state(packs.map { .packInstalled($0) })
        let line = try #require(now["a"])
        #expect(line.versions.map(\.pack.version) == ["4", "5", "6", "7", "8"])
        #expect(RulePackLimits.packVersions == 5 && now.fileNames == Set(packs.suffix(5).map(\.fileName)))
        // Also when one that is not the newest is in use.
        let more: [EntryContent] = packs.prefix(5).map { .packInstalled($0) }
        let early = state(more + [.packChosen(packs[0].reference)] + packs[5...].map { .packInstalled($0) })
        #expect(early["a"]?.current.pack == packs[7])
    }

    @Test("of removed packs the newest are kept for who takes a removal back")
    func removed() {
        var contents: [EntryContent] = []
        for number in 0..<12 {
            let pack = Sample.pack("p\(number)")
            contents += [.packInstalled(pack), .packRemoved(pack.reference)]
        }
        let now = state(contents)
        #expect(now.removed.count == RulePackLimits.removedPacks && now.removed.last?.name == "p11")
        #expect(now.removed.first?.name == "p4" && now.lines.isEmpty)
    }

    @Test("packs come in the order in which their versions in use were installed")
    func order() {
        let (a1, b1) = (Sample.pack("a", "1", digit: "1"), Sample.pack("b", "1", digit: "2"))
        let a2 = Sample.pack("a", "2", digit: "3")
        #expect(state([.packInstalled(a1), .packInstalled(b1)]).lines.map(\.name) == ["a", "b"])
        let all: [EntryContent] = [.packInstalled(a1), .packInstalled(b1), .packInstalled(a2)]
        #expect(state(all).lines.map(\.name) == ["b", "a"])
        #expect(state(all + [.packChosen(a1.reference)]).lines.map(\.name) == ["a", "b"])
    }

    @Test("whatever is written, each line has at most five versions, and the one in use is among them")
    func property() {
        var random = RandomJournal(77)
        for _ in 0..<300 {
            var contents: [EntryContent] = []
            for index in 0..<40 {
                let pack = Sample.pack(
                    random.pick(["a", "b", "c"]), "\(random.next(upTo: 7))", digit: random.pick(Array("0123")))
                switch random.next(upTo: 8) {
                case 0...3: contents.append(.packInstalled(pack))
                case 4: contents.append(.packChosen(pack.reference))
                case 5: contents.append(.packRemoved(pack.reference))
                case 6: contents.append(.undone(sequence: 1 + random.next(upTo: index + 1)))
                default: contents.append(.note(text: "x"))
                }
            }
            let now = state(contents)
            #expect(Set(now.lines.map(\.name)).count == now.lines.count)
            #expect(Set(now.lines.map(\.name)).isDisjoint(with: now.removed.map(\.name)))
            for line in now.lines + now.removed {
                #expect(1...RulePackLimits.packVersions ~= line.versions.count)
                #expect(line.versions.contains(line.current))
                #expect(Set(line.versions.map(\.pack.version)).count == line.versions.count)
                #expect(line.versions.allSatisfy { now.fileNames.contains($0.pack.fileName) })
            }
            #expect(now.lines.map(\.current.sequence) == now.lines.map(\.current.sequence).sorted())
        }
    }
}
