// How a day grows: commits go to the tail, and from there together into a compressed block.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

extension DayFile {
    /// Adds a commit to the tail of the open block.
    func appendTail(
        at position: Int, _ entries: [LineBatch.Entry], _ bytes: [UInt8], _ tokens: Set<UInt64>, _ database: Database
    ) throws {
        let packed = tokens.withContiguousBytes
        let statement = try database.cachedStatement(
            sql: "INSERT INTO tail (position, count, \"index\", lines, tokens) VALUES (?, ?, ?, ?, ?)")
        try statement.execute(
            arguments: [position, entries.count, Data(BlockIndex.encode(entries[...])), Data(bytes), packed])
    }

    /// Makes a block of the tail and of what has just come, and empties the tail.
    func close(
        _ open: ArchiveWriter.OpenBlock, with new: [LineBatch.Entry], _ bytes: [UInt8], _ database: Database
    ) throws {
        var block = try tail(open.number, database) ?? Block(number: open.number, entries: [], bytes: [])
        block.entries += new
        block.bytes += bytes
        let index = BlockIndex.encode(block.entries[...])
        let times = block.entries.compactMap(\.time)
        let received = block.entries.map(\.received)
        let numbers = Set(block.entries.map(\.source)).sorted().map(String.init).joined(separator: ",")
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO blocks (id, count, bytes, received_first, received_last, time_first, time_last, untimed,
                    sources, tokens, digest, "index", lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            block.number, block.entries.count, block.bytes.count, received.min(), received.max(), times.min(),
            times.max(), block.entries.count - times.count, numbers, Data(BloomFilter.make(open.tokens)),
            Data(BlockDigest.of(index, block.bytes)), Data(Zstd.compressed(index)), Data(Zstd.compressed(block.bytes)),
        ])
        try database.cachedStatement(sql: "DELETE FROM tail").execute()
    }
}

extension Set<UInt64> {
    /// The hashes as bytes, lowest byte first.
    fileprivate var withContiguousBytes: Data {
        var data = Data(capacity: count * 8)
        for value in self { Swift.withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }
}
