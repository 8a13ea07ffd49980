// Followed files: lines that come, lines that are not whole yet, and files that cannot be read.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing
import Watch

@Suite("Followed files")
struct FileFollowerTests {
    @Test("a file is read from its begin, and then as it grows; its source is named after its path")
    func grows() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\ntwee\r\n\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"])
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie"])
        #expect(sample.disk.sources == [sample.source("app.log")])
        #expect(sample.problems.isEmpty && sample.follower.status.map(\.bytesBehind) == [0])
    }

    @Test("a file that is not there yet is said to be missing, and followed when it comes")
    func missing() async throws {
        let sample = try FollowSample("app.log")
        try await sample.poll()
        #expect(sample.problems == ["missing"])
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een"] && sample.problems.isEmpty)
    }

    @Test("a last line without newline is held until it has one, or until the file has not grown for 5 seconds")
    func heldLine() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\ntw", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een"])
        sample.clock.move(seconds: 4.9)
        try sample.append("ee\ndr", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"])
        sample.clock.move(seconds: 4.9)
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"])
        sample.clock.move(seconds: 0.2)
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "dr"])
        sample.crash()
        try sample.append("ie\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "dr", "ie"])
    }

    @Test("a line that was held when the program ended is read again as a whole")
    func heldOverCrash() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\ntw", to: "app.log")
        try await sample.poll()
        sample.crash()
        try sample.append("ee\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"])
    }

    @Test("a line over the limit is cut and counted, and the next one is whole")
    func longLines() async throws {
        let sample = try FollowSample("app.log", lineBytes: 10)
        try sample.append(String(repeating: "x", count: 700_000) + "\nkort\n0123456789\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["xxxxxxxxxx", "kort", "0123456789"])
        #expect(sample.follower.status.map(\.linesCut) == [1] && sample.problems == ["cut"])
    }

    @Test("more than one chunk, lines over the border of chunks, and none twice after a crash between chunks")
    func chunks() async throws {
        let sample = try FollowSample("app.log")
        let lines = (0..<40_000).map { "regel \($0) met wat tekst erachter" }
        try sample.append(lines.joined(separator: "\n") + "\n", to: "app.log")
        try await sample.poll(committing: 3)
        let before = sample.disk.lines.count
        #expect(before > 0 && before < lines.count)
        sample.crash()
        try await sample.poll()
        #expect(sample.disk.lines == lines)
        #expect(sample.disk.chunks > 5)
    }

    @Test("permission denied is a problem, and is tried again", .enabled(if: getuid() != 0))
    func denied() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        chmod(sample.path("app.log"), 0)
        try await sample.poll()
        #expect(sample.problems == ["denied"])
        chmod(sample.path("app.log"), 0o600)
        sample.clock.move(seconds: 2)
        try await sample.poll()
        #expect(sample.disk.lines == ["een"] && sample.problems.isEmpty)
    }

    @Test("a pipe, a device and a loop of links are no files, and do not hold up the others")
    func noFiles() async throws {
        let sample = try FollowSample("pipe", "loop", "app.log")
        mkfifo(sample.path("pipe"), 0o600)
        symlink("loop", sample.path("loop"))
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        #expect(Set(sample.problems) == ["not_a_file", "unreadable"] && sample.disk.lines == ["een"])
    }

    @Test("UTF-16, binary content and EVTX are problems; a JSON array is one too, and is read line by line")
    func content() async throws {
        let sample = try FollowSample("utf16", "binary", "evtx", "array")
        try sample.append([0xFF, 0xFE] + "een\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, to: "utf16")
        try sample.append((0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 3) }, to: "binary")
        try sample.append(Array("ElfFile\0".utf8) + [UInt8](repeating: 0, count: 200), to: "evtx")
        try sample.append("[\n{\"a\": 1},\n{\"a\": 2}\n]\n", to: "array")
        try await sample.poll()
        #expect(Set(sample.problems) == ["utf16", "binary", "evtx", "json_array"])
        #expect(sample.disk.lines == ["[", "{\"a\": 1},", "{\"a\": 2}", "]"])
        try sample.append([0, 1, 2], to: "binary")
        try await sample.poll()
        #expect(sample.disk.lines.count == 4)
        // What takes its place is looked at anew.
        sample.truncate("binary")
        try sample.append("tekst\n", to: "binary")
        try await sample.poll()
        #expect(sample.disk.lines.last == "tekst")
    }

    @Test("bytes that are no UTF-8 are kept, and the mark at the begin of a file of UTF-8 is no part of a line")
    func bytes() async throws {
        let sample = try FollowSample("app.log")
        try sample.append([0xEF, 0xBB, 0xBF] + Array("een\n".utf8) + [0xE9, 0x0A], to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "\u{FFFD}"])
    }

    @Test("marks that cannot be read hold up the file: nothing is stored twice")
    func brokenMarks() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        sample.disk.set(broken: true)
        sample.crash()
        try await sample.poll()
        #expect(sample.follower.status.first?.problem?.code.name == "archive.unusable")
        sample.disk.set(broken: false)
        sample.clock.move(seconds: 6)
        try sample.append("twee\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"])
    }

    @Test("200 damaged marks: none stops the program")
    func damagedMarks() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        var state: UInt64 = 11
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let marks = sample.disk.marks
        for _ in 0..<100 {
            for (name, text) in marks {
                var bytes = Array(text.utf8)
                for _ in 0..<next(3) { bytes[next(bytes.count)] = UInt8(0x20 + next(96)) }
                sample.disk.set(mark: name, String(decoding: bytes, as: UTF8.self))
            }
            sample.crash()
            try await sample.poll()
        }
        #expect(sample.disk.lines.count >= 1 && Set(sample.disk.lines).isSuperset(of: ["een"]))
    }

    @Test("each day all marks are written again, so that a file at rest is known when old days are gone")
    func newDay() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        let chunks = sample.disk.chunks
        try await sample.poll()
        #expect(sample.disk.chunks == chunks)
        sample.clock.move(seconds: 86_400)
        try await sample.poll()
        #expect(sample.disk.chunks == chunks + 1 && sample.disk.lines == ["een"])
    }

    @Test("other files after a reload: what stays goes on, what comes back goes on where it was")
    func reload() async throws {
        let sample = try FollowSample("a.log", "b.log")
        try sample.append("a1\na2", to: "a.log")
        try sample.append("b1\n", to: "b.log")
        try await sample.poll()
        let both = sample.settings
        await sample.follower.update([both[1]])
        try sample.append("\na3\n", to: "a.log")
        try sample.append("b2\n", to: "b.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["a1", "b1", "b2"])
        await sample.follower.update([FollowedFile(path: "a.log", format: .text, zone: nil), both[1]])
        try await sample.poll()
        #expect(sample.disk.lines == ["a1", "b1", "b2", "a2", "a3"])
    }

    @Test("start and stop: lines come by themselves, and after stop all that was handed over is on disk")
    func runs() async throws {
        let sample = try FollowSample("app.log")
        let intake = Intake(limit: 4_000)
        let limits = IngestSettings(queueBytes: 4_000, lineBytes: 1_000, connections: 1)
        let (clock, disk) = (sample.clock, sample.disk)
        let follower = FileFollower(
            settings: sample.settings, intake: intake, limits: limits, folder: sample.folder,
            now: { clock.now }, mark: { name throws(Problem) in try disk.mark(name) })
        let loop = Thread {
            while let chunks = intake.take(upTo: 1 << 20, wait: 1) {
                for chunk in chunks {
                    Thread.sleep(forTimeInterval: 0.01)
                    disk.commit(chunk)
                    intake.release(chunk.cost)
                }
            }
        }
        loop.start()
        let lines = (0..<20_000).map { "regel \($0)" }
        try sample.append(lines.joined(separator: "\n") + "\n", to: "app.log")
        await follower.start()
        var patience = 400
        while disk.lines.count < lines.count, patience > 0 {
            try await Task.sleep(for: .milliseconds(20))
            patience -= 1
        }
        try sample.append("laatste\n", to: "app.log")
        await follower.stop()
        #expect(disk.lines.prefix(lines.count) == lines[...])
        intake.close()
    }

    @Test("a closed intake ends the following")
    func closed() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        let intake = Intake(limit: 1_000)
        intake.close()
        let clock = sample.clock
        let limits = IngestSettings(queueBytes: 1_000, lineBytes: 1_000, connections: 1)
        let follower = FileFollower(
            settings: sample.settings, intake: intake, limits: limits, folder: sample.folder, now: { clock.now },
            mark: { _ in nil })
        await #expect(throws: Problem.self) { try await follower.poll() }
        await follower.start()
        await follower.stop()
    }
}
