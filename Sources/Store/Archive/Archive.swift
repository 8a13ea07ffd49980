// The event archive: raw lines, kept exactly, one file per day.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
public import Foundation
import GRDB
import Synchronization

/// A folder of days. May be read from anywhere; written through one `ArchiveWriter`.
public final class Archive: Sendable {
    public let folder: URL
    private let state: Mutex<State>

    private struct State {
        /// The days that are there, open once they were asked for.
        var files: [Int32: DayFile?] = [:]
    }

    /// Opens an archive, or begins one in a folder that is made if it is not there.
    ///
    /// - Throws: `Problem` if the folder cannot be read or made.
    public init(folder: URL) throws(Problem) {
        self.folder = folder
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var state = State()
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                guard name.hasSuffix(".sqlite"), let day = ArchivePosition.day(String(name.dropLast(7))) else {
                    continue
                }
                state.files[day] = .some(nil)
            }
            self.state = Mutex(state)
        } catch {
            throw Problem(.archiveUnusable, ["\(error)"], at: Place(file: folder.path))
        }
    }

    /// The days that have lines, oldest first.
    public var days: [Int32] {
        state.withLock { $0.files.keys.sorted() }
    }

    var lastDay: Int32? {
        state.withLock { $0.files.keys.max() }
    }

    /// The file of a day that is there.
    func file(_ day: Int32) throws(Problem) -> DayFile? {
        guard let known = state.withLock({ $0.files[day] }) else { return nil }
        if let known { return known }
        // Another program may have deleted it since; it must not come back as a day without lines.
        guard FileManager.default.fileExists(atPath: url(day).path) else {
            state.withLock { _ = $0.files.removeValue(forKey: day) }
            return nil
        }
        return try make(day)
    }

    func url(_ day: Int32) -> URL {
        folder.appendingPathComponent("\(ArchivePosition.text(day: day)).sqlite")
    }

    /// Takes days away from what is there. Who reads them goes on; nobody begins to.
    func forget(_ days: some Sequence<Int32>) {
        state.withLock { state in
            for day in days { state.files.removeValue(forKey: day) }
        }
    }

    /// Whether a day is gone that was there when somebody began to read it.
    func isGone(_ day: Int32) -> Bool {
        state.withLock { $0.files[day] == nil }
    }

    /// The file of a day, made if it is not there.
    func make(_ day: Int32) throws(Problem) -> DayFile {
        let made = try DayFile(day: day, in: folder)
        return state.withLock { state in
            if let known = state.files[day], let known { return known }
            state.files[day] = made
            return made
        }
    }

    /// What was noted last under a name, in the newest day that has it.
    public func mark(_ name: String) throws(Problem) -> String? {
        for day in days.reversed() {
            guard let file = try file(day) else { continue }
            do {
                if let value = try file.pool.read({ try file.mark(name, $0) }) { return value }
            } catch {
                if isGone(day) { continue }
                throw file.unusable(error)
            }
        }
        return nil
    }

    /// The bytes of a line with what is known of it; nil if there is none at that place.
    ///
    /// - Throws: `Problem` if the line is there and not as it was written.
    public func line(_ position: ArchivePosition) throws(Problem) -> ArchivedLine? {
        guard let file = try file(position.day), position.block >= 0, position.position >= 0 else { return nil }
        do {
            return try file.pool.read { database in
                let head = try DayHead.read(database)
                if let head, position.block > head.open { return nil }
                let found = file.block(position.block, head, database)
                let index = Int(position.position)
                guard let part = found.parts.last(where: { $0.first <= index }), index - part.first < part.entries.count
                else {
                    if let problem = found.problem { throw problem }
                    return nil
                }
                let start = part.entries[..<(index - part.first)].reduce(0) { $0 + $1.length }
                let entry = part.entries[index - part.first]
                let sources = try file.sources(head, database).byNumber
                return ArchivedLine(
                    position: position, source: sources[entry.source] ?? ArchiveSource(name: ""),
                    received: Timestamp(nanoseconds: entry.received * 1_000_000),
                    time: entry.time.map { Timestamp(nanoseconds: $0) },
                    bytes: Array(part.bytes[start..<(start + entry.length)]))
            }
        } catch {
            if isGone(position.day) { return nil }
            throw file.unusable(error)
        }
    }
}

/// A line as it lies in the archive.
public struct ArchivedLine: Sendable, Equatable {
    public var position: ArchivePosition
    /// Its name is empty if that is damaged.
    public var source: ArchiveSource
    /// To the millisecond.
    public var received: Timestamp
    /// The time that the line itself gives; nil if it gives none.
    public var time: Timestamp?
    /// Exactly as received, without the end of the line.
    public var bytes: [UInt8]
}
