// The archive from the oldest line to the newest, block by block: for what is looked at again.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
import GRDB

/// A block of the archive, or a part of it where the rest is damaged, with the bytes of its lines.
public struct ArchivedBlock: Sendable {
    /// The place of its first line.
    public var first: ArchivePosition
    private let block: DayFile.Block
    private let sources: [Int32: ArchiveSource]
    private let starts: [Int]

    init(_ block: DayFile.Block, day: Int32, sources: [Int32: ArchiveSource]) {
        first = ArchivePosition(day: day, block: block.number, position: Int32(truncatingIfNeeded: block.first))
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

    /// The numbers of the lines that lie between two places; nil for no bound.
    public func numbers(from start: ArchivePosition?, to end: ArchivePosition?) -> Range<Int> {
        /// How many lines lie before a place.
        func before(_ place: ArchivePosition) -> Int {
            if (place.day, place.block) < (first.day, first.block) { return 0 }
            if (place.day, place.block) > (first.day, first.block) { return count }
            return min(max(Int(place.position) - Int(first.position), 0), count)
        }
        let upper = end.map(before) ?? count
        return min(start.map(before) ?? 0, upper)..<upper
    }

    /// Calls `body` with lines in order: the number and the bytes, with 16 readable ones behind them.
    public func withLines(_ numbers: Range<Int>, _ body: (Int, Bytes) -> Void) {
        let padded = block.bytes + [UInt8](repeating: 0, count: 16)
        padded.withUnsafeBufferPointer { padded in
            for index in numbers {
                let end = starts[index] + block.entries[index].length
                body(index, Bytes(rebasing: padded[starts[index]..<end]))
            }
        }
    }

    /// Its bytes.
    public func bytes(_ index: Int) -> ArraySlice<UInt8> {
        block.bytes[starts[index]..<(starts[index] + block.entries[index].length)]
    }
}

extension Archive {
    /// Calls `body` with each block that has a line which was received at that time or later, oldest first.
    ///
    /// - Parameters:
    ///   - looked: blocks with this place or behind it count too, whenever they were received.
    ///   - place: nothing of the blocks before the one that has this place; nil for all.
    /// - Returns: blocks that are damaged; they are passed over.
    public func blocks(
        receivedSince start: Timestamp, orBehind looked: ArchivePosition? = nil, from place: ArchivePosition? = nil,
        _ body: (ArchivedBlock) throws(Problem) -> Void
    ) throws(Problem) -> [Problem] {
        var problems: [Problem] = []
        let milliseconds = start.nanoseconds / 1_000_000
        // A clock that went back leaves lines of an earlier time in a later day, never the other way around.
        let firstDay = max(min(ArchivePosition.day(of: start), looked?.day ?? .max), place?.day ?? .min)
        for day in days where day >= firstDay {
            let file: DayFile
            var numbers: [Int32] = []
            do throws(Problem) {
                guard let found = try self.file(day) else { continue }
                file = found
                problems += file.problems
                numbers = try file.read { try file.numbers(DayHead.read($0), $0).reversed() }
            } catch {
                if !isGone(day) { problems.append(error) }
                continue
            }
            for number in numbers where day != place?.day || number >= place?.block ?? 0 {
                // One read at a time: the archive goes on being written, and blocks do not pile up in memory.
                let parts: [ArchivedBlock]
                do throws(Problem) {
                    let isBehind = looked.map { (day, number) >= ($0.day, $0.block) } ?? false
                    let found = try file.read {
                        try file.archived(number, since: isBehind ? .min : milliseconds, $0)
                    }
                    if let problem = found.problem { problems.append(problem) }
                    parts = found.parts
                } catch {
                    if !isGone(day) { problems.append(error) }
                    continue
                }
                for part in parts { try body(part) }
            }
        }
        return problems
    }
}

extension DayFile {
    fileprivate func read<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        do {
            return try pool.read(body)
        } catch {
            throw unusable(error)
        }
    }

    /// What there is of a block, unless all of it was received before.
    fileprivate func archived(
        _ number: Int32, since start: Int64, _ database: Database
    ) throws -> (parts: [ArchivedBlock], problem: Problem?) {
        let sql = "SELECT \(BlockSummary.columns) FROM blocks WHERE id = ?"
        if let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [number]),
            let summary = BlockSummary(row), summary.number == number, summary.received.upperBound < start
        {
            return ([], nil)
        }
        let head = try DayHead.read(database)
        let found = block(number, head, database)
        let sources = try self.sources(head, database).byNumber
        return (found.parts.map { ArchivedBlock($0, day: day, sources: sources) }, found.problem)
    }
}
