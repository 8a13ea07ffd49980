// Files that grow in a folder of their own, a follower, and a loop that keeps what it is given, as a disk would.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Store
import Synchronization
import Watch

/// What was committed: lines by source, and marks.
final class FakeDisk: Sendable {
    private struct State {
        var lines: [(source: String, line: String)] = []
        var marks: [String: String] = [:]
        var chunks = 0
        var isBroken = false
    }

    private let state = Mutex(State())

    var lines: [String] { state.withLock { $0.lines.map(\.line) } }
    var sources: [String] { state.withLock { Set($0.lines.map(\.source)).sorted() } }
    var marks: [String: String] { state.withLock { $0.marks } }
    var chunks: Int { state.withLock { $0.chunks } }

    func mark(_ name: String) throws(Problem) -> String? {
        let found = state.withLock { $0.isBroken ? nil : $0.marks[name] as String?? ?? .some(nil) }
        guard let found else { throw Problem(Problem.Code("archive.unusable"), ["test"]) }
        return found
    }

    func set(broken: Bool) {
        state.withLock { $0.isBroken = broken }
    }

    func set(mark name: String, _ text: String) {
        state.withLock { $0.marks[name] = text }
    }

    /// Lines and marks together, as one transaction.
    func commit(_ chunk: LineChunk) {
        var lines: [(source: String, line: String)] = []
        chunk.withLines { _, line in lines.append((chunk.source.name, String(decoding: line, as: UTF8.self))) }
        state.withLock { state in
            state.lines += lines
            state.marks.merge(chunk.marks) { $1 }
            state.chunks += 1
        }
        chunk.done?(.stored(duplicates: []))
    }
}

/// A clock that stands still until it is moved, and gives each change of a file a time of its own.
final class FakeClock: Sendable {
    private let nanoseconds = Mutex<Int64>(1_773_900_000_000_000_000)

    var now: Timestamp { Timestamp(nanoseconds: nanoseconds.withLock { $0 }) }

    func move(seconds: Double) {
        nanoseconds.withLock { $0 += Int64(seconds * 1_000_000_000) }
    }

    func tick() -> Int64 {
        nanoseconds.withLock { now in
            now += 1_000_000
            return now
        }
    }
}

/// A folder with logs, and the programs that follow them one after the other.
final class FollowSample {
    let folder: URL
    let clock = FakeClock()
    let disk = FakeDisk()
    var settings: [FollowedFile]
    private(set) var follower: FileFollower
    private var intake: Intake
    private let lineBytes: Int
    private let folderFiles: Int

    init(_ paths: String..., lineBytes: Int = 1_000, folderFiles: Int = 4_096) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("follow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        settings = paths.map { FollowedFile(path: $0.isEmpty ? "." : $0, format: nil, zone: nil) }
        self.lineBytes = lineBytes
        self.folderFiles = folderFiles
        (follower, intake) = FollowSample.make(settings, lineBytes, folderFiles, folder, clock, disk)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func make(
        _ settings: [FollowedFile], _ lineBytes: Int, _ folderFiles: Int, _ folder: URL, _ clock: FakeClock,
        _ disk: FakeDisk
    ) -> (FileFollower, Intake) {
        let intake = Intake(limit: 64 << 20)
        let limits = IngestSettings(queueBytes: 64 << 20, lineBytes: lineBytes, connections: 1)
        let follower = FileFollower(
            settings: settings, intake: intake, limits: limits,
            folder: folder, now: { clock.now }, folderFiles: folderFiles,
            mark: { name throws(Problem) in try disk.mark(name) })
        return (follower, intake)
    }

    /// As after a crash: only what was committed is known.
    func crash() {
        (follower, intake) = FollowSample.make(settings, lineBytes, folderFiles, folder, clock, disk)
    }

    /// One look at the files. The disk takes what comes, or only the first so many chunks.
    func poll(committing limit: Int = .max) async throws {
        try await follower.poll()
        var taken = 0
        while let chunks = intake.take(upTo: 1 << 20, wait: 0), !chunks.isEmpty {
            for chunk in chunks {
                if taken < limit { disk.commit(chunk) } else { chunk.done?(.refused) }
                taken += 1
                intake.release(chunk.cost)
            }
        }
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// The source of a file as chunks name it.
    func source(_ name: String) -> String { "file " + URL(fileURLWithPath: path(name)).standardizedFileURL.path }

    func append(_ text: String, to name: String) throws {
        try append(Array(text.utf8), to: name)
    }

    func append(_ bytes: [UInt8], to name: String) throws {
        if !FileManager.default.fileExists(atPath: path(name)) {
            _ = FileManager.default.createFile(atPath: path(name), contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
        try file.seekToEnd()
        try file.write(contentsOf: Data(bytes))
        try file.close()
        touch(name)
    }

    func rename(_ name: String, to other: String) throws {
        guard Foundation.rename(path(name), path(other)) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// As logrotate with copytruncate does, in its two steps.
    func copy(_ name: String, to other: String) throws {
        try Data(contentsOf: URL(fileURLWithPath: path(name))).write(to: URL(fileURLWithPath: path(other)))
        touch(other)
    }

    func truncate(_ name: String) {
        _ = Foundation.truncate(path(name), 0)
        touch(name)
    }

    func remove(_ name: String) {
        _ = unlink(path(name))
    }

    /// The time of change is that of the test's clock, so that the order of changes does not hang on the machine.
    private func touch(_ name: String) {
        let now = clock.tick()
        let time = timespec(tv_sec: Int(now / 1_000_000_000), tv_nsec: Int(now % 1_000_000_000))
        _ = utimensat(AT_FDCWD, path(name), [time, time], 0)
    }

    var problems: [String] {
        follower.status.compactMap { $0.problem?.code.name.replacing("follow.", with: "") }
    }
}
