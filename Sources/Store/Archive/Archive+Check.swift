// Looks at every byte of the archive, which a search does not.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation
import GRDB

extension Archive {
    /// What is wrong with the days; nothing if all is well. Reads everything: minutes for a large archive.
    public func check() -> [Problem] {
        var problems: [Problem] = []
        for day in days {
            do {
                if let file = try file(day) { problems += file.check() }
            } catch {
                problems.append(error)
            }
        }
        return problems
    }
}

extension DayFile {
    fileprivate func check() -> [Problem] {
        var problems = problems
        do {
            try pool.read { database in
                problems += try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
                    .filter { $0 != "ok" }.map { damaged($0) }
                let head = try DayHead.read(database)
                if head == nil { problems.append(damaged("head")) }
                if try !sources(head, database).areWhole { problems.append(damaged("sources")) }
                if try idSum(database) != head?.ids { problems.append(damaged("ids")) }
                for name in try String.fetchAll(database, sql: "SELECT name FROM marks") {
                    _ = try mark(name, database)
                }
                for number in try numbers(head, database) {
                    if let problem = block(number, head, database).problem {
                        problems.append(problem)
                    } else if try !isFilterWhole(number, database) {
                        problems.append(damaged(number))
                    }
                }
            }
        } catch {
            problems.append(unusable(error))
        }
        return problems
    }

    private func isFilterWhole(_ number: Int32, _ database: Database) throws -> Bool {
        let sql = "SELECT \(BlockSummary.columns), tokens FROM blocks WHERE id = ?"
        guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [number]) else { return true }
        guard let summary = BlockSummary(row) else { return false }
        return row.withUnsafeBytes(BlockSummary.end) {
            $0.count == summary.filterBytes && BloomFilter.isWhole($0, block: number)
        }
    }
}

extension Archive {
    /// Lets the file of a day grow no further than so many pages, as a disk that is full does. For tests.
    package func limitPages(of day: Int32, to pages: Int) throws {
        try file(day)?.pool.writeWithoutTransaction { database in
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
        }
    }
}
