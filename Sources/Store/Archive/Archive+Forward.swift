// The archive from the oldest line to the newest, block by block: for what is looked at again.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
import GRDB

/// A block of the archive, or a part of one, with the bytes of its lines.
public struct ArchivedBlock: Sendable {
    /// The place of its first line.
    public var first: ArchivePosition
    private let block: DayFile.Block
    private let sources: [Int32: ArchiveSource]
    private let starts: [Int]

    init(_ block: DayFile.Block, day: Int32, sources: [Int32: ArchiveSource]) {
        first = ArchivePosition(day: day, block: block.number, position: Int32(block.first))
        self.block = block
        self.sources = sources
        var start = 0
        starts = block.entries.map { entry in
            defer { start += entry.length }
            return start
        }
    }

    /// The number of lines.
    public var count: Int { block.entries.count }

    /// Where the line with that number came from.
    public func source(_ index: Int) -> ArchiveSource {
        sources[block.entries[index].source] ?? ArchiveSource(name: "")
    }

    /// When it was received, to the millisecond.
    public func received(_ index: Int) -> Timestamp {
        Timestamp(nanoseconds: block.entries[index].received * 1_000_000)
    }

    /// Its bytes.
    public func bytes(_ index: Int) -> ArraySlice<UInt8> {
        block.bytes[starts[index]..<(starts[index] + block.entries[index].length)]
    }
}

extension Archive {
    /// Calls `body` with each block that has a line which was received at that time or later, oldest first.
    ///
    /// - Returns: blocks that are damaged; they are passed over.
    public func blocks(
        receivedSince start: Timestamp, _ body: (ArchivedBlock) throws(Problem) -> Void
    ) throws(Problem) -> [Problem] {
        var problems: [Problem] = []
        let milliseconds = start.nanoseconds / 1_000_000
        // A clock that went back leaves lines of an earlier time in a later day, never the other way around.
        for day in days where day >= ArchivePosition.day(of: start) {
            guard let file = try file(day) else { continue }
            for number in try file.numbers(receivedSince: milliseconds) {
                // One read at a time: the archive goes on being written, and blocks do not pile up in memory.
                let (parts, problem) = file.parts(number)
                for part in parts { try body(part) }
                if let problem { problems.append(problem) }
            }
        }
        return problems
    }
}

extension DayFile {
    /// Blocks that may have lines which were received at that time, in milliseconds, or later; oldest first.
    fileprivate func numbers(receivedSince milliseconds: Int64) throws(Problem) -> [Int32] {
        do {
            return try pool.read { database in
                let old = try Int32.fetchSet(
                    database, sql: "SELECT id FROM blocks WHERE received_last < ?", arguments: [milliseconds])
                return try numbers(try DayHead.read(database), database).reversed().filter { !old.contains($0) }
            }
        } catch {
            throw unusable(error)
        }
    }

    fileprivate func parts(_ number: Int32) -> (parts: [ArchivedBlock], problem: Problem?) {
        do {
            return try pool.read { database in
                let head = try DayHead.read(database)
                let sources = try self.sources(head, database).byNumber
                let found = block(number, head, database)
                return (found.parts.map { ArchivedBlock($0, day: day, sources: sources) }, found.problem)
            }
        } catch {
            return ([], unusable(error))
        }
    }
}
