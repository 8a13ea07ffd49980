// Cuts an EVTX file into blocks of whole chunks. [MS-EVEN6] and the format's own header: 4 KiB, then chunks of 64 KiB.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// Passes over the file header and hands out whole chunks.
struct ChunkCutter {
    static let chunkBytes = 65_536
    static let headerBytes = 4_096
    private var isBehindHeader = false

    /// Fills the block, in which bytes may stand already; false if neither bytes nor problems are left.
    mutating func fill(_ block: Block, _ state: inout Cutting) -> Bool {
        block.grow(to: max(ChunkCutter.chunkBytes, block.capacity / ChunkCutter.chunkBytes * ChunkCutter.chunkBytes))
        state.fill(block)
        if !isBehindHeader {
            isBehindHeader = true
            while block.count < ChunkCutter.headerBytes, !state.isAtEnd { state.fill(block) }
            state.drop(block, min(block.count, ChunkCutter.headerBytes))
            state.fill(block)
        }
        var end = block.count / ChunkCutter.chunkBytes * ChunkCutter.chunkBytes
        if state.isAtEnd, end < block.count {
            // A file that was cut off: the records in what is left of the last chunk can still be read.
            block.problems.append(Problem(.chunkCut, at: Place(file: state.name)))
            let left = block.count
            end += ChunkCutter.chunkBytes
            block.grow(to: end)
            memset(block.base + left, 0, end - left)
            block.count = end
        }
        state.keep(block, from: end)
        block.firstLine = 1
        return state.finish(block, end: end)
    }
}
