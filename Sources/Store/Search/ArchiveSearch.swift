// A search through the archive, page by page, newest lines first.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
import GRDB

/// One page of what a search found.
public struct SearchPage: Sendable {
    /// Newest first, in the order of the archive.
    public var lines: [ArchivedLine] = []
    /// Where the next page begins: behind this place. Nil when all was looked at.
    public var next: ArchivePosition?
    /// How far this page looked, for a line of progress.
    public var progress = Progress()
    /// Blocks that cannot be read. The rest was searched all the same.
    public var problems: [Problem] = []

    /// What was looked at.
    public struct Progress: Sendable, Hashable {
        /// Blocks whose filter was asked, and the one that is open.
        public var blocks = 0
        /// Blocks whose lines were looked at.
        public var blocksRead = 0
        /// Bytes of lines that were looked at.
        public var bytesRead = 0
    }
}

extension Archive {
    /// Looks for lines, from the newest to the oldest.
    ///
    /// Lines that come while pages are fetched do not move the others: a place in the archive never changes, so no
    /// line is given twice and none is left out.
    ///
    /// - Parameters:
    ///   - before: the `next` of the page before; nil for the first.
    ///   - limit: at most that many lines, and at most `ArchiveLimits.pageLines`.
    /// - Returns: a page. It may be short of lines and still have a `next`, when it looked through
    ///   `ArchiveLimits.pageBytes`.
    public func search(
        _ query: ArchiveQuery, before: ArchivePosition? = nil, limit: Int = 100
    ) throws(Problem) -> SearchPage {
        var pass = SearchPass(query, limit: min(max(limit, 1), ArchiveLimits.pageLines))
        for day in days.reversed() where before.map({ day <= $0.day }) ?? true {
            // A day that cannot be read is said, and the others are searched.
            do throws(Problem) {
                guard let file = try file(day) else { continue }
                let before = before.flatMap { $0.day == day ? $0 : nil }
                do {
                    try file.pool.read { try pass.look(in: file, $0, before: before) }
                } catch {
                    throw file.unusable(error)
                }
            } catch {
                if !isGone(day) { pass.page.problems.append(error) }
            }
            if pass.isDone { break }
        }
        return pass.page
    }
}

/// The work of one page.
private struct SearchPass {
    private let query: ArchiveQuery
    private let filter: BlockFilter
    private let limit: Int
    private let from: Int64?
    private let to: Int64?
    var page = SearchPage()
    var isDone = false

    init(_ query: ArchiveQuery, limit: Int) {
        self.query = query
        filter = BlockFilter(query)
        self.limit = limit
        from = query.from?.nanoseconds
        to = query.to?.nanoseconds
    }

    mutating func look(in file: DayFile, _ database: Database, before: ArchivePosition?) throws {
        page.problems += file.problems
        let head = try DayHead.read(database)
        if head == nil { page.problems.append(file.damaged("head")) }
        let (sources, areWhole) = try file.sources(head, database)
        if !areWhole { page.problems.append(file.damaged("sources")) }
        var wanted: Set<Int32>?
        if let source = query.source {
            let numbers = Set(sources.filter { $0.value.name == source }.keys)
            if numbers.isEmpty { return }
            wanted = numbers
        }
        var matcher = LineMatcher(query)
        let isOfThisRelease = file.areFieldsOfThisRelease(database)
        for number in try file.numbers(head, database) where before.map({ number <= $0.block }) ?? true {
            guard mayMatch(number, in: file, wanted, isOfThisRelease, database) else { continue }
            let found = file.block(number, head, database)
            if let problem = found.problem { add(problem) }
            if !found.parts.isEmpty { page.progress.blocksRead += 1 }
            for part in found.parts.reversed() {
                look(in: part, file.day, sources, wanted, before, &matcher)
                if isDone { return }
            }
        }
    }

    /// Whether a block must be read: it can have what is asked, or does not say what it has.
    private mutating func mayMatch(
        _ number: Int32, in file: DayFile, _ wanted: Set<Int32>?, _ isOfThisRelease: Bool, _ database: Database
    ) -> Bool {
        do {
            let sql = "SELECT \(BlockSummary.columns), tokens FROM blocks WHERE id = ?"
            guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [number]) else {
                // The open block has no filter yet: it counts as one of those that could have it.
                page.progress.blocks += 1
                return true
            }
            page.progress.blocks += 1
            guard let summary = BlockSummary(row), summary.number == number else { return true }
            if from != nil || to != nil {
                guard let times = summary.times, times.upperBound >= from ?? .min, times.lowerBound < to ?? .max else {
                    return false
                }
            }
            if let wanted, wanted.isDisjoint(with: summary.sources) { return false }
            var isWhole = true
            let mayMatch = row.withUnsafeBytes(BlockSummary.end) { tokens in
                isWhole = tokens.count == summary.filterBytes
                return !isWhole
                    || filter.mayMatch(tokens, block: number, isOfThisRelease: isOfThisRelease, isWhole: &isWhole)
            }
            if !isWhole { add(file.damaged(number)) }
            return mayMatch || !isWhole
        } catch {
            add(file.unusable(error))
            return true
        }
    }

    private mutating func add(_ problem: Problem) {
        if page.problems.last != problem { page.problems.append(problem) }
    }

    private mutating func look(
        in block: DayFile.Block, _ day: Int32, _ sources: [Int32: ArchiveSource], _ wanted: Set<Int32>?,
        _ before: ArchivePosition?, _ matcher: inout LineMatcher
    ) {
        page.progress.bytesRead += block.bytes.count
        // Readers look up to 16 bytes ahead.
        let bytes = block.bytes + [UInt8](repeating: 0, count: 16)
        bytes.withUnsafeBufferPointer { bytes in
            var end = block.bytes.count
            for index in block.entries.indices.reversed() {
                let entry = block.entries[index]
                let start = end - entry.length
                defer { end = start }
                let position = ArchivePosition(
                    day: day, block: block.number, position: Int32(truncatingIfNeeded: block.first + index))
                if let before, position >= before { continue }
                guard isWithin(entry.time), wanted?.contains(entry.source) ?? true else { continue }
                let line = Bytes(rebasing: bytes[start..<end])
                let source = sources[entry.source] ?? ArchiveSource(name: "")
                guard matcher.matches(line, format: source.format) else { continue }
                page.lines.append(
                    ArchivedLine(
                        position: position, source: source,
                        received: Timestamp(nanoseconds: entry.received * 1_000_000),
                        time: entry.time.map { Timestamp(nanoseconds: $0) }, bytes: Array(line)))
                if page.lines.count == limit {
                    page.next = position
                    isDone = true
                    return
                }
            }
        }
        if page.progress.bytesRead >= ArchiveLimits.pageBytes {
            page.next = ArchivePosition(day: day, block: block.number, position: Int32(truncatingIfNeeded: block.first))
            isDone = true
        }
    }

    private func isWithin(_ time: Int64?) -> Bool {
        guard from != nil || to != nil else { return true }
        guard let time else { return false }
        return time >= from ?? .min && time < to ?? .max
    }
}
