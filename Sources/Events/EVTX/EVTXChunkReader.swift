// Reads one chunk of a Windows event log: finds its records and hands each out as a flat event.
// Layout of chunk and record: docs/formats/evtx.md; binary XML: [MS-EVEN6] 2.2.12.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import CScan

/// What came out of one chunk.
public struct EVTXChunkTally: Sendable {
    /// What became of the chunk.
    public enum State: Sendable {
        /// Read, with or without damaged records.
        case read
        /// Only zeros: a part of the file that was not used yet.
        case unused
        /// Not a chunk, or its header makes no sense. Nothing was read.
        case broken
    }

    public var state = State.read
    /// The records that were handed out.
    public var records = 0
    /// The records, or pieces between records, that could not be read.
    public var damaged = 0
    /// One problem for each of `damaged`, and one for a broken chunk.
    public var problems: [Problem] = []
}

/// Reads the chunks of Windows event logs, one after the other, without allocating for each record.
///
/// A reader keeps memory between chunks and nothing else: chunks may come in any order, from any file. Make one per
/// worker.
public struct EVTXChunkReader: ~Copyable {
    /// The bytes that must be readable after a chunk.
    public static let padding = 64

    /// The chunk that is being read. Everything below holds only for it.
    var chunk: UnsafePointer<UInt8> = Arena.nothing
    /// Names and literals of the plans.
    var texts = Arena()
    var steps = EVTXSteps()
    var plans: [EVTXPlan] = []
    /// For each offset in the chunk the first plan of the template defined there, plus one; 0 if none.
    let planAt: UnsafeMutablePointer<UInt16>
    var templateBytes = 0
    /// The values of the instances that are being written, innermost last.
    let slots: UnsafeMutablePointer<BinXMLSlot>
    var slotCount = 0
    static let slotCapacity = 2 * Limits.evtxSubstitutions

    // The compiler's stacks, kept for their memory.
    var frames: [EVTXFrame] = []
    var pieces: [EVTXPiece] = []

    // The state of the record that is being written.
    var elements = 0
    var expandedBytes = 0
    var attributesWritten = false
    var dynamicName = ChunkText()
    var text: [UInt8] = []
    var recordID: UInt64 = 0
    var noted: Set<Problem.Code> = []

    public init() {
        planAt = .allocate(capacity: EVTXFileHeader.chunkSize)
        planAt.initialize(repeating: 0, count: EVTXFileHeader.chunkSize)
        slots = .allocate(capacity: EVTXChunkReader.slotCapacity)
        slots.initialize(
            repeating: BinXMLSlot(offset: 0, size: 0, type: 0), count: EVTXChunkReader.slotCapacity)
    }

    deinit {
        planAt.deallocate()
        slots.deallocate()
    }

    /// Reads a chunk and hands out its records in the order of the file.
    ///
    /// - Parameters:
    ///   - bytes: the 65,536 bytes of the chunk, with at least `padding` more that can be read.
    ///   - offset: where the chunk begins in the file.
    ///   - event: cleared and filled for each record; it holds until `body` returns.
    ///   - body: called with the event, the record's number (System/EventRecordID, or that of the record itself if the
    ///     event has none) and its offset in the file.
    public mutating func read(
        _ bytes: Bytes, at offset: UInt64, into event: inout Event,
        _ body: (inout Event, UInt64, UInt64) throws -> Void
    ) rethrows -> EVTXChunkTally {
        var tally = EVTXChunkTally()
        guard bytes.count >= EVTXFileHeader.chunkSize, let start = bytes.baseAddress else {
            tally.state = .broken
            tally.problems.append(Problem(.evtxChunkDamaged, ["\(offset)"]))
            return tally
        }
        chunk = start
        guard isChunk, let end = endOfRecords else {
            if isUnused {
                tally.state = .unused
            } else {
                tally.state = .broken
                tally.problems.append(Problem(.evtxChunkDamaged, ["\(offset)"]))
            }
            return tally
        }
        forgetPlans()
        var at = EVTXRecord.firstOffset
        while at < end {
            guard let size = recordSize(at: at, end: end) else {
                tally.damaged += 1
                tally.problems.append(damage(.size, at: offset &+ UInt64(at)))
                at = nextRecord(after: at, end: end)
                continue
            }
            do throws(EVTXDamage) {
                try decode(at: at, size: size, into: &event)
            } catch {
                tally.damaged += 1
                tally.problems.append(damage(error, at: offset &+ UInt64(at)))
                at += size
                continue
            }
            tally.records += 1
            try body(&event, recordID, offset &+ UInt64(at))
            at += size
        }
        return tally
    }

    private func damage(_ damage: EVTXDamage, at offset: UInt64) -> Problem {
        Problem(damage.isLimit ? .evtxRecordOverLimit : .evtxRecordDamaged, ["\(offset)", damage.rawValue])
    }

    private mutating func forgetPlans() {
        // Every plan's definition has an entry; clearing those is cheaper than clearing them all.
        for plan in plans { planAt[plan.definition] = 0 }
        plans.removeAll(keepingCapacity: true)
        steps.count = 0
        texts.clear()
        templateBytes = 0
    }
}

// MARK: - Where the records are

enum EVTXRecord {
    /// The records begin after the header of the chunk and its tables of names and templates.
    static let firstOffset = 512
    /// Signature, size, number, time.
    static let headerSize = 24
    /// The header and the copy of the size at the end.
    static let smallest = headerSize + 4
}

extension EVTXChunkReader {
    private var isChunk: Bool {
        scan_load64(chunk) == 0x006B_6E68_4366_6C45  // "ElfChnk\0"
    }

    private var isUnused: Bool {
        var offset = 0
        while offset < EVTXFileHeader.chunkSize {
            if scan_load64(chunk + offset) != 0 { return false }
            offset += 8
        }
        return true
    }

    /// Where free space begins. What lies beyond it are remains of older records and is never read.
    private var endOfRecords: Int? {
        let free = u32(48)
        if EVTXRecord.firstOffset...EVTXFileHeader.chunkSize ~= free { return free }
        let last = u32(44)
        guard EVTXRecord.firstOffset..<EVTXFileHeader.chunkSize ~= last,
            let size = recordSize(at: last, end: EVTXFileHeader.chunkSize)
        else { return nil }
        return last + size
    }

    /// The size of the record at an offset, if signature, size and the copy of the size agree.
    private func recordSize(at offset: Int, end: Int) -> Int? {
        guard offset + EVTXRecord.smallest <= end, u32(offset) == 0x0000_2A2A else { return nil }
        let size = u32(offset + 4)
        guard size >= EVTXRecord.smallest, size <= end - offset, u32(offset + size - 4) == size else { return nil }
        return size
    }

    /// Where to go on after a damaged record: at the end that its size names if a record begins there, else at the
    /// next place that looks like a record in all respects.
    private func nextRecord(after offset: Int, end: Int) -> Int {
        if offset + EVTXRecord.smallest <= end, u32(offset) == 0x0000_2A2A {
            let size = u32(offset + 4)
            if size >= EVTXRecord.smallest, size <= end - offset {
                if size == end - offset || recordSize(at: offset + size, end: end) != nil { return offset + size }
            }
        }
        var next = offset + 4
        while next < end {
            if chunk[next] == 0x2A, recordSize(at: next, end: end) != nil { return next }
            next += 1
        }
        return end
    }

    /// Writes the record into the event.
    private mutating func decode(at offset: Int, size: Int, into event: inout Event) throws(EVTXDamage) {
        event.clear(format: .evtx)
        elements = 0
        expandedBytes = 0
        slotCount = 0
        attributesWritten = false
        if !noted.isEmpty { noted.removeAll() }
        recordID = scan_load64(chunk + offset + 8)
        let from = offset + EVTXRecord.headerSize
        try write(
            fragment: from, end: offset + size - 4, context: EVTXContext(section: .outside, parent: ChunkText()),
            nesting: 0, into: &event)
        if elements == 0 { throw .empty }
    }

    @inline(__always)
    func u16(_ offset: Int) -> Int {
        Int(chunk[offset]) | Int(chunk[offset + 1]) << 8
    }

    /// Four bytes; the caller knows that the offset lies in the chunk (the padding takes what sticks out).
    @inline(__always)
    func u32(_ offset: Int) -> Int {
        Int(scan_load32(chunk + offset))
    }

    mutating func note(_ code: Problem.Code, in event: inout Event) {
        if noted.insert(code).inserted { event.problems.append(Problem(code)) }
    }
}
