// On a disk that is full the lines wait and the journal goes on.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing

/// A small file system of its own; nil where the machine does not let us.
private final class SmallDisk {
    let url: URL

    init?(megabytes: Int) {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("dijkwacht-\(UUID().uuidString)")
        guard (try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)) != nil else {
            return nil
        }
        guard SmallDisk.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", url.path]) else {
            print("skipped: a small file system cannot be mounted here")
            return nil
        }
    }

    deinit {
        _ = SmallDisk.run("/bin/umount", ["-l", url.path])
        try? FileManager.default.removeItem(at: url)
    }

    private static func run(_ path: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Takes all space that is left.
    func fill() throws {
        let file = url.appendingPathComponent("filler")
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        for size in [1 << 20, 4_096, 64] {
            let bytes = Data(repeating: 1, count: size)
            while (try? handle.write(contentsOf: bytes)) != nil {}
        }
        try handle.close()
    }

    func empty() throws {
        try FileManager.default.removeItem(at: url.appendingPathComponent("filler"))
    }
}

@Suite("The reserve for a full disk", .serialized)
struct DiskReserveTests {
    @Test("the reserve takes real space, gives it back, and takes it again")
    func taking() throws {
        guard let disk = SmallDisk(megabytes: 64) else { return }
        let reserve = DiskReserve(disk.url.appendingPathComponent("reserve"))
        #expect(reserve.size == 8 << 20 && !reserve.isHeld)
        let free = try #require(reserve.freeBytes)
        #expect(try reserve.restore() && reserve.isHeld)
        #expect(try #require(reserve.freeBytes) <= free - (8 << 20))
        #expect(try reserve.restore())
        #expect(reserve.hasRoom(for: 50 << 20) && !reserve.hasRoom(for: 57 << 20))
        try reserve.release()
        #expect(!reserve.isHeld && reserve.freeBytes == free)
        // What is not kept back counts as if it were.
        #expect(reserve.hasRoom(for: 50 << 20) && !reserve.hasRoom(for: 57 << 20))
        try reserve.release()
        try disk.fill()
        #expect(!reserve.hasRoom())
        #expect(try !reserve.restore())
        try disk.empty()
        #expect(try reserve.restore())
        var status = stat()
        #expect(stat(reserve.file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("on a large disk it is 64 MiB, and a file with holes does not count")
    func large() throws {
        let folder = try TemporaryFolder()
        let reserve = DiskReserve(folder.url.appendingPathComponent("reserve"))
        #expect(reserve.size <= 64 << 20 && reserve.size > 0)
        try Data().write(to: reserve.file)
        truncate(reserve.file.path, off_t(reserve.size))
        #expect(!reserve.isHeld)
        let nowhere = DiskReserve(folder.url.appendingPathComponent("nothing/reserve"))
        #expect(try !nowhere.restore() && !nowhere.isHeld && nowhere.freeBytes == nil)
        try nowhere.release()
    }

    @Test("a full disk: nothing of a batch is half there, the journal goes on from the reserve, and all goes on after")
    func full() async throws {
        guard let disk = SmallDisk(megabytes: 64) else { return }
        let folder = DataFolder(disk.url)
        let reserve = DiskReserve(folder.reserve)
        #expect(try reserve.restore())
        let records = try Records(file: folder.records)
        let writer = JournalWriter(records) { Timestamp(seconds: 1_773_900_000) }
        func note(_ text: String) async throws -> String? {
            do {
                _ = try await writer.append(EntryDraft(.log(.organisation), .note(text: text), by: .person("an")))
                return nil
            } catch { return error.code.name }
        }
        #expect(try await note("voor") == nil)
        let other = disk.url.appendingPathComponent("other")
        try Data(count: 16 << 20).write(to: other)
        var sample = try ArchiveSample()
        sample.archive = try Archive(folder: folder.archive)
        sample.writer = ArchiveWriter(sample.archive)
        var chance = SystemRandomNumberGenerator()
        func lines() -> [String] { (0..<20).map { _ in (0..<2_000).map { _ in "\(chance.next())" }.joined() } }
        var kept = 0
        var refused: [String]?
        while refused == nil, kept < 2_000 {
            let batch = lines()
            do {
                try sample.append(batch)
                kept += batch.count
            } catch {
                #expect((error as? Problem)?.code.name == "archive.full", "\(error)")
                refused = batch
            }
        }
        #expect(kept > 100 && refused != nil)
        #expect(try sample.find("", page: 1_000).count == kept && !reserve.hasRoom())
        try disk.fill()
        // From the space of the log, and nothing is given back for it.
        for number in 0..<20 { #expect(try await note("vol \(number)") == nil) }
        #expect(reserve.isHeld)
        // A second program, which opens the record while the disk is full.
        let second = JournalWriter(try Records(file: folder.records)) { Timestamp(seconds: 1_773_900_001) }
        _ = try second.appendAndWait(
            EntryDraft(.log(.organisation), .note(text: "ernaast"), by: .person("an")))
        // What can wait does not take from it what people may need.
        #expect(throws: Problem.self) { try fillRecord(records) }
        #expect(reserve.isHeld && !reserve.hasRoom(for: 1 << 20))
        try disk.empty()
        sample.archive = try Archive(folder: folder.archive)
        sample.writer = ArchiveWriter(sample.archive)
        #expect(try sample.find("", page: 1_000).count == kept)
        try FileManager.default.removeItem(at: other)
        #expect(try reserve.restore() && reserve.hasRoom(for: 4 << 20))
        try sample.append(try #require(refused))
        #expect(try sample.find("", page: 1_000).count == kept + 20)
        #expect(try sample.archive.check().isEmpty && records.check().isEmpty)
        #expect(try records.entries(.organisation).count == 22)
    }

    /// Takes hits with long lines until there is no room.
    private func fillRecord(_ records: Records) throws {
        for number in 0..<1_000 {
            let hit = try RecordSample.hit(
                "vol", "u\(number)", line: Int32(number), bytes: Array(repeating: 0x78, count: 1 << 19))
            _ = try records.take([hit], progress: "p") { RecordSample.id(UInt64(number)) }
        }
    }

    @Test("when the space of the log is used up the reserve is given back, and only then")
    func usedUp() async throws {
        guard let disk = SmallDisk(megabytes: 32) else { return }
        let folder = DataFolder(disk.url)
        let reserve = DiskReserve(folder.reserve)
        #expect(try reserve.restore())
        let records = try Records(file: folder.records)
        let writer = JournalWriter(records) { Timestamp(seconds: 1_773_900_000) }
        let text = String(repeating: "vol ", count: 8_000)
        try disk.fill()
        var kept = 0
        var keptBefore: Int?
        while kept < 1_000 {
            do throws(Problem) {
                _ = try await writer.append(EntryDraft(.log(.organisation), .note(text: text), by: .person("an")))
            } catch {
                #expect(error.code.name == "record.full", "\(error)")
                break
            }
            if keptBefore == nil, !reserve.isHeld { keptBefore = kept }
            kept += 1
        }
        // Each takes some 32 kB: of 4 MB of the log, and then of 4 MB of the reserve.
        #expect(try #require(keptBefore) > 50 && kept > 150 && kept < 1_000)
        #expect(try records.entries(.organisation).count == kept && records.check().isEmpty)
    }

    @Test("people log in on a full disk, also through a program that opens the accounts then")
    func logIn() throws {
        guard let disk = SmallDisk(megabytes: 32) else { return }
        let folder = DataFolder(disk.url)
        let reserve = DiskReserve(folder.reserve)
        #expect(try reserve.restore())
        let accounts = try AccountStore(file: folder.accounts)
        try accounts.save(AccountSample.account("anna"))
        try disk.fill()
        for number in 0..<80 {
            try accounts.save(AccountSample.session(UInt64(number), began: Int64(number), used: Int64(number)))
        }
        let other = try AccountStore(file: folder.accounts)
        let last = try AccountSample.session(80, began: 80, used: 80)
        try other.save(last)
        #expect(try reserve.isHeld && accounts.sessions().contains { $0.hash == last.hash })
    }

    @Test("a record that is opened on a full disk, after all others closed it, has the reserve")
    func openedWhenFull() throws {
        guard let disk = SmallDisk(megabytes: 32) else { return }
        let folder = DataFolder(disk.url)
        let reserve = DiskReserve(folder.reserve)
        #expect(try reserve.restore())
        _ = try Records(file: folder.records)
        try disk.fill()
        let writer = JournalWriter(try Records(file: folder.records)) { Timestamp(seconds: 1_773_900_000) }
        _ = try writer.appendAndWait(EntryDraft(.log(.organisation), .note(text: "vol"), by: .person("an")))
        #expect(!reserve.isHeld)
    }
}
