// Cuts what a followed file grows by into lines. A line without an end is held until it has one.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// The lines of one file, from the place up to which they were given out.
struct FollowedLines {
    private let limit: Int
    /// The line that has no end yet, up to the limit.
    private(set) var line: [UInt8] = []
    /// The bytes of the file that belong to it, cut ones and NULs too.
    private(set) var pending: Int64 = 0
    /// Lines that were cut at the limit.
    private(set) var cut = 0
    /// Bytes beyond the limit.
    private(set) var bytesLeftOut: Int64 = 0
    private var isCut = false

    /// - Parameter limit: the longest line, in bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes what follows in the file.
    ///
    /// - Parameter emit: gets each line that is whole, without its end. Empty ones are none.
    mutating func take(_ bytes: Bytes, emit: (Bytes) -> Void) {
        var at = 0
        while at < bytes.count {
            var end = at
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let isWhole = end < bytes.count
            let part = Bytes(rebasing: bytes[at..<end])
            pending += Int64(part.count) + (isWhole ? 1 : 0)
            if isWhole, line.isEmpty, part.first != 0, part.count <= limit {
                give(part, emit)
            } else {
                hold(part)
                if isWhole { finish(emit) }
            }
            at = end + 1
        }
    }

    /// Gives out what has no end.
    mutating func finish(_ emit: (Bytes) -> Void) {
        line.withUnsafeBufferPointer { give($0, emit) }
        // The memory of a long line is not kept for the short ones after it.
        line.removeAll(keepingCapacity: line.capacity <= 1 << 16)
    }

    /// Forgets what has no end.
    mutating func drop() {
        line = []
        pending = 0
        isCut = false
    }

    /// A program that goes on writing where it was, in a file that was made empty, leaves a gap of NULs before its next
    /// line: they are no part of it.
    private mutating func hold(_ part: Bytes) {
        var part = part
        if line.isEmpty, !isCut {
            let text = part.firstIndex { $0 != 0 } ?? part.count
            part = Bytes(rebasing: part[text...])
        }
        let room = min(part.count, max(limit - line.count, 0))
        line.append(contentsOf: part[..<room])
        guard room < part.count else { return }
        bytesLeftOut += Int64(part.count - room)
        isCut = true
    }

    private mutating func give(_ bytes: Bytes, _ emit: (Bytes) -> Void) {
        if isCut { cut += 1 }
        let end = !isCut && bytes.last == 0x0D ? bytes.count - 1 : bytes.count
        if end > 0 { emit(Bytes(rebasing: bytes[..<end])) }
        pending = 0
        isCut = false
    }
}
