// Rotation: renamed, copied and made empty, deleted, made anew; while the program runs, and while it does not.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing
import Watch

@Suite("Rotation of followed files")
struct RotationTests {
    /// Lines longer than what a file is known by, so that parts of it are too.
    private func lines(_ name: String, _ count: Int = 30) -> [String] {
        (0..<count).map { "\(name) \($0) " + String(repeating: "-", count: 50) }
    }

    private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

    @Test("renamed: the old file is read to its end, also what is written to it afterwards, then the new one")
    func renamed() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        try sample.append("twee\n", to: "app.log")
        try sample.rename("app.log", to: "app.log.1")
        try sample.append("drie\n", to: "app.log.1")
        try sample.append("vier\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie", "vier"])
        sample.clock.move(seconds: 30)
        try sample.append("laat\n", to: "app.log.1")
        try await sample.poll()
        #expect(sample.disk.lines.last == "laat" && sample.problems.isEmpty)
        #expect(sample.disk.sources == [sample.source("app.log")])
    }

    @Test("renamed with a line that has no end: it is given out soon")
    func renamedHeld() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\ntwee", to: "app.log")
        try await sample.poll()
        try sample.rename("app.log", to: "app.log.1")
        try sample.append("drie\n", to: "app.log")
        sample.clock.move(seconds: 1.1)
        try await sample.poll()
        #expect(Set(sample.disk.lines) == ["een", "twee", "drie"])
    }

    @Test("deleted while open: what was in it is read, and a file that is made anew is read from its begin")
    func deleted() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        try sample.append("twee\n", to: "app.log")
        sample.remove("app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"] && sample.problems == ["missing"])
        sample.clock.move(seconds: 6)
        try await sample.poll()
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie"] && sample.problems.isEmpty)
    }

    @Test("made empty: begin again, also when it has grown beyond the old place before anyone looked")
    func truncated() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\ntwee\nhal", to: "app.log")
        try await sample.poll()
        sample.truncate("app.log")
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "hal", "drie"])
        sample.truncate("app.log")
        try sample.append(text(lines("nieuw")), to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines.suffix(30) == lines("nieuw")[...])
    }

    @Test("made empty and filled to the same length, with the same first kilobyte: the last bytes tell")
    func sameLength() async throws {
        let sample = try FollowSample("app.log")
        let head = String(repeating: "#", count: 2_000) + "\n"
        try sample.append(head + "een\n", to: "app.log")
        try await sample.poll()
        sample.truncate("app.log")
        try sample.append(head + "two\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines.suffix(1) == ["two"] && sample.disk.lines.count == 4)
    }

    @Test("copytruncate: what was written between the last look and the copy is read from the copy")
    func copytruncate() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\ntwe", to: "app.log")
        try await sample.poll()
        try sample.append("e\ndrie\n", to: "app.log")
        try sample.copy("app.log", to: "app.log.1")
        sample.truncate("app.log")
        try sample.append("vier\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie", "vier"])
    }

    @Test("a writer that goes on at its old place leaves a gap of NULs, which is no part of a line")
    func sparse() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        sample.truncate("app.log")
        try sample.append([UInt8](repeating: 0, count: 600_000) + Array("twee\n".utf8), to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"])
    }

    @Test("the number of a deleted file that is given to a new one does not make it the old one")
    func reusedNumber() async throws {
        let sample = try FollowSample("app.log")
        for name in ["een", "twee", "drie"] {
            try sample.append(text(lines(name)), to: "app.log")
            try await sample.poll()
            sample.crash()
            sample.remove("app.log")
        }
        try sample.append(text(lines("vier", 60)), to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == lines("een") + lines("twee") + lines("drie") + lines("vier", 60))
    }

    @Test("rotated while no program ran: the old one is found by its number, those between by their names")
    func rotatedWhileStopped() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        sample.crash()
        try sample.append("twee\n", to: "app.log")
        try sample.rename("app.log", to: "app.log.2")
        try sample.append("drie\n", to: "app.log.1")
        try sample.append("anders\n", to: "app.log.audit")
        try sample.append("vier\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie", "vier"])
        sample.crash()
        try await sample.poll()
        #expect(sample.disk.lines.count == 4)
    }

    @Test("copytruncate while no program ran: the copy is read where the file was left")
    func copiedWhileStopped() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        sample.crash()
        try sample.append("twee\n", to: "app.log")
        try sample.copy("app.log", to: "app.log.2")
        sample.truncate("app.log")
        try sample.append("drie\n", to: "app.log")
        try sample.copy("app.log", to: "app.log.1")
        sample.truncate("app.log")
        try sample.append("vier\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie", "vier"])
    }

    @Test("rotated and gone while no program ran: that lines may be missing is said")
    func lost() async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        sample.crash()
        sample.remove("app.log")
        try sample.append("twee\n", to: "anders")
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "drie"] && sample.problems.allSatisfy { $0 == "lost" })
    }

    @Test("more rotations than are kept are forgotten, none is read twice")
    func manyRotations() async throws {
        let sample = try FollowSample("app.log")
        for number in 0..<20 {
            try sample.append("regel \(number)\n", to: "app.log")
            try await sample.poll()
            try sample.rename("app.log", to: "app.log.\(100 + number)")
            sample.clock.move(seconds: 6)
            if number % 3 == 0 { sample.crash() }
        }
        try await sample.poll()
        #expect(sample.disk.lines == (0..<20).map { "regel \($0)" })
        #expect(sample.follower.status.count <= 10)
    }

    @Test(
        "names of older parts of a log, and names that only look like them",
        arguments: [
            ("app.log.1", true), ("app.log-20260319", true), ("app-2026-03-19.log", true), ("app.1.log", true),
            ("app.log.old", true), ("app.log.audit", false), ("app.log", false), ("app.log.1.gz", false),
            ("apps.log", false), ("app-error.log", false), ("app.log-", false), ("app..log", false),
        ])
    func names(name: String, isOlder: Bool) async throws {
        let sample = try FollowSample("app.log")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        sample.crash()
        if name != "app.log" { try sample.append("ouder\n", to: name) }
        try await sample.poll()
        #expect(sample.disk.lines.contains("ouder") == isOlder)
    }
}
