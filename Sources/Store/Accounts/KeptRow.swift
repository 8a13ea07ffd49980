// A row of the accounts with its hash. One that is not what was written lets nobody in: it is named, and read by
// no one.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB

/// A value of a row.
enum Cell {
    case text(String?)
    case number(Int64?)

    static func flag(_ value: Bool) -> Cell { .number(value ? 1 : 0) }
}

/// What is kept as one row, whose first column is its key.
protocol KeptRow: Sendable {
    static var table: String { get }
    static var columns: [String] { get }
    /// What is said of a row that is not what was written.
    static func damaged(_ key: String) -> Problem
    /// The values in the order of the columns.
    var cells: [Cell] { get }
    /// Nil if the values cannot be those of one.
    init?(_ row: Row)
}

extension KeptRow {
    private static var list: String { (columns + ["row_digest"]).joined(separator: ", ") }

    private var digest: Data {
        var digest = RowDigest("access." + Self.table)
        for cell in cells {
            switch cell {
            case .text(let text): digest.add(text)
            case .number(let number): digest.add(number)
            }
        }
        return digest.value
    }

    /// Writes the row, in place of the one with its key.
    func put(_ database: Database) throws {
        let marks = Array(repeating: "?", count: Self.columns.count + 1).joined(separator: ", ")
        let values: [any DatabaseValueConvertible] = cells.map { cell in
            switch cell {
            case .text(let text): text?.databaseValue ?? .null
            case .number(let number): number?.databaseValue ?? .null
            }
        }
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO \(Self.table) (\(Self.list)) VALUES (\(marks))")
            .execute(arguments: StatementArguments(values + [digest]))
    }

    /// The row if it is what was written.
    private static func sound(_ row: Row) -> Self? {
        guard let kept = Self(row), kept.digest == row.blob(columns.count) else { return nil }
        return kept
    }

    /// The row with this value in a column that has no value twice; nil if there is none.
    static func one(_ column: String, _ value: String, _ database: Database) throws -> Self? {
        let sql = "SELECT \(list) FROM \(table) WHERE \(column) = ?"
        guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [value]) else { return nil }
        guard let kept = sound(row) else { throw damaged(row.text(0) ?? "?") }
        return kept
    }

    /// All rows in the order of their keys, and what is wrong with those that are not what was written.
    static func all(
        _ database: Database, where condition: String = "1", _ arguments: StatementArguments = []
    ) throws -> (sound: [Self], problems: [Problem]) {
        var found: (sound: [Self], problems: [Problem]) = ([], [])
        let sql = "SELECT \(list) FROM \(table) WHERE \(condition) ORDER BY \(columns[0])"
        let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
        while let row = try rows.next() {
            if let kept = sound(row) {
                found.sound.append(kept)
            } else {
                found.problems.append(damaged(row.text(0) ?? "?"))
            }
        }
        return found
    }

    /// Whether there is such a row, damaged or not.
    static func has(_ column: String, _ value: String, _ database: Database) throws -> Bool {
        let sql = "SELECT 1 FROM \(table) WHERE \(column) = ?"
        return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [value]) != nil
    }

    static func count(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
    }

    static func remove(_ column: String, _ value: String, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) = ?").execute(arguments: [value])
    }
}
