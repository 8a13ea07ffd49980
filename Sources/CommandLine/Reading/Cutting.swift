// The state of a source that is cut into blocks: the stream, the place in it, and what the last block left over.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation

/// The state of one source between two blocks.
struct Cutting {
    let stream: ByteStream
    let name: String
    let limits: ReadingLimits
    /// The line on which the next byte stands.
    var line = 1
    /// The offset of the next byte that goes into a block.
    var offset: UInt64 = 0
    var isAtEnd = false
    /// The start of a record that did not fit into the last block.
    private var rest: [UInt8] = []

    init(_ stream: ByteStream, name: String, limits: ReadingLimits) {
        self.stream = stream
        self.name = name
        self.limits = limits
    }

    /// The largest buffer: the longest record with `\r\n`.
    var largestBuffer: Int { limits.recordBytes + 2 }

    func place(_ line: Int) -> Place { Place(file: name, line: line) }

    /// Puts back what the last block left over.
    mutating func restore(_ block: Block) {
        guard !rest.isEmpty else { return }
        block.grow(to: rest.count)
        rest.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            memcpy(block.base, start, bytes.count)
        }
        block.count = rest.count
        // A long record is rare: its memory is not kept.
        rest.removeAll(keepingCapacity: rest.count <= limits.blockBytes)
    }

    /// Keeps the bytes of the block from `start` on for the next block.
    mutating func keep(_ block: Block, from start: Int) {
        rest.append(contentsOf: UnsafeBufferPointer(start: block.base + start, count: block.count - start))
        block.count = start
    }

    var hasRest: Bool { !rest.isEmpty }

    /// Reads until the buffer is full or the stream ends.
    mutating func fill(_ block: Block) {
        while !isAtEnd, block.count < block.capacity {
            let got = stream.read(block.base + block.count, block.capacity - block.count)
            if got == 0 { isAtEnd = true }
            block.count += got
        }
    }

    /// Doubles the buffer up to the longest record; false if it is that large already.
    func grow(_ block: Block) -> Bool {
        guard block.capacity < largestBuffer else { return false }
        block.grow(to: min(block.capacity * 2, largestBuffer))
        return true
    }

    /// Takes bytes away from the front of the block.
    mutating func drop(_ block: Block, _ amount: Int) {
        block.dropFirst(amount)
        offset &+= UInt64(amount)
    }

    /// Ends the block behind `end` bytes; false if it says nothing.
    mutating func finish(_ block: Block, end: Int) -> Bool {
        block.offset = offset
        offset &+= UInt64(end)
        block.endWithPadding()
        return block.count > 0 || !block.problems.isEmpty
    }

    func noteLongRecord(_ block: Block, line: Int) {
        block.problems.append(Problem(.longRecord, ["\(limits.recordBytes)"], at: place(line)))
    }
}
