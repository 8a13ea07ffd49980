// A whole Windows event log in memory: for tests, and for logs that are members of archives.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// What came out of a whole log.
public struct EVTXFileTally: Sendable {
    public var chunks = 0
    public var brokenChunks = 0
    public var records = 0
    public var damaged = 0
    public var problems: [Problem] = []

    public init() {}

    /// Adds what came out of one chunk.
    public mutating func add(_ tally: EVTXChunkTally) {
        if tally.state == .unused { return }
        chunks += 1
        if tally.state == .broken { brokenChunks += 1 }
        records += tally.records
        damaged += tally.damaged
        problems += tally.problems
    }
}

extension EVTXChunkReader {
    /// Reads a whole log. The number of chunks follows from the size; a last chunk that is cut off is read as far as
    /// it goes.
    ///
    /// - Parameter file: the bytes of the log; nothing needs to be readable after them.
    public mutating func read(
        file: Bytes, into event: inout Event, _ body: (inout Event, UInt64, UInt64) throws -> Void
    ) rethrows -> EVTXFileTally {
        var tally = EVTXFileTally()
        guard EVTXFileHeader.isSignature(file), let start = file.baseAddress else {
            tally.problems.append(Problem(.evtxNotALog))
            return tally
        }
        let size = EVTXFileHeader.chunkSize
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: size + EVTXChunkReader.padding)
        copy.initialize(repeating: 0, count: size + EVTXChunkReader.padding)
        defer { copy.deallocate() }
        var offset = EVTXFileHeader.blockSize
        while offset < file.count {
            let left = file.count - offset
            var chunk = Bytes(start: start + offset, count: size)
            if left < size + EVTXChunkReader.padding {
                copy.update(repeating: 0, count: size)
                copy.update(from: start + offset, count: min(left, size))
                chunk = Bytes(start: copy, count: size)
            }
            if left < size { tally.problems.append(Problem(.evtxTruncated, ["\(offset)"])) }
            tally.add(try read(chunk, at: UInt64(offset), into: &event, body))
            offset += size
        }
        return tally
    }
}
