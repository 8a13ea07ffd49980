// What is refused gives no records, a record that was cut off takes no others with it, and memory stays bounded.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Synchronization
import Testing

/// Counts how many long blocks are in work at the same time.
private final class LongBlocks: Sendable {
    let now = Atomic<Int>(0)
    let most = Atomic<Int>(0)
}

private struct Watching: BlockWorker, ~Copyable {
    let limit: Int
    let count: LongBlocks

    mutating func process(_ block: Block) -> Int {
        guard block.capacity > limit else { return block.count }
        let now = count.now.wrappingAdd(1, ordering: .relaxed).newValue
        count.most.max(now, ordering: .relaxed)
        usleep(3_000)
        count.now.wrappingSubtract(1, ordering: .relaxed)
        return block.count
    }
}

@Suite struct RefusedReadingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("Content that is refused gives a problem and not one record")
    func refused() throws {
        let zeros = [UInt8](repeating: 0, count: 4_096) + Array("\n{\"a\":1}\n".utf8)
        let log = try folder.write("b", "{\"a\":1}\n")
        let reading = Reading([try folder.write("a", zeros), log])
        #expect(reading.codes == [.binaryContent])
        #expect(reading.records == [Seen("b", 1, "{\"a\":1}")])
    }

    @Test("An element that was cut off ends where the next object begins")
    func cutElement() throws {
        let text = "[{\"a\":1},\n{\"b\": 2, oops\n{\"c\":[{\"d\":3}]},\n{\"e\":{\"f\":4}}\n]\n"
        let reading = Reading([try folder.write("log", text)])
        #expect(
            reading.records == [
                Seen("log", 1, "{\"a\":1}"), Seen("log", 2, "{\"b\": 2, oops"), Seen("log", 3, "{\"c\":[{\"d\":3}]}"),
                Seen("log", 4, "{\"e\":{\"f\":4}}"),
            ])
    }

    @Test("However many threads there are, one long record is in work at a time")
    func longRecords() throws {
        var limits = smallBlocks(256)
        limits.recordBytes = 16 << 10
        let lines = (0..<40).map { String(repeating: "x", count: $0 % 2 == 0 ? 9_000 : 20) + "\n" }
        let files = InputFiles([try folder.write("log", lines.joined())])
        let count = LongBlocks()
        var bytes = 0
        try BlockPipeline.run(
            threads: 8, reader: BlockReader(files, limits: limits),
            makeWorker: { Watching(limit: 256, count: count) }, emit: { bytes += $0 })
        #expect(bytes == lines.joined().utf8.count)
        #expect(count.most.load(ordering: .relaxed) == 1)
    }
}
