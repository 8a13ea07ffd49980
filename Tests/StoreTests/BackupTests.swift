// A backup is made while the watch runs, is one tar file, and comes back whole or not at all.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Foundation
import Incidents
import Store
import Synchronization
import Testing

/// A data directory with something of everything, and a place for backups.
struct BackupSample {
    static let now = Timestamp(seconds: 1_774_000_000)
    let folder: TemporaryFolder
    var data: DataFolder { DataFolder(folder.url.appendingPathComponent("data", isDirectory: true)) }
    var file: URL { folder.url.appendingPathComponent("backup.tar") }
    var target: DataFolder { DataFolder(folder.url.appendingPathComponent("target", isDirectory: true)) }

    init() async throws {
        folder = try TemporaryFolder()
        var archive = try BackupSample.archive(data)
        try archive.append(["gisteren een", "gisteren twee"])
        try archive.append(["vandaag een"], at: 86_400, marks: ["follow:a": "1"])
        try Data("web:\n  address: 127.0.0.1:8100\n".utf8).write(to: data.configuration)
        let records = try Records(file: data.records)
        let writer = JournalWriter(records) { BackupSample.now }
        _ = try await writer.append(EntryDraft(.newIncident, .opened(title: "zaak"), by: .person("an")))
        _ = try records.take([try RecordSample.hit("a", "jan", line: 0)], progress: "x") { RecordSample.id(1) }
        let accounts = try AccountStore(file: data.accounts)
        try accounts.save(try AccountSample.account("an.bakker", .administrator))
        try accounts.save(try AccountSample.session(1, "an.bakker", role: .administrator))
    }

    static func archive(_ data: DataFolder) throws -> ArchiveSample {
        var sample = try ArchiveSample()
        sample.archive = try Archive(folder: data.archive)
        sample.writer = ArchiveWriter(sample.archive)
        return sample
    }

    func make() throws -> Backup {
        try Backup.make(of: data, to: file, now: BackupSample.now)
    }

    func code(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? Problem)?.code.name ?? "\(error)"
        }
    }

    func names(_ url: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
    }
}

/// Tells a writer to stop.
private final class End: Sendable {
    let isOver = Atomic(false)
}

@Suite("Backup and restore")
struct BackupTests {
    typealias Sample = BackupSample

    @Test("what is put back is what was there: configuration, lines, alerts, journals")
    func roundTrip() async throws {
        let sample = try await Sample()
        let backup = try sample.make()
        #expect(backup.problems.isEmpty && backup.list.made == Sample.now)
        #expect(
            backup.list.files.map(\.path) == [
                "dijkwacht.yaml", "access.sqlite", "record.sqlite", "archive/2026-03-20.sqlite",
                "archive/2026-03-19.sqlite",
            ])
        #expect(backup.list.files.map(\.format) == [nil, 1, 1, 1, 1] && backup.bytes > 10_000)
        #expect(sample.names(sample.folder.url) == ["backup.tar", "data"])
        var status = stat()
        #expect(stat(sample.file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)

        let restore = try Restore.put(sample.file, into: sample.target)
        #expect(restore.problems.isEmpty && restore.list == backup.list)
        #expect(restore.days == 2 && restore.lines == 3 && restore.incidents == 1 && restore.alerts == 1)
        #expect(sample.names(sample.target.url) == ["access.sqlite", "archive", "dijkwacht.yaml", "record.sqlite"])
        #expect(try Data(contentsOf: sample.target.configuration) == Data(contentsOf: sample.data.configuration))
        let archive = try Archive(folder: sample.target.archive)
        #expect(try archive.search(ArchiveQuery(""), limit: 9).lines.count == 3 && archive.mark("follow:a") == "1")
        let (old, new) = (try Records(file: sample.data.records), try Records(file: sample.target.records))
        #expect(try old.incidents() == new.incidents() && old.alerts() == new.alerts())
        for number in try old.incidents() { #expect(try old.journal(of: number) == new.journal(of: number)) }
    }

    @Test("accounts come back with their passwords, and nobody is logged in")
    func accounts() async throws {
        let sample = try await Sample()
        _ = try sample.make()
        #expect(try Restore.put(sample.file, into: sample.target).problems.isEmpty)
        let (old, new) = (try AccountStore(file: sample.data.accounts), try AccountStore(file: sample.target.accounts))
        #expect(try new.accounts() == old.accounts() && new.accounts().count == 1)
        #expect(try old.sessions().count == 1 && new.sessions().isEmpty)
        #expect(try new.check().isEmpty)
    }

    @Test("a drill checks everything and leaves nothing")
    func drill() async throws {
        let sample = try await Sample()
        _ = try sample.make()
        let before = sample.names(sample.folder.url)
        #expect(try Restore.drill(sample.file).lines == 3)
        #expect(sample.names(sample.folder.url) == before)
        #expect(!sample.names(FileManager.default.temporaryDirectory).contains { $0.hasPrefix("dijkwacht-drill") })
    }

    @Test("nothing is written over: neither a backup nor a directory with something in it")
    func nothingOver() async throws {
        let sample = try await Sample()
        _ = try sample.make()
        #expect(sample.code { try sample.make() } == "backup.exists")
        #expect(sample.code { try Restore.put(sample.file, into: sample.data) } == "restore.not_empty")
        try FileManager.default.createDirectory(at: sample.target.url, withIntermediateDirectories: true)
        _ = try Restore.put(sample.file, into: sample.target)
        #expect(sample.code { try Restore.put(sample.file, into: sample.target) } == "restore.not_empty")
        let empty = DataFolder(sample.folder.url.appendingPathComponent("empty"))
        let other = sample.folder.url.appendingPathComponent("other.tar")
        #expect(sample.code { try Backup.make(of: empty, to: other, now: Sample.now) } == "backup.nothing")
        #expect(sample.code { try Restore.put(other, into: empty) } == "restore.failed")
        #expect(!sample.names(sample.folder.url).contains { $0 == "empty" || $0.hasPrefix("other") })
    }

    @Test("made while lines and alerts are written, alerts never lead the archive, and nothing is torn")
    func whileRunning() async throws {
        let sample = try await Sample()
        let end = End()
        let data = sample.data
        let records = try Records(file: sample.data.records)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var archive = try Sample.archive(data)
                var number: UInt64 = 100
                while !end.isOver.load(ordering: .relaxed) {
                    number += 1
                    let place = try archive.append(["regel \(number)"], at: 86_400)[0]
                    let key = AlertKey(rule: "r\(number)", entity: try #require(EntityRef(.account, "jan")))
                    let ref = EventRef(position: place, digest: [UInt8](repeating: 1, count: 32))
                    let hit = AlertHit(key: key, title: "a", level: .low, time: Sample.now, evidence: [ref])
                    let id = RecordSample.id(number)
                    _ = try records.take([HitWithLines(hit, lines: [[1]])], progress: place.description) { id }
                }
            }
            for round in 0..<5 {
                let file = sample.folder.url.appendingPathComponent("b\(round).tar")
                let target = DataFolder(sample.folder.url.appendingPathComponent("t\(round)"))
                _ = try Backup.make(of: sample.data, to: file, now: Sample.now)
                let restore = try Restore.put(file, into: target)
                #expect(restore.problems.isEmpty, "\(restore.problems)")
                let archive = try Archive(folder: target.archive)
                let copy = try Records(file: target.records)
                for alert in try copy.alerts() where alert.key.rule != "a" {
                    let evidence = try #require(try copy.evidence(of: alert.id).first)
                    #expect(try archive.line(evidence.ref.position) != nil)
                }
            }
            end.isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
    }

    @Test("what was damaged before is in the backup as it is, and is said when it is put back")
    func damagedBefore() async throws {
        let sample = try await Sample()
        try DamageSample.execute(
            "UPDATE tail SET digest = zeroblob(32)", in: sample.data.archive.appendingPathComponent("2026-03-20.sqlite")
        )
        _ = try sample.make()
        let restore = try Restore.put(sample.file, into: sample.target)
        #expect(restore.problems.map(\.code.name) == ["archive.damaged"] && restore.days == 2)
        #expect(sample.names(sample.target.url).count == 4)
    }

    @Test("GNU tar reads it")
    func tar() async throws {
        let sample = try await Sample()
        let backup = try sample.make()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-tvf", sample.file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines = text.split(separator: "\n")
        #expect(lines.count == backup.list.files.count + 1 && lines.last?.hasSuffix("backup.json") == true)
        #expect(lines.allSatisfy { $0.hasPrefix("-rw-------") })
        #expect(lines[0].contains(" 31 2026-03-20 "))
    }
}

@Suite("A backup that is not what was written")
struct HostileBackupTests {
    typealias Sample = BackupSample

    /// What becomes of a file, and that nothing is left in place when it is refused.
    private func verdict(_ bytes: some Sequence<UInt8>, _ sample: Sample) throws -> String? {
        let file = sample.folder.url.appendingPathComponent("changed.tar")
        try Data(bytes).write(to: file)
        let target = DataFolder(sample.folder.url.appendingPathComponent("changed"))
        defer { try? FileManager.default.removeItem(at: target.url) }
        let code = sample.code { try Restore.put(file, into: target) }
        if code != nil { #expect(!FileManager.default.fileExists(atPath: target.url.path)) }
        return code
    }

    @Test("a file that stops anywhere is refused, and nothing is put in place")
    func cut() async throws {
        let sample = try await Sample()
        _ = try sample.make()
        let bytes = [UInt8](try Data(contentsOf: sample.file))
        var sizes = Array(stride(from: 0, to: bytes.count - 1_023, by: 9_973)) + [1, 511, 512, 513, 1_024]
        sizes += [bytes.count - 1_024, bytes.count - 1_025, bytes.count - 1_536]
        for size in sizes { #expect(try verdict(bytes[..<size], sample) == "backup.cut", "\(size)") }
        // The second block of zeros at the end says nothing that the first has not said.
        #expect(try verdict(bytes[..<(bytes.count - 512)], sample) == nil)
    }

    @Test("a byte that changed anywhere is told before anything is in place; what does not count comes back the same")
    func flipped() async throws {
        let sample = try await Sample()
        let backup = try sample.make()
        let bytes = [UInt8](try Data(contentsOf: sample.file))
        var chance = SeededGenerator(seed: 3)
        var refused = 0
        var places = (0..<150).map { _ in Int(chance.next() % UInt64(bytes.count)) }
        places += Array(0..<600) + (bytes.count - 2_200..<bytes.count)
        for place in places.filter({ $0 % 3 != 1 }) {
            var changed = bytes
            changed[place] ^= 1 << UInt8(chance.next() % 8)
            let file = sample.folder.url.appendingPathComponent("changed.tar")
            try Data(changed).write(to: file)
            let target = DataFolder(sample.folder.url.appendingPathComponent("changed"))
            defer { try? FileManager.default.removeItem(at: target.url) }
            do {
                let restore = try Restore.put(file, into: target)
                // Filling between files, and the time of the list itself, are in no hash.
                #expect(restore.list.files == backup.list.files && restore.problems.isEmpty, "\(place)")
            } catch {
                refused += 1
                #expect(["backup.cut", "backup.damaged", "backup.foreign", "backup.newer"].contains(error.code.name))
            }
        }
        #expect(refused > 700)
    }

    @Test("paths that lead elsewhere, links, folders and files that no data directory has are refused")
    func traversal() async throws {
        let sample = try await Sample()
        for path in [
            "../dijkwacht.yaml", "/etc/cron.d/x", "archive/../../x.sqlite", "archive/2026-03-19.sqlite/../x", "x",
            "archive/2026-13-19.sqlite", "archive/a.sqlite", "./dijkwacht.yaml", "archive//2026-03-19.sqlite",
            "Dijkwacht.yaml", "status.json", "dijkwacht.yaml/", ".restoring",
        ] {
            let header = try #require(TarHeader(path: path, size: 0, modified: 0).bytes)
            #expect(try verdict(header + [UInt8](repeating: 0, count: 1_024), sample) == "backup.foreign", "\(path)")
        }
        for kind in ["1", "2", "5", "L", "x"] {
            var header = try #require(TarHeader(path: "dijkwacht.yaml", size: 0, modified: 0).bytes)
            header[156] = Array(kind.utf8)[0]
            let sum = header.enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element)) }
            for (index, byte) in String(sum, radix: 8).utf8.enumerated() { header[149 + index] = byte }
            #expect(try verdict(header + [UInt8](repeating: 0, count: 1_024), sample) == "backup.foreign")
        }
        // The same file twice.
        let twice = try #require(TarHeader(path: "dijkwacht.yaml", size: 0, modified: 0).bytes)
        #expect(try verdict(twice + twice, sample) == "backup.foreign")
        #expect(try verdict([UInt8](repeating: 0x41, count: 2_048), sample) == "backup.foreign")
        // A size that no disk has.
        let huge = try #require(TarHeader(path: "dijkwacht.yaml", size: .max, modified: 0).bytes)
        #expect(try verdict(huge, sample) == "backup.cut")
        let list = try #require(
            TarHeader(path: "backup.json", size: RecordLimits.backupListBytes + 1, modified: 0).bytes)
        #expect(try verdict(list, sample) == "backup.damaged")
    }

    /// A backup of one file with a list that says what it likes.
    private func backup(_ json: String) throws -> [UInt8] {
        let content = Array("web: {}\n".utf8)
        func member(_ path: String, _ bytes: [UInt8]) throws -> [UInt8] {
            let header = TarHeader(path: path, size: bytes.count, modified: 0)
            return try #require(header.bytes) + bytes + [UInt8](repeating: 0, count: header.padding)
        }
        return try member("dijkwacht.yaml", content) + member("backup.json", Array(json.utf8))
            + [UInt8](repeating: 0, count: 1_024)
    }

    @Test("a list of a newer form, of a newer format, or of other files is refused with its own problem")
    func lists() async throws {
        let sample = try await Sample()
        let hash = "d74e8ef522315c37629ce38eabc1ee65ff487f718504d746c6cbbeb2433ff170"
        func list(_ files: String, version: Int = 1, kind: String = "dijkwacht backup") -> String {
            #"{"files":[\#(files)],"kind":"\#(kind)","made_s":1774000000,"version":\#(version)}"#
        }
        func file(_ path: String = "dijkwacht.yaml", bytes: Int = 8, format: String = "null") -> String {
            #"{"bytes":\#(bytes),"format":\#(format),"path":"\#(path)","sha256":"\#(hash)"}"#
        }
        let day = "archive/2026-03-19.sqlite"
        #expect(try verdict(backup(list(file())), sample) == nil)
        for (json, code) in [
            (list("", version: 2), "backup.newer"), (list(file(day, format: "2")), "backup.newer"),
            (list(file("record.sqlite", format: "9")), "backup.newer"),
            (list(file().replacing("d74e", with: "d74f")), "backup.damaged"),
            (list(""), "backup.damaged"), (list(file(bytes: 7)), "backup.damaged"),
            (list(file("../x")), "backup.damaged"), (list(file() + "," + file()), "backup.damaged"),
            (list(file(), kind: "x"), "backup.damaged"), (list("1"), "backup.damaged"),
            (list(file(format: "true")), "backup.damaged"), ("[]", "backup.damaged"), ("", "backup.damaged"),
            (list(file()) + " ", "backup.damaged"),
        ] { #expect(try verdict(backup(json), sample) == code, "\(json)") }
    }

    @Test("more files than there can be are refused")
    func many() async throws {
        let sample = try await Sample()
        var bytes: [UInt8] = []
        for day in 0...Int32(RecordLimits.backupFiles) {
            let path = "archive/\(ArchivePosition.text(day: day)).sqlite"
            bytes += try #require(TarHeader(path: path, size: 0, modified: 0).bytes)
        }
        #expect(try verdict(bytes, sample) == "backup.foreign")
    }
}

@Suite("Blocks of tar")
struct TarHeaderTests {
    @Test(
        "sizes up to the largest read back, above 8 GiB too", arguments: [0, 1, 511, 512, 8_589_934_591, 1 << 33, .max])
    func sizes(_ size: Int) throws {
        let header = TarHeader(path: "archive/2026-03-19.sqlite", size: size, modified: 1_774_000_000)
        #expect(TarHeader(try #require(header.bytes)) == header)
        #expect((header.padding == 0) == (size % 512 == 0) && header.padding < 512)
    }

    @Test("paths that do not fit are refused; a block with anything changed is another or none")
    func blocks() throws {
        #expect(TarHeader(path: String(repeating: "x", count: 100), size: 1, modified: 1).bytes != nil)
        for path in ["", String(repeating: "x", count: 101), "a\0b"] {
            #expect(TarHeader(path: path, size: 1, modified: 1).bytes == nil)
        }
        let header = TarHeader(path: "dijkwacht.yaml", size: 12, modified: 34)
        let bytes = try #require(header.bytes)
        for place in bytes.indices {
            for change in [0x00, 0x20, 0x31, 0x80, 0xFF] as [UInt8] where bytes[place] != change {
                var changed = bytes
                changed[place] = change
                #expect(TarHeader(changed) == nil || 148..<156 ~= place, "\(place)")
            }
        }
        #expect(TarHeader(Array(bytes[..<511])) == nil && TarHeader([]) == nil)
    }
}
