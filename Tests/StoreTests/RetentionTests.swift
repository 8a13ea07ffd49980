// Days go when their time is over, unless somebody holds them; evidence stays, and who reads goes on.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Testing

@Suite("Retention")
struct RetentionTests {
    typealias Sample = ArchiveSample

    private static func at(_ day: Int64) -> Timestamp {
        Sample.start.advanced(byNanoseconds: day * 86_400 * 1_000_000_000)
    }

    /// Three lines a day, for so many days.
    private func filled(_ days: Int64) throws -> Sample {
        var sample = try Sample()
        for day in 0..<days {
            try sample.append((1...3).map { "regel \($0) van dag \(day)" }, at: day * 86_400, marks: ["dag": "\(day)"])
        }
        return sample
    }

    @Test("days before the term go, the newest never")
    func term() async throws {
        let sample = try filled(5)
        let record = try RecordSample()
        let first = ArchivePosition.day(of: Sample.start)
        func apply(_ keepDays: Int, _ day: Int64) async throws -> [Int32] {
            try await Retention.apply(
                sample.archive, record.records, record.writer, keepDays: keepDays, now: Self.at(day))
        }
        #expect(try await apply(4, 4).isEmpty)
        #expect(try await apply(2, 4) == [first, first + 1])
        #expect(sample.archive.days == [first + 2, first + 3, first + 4])
        #expect(try sample.find("").count == 9 && sample.find("\"van dag 0\"").isEmpty)
        #expect(try await apply(0, 400) == [first + 2, first + 3])
        #expect(sample.archive.days == [first + 4])
        let again = try Archive(folder: sample.folder.url)
        #expect(again.days == [first + 4] && again.check().isEmpty)
        let names = try FileManager.default.contentsOfDirectory(atPath: sample.folder.url.path)
        #expect(!names.contains { $0.hasPrefix("2026-03-19") })
        let removed = try record.records.entries(.organisation).map(\.content)
        #expect(
            removed == [
                .daysRemoved(from: first, to: first + 1, lines: 6),
                .daysRemoved(from: first + 2, to: first + 3, lines: 6),
            ])
        #expect(try record.records.entries(.organisation).allSatisfy { $0.actor == .program })
    }

    @Test("a day that an incident holds stays, also when the incident is closed, until the hold is undone")
    func holds() async throws {
        let sample = try filled(6)
        let record = try RecordSample()
        let first = ArchivePosition.day(of: Sample.start)
        func apply() async throws -> [Int32] {
            try await Retention.apply(sample.archive, record.records, record.writer, keepDays: 0, now: Self.at(5))
        }
        let number = try await record.open("Lek bij leverancier")
        try await record.write(.incident(number), .heldLogs(from: Self.at(1), to: Self.at(2)))
        try await record.write(.incident(number), .closed(reason: .handled, note: ""))
        #expect(try record.records.heldDays() == [(first + 1)...(first + 2)])
        #expect(try await apply() == [first, first + 3, first + 4])
        #expect(sample.archive.days == [first + 1, first + 2, first + 5])
        #expect(try record.records.entries(.organisation).count == 2)
        #expect(try await apply().isEmpty)
        try await record.write(.incident(number), .undone(sequence: 2))
        #expect(try await apply() == [first + 1, first + 2])
    }

    @Test("when a journal cannot be read nobody knows what it holds, so nothing is deleted")
    func damagedJournal() async throws {
        let sample = try filled(3)
        var record = try RecordSample()
        let number = try await record.open("zaak")
        try await record.write(.incident(number), .heldLogs(from: Self.at(0), to: Self.at(0)))
        try DamageSample.execute("UPDATE journal SET digest = zeroblob(32) WHERE sequence = 2", in: record.file)
        try record.reopen()
        let code = await record.code {
            try await Retention.apply(sample.archive, record.records, record.writer, keepDays: 0, now: Self.at(9))
        }
        #expect(code == "entry.damaged" && sample.archive.days.count == 3)
    }

    @Test("what an alert rests on was copied when it came, with its hash, and is there when its day is gone")
    func evidence() async throws {
        let sample = try filled(3)
        var record = try RecordSample()
        let line = "regel 1 van dag een"
        let place = ArchivePosition(day: ArchivePosition.day(of: Sample.start), block: 0, position: 0)
        var digest: [UInt8] = []
        let hex = Array("dc6e4a027190660f5add8ccc6688a4f1d9e4a73687c0e7966b54eff737d3c9e4")
        for at in stride(from: 0, to: 64, by: 2) {
            digest.append(try #require(UInt8(String(hex[at...(at + 1)]), radix: 16)))
        }
        let ref = EventRef(position: place, digest: digest)
        let key = AlertKey(rule: "a", entity: try #require(EntityRef(.account, "jan")))
        let hit = AlertHit(key: key, title: "a", level: .high, time: Sample.start, evidence: [ref])
        try record.take([HitWithLines(hit, lines: [Array(line.utf8)])])
        _ = try await Retention.apply(sample.archive, record.records, record.writer, keepDays: 0, now: Self.at(2))
        #expect(try sample.archive.line(place) == nil)
        let kept = try #require(try record.records.evidence(of: RecordSample.id(1)).first)
        #expect(kept.ref == ref && kept.line == Array(line.utf8))
        #expect(try record.records.check().isEmpty)
    }

    @Test("pages go on from a place in a day that was deleted, and readers who had its file open end well")
    func reading() async throws {
        var sample = try filled(4)
        let first = ArchivePosition.day(of: Sample.start)
        let reader = try Archive(folder: sample.folder.url)
        let late = try Archive(folder: sample.folder.url)
        let page = try reader.search(ArchiveQuery(""), limit: 8)
        #expect(page.lines.count == 8 && page.next?.day == first + 1)
        // A reader in the middle of all lines while they go.
        var seen = 0
        let problems = try reader.blocks(receivedSince: Sample.start) { block throws(Problem) in
            seen += block.count
            if block.first.day == first { try sample.archive.remove([first, first + 1]) }
        }
        #expect(problems.isEmpty && seen == 12)
        #expect(try reader.search(ArchiveQuery(""), before: page.next, limit: 8).problems.isEmpty)
        let rest = try sample.archive.search(ArchiveQuery(""), before: page.next, limit: 8)
        #expect(rest.lines.isEmpty && rest.problems.isEmpty)
        // A program that knows the day by name only does not make it anew.
        #expect(try late.search(ArchiveQuery(""), limit: 100).lines.count == 6)
        #expect(late.days == [first + 2, first + 3])
        #expect(try late.line(ArchivePosition(day: first, block: 0, position: 0)) == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: sample.folder.url.path)
        #expect(!names.contains { $0.hasPrefix("2026-03-19") || $0.hasPrefix("2026-03-20") })
        try sample.append(["nieuw"], at: 3 * 86_400)
        #expect(try sample.find("nieuw") == ["nieuw"])
    }

    @Test("how far a quiet source was read is known when the day that said so is gone")
    func marks() throws {
        var sample = try Sample()
        try sample.append(["een"], marks: ["follow:stil": "17", "follow:druk": "1"])
        try sample.append(["twee"], at: 86_400, marks: ["follow:druk": "2"])
        try sample.append(["drie"], at: 2 * 86_400, marks: ["follow:nieuw": "3"])
        let days = sample.archive.days
        try sample.archive.remove(Array(days.dropLast()))
        try sample.reopen()
        #expect(try sample.archive.mark("follow:stil") == "17" && sample.archive.mark("follow:druk") == "2")
        #expect(try sample.archive.mark("follow:nieuw") == "3")
        #expect(sample.archive.check().isEmpty)
    }

    @Test("what each day takes is what its files take")
    func sizes() throws {
        var sample = try filled(2)
        let sizes = sample.archive.sizes
        #expect(sizes.map(\.day) == sample.archive.days && sizes.allSatisfy { $0.bytes > 16_384 })
        try sample.append([String(repeating: "y", count: 500_000)], at: 86_400)
        #expect(sample.archive.sizes[1].bytes > sizes[1].bytes + 400_000)
        #expect(sample.archive.lines(of: sample.archive.days) == 7)
        try sample.archive.remove(sample.archive.days)
        #expect(sample.archive.sizes.count == 1)
    }
}
