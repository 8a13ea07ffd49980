// An archive whose files are damaged or cut off: no line comes back other than it was written, and what is missing is
// said. Short here; `make torture` does it as long as it is told.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing

@Suite("Torture: an archive that is damaged")
struct ArchiveTortureTests {
    /// Two days with closed blocks and an open one each, some of it only in the write-ahead log.
    private struct Filled {
        var files: FilesSample
        var lines: [ArchivePosition: String] = [:]

        /// - Parameter isMoved: whether all is in the file itself, as after an orderly end.
        init(isMoved: Bool) throws {
            var sample = try ArchiveSample()
            var chance = SeededGenerator(seed: 3)
            for day in 0..<2 {
                for batch in 0..<9 {
                    let lines = (0..<(20 + batch)).map {
                        "2026-03-19T10:0\(batch):00Z gw0\(day) dag\(day) commit\(batch) regel\($0) r\(chance.next())"
                    }
                    let places = try sample.append(
                        lines, from: "bron\(batch % 3)", at: Int64(day * 86_400 + batch),
                        marks: ["m": "\(day)/\(batch)"])
                    for (place, line) in zip(places, lines) { self.lines[place] = line }
                    if batch % 3 == 2, batch < 8 {
                        try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
                    }
                }
            }
            if isMoved {
                for day in ["2026-03-19", "2026-03-20"] {
                    let file = sample.folder.url.appendingPathComponent("\(day).sqlite")
                    try DamageSample.execute("PRAGMA wal_checkpoint(TRUNCATE)", in: file)
                }
            }
            files = try FilesSample(sample.folder.url)
            _ = sample
        }

        /// Opens damaged files and holds what they give against what was written.
        ///
        /// - Returns: what is wrong with the answers; nil if nothing is.
        func verdict(_ damaged: FilesSample, mayLoseLast: Bool) throws -> String? {
            let folder = try damaged.unpack()
            let archive = try Archive(folder: folder.url)
            var lost = false
            // One of each block, beside those that searches give.
            for (place, line) in lines where place.position % 40 == 7 {
                do {
                    guard let found = try archive.line(place) else {
                        lost = true
                        continue
                    }
                    if found.bytes != Array(line.utf8) { return "line \(place) is another" }
                } catch {
                    continue
                }
            }
            for query in ["", "regel7", "commit4"] {
                if let problem = try verdict(archive, query, mayLoseLast) { return problem }
            }
            if lost, !mayLoseLast, archive.check().isEmpty { return "lines are lost and nothing is said" }
            return nil
        }

        private func verdict(_ archive: Archive, _ text: String, _ mayLoseLast: Bool) throws -> String? {
            let query = try ArchiveQuery(text)
            var found: [ArchivePosition: [UInt8]] = [:]
            var problems: [Problem] = []
            var before: ArchivePosition?
            repeat {
                let page = try archive.search(query, before: before, limit: 100)
                for line in page.lines where found.updateValue(line.bytes, forKey: line.position) != nil {
                    return "line \(line.position) comes twice"
                }
                problems += page.problems
                before = page.next
            } while before != nil
            let expected = lines.filter { line in
                switch text {
                case "": true
                default: line.value.contains(" \(text) ")
                }
            }
            for (place, bytes) in found where expected[place].map({ Array($0.utf8) != bytes }) ?? true {
                return "search '\(text)' gives line \(place) that was not so written"
            }
            if found.count < expected.count, problems.isEmpty, !mayLoseLast {
                return "search '\(text)' misses \(expected.count - found.count) lines and says nothing"
            }
            return nil
        }
    }

    @Test(
        "a bit that flips anywhere in a day is seen where it matters, and no line comes back changed",
        arguments: [true, false])
    func bits(isMoved: Bool) throws {
        let filled = try Filled(isMoved: isMoved)
        var chance = SeededGenerator(seed: DamageSample.seed(isMoved ? 21 : 22))
        #expect(try filled.verdict(filled.files, mayLoseLast: false) == nil)
        let first = Dictionary(
            uniqueKeysWithValues: filled.files.names.map { ($0, filled.files.size($0)) })
        for round in 0..<DamageSample.rounds(60) {
            guard let name = filled.files.names.randomElement(using: &chance), let size = first[name], size > 0 else {
                continue
            }
            // Every second one where all pages depend on it.
            let reach = round % 2 == 0 ? min(size, 4_096) : size
            let bit = Int.random(in: 0..<(reach * 8), using: &chance)
            let verdict = try filled.verdict(filled.files.flipped(name, bit: bit), mayLoseLast: false)
            #expect(verdict == nil, "\(name) bit \(bit)")
        }
    }

    @Test("a day that was cut off anywhere in its last 4 KiB loses nothing without a word")
    func cutFile() throws {
        let filled = try Filled(isMoved: true)
        var chance = SeededGenerator(seed: DamageSample.seed(23))
        for name in filled.files.names where filled.files.size(name) > 0 {
            let size = filled.files.size(name)
            for _ in 0..<DamageSample.rounds(10) {
                let cut = Int.random(in: 1...4_096, using: &chance)
                #expect(
                    try filled.verdict(filled.files.cut(name, to: size - cut), mayLoseLast: false) == nil,
                    "\(name) without \(cut)")
            }
            for size in [0, 1, 99, 4_096, 16_384, 16_385] {
                #expect(
                    try filled.verdict(filled.files.cut(name, to: size), mayLoseLast: false) == nil, "\(name) \(size)")
            }
        }
    }

    @Test("a write-ahead log that was cut off loses its last commits, and nothing else")
    func cutLog() throws {
        let filled = try Filled(isMoved: false)
        var chance = SeededGenerator(seed: DamageSample.seed(24))
        for name in filled.files.names where name.hasSuffix("-wal") && filled.files.size(name) > 0 {
            for _ in 0..<DamageSample.rounds(12) {
                let size = filled.files.size(name) - Int.random(in: 0...4_096, using: &chance)
                let damaged = filled.files.cut(name, to: size)
                #expect(try filled.verdict(damaged, mayLoseLast: true) == nil, "\(name) \(size)")
                let folder = try damaged.unpack()
                let found = try Archive(folder: folder.url).search(ArchiveQuery(), limit: 1_000)
                #expect(found.lines.count >= filled.lines.count - 28 && found.problems.isEmpty)
            }
        }
    }

    @Test("after damage the writer goes on behind what was there, and no place is used twice")
    func writingOn() throws {
        let filled = try Filled(isMoved: true)
        var chance = SeededGenerator(seed: DamageSample.seed(25))
        var went = 0
        let name = "2026-03-20.sqlite"
        for _ in 0..<DamageSample.rounds(30) {
            let bit = Int.random(in: 0..<(filled.files.size(name) * 8), using: &chance)
            let folder = try filled.files.flipped(name, bit: bit).unpack()
            let archive = try Archive(folder: folder.url)
            var batch = LineBatch()
            Array("nieuw".utf8).withUnsafeBufferPointer {
                batch.append($0, source: 0, received: ArchiveSample.start, event: Event())
            }
            do {
                let place = try ArchiveWriter(archive).append(
                    batch, sources: [ArchiveSource(name: "nieuw")],
                    now: ArchiveSample.start.advanced(byNanoseconds: 86_400_000_000_000))
                #expect(filled.lines[place] == nil, "bit \(bit)")
                #expect(try archive.line(place)?.bytes == Array("nieuw".utf8), "bit \(bit)")
                went += 1
            } catch {
                continue
            }
        }
        #expect(went > 15)
    }

    @Test("an open block that is damaged stays as it is: its other lines are found, and the next block begins")
    func damagedTail() throws {
        var sample = try ArchiveSample()
        for text in ["een", "twee", "drie"] { try sample.append([text]) }
        let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
        try DamageSample.execute("UPDATE tail SET lines = CAST('twae' AS BLOB) WHERE id = 1", in: file)
        func check() throws {
            let page = try sample.archive.search(ArchiveQuery())
            #expect(page.problems.map(\.arguments) == [["2026-03-19/0"]])
            let inBlock = page.lines.filter { $0.position.day == 20_531 && $0.position.block == 0 }
            #expect(inBlock.map { String(decoding: $0.bytes, as: UTF8.self) } == ["drie", "een"])
            #expect(inBlock.map(\.position.position) == [2, 0])
        }
        try check()
        try sample.reopen()
        #expect(try sample.append(["vier"])[0].description == "2026-03-19/1/0")
        try check()
        try sample.append(["morgen"], at: 86_400)
        try check()
        #expect(throws: Problem.self) {
            try sample.archive.line(ArchivePosition(day: sample.archive.days[0], block: 0, position: 1))
        }
        #expect(sample.archive.check().map(\.code.name) == ["archive.damaged"])
    }

    @Test("damage that comes while the program runs does not stop what comes in")
    func damagedWhileOpen() throws {
        var sample = try ArchiveSample()
        try sample.append(["een"])
        let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
        try DamageSample.execute("UPDATE tail SET lines = CAST('aen' AS BLOB)", in: file)
        let many = (0..<ArchiveLimits.blockLines).map { "regel \($0)" }
        #expect(try sample.append(many)[0].description == "2026-03-19/1/0")
        #expect(try sample.append(["vijf"])[0].description == "2026-03-19/2/0")
        #expect(try sample.archive.search(ArchiveQuery("vijf")).lines.count == 1)
    }

    @Test("each part of a block that changed is seen: its times, sources, filter, lines, and that it is gone")
    func parts() throws {
        for sql in [
            "UPDATE blocks SET time_last = time_last - 100000000000", "UPDATE blocks SET sources = '7'",
            "UPDATE blocks SET tokens = zeroblob(length(tokens))", "UPDATE blocks SET tokens = zeroblob(0)",
            "UPDATE blocks SET lines = zeroblob(9)", "UPDATE blocks SET id = 9", "DELETE FROM blocks",
            "UPDATE head SET open = 0", "DELETE FROM head", "DELETE FROM sources",
            "UPDATE sources SET name = 'ander'", "UPDATE head SET lines = 0", "DELETE FROM tail",
        ] {
            var sample = try ArchiveSample()
            try sample.append([
                #"{"time":"2026-03-19T10:00:00Z","a":"x"}"#, #"{"time":"2026-03-19T10:00:30Z","a":"y"}"#,
            ])
            try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
            try sample.append(["2026-03-19T10:00:00Z staart"])
            #expect(sample.archive.check().isEmpty)
            let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
            try DamageSample.execute(sql, in: file)
            try sample.reopen()
            let from = Timestamp(seconds: 1_773_914_420)
            let pages = [
                try sample.archive.search(ArchiveQuery("y")), try sample.archive.search(ArchiveQuery("y", from: from)),
                try sample.archive.search(ArchiveQuery("y", source: "udp")),
            ]
            for page in pages {
                #expect(!page.problems.isEmpty || page.lines.count == 1, "\(sql)")
            }
            #expect(!sample.archive.check().isEmpty, "\(sql)")
        }
    }
}
