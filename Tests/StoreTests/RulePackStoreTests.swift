// Packs of rules on disk: the file before the entry, what is damaged is named, and nothing stays that nobody needs.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("Packs of rules on disk")
struct RulePackStoreTests {
    typealias Sample = PackSample

    @Test("what is installed lies under its hash, for the account of the program alone, and stands in the journal")
    func install() throws {
        let sample = try Sample()
        guard case .installed(let pack, let entry) = try sample.install("een") else {
            Issue.record("not installed")
            return
        }
        #expect(entry.content == .packInstalled(pack) && entry.actor == sample.actor)
        #expect(sample.files == ["\(RulePacks.digest(Array("een".utf8))).zip"])
        #expect(try Data(contentsOf: sample.file(pack)) == Data("een".utf8))
        var status = stat()
        #expect(stat(sample.file(pack).path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(sample.data.packs.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(try sample.store.packs.bytes(of: pack) == Array("een".utf8))
        #expect(try sample.line().current.pack == pack)
    }

    @Test("FIPS 180-4: the name of a file is the SHA-256 of its bytes")
    func digest() {
        #expect(
            RulePacks.digest(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("the same bytes again change nothing, under whatever version, and put back a file that is gone")
    func same() throws {
        let sample = try Sample()
        try sample.install("een")
        let pack = try sample.line().current.pack
        for version in ["1", "2"] {
            guard case .same(let known) = try sample.install("een", "regels", version) else {
                Issue.record("installed again")
                return
            }
            #expect(known.pack == pack)
        }
        try FileManager.default.removeItem(at: sample.file(pack))
        try sample.install("een")
        #expect(try sample.store.packs.bytes(of: pack) == Array("een".utf8))
        #expect(try sample.contents.count == 1)
        // Under another name it is another pack.
        try sample.install("een", "andere")
        #expect(try sample.store.packs.state().lines.map(\.name) == ["regels", "andere"])
    }

    @Test("a version that is there with other bytes is refused, and nothing is left of it")
    func taken() throws {
        let sample = try Sample()
        try sample.install("een")
        #expect(sample.code { try sample.install("twee") } == "packs.version_taken")
        #expect(try sample.contents.count == 1 && sample.files.count == 1)
        try sample.install("twee", "regels", "2")
        #expect(try sample.line().current.pack.version == "2")
    }

    @Test("a pack of which no rule loads, and one that is not what it is said to be, are refused")
    func refused() throws {
        let sample = try Sample()
        let bytes = Array("een".utf8)
        let empty = Sample.pack(bytes, rules: 0)
        #expect(sample.code { try sample.store.install(empty, bytes, by: sample.actor) } == "packs.no_rules")
        let other = Sample.pack(Array("twee".utf8))
        #expect(sample.code { try sample.store.install(other, bytes, by: sample.actor) } == "packs.damaged")
        let large = [UInt8](repeating: 0, count: RulePackLimits.packBytes + 1)
        let pack = Sample.pack(large)
        #expect(sample.code { try sample.store.install(pack, large, by: sample.actor) } == "packs.large")
        #expect(try sample.contents.isEmpty && sample.files.isEmpty)
    }

    @Test("more packs than the limit are refused, another version of one that is there is not")
    func full() throws {
        let sample = try Sample()
        for number in 0..<RulePackLimits.packs { try sample.install("\(number)", "p\(number)") }
        #expect(sample.code { try sample.install("meer", "meer") } == "packs.full")
        try sample.install("anders", "p0", "2")
        _ = try sample.store.remove("p1", by: sample.actor)
        try sample.install("meer", "meer")
        #expect(try sample.store.packs.state().lines.count == RulePackLimits.packs)
    }

    @Test("without a version the one before is taken into use, with one that one, and each is an entry")
    func choose() throws {
        let sample = try Sample()
        #expect(sample.code { try sample.store.choose("regels", by: sample.actor) } == "packs.unknown")
        for version in ["1", "2", "3"] { try sample.install(version, "regels", version) }
        #expect(try sample.store.choose("regels", by: sample.actor).version.pack.version == "2")
        #expect(try sample.store.choose("regels", by: sample.actor).version.pack.version == "1")
        #expect(sample.code { try sample.store.choose("regels", by: sample.actor) } == "packs.no_earlier")
        #expect(try sample.store.choose("regels", version: "3", by: sample.actor).entry != nil)
        #expect(try sample.store.choose("regels", version: "3", by: sample.actor).entry == nil)
        #expect(
            sample.code { try sample.store.choose("regels", version: "9", by: sample.actor) }
                == "packs.version_unknown")
        #expect(try sample.contents.count == 6)
    }

    @Test("a version whose file is gone or changed is named, and cannot be chosen")
    func damage() throws {
        let sample = try Sample()
        try sample.install("een")
        try sample.install("twee", "regels", "2")
        let old = try #require(try sample.line().earlier).pack
        try Data("een!".utf8).write(to: sample.file(old))
        #expect(sample.code { try sample.store.packs.bytes(of: old) } == "packs.damaged")
        try Data("een?".utf8.prefix(3).reversed()).write(to: sample.file(old))
        #expect(sample.code { try sample.store.choose("regels", by: sample.actor) } == "packs.damaged")
        try FileManager.default.removeItem(at: sample.file(old))
        #expect(sample.code { try sample.store.choose("regels", by: sample.actor) } == "packs.missing")
        #expect(try sample.line().current.pack.version == "2")
    }

    @Test("a removal can be undone, and what is no entry about packs cannot")
    func undo() async throws {
        let sample = try Sample()
        try sample.install("een")
        let removal = try sample.store.remove("regels", by: sample.actor).entry
        #expect(removal.content == .packRemoved(Sample.pack(Array("een".utf8)).reference))
        #expect(try sample.store.packs.state().lines.isEmpty)
        #expect(try sample.store.undo(removal.entryID, by: sample.actor) != nil)
        #expect(try sample.line().current.pack.version == "1")
        let clock = sample.clock
        let note = try await JournalWriter(sample.records) { clock.now }.append(
            EntryDraft(.log(.organisation), .note(text: "x"), by: sample.actor))
        #expect(try sample.store.undo(note.entryID, by: sample.actor) == nil)
        #expect(try sample.store.undo("onbekend", by: sample.actor) == nil)
    }

    @Test("files that no kept version needs go with the next installation, unless they are new")
    func prune() throws {
        let sample = try Sample()
        for version in 1...7 { try sample.install("\(version)", "regels", "\(version)") }
        // They may be of an entry that is being written.
        #expect(sample.files.count == 7)
        let stray = sample.data.packs.appendingPathComponent("\(RulePacks.digest([])).tar.part-x")
        try Data().write(to: stray)
        let foreign = sample.data.packs.appendingPathComponent("lees mij.txt")
        try Data().write(to: foreign)
        for name in sample.files {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -7_200)],
                ofItemAtPath: sample.data.packs.appendingPathComponent(name).path)
        }
        try sample.install("8", "regels", "8")
        let kept = try sample.store.packs.state().fileNames
        #expect(kept.count == RulePackLimits.packVersions && Set(sample.files) == kept.union(["lees mij.txt"]))
    }

    @Test("another program that has the record open sees what was installed")
    func others() throws {
        let sample = try Sample()
        let other = RulePacks(sample.data, try Records(file: sample.data.records))
        try sample.install("een")
        #expect(try other.state()["regels"]?.current.pack.version == "1")
    }

    @Test("a folder that cannot be written refuses, and there is no entry")
    func unwritable() throws {
        let sample = try Sample()
        try Data().write(to: sample.data.packs)
        #expect(sample.code { try sample.install("een") } == "packs.unwritable")
        #expect(try sample.contents.isEmpty)
    }

    @Test("a backup has the files of packs, and they come back as they were")
    func backup() throws {
        let sample = try Sample()
        try sample.install("een")
        try sample.install("twee", "regels", "2")
        try Data("x".utf8).write(to: sample.data.packs.appendingPathComponent("niet-van-ons.txt"))
        let file = sample.folder.url.appendingPathComponent("uit.tar")
        let made = try Backup.make(of: sample.data, to: file, now: sample.clock.now)
        let paths = made.list.files.map(\.path)
        #expect(paths == ["record.sqlite"] + sample.files.filter { $0.hasSuffix(".zip") }.map { "packs/\($0)" })
        let target = DataFolder(sample.folder.url.appendingPathComponent("terug", isDirectory: true))
        #expect(try Restore.put(file, into: target).problems.isEmpty)
        let packs = RulePacks(target, try Records(file: target.records))
        let line = try #require(try packs.state()["regels"])
        #expect(try line.versions.map { try packs.bytes(of: $0.pack) } == [Array("een".utf8), Array("twee".utf8)])
    }

    @Test("putting a backup back names the packs that were damaged or gone when it was made")
    func damagedBackup() throws {
        let sample = try Sample()
        for version in ["1", "2", "3"] { try sample.install(version, "regels", version) }
        let versions = try sample.line().versions.map(\.pack)
        try Data("x".utf8).write(to: sample.file(versions[0]))
        try FileManager.default.removeItem(at: sample.file(versions[1]))
        let file = sample.folder.url.appendingPathComponent("uit.tar")
        _ = try Backup.make(of: sample.data, to: file, now: sample.clock.now)
        #expect(try Restore.drill(file).problems.map(\.code.name) == ["packs.damaged", "packs.missing"])
    }

    @Test("a backup with a pack under a name that no pack has is refused")
    func foreignBackup() throws {
        let sample = try Sample()
        try sample.install("een")
        let file = sample.folder.url.appendingPathComponent("uit.tar")
        _ = try Backup.make(of: sample.data, to: file, now: sample.clock.now)
        let name = try #require(sample.files.first)
        for bad in ["../" + name.dropFirst(3), "x" + name.dropFirst(), String(name.dropLast(4)) + ".rar"] {
            var bytes = [UInt8](try Data(contentsOf: file))
            let path = Array("packs/\(name)".utf8)
            let start = try #require(
                (0..<(bytes.count - path.count)).first { bytes[$0..<($0 + path.count)] == path[...] })
            let header = start..<(start + TarHeader.block)
            let old = try #require(TarHeader(Array(bytes[header])))
            let new = TarHeader(path: "packs/\(bad)", size: old.size, modified: old.modified)
            bytes.replaceSubrange(header, with: try #require(new.bytes))
            let changed = sample.folder.url.appendingPathComponent("anders.tar")
            try Data(bytes).write(to: changed)
            let target = DataFolder(sample.folder.url.appendingPathComponent("terug", isDirectory: true))
            #expect(sample.code { try Restore.put(changed, into: target) } == "backup.foreign", "\(bad)")
            #expect(!FileManager.default.fileExists(atPath: target.url.path))
        }
    }
}
