// A reusable buffer of whole records of one source: what a worker takes at a time.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
import Foundation

/// About 1 MiB of whole records, or one longer record. After the last byte at least `Block.padding` zero bytes can be
/// read. Owned by one worker, filled by `BlockReader`, used again for the next block.
package final class Block {
    package static let padding = 64

    /// The name of the source: a file as given plus the relative path, or `A.zip!member`.
    package internal(set) var source = ""
    /// Counts sources from 0, members of archives included.
    package internal(set) var sourceIndex = 0
    package internal(set) var format = Format.text
    /// The physical line, from 1, on which the block starts. Not for `.evtx`.
    package internal(set) var firstLine = 1
    /// Where the block starts in the bytes of the source, unpacked.
    package internal(set) var offset: UInt64 = 0
    /// Counts blocks from 0 over all sources.
    package internal(set) var sequence = 0
    /// What could not be read before or in this block. A block may have problems and no bytes.
    package internal(set) var problems: [Problem] = []

    fileprivate(set) var base: UnsafeMutablePointer<UInt8>
    /// How many bytes the buffer can hold, without the padding.
    package private(set) var capacity: Int
    package internal(set) var count = 0
    /// For `.jsonArray`: where each element lies.
    var elements: [Element] = []

    /// An element of a JSON array in a block.
    struct Element {
        var start: Int32
        var count: Int32
        var line: Int
    }

    package init(capacity: Int = ReadingLimits().blockBytes) {
        self.capacity = capacity
        base = .allocate(capacity: capacity + Block.padding)
        base.initialize(repeating: 0, count: capacity + Block.padding)
    }

    deinit {
        base.deallocate()
    }

    /// The bytes of the block; for `.evtx` whole chunks of 64 KiB.
    package var bytes: Bytes { Bytes(start: base, count: count) }

    /// Empties the block and brings the buffer back to `size`, so that one long record is not paid for ever after.
    func reset(to size: Int) {
        count = 0
        problems.removeAll()
        elements.removeAll(keepingCapacity: elements.capacity <= 1 << 16)
        if capacity != size { resize(size) }
    }

    /// Gives up a buffer that a long record needed, with what is in it.
    func shrink(to size: Int) {
        guard capacity > size else { return }
        count = 0
        resize(size)
    }

    func grow(to size: Int) {
        if size > capacity { resize(size) }
    }

    private func resize(_ size: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size + Block.padding)
        larger.initialize(from: base, count: min(count, size))
        base.deallocate()
        base = larger
        capacity = size
    }

    func endWithPadding() {
        (base + count).initialize(repeating: 0, count: Block.padding)
    }

    /// Takes away the first bytes and moves the rest to the front.
    func dropFirst(_ amount: Int) {
        guard amount > 0 else { return }
        count -= amount
        memmove(base, base + amount, count)
    }
}
