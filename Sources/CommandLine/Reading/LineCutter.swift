// Cuts a source into blocks of whole lines.
// SPDX-License-Identifier: EUPL-1.2

import CScan
import Foundation

/// A block ends behind its last newline; what follows that goes to the next block.
struct LineCutter {
    /// Whether the next bytes up to a newline belong to a line that is too long.
    private var isSkipping = false

    /// Fills the block, in which bytes may stand already; false if neither bytes nor problems are left.
    mutating func fill(_ block: Block, _ state: inout Cutting) -> Bool {
        // Bytes at the start of the block in which there is no newline.
        var searched = 0
        while true {
            state.fill(block)
            if isSkipping {
                skip(block, &state)
                if !(block.count == 0 && state.isAtEnd) { continue }
            }
            if block.count == 0, state.isAtEnd { return state.finish(block, end: 0) }
            var end = block.count
            if !state.isAtEnd {
                let found = lines_end(block.base + searched, block.count - searched)
                end = found == 0 ? 0 : searched + found
            }
            if end == 0 {
                searched = block.count
                if state.grow(block) { continue }
                startSkipping(block, &state)
                searched = 0
            } else if dropsLongLine(block, &state) {
                searched = 0
            } else {
                state.keep(block, from: end)
                block.firstLine = state.line
                state.line += lines_count(block.base, end)
                return state.finish(block, end: end)
            }
        }
    }

    private mutating func startSkipping(_ block: Block, _ state: inout Cutting) {
        state.noteLongRecord(block, line: state.line)
        isSkipping = true
        state.drop(block, block.count)
    }

    /// Drops bytes up to and with the next newline.
    private mutating func skip(_ block: Block, _ state: inout Cutting) {
        if let newline = memchr(block.base, 0x0A, block.count) {
            state.line += 1
            state.drop(block, newline - UnsafeMutableRawPointer(block.base) + 1)
            isSkipping = false
        } else {
            state.drop(block, block.count)
            if state.isAtEnd { isSkipping = false }
        }
    }

    /// A buffer that holds the longest line and its `\r\n` holds one of a byte more too, if that ends in `\n` alone.
    private mutating func dropsLongLine(_ block: Block, _ state: inout Cutting) -> Bool {
        guard block.count > state.limits.recordBytes else { return false }
        let newline = memchr(block.base, 0x0A, block.count).map { $0 - UnsafeMutableRawPointer(block.base) }
        var length = newline ?? block.count
        if length > 0, block.base[length - 1] == 0x0D { length -= 1 }
        guard length > state.limits.recordBytes else { return false }
        state.noteLongRecord(block, line: state.line)
        if let newline {
            state.line += 1
            state.drop(block, newline + 1)
        } else {
            state.drop(block, block.count)
        }
        return true
    }
}
