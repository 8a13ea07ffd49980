// How much a day has, written with every commit: what must be there and is not, is missed.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

/// The one row of the table `head`.
struct DayHead: Equatable {
    /// The number of the block that is open.
    var open: Int32 = 0
    /// The lines of it that are there.
    var lines = 0
    var sources = 0
    var ids = SenderIDSum()

    private var digest: Data {
        var digest = RowDigest("head")
        digest.add(open)
        digest.add(lines)
        digest.add(sources)
        digest.add(ids.count)
        digest.add(ids.bytes)
        return digest.value
    }

    /// Nil if it is damaged.
    static func read(_ database: Database) throws -> DayHead? {
        let statement = try database.cachedStatement(sql: "SELECT open, lines, sources, ids, id_sum, digest FROM head")
        guard let row = try Row.fetchOne(statement), let open: Int32 = row.number(0), let lines: Int = row.number(1),
            let sources: Int = row.number(2), let ids: Int = row.number(3), let sum = row.blob(4)
        else { return nil }
        let head = DayHead(
            open: open, lines: lines, sources: sources, ids: SenderIDSum(count: ids, bytes: Array(sum)))
        return head.digest == row.blob(5) && open >= 0 ? head : nil
    }

    func write(_ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO head (id, open, lines, sources, ids, id_sum, digest) VALUES (0, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [open, lines, sources, ids.count, Data(ids.bytes), digest])
    }
}
