// How a day grows: commits go to the tail, and from there together into a compressed block.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

extension DayFile {
    /// Adds a commit to the tail of the open block.
    func appendTail(
        _ block: Int32, at position: Int, _ entries: [LineBatch.Entry], _ bytes: [UInt8], _ tokens: TokenSet,
        _ database: Database
    ) throws {
        let id = Int64(block) << 32 | Int64(position)
        let index = BlockIndex.encode(entries[...])
        let packed = tokens.bytes
        var digest = RowDigest("tail")
        digest.add(id)
        digest.add(entries.count)
        digest.add(index)
        digest.add(bytes)
        digest.add(packed)
        let statement = try database.cachedStatement(
            sql: "INSERT INTO tail (id, count, digest, \"index\", lines, tokens) VALUES (?, ?, ?, ?, ?, ?)")
        try statement.execute(
            arguments: [id, entries.count, digest.value, Data(index), Data(bytes), Data(packed)])
    }

    /// Makes a block of the tail and of what has just come, and empties the tail.
    func close(
        _ open: ArchiveWriter.OpenBlock, with new: [LineBatch.Entry], _ bytes: [UInt8], _ effort: Zstd.Effort,
        _ database: Database
    ) throws {
        var block = Block(number: open.number)
        if open.count > new.count {
            let found = self.block(open.number, try DayHead.read(database), database)
            if let problem = found.problem { throw problem }
            for part in found.parts {
                block.entries += part.entries
                block.bytes += part.bytes
            }
        }
        block.entries += new
        block.bytes += bytes
        let index = BlockIndex.encode(block.entries[...])
        let filter = BloomFilter.make(open.tokens, block: open.number)
        let summary = BlockSummary(block, index: index, filter: filter)
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO blocks (\(BlockSummary.columns), tokens, "index", lines)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            summary.number, summary.count, summary.bytes, summary.received.lowerBound, summary.received.upperBound,
            summary.times?.lowerBound, summary.times?.upperBound, summary.untimed, summary.sourceText,
            summary.filterBytes, summary.content, summary.digest, Data(filter), Data(Zstd.compressed(index, effort)),
            Data(Zstd.compressed(block.bytes, effort)),
        ])
        let first = Int64(open.number) << 32
        try database.cachedStatement(sql: "DELETE FROM tail WHERE id BETWEEN ? AND ?")
            .execute(arguments: [first, first | 0xFFFF_FFFF])
    }

    /// Where the last writer stopped. An open block that is damaged stays as it is, and the next one begins.
    func resume() throws -> ArchiveWriter.OpenBlock {
        try pool.read { database in
            let head = try DayHead.read(database)
            guard let head else {
                let last = try numbers(nil, database).first ?? 0
                guard last < .max - 1 else { throw damaged("head") }
                let sources = try Int.fetchOne(database, sql: "SELECT count(*) FROM sources") ?? 0
                return ArchiveWriter.OpenBlock(number: last + 1, sources: sources, ids: try idSum(database))
            }
            var open = ArchiveWriter.OpenBlock(number: head.open, sources: head.sources, ids: head.ids)
            let found = block(head.open, head, database)
            if found.problem != nil {
                open.number += 1
                return open
            }
            for part in found.parts {
                open.count += part.entries.count
                open.bytes += part.bytes.count
                open.received = open.received ?? part.entries.first?.received
            }
            let first = Int64(head.open) << 32
            let rows = try Row.fetchCursor(
                database, sql: "SELECT tokens FROM tail WHERE id BETWEEN ? AND ?",
                arguments: [first, first | 0xFFFF_FFFF])
            while let row = try rows.next() {
                row.withUnsafeBytes(0) { bytes in
                    for at in stride(from: 0, through: bytes.count - 8, by: 8) {
                        let token = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                        open.tokens.insert(UInt64(littleEndian: token))
                    }
                }
            }
            return open
        }
    }
}
