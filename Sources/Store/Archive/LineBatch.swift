// Lines on their way into the archive: bytes behind each other, and what is known of each.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events

/// Lines that are committed together. Filled by the watch, emptied by the archive, used again.
public struct LineBatch: Sendable {
    /// What is known of one line.
    struct Entry: Sendable, Equatable {
        var length: Int
        /// Number of the source in the batch's or day's list.
        var source: Int32
        /// Milliseconds since 1970.
        var received: Int64
        /// Nanoseconds since 1970; nil if the line has no time that can be read.
        var time: Int64?
    }

    /// The bytes of all lines, without their ends.
    public private(set) var bytes: [UInt8] = []
    private(set) var entries: [Entry] = []
    private(set) var tokens = TokenSet()
    /// Tokens of late, by their low bits: most words of a log are those of the line before.
    private var recent = [UInt64](repeating: 0, count: LineBatch.recentCount)
    private static let recentCount = 1 << 13
    /// Bytes of lines that were left out because the line was too long.
    public private(set) var bytesLeftOut = 0

    public init() {}

    /// The number of lines.
    public var count: Int { entries.count }

    /// Whether there is nothing to commit.
    public var isEmpty: Bool { entries.isEmpty }

    /// Adds a line with the event that was read from it.
    ///
    /// - Parameters:
    ///   - source: number of the source, as `Archive.source(named:)` gives it.
    ///   - event: what the line says: its time, and the fields that can be searched exactly.
    public mutating func append(
        _ line: Bytes, source: Int32, received: Timestamp, event: borrowing Event
    ) {
        let kept = line.count > ArchiveLimits.lineBytes ? Bytes(rebasing: line[..<ArchiveLimits.lineBytes]) : line
        bytesLeftOut += line.count - kept.count
        bytes.append(contentsOf: kept)
        entries.append(
            Entry(
                length: kept.count, source: source, received: received.nanoseconds / 1_000_000,
                time: event.time?.nanoseconds))
        LineWords.visit(kept) { note($0) }
        LineFields.visit(event, in: kept) { note($0) }
    }

    @inline(__always)
    private mutating func note(_ token: UInt64) {
        let place = Int(truncatingIfNeeded: token) & (LineBatch.recentCount - 1)
        if recent[place] == token, token != 0 { return }
        recent[place] = token
        tokens.insert(token)
    }

    /// Where each line begins in `bytes`, and at the end where the last one ends.
    public var starts: [Int] {
        var starts = [0]
        starts.reserveCapacity(entries.count + 1)
        var end = 0
        for entry in entries {
            end += entry.length
            starts.append(end)
        }
        return starts
    }

    /// Makes the batch empty and keeps its memory, unless it is a lot.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * ArchiveLimits.blockBytes)
        entries.removeAll(keepingCapacity: true)
        tokens.removeAll()
        for place in recent.indices { recent[place] = 0 }
        bytesLeftOut = 0
    }
}
