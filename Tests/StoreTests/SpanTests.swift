// How many lines the archive has over time, by what blocks say of themselves, beside the lines themselves.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing

@Suite("Lines over time")
struct SpanTests {
    private static func line(_ minute: Int, _ text: String = "regel") -> String {
        "<13>1 2026-03-19T08:\(minute < 10 ? "0" : "")\(minute):00Z host app - - - \(text)"
    }

    @Test("a closed block and an open one say the same of the same lines")
    func sameOfBoth() throws {
        let lines = [Self.line(5), Self.line(1), "zonder tijd", Self.line(9)]
        var closed = try ArchiveSample()
        try closed.append(lines)
        try closed.writer.closeBlock(now: ArchiveSample.start, always: true)
        var open = try ArchiveSample()
        try open.append(lines)
        let spans = closed.archive.spans()
        #expect(spans.blocks == open.archive.spans().blocks)
        #expect(spans.problems.isEmpty && spans.isWhole && spans.days == 1)
        let block = try #require(spans.blocks.first)
        #expect(spans.blocks.count == 1 && block.lines == 4 && block.untimed == 1)
        let hour = Timestamp(seconds: 1_773_907_200)
        let minute: Int64 = 60_000_000_000
        let times = hour.advanced(byNanoseconds: minute)...hour.advanced(byNanoseconds: 9 * minute)
        #expect(block.times == times)
        #expect(block.received == ArchiveSample.start...ArchiveSample.start && spans.received == block.received)
        #expect(spans.lines == 4)
    }

    @Test("however lines came in, all of them are counted once")
    func all() throws {
        var sample = try ArchiveSample()
        var total = 0
        for round in 0..<40 {
            let count = round % 7 + 1
            try sample.append((0..<count).map { Self.line($0) }, at: Int64(round) * 90)
            total += count
            if round % 9 == 0 { try sample.writer.closeBlock(now: ArchiveSample.start, always: true) }
        }
        #expect(sample.archive.spans().lines == total)
        try sample.reopen()
        #expect(sample.archive.spans().lines == total)
    }

    @Test("of a source only the blocks that have it; of one that is not there none")
    func sources() throws {
        var sample = try ArchiveSample()
        try sample.append([Self.line(1), Self.line(2)], from: "fw-01")
        try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        try sample.append([Self.line(3)], from: "dc-01")
        #expect(sample.archive.spans(source: "fw-01").lines == 2)
        #expect(sample.archive.spans(source: "dc-01").lines == 1)
        let none = sample.archive.spans(source: "niemand")
        #expect(none.blocks.isEmpty && none.received == nil && none.days == 1 && none.problems.isEmpty)
    }

    @Test("an archive without lines has no blocks")
    func empty() throws {
        let spans = try ArchiveSample().archive.spans()
        #expect(spans.blocks.isEmpty && spans.days == 0 && spans.received == nil && spans.isWhole)
    }

    @Test("with more blocks than are looked at the newest count, and it says that they are not all")
    func limit() throws {
        var sample = try ArchiveSample()
        for minute in 0..<5 {
            try sample.append([Self.line(minute)], at: Int64(minute) * 60)
            try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        }
        #expect(ArchiveLimits.spanBlocks > 5 && sample.archive.spans().isWhole)
        let some = sample.archive.spans(limit: 2)
        #expect(!some.isWhole && some.blocks.count == 2 && some.lines == 2)
        #expect(some.received?.upperBound == ArchiveSample.start.advanced(byNanoseconds: 240_000_000_000))
    }

    @Test("a block that is damaged is named and not counted; the others are")
    func damage() throws {
        var sample = try ArchiveSample()
        for minute in 0..<3 {
            try sample.append([Self.line(minute)], at: Int64(minute))
            try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        }
        let name = ArchivePosition.text(day: try #require(sample.archive.days.first))
        let file = sample.folder.url.appendingPathComponent("\(name).sqlite")
        try DamageSample.execute("UPDATE blocks SET count = 900 WHERE id = 1", in: file)
        try sample.reopen()
        let spans = sample.archive.spans()
        #expect(spans.lines == 2 && spans.problems.map(\.code.name) == ["archive.damaged"])
    }

    @Test("columns of the open block that are no columns any more are named, and nothing traps")
    func damagedTail() throws {
        for bytes in ["x''", "x'ffffffffffffffffff01'", "x'01ffffffffffffffff7f'", "zeroblob(400)", "x'0180'"] {
            var sample = try ArchiveSample()
            try sample.append([Self.line(1)])
            let name = ArchivePosition.text(day: try #require(sample.archive.days.first))
            let file = sample.folder.url.appendingPathComponent("\(name).sqlite")
            try DamageSample.execute("UPDATE tail SET \"index\" = \(bytes)", in: file)
            try sample.reopen()
            let spans = sample.archive.spans()
            #expect(spans.lines == 0 && spans.problems.map(\.code.name) == ["archive.day_damaged"], "\(bytes)")
        }
    }

    @Test("any bytes as the columns of the open block give blocks or a problem, never a trap")
    func fuzz() throws {
        var random = SeededGenerator(seed: 7)
        var sample = try ArchiveSample()
        try sample.append([Self.line(1), Self.line(2)])
        let name = ArchivePosition.text(day: try #require(sample.archive.days.first))
        let file = sample.folder.url.appendingPathComponent("\(name).sqlite")
        for _ in 0..<60 {
            let hex = (0..<Int.random(in: 8...40, using: &random)).map { index -> String in
                // Mostly like the columns of two lines, so that all of them are reached.
                let byte = index == 0 ? 2 : UInt8.random(in: 0...255, using: &random)
                return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined()
            try DamageSample.execute("UPDATE tail SET \"index\" = x'\(hex)'", in: file)
            let spans = sample.archive.spans()
            #expect(spans.lines == 2 || !spans.problems.isEmpty, "\(hex)")
        }
    }
}
