// Lines that correlations read lately, by their place in the archive: a hit rests on up to twenty of them, and reading
// one back costs as much as the block that it lies in.
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// The newest of those lines, within a limit; what is no longer here still lies in the archive.
package struct RecentLines {
    /// Bytes that are kept at most.
    package static let limit = 8 << 20
    /// What an entry takes beside its line, in bytes.
    private static let entryBytes = 96

    private var lines: [ArchivePosition: [UInt8]] = [:]
    private var order: [ArchivePosition] = []
    /// The number in `order` of the oldest that is kept.
    private var oldest = 0
    /// Bytes that are kept.
    package private(set) var size = 0

    package init() {}

    /// The lines that are kept.
    package var count: Int { lines.count }

    package subscript(position: ArchivePosition) -> [UInt8]? { lines[position] }

    /// Keeps a line, and leaves the oldest ones for it.
    package mutating func keep(_ line: [UInt8], at position: ArchivePosition) {
        // One long line must not drive out all others.
        guard line.count <= RecentLines.limit / 16, lines[position] == nil else { return }
        lines[position] = line
        order.append(position)
        size += line.count + RecentLines.entryBytes
        while size > RecentLines.limit {
            size -= (lines.removeValue(forKey: order[oldest])?.count ?? 0) + RecentLines.entryBytes
            oldest += 1
        }
        if oldest > order.count / 2 {
            order.removeFirst(oldest)
            oldest = 0
        }
    }
}
