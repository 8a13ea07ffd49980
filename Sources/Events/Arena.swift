// Memory for bytes that a reader makes (unescaped strings, joined names): given out in order, freed all at once.
// SPDX-License-Identifier: EUPL-1.2

/// Blocks of bytes that never move. `clear` keeps the first block, so steady work allocates nothing.
struct Arena: ~Copyable {
    private static let blockSize = 1 << 16
    /// A place to point at for an empty run of bytes; 64 readable zeros.
    nonisolated(unsafe) static let nothing: UnsafePointer<UInt8> = {
        let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
        zeros.initialize(repeating: 0, count: 64)
        return UnsafePointer(zeros)
    }()

    private var blocks: [UnsafeMutablePointer<UInt8>] = []
    private var next: UnsafeMutablePointer<UInt8>
    private var left: Int

    init() {
        next = .allocate(capacity: Arena.blockSize)
        left = Arena.blockSize
        blocks.append(next)
    }

    deinit {
        for block in blocks { block.deallocate() }
    }

    mutating func clear() {
        if blocks.count > 1 {
            for block in blocks.dropFirst() { block.deallocate() }
            blocks.removeLast(blocks.count - 1)
        }
        next = blocks[0]
        left = Arena.blockSize
    }

    /// `size` bytes with at least 16 more that may be read and written after them.
    mutating func room(_ size: Int) -> UnsafeMutablePointer<UInt8> {
        let needed = size + 16
        if needed > left {
            let block = max(needed, Arena.blockSize)
            next = .allocate(capacity: block)
            blocks.append(next)
            left = block
        }
        let given = next
        next += size
        left -= size
        return given
    }

    mutating func giveBack(_ unused: Int) {
        next -= unused
        left += unused
    }
}
