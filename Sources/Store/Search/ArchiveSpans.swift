// How many lines the archive has over time, by what its blocks say of themselves. No line is read for it.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Events
import GRDB

/// The lines of one block, or of a part of the block that is open.
public struct BlockSpan: Sendable, Hashable {
    /// How many lines; of all sources in the block.
    public var lines: Int
    /// How many of them give no time.
    public var untimed: Int
    /// When they were received.
    public var received: ClosedRange<Timestamp>
    /// The first and the last time that they give; nil if none does.
    public var times: ClosedRange<Timestamp>?

    public init(
        lines: Int, untimed: Int, received: ClosedRange<Timestamp>, times: ClosedRange<Timestamp>?
    ) {
        self.lines = lines
        self.untimed = untimed
        self.received = received
        self.times = times
    }
}

/// The blocks of the archive as far as they were looked at, newest first.
public struct ArchiveSpans: Sendable {
    public var blocks: [BlockSpan] = []
    /// Days that the archive has.
    public var days = 0
    /// Whether all blocks were looked at; otherwise those of `ArchiveLimits.spanBlocks`, the newest.
    public var isWhole = true
    /// Days that cannot be read.
    public var problems: [Problem] = []

    public init() {}

    /// The lines of all of them.
    public var lines: Int { blocks.reduce(0) { $0 + $1.lines } }

    /// From the first line to the last, by when they were received; nil if there is none.
    public var received: ClosedRange<Timestamp>? {
        guard let first = blocks.map(\.received.lowerBound).min(), let last = blocks.map(\.received.upperBound).max()
        else { return nil }
        return first...last
    }
}

extension Archive {
    /// What blocks say of their lines.
    ///
    /// - Parameters:
    ///   - source: only blocks that have a line of the source with this name. They may have lines of others too.
    ///   - limit: at most so many blocks.
    public func spans(source: String? = nil, limit: Int = ArchiveLimits.spanBlocks) -> ArchiveSpans {
        var spans = ArchiveSpans()
        let days = days
        spans.days = days.count
        for day in days.reversed() {
            guard spans.blocks.count < limit else {
                spans.isWhole = false
                break
            }
            do throws(Problem) {
                guard let file = try file(day) else { continue }
                do {
                    try file.pool.read { try file.addSpans(source, limit, to: &spans, $0) }
                } catch {
                    throw file.unusable(error)
                }
            } catch {
                if !isGone(day) { spans.problems.append(error) }
            }
        }
        return spans
    }
}

extension DayFile {
    fileprivate func addSpans(
        _ source: String?, _ limit: Int, to spans: inout ArchiveSpans, _ database: Database
    ) throws {
        var wanted: Set<Int32>?
        if let source {
            let numbers = Set(try sources(nil, database).byNumber.filter { $0.value.name == source }.keys)
            if numbers.isEmpty { return }
            wanted = numbers
        }
        try addTail(wanted, to: &spans, database)
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT \(BlockSummary.columns) FROM blocks ORDER BY id DESC"))
        while let row = try rows.next() {
            guard spans.blocks.count < limit else {
                spans.isWhole = false
                return
            }
            guard let summary = BlockSummary(row) else {
                spans.problems.append(damaged(row.number(0) ?? 0))
                continue
            }
            if let wanted, wanted.isDisjoint(with: summary.sources) { continue }
            spans.blocks.append(BlockSpan(summary))
        }
    }

    /// The block that is open says nothing of itself yet: the columns beside its lines are read, which are small.
    private func addTail(_ wanted: Set<Int32>?, to spans: inout ArchiveSpans, _ database: Database) throws {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT count, \"index\", length(lines) FROM tail ORDER BY id DESC"))
        while let row = try rows.next() {
            guard let count: Int = row.number(0), let size: Int = row.number(2),
                let entries = BlockIndex.decode(row.withUnsafeBytes(1) { Array($0) }, lines: count, size: size),
                entries.count == count
            else {
                spans.problems.append(damaged("tail"))
                continue
            }
            if let wanted, !entries.contains(where: { wanted.contains($0.source) }) { continue }
            guard let span = BlockSpan(entries) else { continue }
            spans.blocks.append(span)
        }
    }
}

extension BlockSpan {
    fileprivate init(_ summary: BlockSummary) {
        self.init(
            lines: summary.count, untimed: summary.untimed, received: BlockSpan.received(summary.received),
            times: summary.times.map {
                Timestamp(nanoseconds: $0.lowerBound)...Timestamp(nanoseconds: $0.upperBound)
            })
    }

    /// Nil for no lines.
    fileprivate init?(_ entries: [LineBatch.Entry]) {
        let received = entries.map(\.received)
        guard let first = received.min(), let last = received.max() else { return nil }
        let times = entries.compactMap(\.time)
        var range: ClosedRange<Timestamp>?
        if let first = times.min(), let last = times.max() {
            range = Timestamp(nanoseconds: first)...Timestamp(nanoseconds: last)
        }
        self.init(
            lines: entries.count, untimed: entries.count - times.count, received: BlockSpan.received(first...last),
            times: range)
    }

    private static func received(_ milliseconds: ClosedRange<Int64>) -> ClosedRange<Timestamp> {
        time(milliseconds.lowerBound)...time(milliseconds.upperBound)
    }

    /// Within the range of times: what is in the tail was not held against its digest here.
    private static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: min(max(milliseconds, -9_000_000_000_000), 9_000_000_000_000) * 1_000_000)
    }
}
