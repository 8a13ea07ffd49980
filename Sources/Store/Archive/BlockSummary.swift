// What a closed block says of itself beside its lines; enough for a search to pass it by.
// SPDX-License-Identifier: EUPL-1.2

import Crypto
import Foundation
import GRDB

/// The small columns of a row of `blocks`.
struct BlockSummary {
    var number: Int32
    var count: Int
    var bytes: Int
    /// Milliseconds since 1970.
    var received: ClosedRange<Int64>
    /// Nanoseconds since 1970; nil if no line has a time.
    var times: ClosedRange<Int64>?
    var untimed: Int
    var sources: [Int32]
    var filterBytes: Int
    /// The hash of the index and the lines.
    var content: Data

    static let columns = """
        id, count, bytes, received_first, received_last, time_first, time_last, untimed, sources, filter_bytes, content,
        digest
        """
    /// Columns that follow in a query begin here.
    static let end = 12

    init(_ block: DayFile.Block, index: [UInt8], filter: [UInt8]) {
        number = block.number
        count = block.entries.count
        bytes = block.bytes.count
        let received = block.entries.map(\.received)
        self.received = (received.min() ?? 0)...(received.max() ?? 0)
        let times = block.entries.compactMap(\.time)
        if let first = times.min(), let last = times.max() { self.times = first...last }
        untimed = block.entries.count - times.count
        sources = Set(block.entries.map(\.source)).sorted()
        filterBytes = filter.count
        content = BlockSummary.content(index, block.bytes)
    }

    /// Nil if the row is damaged.
    init?(_ row: Row) {
        guard let number: Int32 = row.number(0), let count: Int = row.number(1), let bytes: Int = row.number(2),
            let first: Int64 = row.number(3), let last: Int64 = row.number(4), first <= last,
            let untimed: Int = row.number(7), let sources = row.text(8), let filterBytes: Int = row.number(9),
            let content = row.blob(10), let digest = row.blob(11), count >= 0, bytes >= 0
        else { return nil }
        self.number = number
        self.count = count
        self.bytes = bytes
        received = first...last
        if let first: Int64 = row.number(5), let last: Int64 = row.number(6), first <= last { times = first...last }
        self.untimed = untimed
        self.sources = sources.split(separator: ",").compactMap { Int32($0) }
        self.filterBytes = filterBytes
        self.content = content
        guard self.digest == digest else { return nil }
    }

    var digest: Data {
        var digest = RowDigest("blocks")
        digest.add(number)
        digest.add(count)
        digest.add(bytes)
        digest.add(received.lowerBound)
        digest.add(received.upperBound)
        digest.add(times?.lowerBound)
        digest.add(times?.upperBound)
        digest.add(untimed)
        digest.add(sourceText)
        digest.add(filterBytes)
        digest.add(Array(content))
        return digest.value
    }

    var sourceText: String {
        sources.map(String.init).joined(separator: ",")
    }

    static func content(_ index: [UInt8], _ lines: [UInt8]) -> Data {
        var hash = SHA256()
        hash.update(data: index)
        hash.update(data: lines)
        return Data(hash.finalize())
    }
}
