// From lines to alerts: the loop of the watch over the Finance case, its evidence, and what a restart does.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Crypto
import Events
import Foundation
import Incidents
import Sigma
import Store
import Testing
import Watch

@Suite("The loop from line to alert")
struct DetectionLoopTests {
    private struct House {
        let folder: URL
        var archive: Archive
        var records: Records

        init() throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
            archive = try Archive(folder: folder.appendingPathComponent("archive"))
            records = try Records(file: folder.appendingPathComponent("record.sqlite"))
        }

        func remove() {
            try? FileManager.default.removeItem(at: folder)
        }

        init(_ other: House, records: Records) {
            folder = other.folder
            archive = other.archive
            self.records = records
        }

        /// Alerts that begin get numbers from there on.
        func loop(_ detector: consuming Detector, from number: UInt64 = 0) -> DetectionLoop {
            var made = number
            return DetectionLoop(archive, records, detector) {
                made += 1
                return ULID(time: Timestamp(seconds: 1_773_900_000), random: (0, made))
            }
        }
    }

    private static func detector() throws -> Detector {
        Detector(
            rules: ExerciseDay.rules, correlations: ExerciseDay.correlations, routing: try ExerciseDay.routing())
    }

    /// Feeds lines in batches, each received when it was written.
    private static func feed(
        _ lines: some Collection<ExerciseDay.Line>, _ loop: inout DetectionLoop, batch: Int = 500
    ) throws -> [AlertChange] {
        var changes: [AlertChange] = []
        var now = Timestamp(nanoseconds: 0)
        for line in lines {
            now = max(now, line.time)
            _ = (line.bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                loop.take(
                    Bytes(rebasing: padded[..<line.bytes.count]), from: ArchiveSource(name: line.source),
                    zone: ExerciseDay.zone, received: now)
            }
            if loop.waiting >= batch { changes += try loop.commit(now: now) }
        }
        return changes + (try loop.commit(now: now))
    }

    @Test(
        "the Finance case stands in the first ten alerts by risk; every line lies in the archive, and evidence is true")
    func finance() throws {
        let house = try House()
        defer { house.remove() }
        var loop = house.loop(try Self.detector())
        let lines = ExerciseDay.lines.suffix(12_000)
        #expect(lines.count == 12_000)
        let changes = try Self.feed(lines, &loop)
        #expect(!changes.isEmpty)
        let alerts = try house.records.alerts(open: false)
        let ranked = Risk.ranked(alerts)
        // The webshell, the account with which it was used, and what was done with it.
        let first = ranked.prefix(10).map { "\($0.title) | \($0.key.entity)" }
        #expect(first.contains { $0.hasPrefix("NetScaler: unexpected script answered in the gateway folders") })
        #expect(first.contains("Windows security log cleared | account:judith.vanlaar"))
        #expect(first.contains { $0.hasPrefix("File share: one account opens very many files") })
        var found = 0
        for alert in alerts {
            for evidence in try house.records.evidence(of: alert.id) {
                #expect(Array(SHA256.hash(data: evidence.line)) == evidence.ref.digest)
                #expect(try house.archive.line(evidence.ref.position)?.bytes == evidence.line)
                found += 1
            }
        }
        #expect(found >= alerts.count)
        var count = 0
        var before: ArchivePosition?
        repeat {
            let page = try house.archive.search(ArchiveQuery(), before: before, limit: 1_000)
            count += page.lines.count
            before = page.next
        } while before != nil
        #expect(count == lines.count)
    }

    @Test("the same lines in other batches give the same alerts")
    func batches() throws {
        var results: [[String]] = []
        for batch in [1, 97, 5_000] {
            let house = try House()
            defer { house.remove() }
            var loop = house.loop(try Self.detector())
            let lines = ExerciseDay.lines.suffix(3_000)
            _ = try Self.feed(lines, &loop, batch: batch)
            results.append(try Self.summary(house.records))
        }
        #expect(results[0] == results[1] && results[1] == results[2] && !results[0].isEmpty)
    }

    @Test("after a crash between archive and alerts, the last lines are looked at again and nothing counts twice")
    func resume() throws {
        let lines = Array(ExerciseDay.lines.suffix(3_000))
        let whole = try House()
        defer { whole.remove() }
        var loop = whole.loop(try Self.detector())
        _ = try Self.feed(lines, &loop)
        let expected = try Self.summary(whole.records)

        // The record is that of a moment before the archive's: as if the program had ended between the two.
        let crashed = try House()
        defer { crashed.remove() }
        do {
            // It ends here, and with it its lock on the archive.
            var first = crashed.loop(try Self.detector())
            _ = try Self.feed(lines[..<200], &first)
            try crashed.records.backup(to: crashed.folder.appendingPathComponent("earlier.sqlite"))
            _ = try Self.feed(lines[200..<2_800], &first)
        }
        let again = House(crashed, records: try Records(file: crashed.folder.appendingPathComponent("earlier.sqlite")))
        var second = again.loop(try Self.detector(), from: 1_000)
        let resumed = try second.resume(since: Timestamp(nanoseconds: 0)) { _ in ExerciseDay.zone }
        #expect(resumed.problems.isEmpty && !resumed.changes.isEmpty)
        _ = try Self.feed(lines[2_800...], &second)
        #expect(try Self.summary(again.records) == expected)

        // Once more, without a crash: nothing changes.
        var third = again.loop(try Self.detector(), from: 2_000)
        #expect(try third.resume(since: Timestamp(nanoseconds: 0)) { _ in ExerciseDay.zone }.changes.isEmpty)
        #expect(try Self.summary(again.records) == expected)
    }

    @Test("lines that come while older ones are looked at again are stored at once, and looked at in their turn, once")
    func meanwhile() throws {
        let lines = Array(ExerciseDay.lines.suffix(3_000))
        let expected = try Self.alerts(of: lines)
        let house = try House()
        defer { house.remove() }
        try Self.run(lines[..<1_000], in: house)
        var second = house.loop(try Self.detector(), from: 1_000)
        var next = 1_000
        var storedEarly = 0
        let resumed = try second.resume(since: Timestamp(nanoseconds: 0), zone: { _ in ExerciseDay.zone }) {
            (loop) throws(Problem) in
            // Half as fast as they are looked at: four rounds and more.
            let end = min(next + 130, 2_900)
            do {
                #expect(try Self.feed(lines[next..<end], &loop).isEmpty)
            } catch {
                Issue.record("\(error)")
            }
            next = end
            storedEarly += 1
        }
        #expect(resumed.problems.isEmpty && next == 2_900 && storedEarly > 20)
        _ = try Self.feed(lines[2_900...], &second)
        #expect(try Self.summary(house.records) == expected)
        #expect(try house.archive.search(ArchiveQuery(), limit: 1_000).lines.count == 1_000)
    }

    @Test("a look back that is broken off goes on in the next program, and nothing is missing")
    func brokenOff() throws {
        let lines = Array(ExerciseDay.lines.suffix(3_000))
        let expected = try Self.alerts(of: lines)
        let house = try House()
        defer { house.remove() }
        try Self.run(lines[..<1_000], in: house)
        do {
            var second = house.loop(try Self.detector(), from: 1_000)
            var calls = 0
            #expect(throws: Problem.self) {
                try second.resume(since: Timestamp(nanoseconds: 0), zone: { _ in ExerciseDay.zone }) {
                    (loop) throws(Problem) in
                    calls += 1
                    if calls == 1, (try? Self.feed(lines[1_000...], &loop)) == nil { Issue.record("not stored") }
                    if calls == 3 { throw Problem(Problem.Code("test.end"), []) }
                }
            }
        }
        var third = house.loop(try Self.detector(), from: 2_000)
        _ = try third.resume(since: Timestamp(nanoseconds: 0)) { _ in ExerciseDay.zone }
        #expect(try Self.summary(house.records) == expected)
    }

    /// The alerts of lines that a watch takes without a restart.
    private static func alerts(of lines: [ExerciseDay.Line]) throws -> [String] {
        let house = try House()
        defer { house.remove() }
        try run(lines[...], in: house)
        return try summary(house.records)
    }

    /// A program that takes lines and ends, and with it its lock on the archive.
    private static func run(_ lines: ArraySlice<ExerciseDay.Line>, in house: House) throws {
        var loop = house.loop(try detector())
        _ = try feed(lines, &loop, batch: 100)
    }

    private static func summary(_ records: Records) throws -> [String] {
        try records.alerts(open: false).map { "\($0.key.rule) \($0.key.entity) \($0.count) \($0.lastSeen)" }.sorted()
    }
}
