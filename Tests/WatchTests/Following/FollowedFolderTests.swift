// Followed folders: which files of them, rotation within, copies, and many files.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing
import Watch

@Suite("Followed folders")
struct FollowedFolderTests {
    private func lines(_ name: String, _ count: Int = 40) -> [String] {
        (0..<count).map { "\(name) \($0) " + String(repeating: "-", count: 50) }
    }

    private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

    @Test("every regular file is read, not those in folders within, hidden ones, packed ones, links and pipes")
    func which() async throws {
        let sample = try FollowSample("")
        for name in ["a.log", "b", ".hidden", "c.gz", "d.zst", "e.tmp"] { try sample.append("\(name)\n", to: name) }
        try FileManager.default.createDirectory(atPath: sample.path("sub"), withIntermediateDirectories: true)
        try sample.append("sub\n", to: "sub/f.log")
        symlink(sample.path("sub/f.log"), sample.path("link.log"))
        mkfifo(sample.path("pipe"), 0o600)
        try await sample.poll()
        #expect(Set(sample.disk.lines) == ["a.log", "b"])
        #expect(sample.disk.sources == [sample.source("a.log"), sample.source("b")])
        try sample.append("later\n", to: "g.log")
        try await sample.poll()
        #expect(sample.disk.lines.last == "later" && sample.problems.isEmpty)
    }

    @Test("renamed within the folder: the file is the same, the one that is made anew is another")
    func renamed() async throws {
        let sample = try FollowSample("")
        try sample.append("een\n", to: "app.log")
        try await sample.poll()
        try sample.append("twee\n", to: "app.log")
        try sample.rename("app.log", to: "app.log.1")
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        sample.crash()
        try sample.append("vier\n", to: "app.log")
        try sample.rename("app.log.1", to: "app.log.2")
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee", "drie", "vier"])
    }

    @Test("copytruncate: the copy is not read again, except for what only it has")
    func copied() async throws {
        let sample = try FollowSample("")
        try sample.append(text(lines("een")), to: "app.log")
        try await sample.poll()
        try sample.append("twee\n", to: "app.log")
        try sample.copy("app.log", to: "app.log.1")
        try await sample.poll()
        #expect(sample.disk.lines == lines("een") + ["twee"])
        try sample.append("drie\n", to: "app.log.1")
        sample.truncate("app.log")
        try sample.append("vier\n", to: "app.log")
        sample.clock.move(seconds: 3)
        try await sample.poll()
        #expect(sample.disk.lines == lines("een") + ["twee", "drie", "vier"])
        sample.crash()
        try await sample.poll()
        #expect(sample.disk.lines.count == 43)
    }

    @Test("copied while no program ran, in one go with the emptying")
    func copiedWhileStopped() async throws {
        let sample = try FollowSample("")
        try sample.append(text(lines("een")), to: "app.log")
        try await sample.poll()
        sample.crash()
        try sample.append("twee\n", to: "app.log")
        try sample.copy("app.log", to: "aside.log")
        sample.truncate("app.log")
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        #expect(sample.disk.lines == lines("een") + ["twee", "drie"])
    }

    @Test("two files that begin alike are two files")
    func alike() async throws {
        let sample = try FollowSample("")
        let head = text(lines("kop"))
        try sample.append(head, to: "a.csv")
        try await sample.poll()
        try sample.append(head + "b\n", to: "b.csv")
        try await sample.poll()
        try sample.append(head, to: "c.csv")
        try await sample.poll()
        try sample.append("c\n", to: "c.csv")
        try sample.append("a\n", to: "a.csv")
        sample.clock.move(seconds: 3)
        try await sample.poll()
        #expect(Set(sample.disk.lines).isSuperset(of: ["a", "b", "c"]))
    }

    @Test("a file that is followed by itself is left to that, with what it is rotated to")
    func others() async throws {
        let sample = try FollowSample("", "app.log")
        try sample.append("een\n", to: "app.log")
        try sample.append("twee\n", to: "b.log")
        try await sample.poll()
        try sample.rename("app.log", to: "app.log.1")
        try sample.append("drie\n", to: "app.log")
        try await sample.poll()
        sample.crash()
        try await sample.poll()
        #expect(sample.disk.lines.sorted() == ["drie", "een", "twee"])
    }

    @Test("a deleted file is read to its end and then forgotten")
    func deleted() async throws {
        let sample = try FollowSample("")
        try sample.append("een\n", to: "a.log")
        try await sample.poll()
        try sample.append("twee", to: "a.log")
        try await sample.poll()
        sample.remove("a.log")
        sample.clock.move(seconds: 6)
        try await sample.poll()
        sample.clock.move(seconds: 6)
        try await sample.poll()
        #expect(sample.disk.lines == ["een", "twee"] && sample.follower.status.isEmpty)
    }

    @Test("more files than may be open, and more than may be followed: all within the limit are read, the rest is said")
    func many() async throws {
        let limit = FollowLimits.openFiles + 50
        let sample = try FollowSample("", folderFiles: limit)
        let count = limit + 10
        for number in 0..<count {
            try Data("\(number)\n".utf8).write(to: URL(fileURLWithPath: sample.path("\(number)")))
        }
        try await sample.poll()
        #expect(sample.disk.lines.count == limit && sample.problems == ["many"])
        // Of this folder: other tests have files open too.
        let folder = sample.path("")
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { descriptor in
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return path?.hasPrefix(folder) == true
        }
        #expect(open <= FollowLimits.openFiles && open > 0)
        let before = sample.disk.lines.count
        let seen = try #require(sample.disk.lines.first)
        sample.clock.move(seconds: 3)
        try sample.append("later\n", to: seen)
        try await sample.poll()
        #expect(sample.disk.lines.count == before + 1)
    }
}
