// From blocks to events: the reader that belongs to each format, one of each per worker.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// Where a record stands in its source.
package struct RecordPlace {
    var line: Int?
    var record: UInt64?
    /// Byte offset in an EVTX file.
    var offset: UInt64?

    package init(line: Int? = nil, record: UInt64? = nil, offset: UInt64? = nil) {
        self.line = line
        self.record = record
        self.offset = offset
    }
}

/// Reads the records of blocks into one event, which is used again for each. Owned by one worker.
struct RecordReader: ~Copyable {
    private var json = JSONReader()
    private var evtx = EVTXChunkReader()
    private let zone: ZoneRule
    private var event = Event()

    init(zone: ZoneRule) {
        self.zone = zone
    }

    /// Calls `body` for each record that could be read, wholly or in part, and `unusable` for each that could not.
    ///
    /// The event holds until `body` returns. Its problems are those of the record.
    mutating func read(
        _ block: Block, body: (inout Event, RecordPlace) -> Void, unusable: (Problem, RecordPlace) -> Void
    ) {
        if block.format == .evtx { return readChunks(block, body, unusable) }
        var records = BlockRecords(block)
        while let record = records.next() {
            let place = RecordPlace(line: record.line)
            event.clear(format: block.format)
            let isRead: Bool
            switch block.format {
            case .jsonLines, .jsonArray: isRead = json.read(record.bytes, into: &event)
            default: isRead = LineFormats.read(record.bytes, format: block.format, zone: zone, into: &event)
            }
            if isRead || event.count > 0 && block.format != .jsonLines && block.format != .jsonArray {
                body(&event, place)
            } else {
                unusable(event.problems.last ?? Problem(.notOfFormat, [block.format.rawValue]), place)
            }
        }
        // The bytes of a long record are not kept until the next block.
        event.clear(format: block.format)
    }

    /// Finds the time of an event whose reader did not; nil if it has one, or if the reader has said why it has none.
    static func findTime(of event: inout Event, zone: ZoneRule) -> Problem.Code? {
        if event.time != nil || event.problems.contains(where: { $0.code.name.hasPrefix("time.") }) { return nil }
        let problem: Problem.Code?
        (event.time, problem) = EventTime.find(in: event, zone: zone)
        return problem
    }

    private mutating func readChunks(
        _ block: Block, _ body: (inout Event, RecordPlace) -> Void, _ unusable: (Problem, RecordPlace) -> Void
    ) {
        guard let base = block.bytes.baseAddress else { return }
        var at = 0
        while at + EVTXFileHeader.chunkSize <= block.count {
            let chunk = Bytes(start: base + at, count: EVTXFileHeader.chunkSize)
            let tally = evtx.read(chunk, at: block.offset + UInt64(at), into: &event) { event, record, offset in
                body(&event, RecordPlace(record: record, offset: offset))
            }
            for problem in tally.problems {
                unusable(problem, RecordPlace(offset: block.offset + UInt64(at)))
            }
            at += EVTXFileHeader.chunkSize
        }
    }
}
