// On a disk that is full the lines wait and the journal goes on.
// SPDX-License-Identifier: EUPL-1.2

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
        #expect(try await note(String(repeating: "vol ", count: 8_000)) == "record.full")
        try reserve.release()
        for number in 0..<20 { #expect(try await note("vol \(number)") == nil) }
        #expect(!reserve.hasRoom(for: 1 << 20))
        try disk.empty()
        sample.archive = try Archive(folder: folder.archive)
        sample.writer = ArchiveWriter(sample.archive)
        #expect(try sample.find("", page: 1_000).count == kept)
        try FileManager.default.removeItem(at: other)
        #expect(try reserve.restore() && reserve.hasRoom(for: 4 << 20))
        try sample.append(try #require(refused))
        #expect(try sample.find("", page: 1_000).count == kept + 20)
        #expect(try sample.archive.check().isEmpty && records.check().isEmpty)
        #expect(try records.entries(.organisation).count == 21)
    }
}
