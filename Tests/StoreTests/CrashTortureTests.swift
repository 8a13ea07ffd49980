// The program ends at any moment, the disk is full, or a second program comes: what was acknowledged is there once.
// A kill leaves the files as they are; here they are copied while a writer goes on.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Synchronization
import Testing

/// What a writer has been told, and whether it is to end.
private final class Told<Value: Sendable>: Sendable {
    private let list = Mutex<[Value]>([])
    private let end = Atomic(false)

    var values: [Value] { list.withLock { $0 } }
    var isOver: Bool { end.load(ordering: .relaxed) }

    func add(_ values: [Value]) { list.withLock { $0 += values } }
    func stop() { end.store(true, ordering: .relaxed) }
}

@Suite("Torture: the program ends, the disk is full")
struct CrashTortureTests {
    /// Copies the files of a folder while somebody writes: again, until nothing changed in between.
    private static func snapshot(_ folder: URL) throws -> FilesSample {
        var last: (any Error)?
        for _ in 0..<10_000 {
            do {
                let first = try FilesSample(folder)
                if try FilesSample(folder).files == first.files { return first }
            } catch {
                // A file that was there when the folder was listed, and had another name when it was read.
                last = error
            }
        }
        throw last ?? CancellationError()
    }

    @Test("killed at any moment: every batch that was acknowledged is there once and where it was said, none twice")
    func archive() throws {
        let folder = try TemporaryFolder()
        let told = Told<(ArchivePosition, String)>()
        let url = folder.url
        let writer = Thread {
            guard let archive = try? Archive(folder: url) else { return }
            let writer = ArchiveWriter(archive)
            var number = 0
            while !told.isOver {
                var batch = LineBatch()
                let lines = (0..<(1 + number % 7)).map { "commit \(number) regel \($0)" }
                let now = ArchiveSample.start.advanced(byNanoseconds: Int64(number / 40) * 3_600_000_000_000)
                for line in lines {
                    Array(line.utf8).withUnsafeBufferPointer {
                        batch.append($0, source: 0, received: now, event: Event())
                    }
                }
                guard
                    let first = try? writer.append(
                        batch, sources: [ArchiveSource(name: "udp")], marks: ["n": "\(number)"], now: now)
                else { return }
                told.add(
                    lines.enumerated().map { index, line in
                        var place = first
                        place.position += Int32(index)
                        return (place, line)
                    })
                number += 1
                if number % 11 == 0 { try? writer.closeBlock(now: now, always: true) }
                Thread.sleep(forTimeInterval: 0.003)
            }
        }
        writer.start()
        var most = 0
        for round in 0..<DamageSample.rounds(8) {
            Thread.sleep(forTimeInterval: 0.01 * Double(1 + round % 5))
            let before = told.values
            let copy = try Self.snapshot(folder.url).unpack()
            let archive = try Archive(folder: copy.url)
            var found: [ArchivePosition: String] = [:]
            var cursor: ArchivePosition?
            repeat {
                let page = try archive.search(ArchiveQuery(), before: cursor, limit: 1_000)
                #expect(page.problems.isEmpty)
                for line in page.lines {
                    #expect(
                        found.updateValue(String(decoding: line.bytes, as: UTF8.self), forKey: line.position) == nil)
                }
                cursor = page.next
            } while cursor != nil
            #expect(Set(found.values).count == found.count)
            #expect(before.allSatisfy { found[$0.0] == $0.1 })
            #expect(archive.check().isEmpty)
            most = max(most, before.count)
        }
        told.stop()
        while !writer.isFinished { Thread.sleep(forTimeInterval: 0.005) }
        #expect(most > 20)
    }

    @Test("killed at any moment: every entry that was acknowledged is there once, in its place")
    func record() async throws {
        let sample = try RecordSample()
        let told = Told<JournalEntry>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let writer = sample.writer
            for person in 0..<4 {
                group.addTask {
                    var number = 0
                    while !told.isOver {
                        let entry = try await writer.append(
                            EntryDraft(.log(.organisation), .note(text: "\(person)/\(number)"), by: .program))
                        told.add([entry])
                        number += 1
                        try await Task.sleep(for: .milliseconds(4))
                    }
                }
            }
            for _ in 0..<DamageSample.rounds(8) {
                try await Task.sleep(for: .milliseconds(20))
                let before = told.values
                let copy = try Self.snapshot(sample.folder.url).unpack()
                let records = try Records(file: copy.url.appendingPathComponent("record.sqlite"))
                let entries = try records.entries(.organisation)
                #expect(entries.map(\.sequence) == entries.indices.map { $0 + 1 })
                #expect(before.allSatisfy { entries.count >= $0.sequence && entries[$0.sequence - 1] == $0 })
                #expect(Set(entries.map { "\($0.content)" }).count == entries.count)
                #expect(try records.check().isEmpty)
            }
            told.stop()
            try await group.waitForAll()
        }
    }

    @Test("a disk that is full: the batch is refused, journals go on, and both go on when there is space again")
    func full() async throws {
        var sample = try ArchiveSample()
        var record = try RecordSample()
        var kept: [(ArchivePosition, String)] = []
        func fill(_ sample: inout ArchiveSample, _ count: Int) -> Int {
            var refused = 0
            for number in 0..<count {
                let line = "regel \(kept.count) \(number) " + String(repeating: "x", count: 20_000)
                do {
                    kept.append((try sample.append([line])[0], line))
                } catch {
                    #expect((error as? Problem)?.code.name == "archive.full")
                    refused += 1
                }
            }
            return refused
        }
        #expect(fill(&sample, 10) == 0)
        let day = try #require(sample.archive.days.first)
        for round in 0..<3 {
            try sample.archive.limitPages(of: day, to: 40 + 30 * round)
            #expect(fill(&sample, 60) > 20)
            try await record.write(.organisation, .note(text: "vol \(round)"))
            try sample.archive.limitPages(of: day, to: 1 << 30)
            if round == 1 { try sample.reopen() }
            #expect(fill(&sample, 5) == 0)
        }
        try record.reopen()
        #expect(try record.records.entries(.organisation).count == 3)
        for _ in 0..<2 {
            for (place, line) in kept { #expect(try sample.archive.line(place)?.bytes == Array(line.utf8)) }
            #expect(try sample.find("", page: 1_000) == kept.reversed().map(\.1))
            #expect(sample.archive.check().isEmpty)
            try sample.reopen()
        }
    }

    @Test("a second program that writes into the same archive is refused until the first has ended")
    func twoWriters() throws {
        var sample = try ArchiveSample()
        try sample.append(["een"])
        var second: ArchiveSample? = sample
        second?.archive = try Archive(folder: sample.folder.url)
        second?.writer = ArchiveWriter(try Archive(folder: sample.folder.url))
        func code() -> String? {
            do {
                try second?.append(["twee"])
                return nil
            } catch { return (error as? Problem)?.code.name }
        }
        #expect(code() == "archive.taken" && code() == "archive.taken")
        #expect(throws: Problem.self) { try second?.writer.claim() }
        #expect(try second?.find("") == ["een"])
        sample.writer = ArchiveWriter(sample.archive)
        #expect(code() == nil)
        #expect(throws: Problem.self) { try sample.append(["drie"]) }
        #expect(try sample.find("") == ["twee", "een"])
    }

    @Test("two programs that write in the same record: each entry gets its own place")
    func twoRecords() async throws {
        let sample = try RecordSample()
        let clock = sample.clock
        let other = JournalWriter(try Records(file: sample.file)) { clock.now }
        let entries = try await withThrowingTaskGroup(of: JournalEntry.self) { group in
            for number in 0..<60 {
                let writer = number % 2 == 0 ? sample.writer : other
                group.addTask {
                    try await writer.append(EntryDraft(.log(.organisation), .note(text: "\(number)"), by: .program))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try sample.records.entries(.organisation) == entries.sorted { $0.sequence < $1.sequence })
        #expect(Set(entries.map(\.sequence)).count == 60)
    }

    @Test("a batch of many long lines is kept, and comes back after the block is closed")
    func large() throws {
        var sample = try ArchiveSample()
        let line = [UInt8](repeating: 0x20, count: ArchiveLimits.lineBytes)
        let places = try sample.append([line, line, line])
        #expect(try sample.archive.line(places[2])?.bytes == line)
        #expect(sample.archive.check().isEmpty)
    }

    @Test("a day whose file cannot be opened is not in the way of the next, and after a failed start places are right")
    func failedStart() throws {
        var sample = try ArchiveSample()
        try sample.append(["een", "twee"])
        // Tomorrow's file cannot be made at first.
        let blocker = sample.folder.url.appendingPathComponent("2026-03-20.sqlite")
        try FileManager.default.createDirectory(at: blocker, withIntermediateDirectories: true)
        #expect(throws: Problem.self) { try sample.append(["drie"], at: 86_400) }
        try FileManager.default.removeItem(at: blocker)
        #expect(try sample.append(["drie"], at: 86_400)[0].description == "2026-03-20/0/0")
        #expect(try sample.find("") == ["drie", "twee", "een"])
        // Nor is yesterday's readable after a restart.
        try Data("geen database meer, maar lang genoeg".utf8).write(
            to: sample.folder.url.appendingPathComponent("2026-03-20.sqlite"))
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: blocker.path + end) }
        try sample.reopen()
        #expect(try sample.append(["vier"], at: 2 * 86_400)[0].description == "2026-03-21/0/0")
        let page = try sample.archive.search(ArchiveQuery())
        #expect(page.lines.count == 3 && !page.problems.isEmpty)
    }
}
