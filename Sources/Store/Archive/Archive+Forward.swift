// The archive from the oldest line to the newest, block by block: for what is looked at again.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
import GRDB

/// A block of the archive with the bytes of its lines.
public struct ArchivedBlock: Sendable {
    /// The place of its first line.
    public var first: ArchivePosition
    private let block: DayFile.Block
    private let sources: [Int32: ArchiveSource]
    private let starts: [Int]

    init(_ block: DayFile.Block, day: Int32, sources: [Int32: ArchiveSource]) {
        first = ArchivePosition(day: day, block: block.number, position: 0)
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
            let numbers: [Int32]
            do {
                numbers = try file.pool.read { database in
                    let closed = try Int32.fetchAll(
                        database, sql: "SELECT id FROM blocks WHERE received_last >= ? ORDER BY id",
                        arguments: [milliseconds])
                    return closed + [try file.openNumber(database)]
                }
            } catch {
                throw Problem(.archiveUnusable, ["\(error)"], at: Place(file: file.pool.path))
            }
            for number in numbers {
                // One read at a time: the archive goes on being written, and blocks do not pile up in memory.
                switch file.archivedBlock(number) {
                case .success(let block?): try body(block)
                case .success(nil): continue
                case .failure(let problem): problems.append(problem)
                }
            }
        }
        return problems
    }
}

extension DayFile {
    fileprivate func archivedBlock(_ number: Int32) -> Result<ArchivedBlock?, Problem> {
        do {
            return .success(
                try pool.read { database in
                    let sources = try self.sources(database)
                    return try block(number, database).map { ArchivedBlock($0, day: day, sources: sources) }
                })
        } catch let problem as Problem {
            return .failure(problem)
        } catch {
            return .failure(Problem(.archiveUnusable, ["\(error)"], at: Place(file: pool.path)))
        }
    }
}
