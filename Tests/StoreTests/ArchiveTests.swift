// The archive keeps lines exactly, finds them again, and survives what happens to it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing

@Suite("The event archive")
struct ArchiveTests {
    @Test("raw bytes are kept exactly, whatever they are, before and after the block is closed and after a restart")
    func bytes() throws {
        var sample = try ArchiveSample()
        var lines: [[UInt8]] = [
            [], [0], [0xFF, 0xFE, 0x00, 0x0A], Array("gewoon".utf8), [UInt8](repeating: 7, count: 70_000),
        ]
        lines.append(Array((0...255).map { UInt8($0) }))
        let places = try sample.append(lines)
        func check() throws {
            for (place, line) in zip(places, lines) {
                let kept = try #require(try sample.archive.line(place))
                #expect(kept.bytes == line && kept.position == place && kept.source.name == "udp")
                #expect(kept.received == ArchiveSample.start)
            }
        }
        try check()
        try sample.reopen()
        try check()
        try sample.append([[1]])
        try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        try check()
        try sample.reopen()
        try check()
        #expect(try sample.archive.line(ArchivePosition(day: places[0].day, block: 0, position: 7)) == nil)
        #expect(try sample.archive.line(ArchivePosition(day: places[0].day, block: 9, position: 0)) == nil)
        #expect(try sample.archive.line(ArchivePosition(day: 0, block: 0, position: 0)) == nil)
    }

    @Test("places go on where they were after a restart, in the same block")
    func places() throws {
        var sample = try ArchiveSample()
        let first = try sample.append(["een", "twee"])
        try sample.reopen()
        let second = try sample.append(["drie"])
        #expect(first.map(\.description) == ["2026-03-19/0/0", "2026-03-19/0/1"])
        #expect(second.map(\.description) == ["2026-03-19/0/2"])
        #expect(try sample.find("twee") == ["twee"])
        #expect(try sample.find("") == ["drie", "twee", "een"])
    }

    @Test("a block is closed when it is full, and when it is old")
    func closing() throws {
        var sample = try ArchiveSample()
        let many = (0..<ArchiveLimits.blockLines).map { "regel \($0)" }
        #expect(try sample.append(many)[0].block == 0)
        #expect(try sample.append(["volgende"])[0].block == 1)
        try sample.append(["later"], at: ArchiveLimits.blockSeconds)
        #expect(try sample.append(["nog later"], at: ArchiveLimits.blockSeconds)[0].block == 2)
        let long = String(repeating: "x", count: ArchiveLimits.blockBytes)
        #expect(try sample.append([long])[0].block == 2)
        #expect(try sample.append(["nieuw"])[0].block == 3)
        #expect(try sample.find("\"xxxxxxxx\"", page: 1) == [long])
    }

    @Test("a new day begins a new file; the day before is closed, and a clock that goes back opens no earlier day")
    func days() throws {
        var sample = try ArchiveSample()
        try sample.append(["gisteren"])
        #expect(try sample.append(["vandaag"], at: 86_400)[0].description == "2026-03-20/0/0")
        #expect(try sample.append(["klok terug"], at: 3)[0].description == "2026-03-20/0/1")
        try sample.reopen()
        #expect(try sample.append(["nog een"], at: 3)[0].description == "2026-03-20/0/2")
        #expect(try sample.append(["overmorgen"], at: 2 * 86_400)[0].description == "2026-03-21/0/0")
        #expect(try sample.find("") == ["overmorgen", "nog een", "klok terug", "vandaag", "gisteren"])
        #expect(
            sample.archive.days.map { ArchivePosition.text(day: $0) } == ["2026-03-19", "2026-03-20", "2026-03-21"])
    }

    @Test("marks are committed with their lines, and the newest counts")
    func marks() throws {
        var sample = try ArchiveSample()
        #expect(try sample.archive.mark("follow:a") == nil)
        try sample.append(["x"], marks: ["follow:a": "1"])
        try sample.append(["y"], at: 86_400, marks: ["follow:b": "2"])
        try sample.append([[UInt8]](), at: 86_400, marks: ["follow:b": "3"])
        try sample.reopen()
        #expect(try sample.archive.mark("follow:a") == "1")
        #expect(try sample.archive.mark("follow:b") == "3")
    }

    @Test("a line that is longer than the limit is kept up to it, and what is left out is counted")
    func longLine() throws {
        var batch = LineBatch()
        let line = [UInt8](repeating: 0x61, count: ArchiveLimits.lineBytes + 3)
        line.withUnsafeBufferPointer { batch.append($0, source: 0, received: ArchiveSample.start, event: Event()) }
        #expect(batch.bytes.count == ArchiveLimits.lineBytes && batch.bytesLeftOut == 3)
    }

    @Test("blocks that are packed in haste take more, and give the same lines back")
    func haste() throws {
        var random = SampleRandom(3)
        let words = (0..<400).map { _ in String(random.next() % 100_000_000, radix: 36) }
        let lines = (0..<ArchiveLimits.blockLines).map { number in
            "regel \(number) " + (0..<30).map { _ in words[Int(random.next() % 400)] }.joined(separator: " ")
        }
        var sizes: [Int] = []
        for isPressed in [false, true] {
            var sample = try ArchiveSample()
            sample.writer.isPressed = isPressed
            try sample.append(lines)
            try sample.reopen()
            #expect(try sample.find("regel", page: 1_000).reversed() == lines)
            let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
            sizes.append(try DamageSample.number("SELECT sum(length(lines)) FROM blocks", in: file))
        }
        #expect(sizes[0] > 0 && sizes[1] > sizes[0])
    }

    @Test("an archive of a newer format is refused; a file that is no archive too")
    func newer() throws {
        var sample = try ArchiveSample()
        try sample.append(["x"])
        let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
        try DamageSample.execute("PRAGMA user_version = 99", in: file)
        func found() throws -> [String] {
            try Archive(folder: sample.folder.url).search(ArchiveQuery()).problems.map(\.code.name)
        }
        #expect(try found() == ["archive.newer"])
        try Data("geen database, maar wel lang genoeg om er een te lijken".utf8).write(
            to: sample.folder.url.appendingPathComponent("2026-03-18.sqlite"))
        #expect(try found() == ["archive.newer", "archive.unusable"])
    }

    @Test("a damaged block is named; the others are found all the same")
    func damage() throws {
        var sample = try ArchiveSample()
        for number in 0..<3 {
            try sample.append((0..<50).map { "blok \(number) regel \($0) appel" })
            try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        }
        let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
        try DamageSample.execute("UPDATE blocks SET digest = zeroblob(32) WHERE id = 1", in: file)
        try sample.reopen()
        let page = try sample.archive.search(ArchiveQuery("appel"), limit: 1_000)
        #expect(page.lines.count == 100 && page.problems.map(\.code.name) == ["archive.damaged"])
        #expect(page.problems.first?.arguments == ["2026-03-19/1"])
        #expect(throws: Problem.self) {
            try sample.archive.line(ArchivePosition(day: page.lines[0].position.day, block: 1, position: 0))
        }
    }

    @Test("nothing of a batch is there if it could not be written, and the same batch may be tried again")
    func unwritable() throws {
        var sample = try ArchiveSample()
        try sample.append(["een"])
        let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
        try DamageSample.execute("ALTER TABLE tail RENAME TO gone", in: file)
        #expect(throws: Problem.self) { try sample.append(["twee"]) }
        try DamageSample.execute("ALTER TABLE gone RENAME TO tail", in: file)
        #expect(try sample.append(["twee"])[0].position == 1)
        #expect(try sample.find("") == ["twee", "een"])
    }
}
