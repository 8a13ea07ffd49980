// Goes through the records of a block: the lines, or the elements of a JSON array, each with its line number.
// SPDX-License-Identifier: EUPL-1.2

package import Events
import Foundation

/// The records of a block that is not `.evtx`. Blank lines are counted and passed over; `\r\n` ends a line like `\n`.
///
/// The records point into the block: they hold until it is filled again.
package struct BlockRecords {
    package struct Record {
        package let bytes: Bytes
        /// The physical line of the source, from 1, where the record starts.
        package let line: Int
    }

    private let block: Block
    private let isArray: Bool
    private var at: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var line: Int
    private var element = 0

    package init(_ block: Block) {
        self.block = block
        isArray = block.format == .jsonArray
        at = UnsafePointer(block.base)
        end = at + (block.format == .evtx ? 0 : block.count)
        line = block.firstLine
    }

    @inline(__always)
    package mutating func next() -> Record? {
        if isArray { return nextElement() }
        while at < end {
            let start = at
            let number = line
            let left = end - at
            if let newline = memchr(start, 0x0A, left) {
                at = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) + 1
                line &+= 1
            } else {
                at = end + 1
            }
            var count = at - start - 1
            if count > 0, start[count - 1] == 0x0D { count -= 1 }
            if count > 0, start[0] > 0x20 || !BlockRecords.isBlank(start, count) {
                return Record(bytes: Bytes(start: start, count: count), line: number)
            }
        }
        return nil
    }

    private mutating func nextElement() -> Record? {
        guard element < block.elements.count else { return nil }
        let found = block.elements[element]
        element += 1
        return Record(
            bytes: Bytes(start: at + Int(found.start), count: Int(found.count)), line: found.line)
    }

    private static func isBlank(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index < count, start[index] == 0x20 || start[index] == 0x09 { index += 1 }
        return index == count
    }
}
