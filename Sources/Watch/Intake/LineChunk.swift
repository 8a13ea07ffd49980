// Lines of one source on their way from a listener to the loop.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Store

/// What became of a chunk.
package enum LineOutcome: Sendable {
    /// All its lines are on disk, or were there before: those are named by their numbers in the chunk.
    case stored(duplicates: Set<Int>)
    /// The program ends, and nothing of it was kept.
    case refused
}

/// Lines of one source that came together. Made by a listener, given away to the intake.
package struct LineChunk: Sendable {
    package let source: ArchiveSource
    /// How times without a zone or year are read.
    package let zone: ZoneRule
    package let received: Timestamp
    /// The lines behind each other, without their ends.
    package private(set) var bytes: [UInt8] = []
    /// The end of each line in `bytes`.
    package private(set) var ends: [Int] = []
    /// Ids that senders gave to lines, by number of the line.
    package private(set) var ids: [Int: SenderID] = [:]
    /// What is to be known after a restart together with these lines.
    package var marks: [String: String] = [:]
    /// Whether its sender cannot wait. Set by the intake.
    var isOffered = false
    /// Called once, from the thread of the loop: it must not wait.
    package var done: (@Sendable (LineOutcome) -> Void)?

    package init(source: ArchiveSource, zone: ZoneRule, received: Timestamp) {
        self.source = source
        self.zone = zone
        self.received = received
    }

    /// The number of lines.
    package var count: Int { ends.count }

    /// A chunk without lines may still carry marks.
    package var isEmpty: Bool { ends.isEmpty && marks.isEmpty }

    /// The memory that it takes until it is on disk, about.
    package var cost: Int { bytes.count + ends.count * LineChunk.costPerLine + ids.count * 64 + LineChunk.costPerChunk }

    private static let costPerLine = 48
    private static let costPerChunk = 512

    /// Takes a line without its end.
    ///
    /// - Parameter id: what the sender calls it; a line of which the id is known already is not stored again.
    package mutating func append(_ line: some Collection<UInt8>, id: SenderID? = nil) {
        if let id { ids[ends.count] = id }
        bytes.append(contentsOf: line)
        ends.append(bytes.count)
    }

    /// The bytes of a line, with 16 readable ones behind them.
    package func withLines(_ body: (Int, Bytes) -> Void) {
        let padded = bytes + [UInt8](repeating: 0, count: 16)
        padded.withUnsafeBufferPointer { padded in
            var start = 0
            for (index, end) in ends.enumerated() {
                body(index, Bytes(rebasing: padded[start..<end]))
                start = end
            }
        }
    }
}
