// What senders call the lines of a day, so that a line that is sent again is not stored again.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation
import GRDB

extension Archive {
    /// Whether a line that its sender calls so is stored, in the newest day or the one before it.
    public func knows(_ id: SenderID) throws(Problem) -> Bool {
        try known(among: [id]).contains(0)
    }

    /// Which of these are known, by their place in the list; faster than one by one.
    public func known(among ids: [SenderID]) throws(Problem) -> Set<Int> {
        var known: Set<Int> = []
        if ids.isEmpty { return known }
        for day in days.suffix(2).reversed() {
            guard let file = try file(day) else { continue }
            do {
                known.formUnion(try file.pool.read { try file.known(among: ids, $0) })
            } catch {
                if isGone(day) { continue }
                throw file.unusable(error)
            }
        }
        return known
    }
}

extension DayFile {
    /// Many per statement, since most are not known and a statement takes longer than a look.
    fileprivate func known(among ids: [SenderID], _ database: Database) throws -> Set<Int> {
        let size = 100
        let marks = Array(repeating: "?", count: size).joined(separator: ", ")
        let statement = try database.cachedStatement(sql: "SELECT id FROM ids WHERE id IN (\(marks))")
        var known: Set<Int> = []
        for start in stride(from: 0, to: ids.count, by: size) {
            let part = (0..<size).map { Data(ids[min(start + $0, ids.count - 1)].bytes) }
            let found = try Set(Row.fetchAll(statement, arguments: StatementArguments(part)).compactMap { $0.blob(0) })
            if found.isEmpty { continue }
            for index in start..<min(start + size, ids.count) where found.contains(part[index - start]) {
                known.insert(index)
            }
        }
        return known
    }

    /// Writes down what senders call lines that are committed with it.
    func note(_ ids: [SenderID], _ sum: inout SenderIDSum, _ database: Database) throws {
        if ids.isEmpty { return }
        let statement = try database.cachedStatement(sql: "INSERT OR IGNORE INTO ids (id) VALUES (?)")
        // In their order, since neighbours share pages.
        for id in ids.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            try statement.execute(arguments: [Data(id.bytes)])
            if database.changesCount > 0 { sum.add(id.bytes) }
        }
    }

    /// The sum over what is there.
    func idSum(_ database: Database) throws -> SenderIDSum {
        var sum = SenderIDSum()
        let rows = try Row.fetchCursor(database, sql: "SELECT id FROM ids")
        while let row = try rows.next() { sum.add(Array(row.blob(0) ?? Data())) }
        return sum
    }
}

/// How many ids a day has, and all of them added up without carry: in any order the same, and another one when an id
/// is gone or damaged.
struct SenderIDSum: Equatable {
    var count = 0
    var bytes = [UInt8](repeating: 0, count: 16)

    mutating func add(_ id: [UInt8]) {
        count += 1
        for (index, byte) in id.prefix(bytes.count).enumerated() { bytes[index] ^= byte }
    }
}
