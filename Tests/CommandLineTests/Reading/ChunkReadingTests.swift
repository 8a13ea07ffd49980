// EVTX files come in blocks of whole chunks with their place in the file.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct ChunkReadingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A file header and chunks, each filled with its own number.
    private func file(chunks: Int) -> [UInt8] {
        Array("ElfFile\0".utf8) + [UInt8](repeating: 0, count: 4_088)
            + (0..<chunks).flatMap { [UInt8](repeating: UInt8($0 + 1), count: 65_536) }
    }

    /// The offset and the number of each chunk that comes out.
    private func chunks(_ bytes: [UInt8], blockBytes: Int) throws -> (chunks: [[Int]], problems: [Problem]) {
        let path = try folder.write("a.evtx", bytes)
        let limits = smallBlocks(blockBytes)
        let reader = BlockReader(InputFiles([path]), limits: limits)
        let block = Block(capacity: blockBytes)
        var found: [[Int]] = []
        var problems: [Problem] = []
        while reader.fill(block) {
            problems += block.problems
            #expect(block.count % 65_536 == 0)
            for start in stride(from: 0, to: block.count, by: 65_536) {
                #expect(block.format == .evtx)
                found.append([Int(block.offset) + start, Int(block.bytes[start])])
            }
            var records = BlockRecords(block)
            #expect(records.next() == nil)
        }
        return (found, problems)
    }

    @Test("Chunks come whole, in order, with their offset, whatever the size of a block")
    func offsets() throws {
        let expected = (0..<40).map { [4_096 + $0 * 65_536, $0 + 1] }
        for size in [1 << 20, 65_536, 70_000, 200_000, 100] {
            let result = try chunks(file(chunks: 40), blockBytes: size)
            #expect(result.chunks == expected, "blocks of \(size)")
            #expect(result.problems.isEmpty)
        }
    }

    @Test("A file without chunks has no records and no problems")
    func empty() throws {
        let result = try chunks(file(chunks: 0), blockBytes: 1 << 20)
        #expect(result.chunks.isEmpty && result.problems.isEmpty)
    }

    @Test("A chunk that is cut off is filled up with zeros and named")
    func truncated() throws {
        let result = try chunks(Array(file(chunks: 3).dropLast(60_000)), blockBytes: 65_536)
        #expect(result.chunks.map { $0[1] } == [1, 2, 3])
        #expect(result.problems.map(\.code) == [.chunkCut])
        #expect(try chunks(Array(file(chunks: 1).prefix(2_000)), blockBytes: 65_536).chunks.isEmpty)
    }

    @Test("An event log in gzip is read like one that is not")
    func packed() throws {
        let result = try chunks(gzip(file(chunks: 5)), blockBytes: 1 << 20)
        #expect(result.chunks.map { $0[1] } == [1, 2, 3, 4, 5])
    }
}
