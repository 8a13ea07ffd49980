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
        /// Blocks whose filter was asked.
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
            guard let file = try file(day) else { continue }
            do {
                let before = before.flatMap { $0.day == day ? $0 : nil }
                try file.pool.read { try pass.look(in: file, $0, before: before) }
            } catch let problem as Problem {
                throw problem
            } catch {
                throw Problem(.archiveUnusable, ["\(error)"], at: Place(file: file.pool.path))
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
        let sources = try file.sources(database)
        var wanted: Set<Int32>?
        if let source = query.source {
            let numbers = Set(sources.filter { $0.value.name == source }.keys)
            if numbers.isEmpty { return }
            wanted = numbers
        }
        let open = try file.openNumber(database)
        var matcher = LineMatcher(query)
        if before.map({ $0.block >= open }) ?? true, let tail = try file.tail(open, database) {
            look(in: tail, file.day, sources, wanted, before, &matcher)
            if isDone { return }
        }
        let sql = """
            SELECT id, sources, tokens FROM blocks
            WHERE id <= ? AND (? IS NULL OR time_last >= ?) AND (? IS NULL OR time_first < ?) ORDER BY id DESC
            """
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: sql),
            arguments: [before?.block ?? .max, from, from, to, to])
        while let row = try rows.next() {
            page.progress.blocks += 1
            if let wanted {
                let names: String = row[1]
                guard names.split(separator: ",").contains(where: { Int32($0).map(wanted.contains) ?? true }) else {
                    continue
                }
            }
            guard row.withUnsafeBytes(2, filter.mayMatch) else { continue }
            let number: Int32 = row[0]
            do {
                guard let block = try file.block(number, database) else { continue }
                look(in: block, file.day, sources, wanted, before, &matcher)
            } catch let problem as Problem {
                page.problems.append(problem)
            }
            if isDone { return }
        }
    }

    private mutating func look(
        in block: DayFile.Block, _ day: Int32, _ sources: [Int32: ArchiveSource], _ wanted: Set<Int32>?,
        _ before: ArchivePosition?, _ matcher: inout LineMatcher
    ) {
        page.progress.blocksRead += 1
        page.progress.bytesRead += block.bytes.count
        // Readers look up to 16 bytes ahead.
        let bytes = block.bytes + [UInt8](repeating: 0, count: 16)
        bytes.withUnsafeBufferPointer { bytes in
            var end = block.bytes.count
            for index in block.entries.indices.reversed() {
                let entry = block.entries[index]
                let start = end - entry.length
                defer { end = start }
                let position = ArchivePosition(day: day, block: block.number, position: Int32(index))
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
            page.next = ArchivePosition(day: day, block: block.number, position: 0)
            isDone = true
        }
    }

    private func isWithin(_ time: Int64?) -> Bool {
        guard from != nil || to != nil else { return true }
        guard let time else { return false }
        return time >= from ?? .min && time < to ?? .max
    }
}
