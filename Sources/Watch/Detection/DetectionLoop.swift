// line -> event -> archive -> hit -> alert, batch by batch. What is acknowledged lies in the archive; what alerts rest
// on was there before them.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Incidents
package import Store

/// The loop of the watch, without the listeners: lines go in, alerts that changed come out. One owner; not shared.
package struct DetectionLoop: ~Copyable {
    let archive: Archive
    let records: Records
    private let writer: ArchiveWriter
    var detector: Detector
    var reader = LineReader()
    var event = Event()
    private var batch = LineBatch()
    private var sources: [ArchiveSource] = []
    /// The number of the source of the line before.
    private var last: Int?
    /// Ids of the lines that wait.
    private var ids: Set<SenderID> = []
    /// Hits whose alerts could not be written yet.
    var unsaved: [HitWithLines] = []
    /// The name under which it is kept with lines how far they were looked at.
    package static let lookedMark = "looked"
    /// Behind the last line of which all hits are in the record.
    var looked: ArchivePosition?
    /// Whether lines are stored and looked at later: those before them are being looked at again.
    var isLookingBack = false
    /// The first of the lines that were stored so, since the look back began.
    var meanwhile: ArchivePosition?
    let newID: () -> ULID
    let noticesFrom: () -> AlertLevel?

    /// - Parameters:
    ///   - newID: the id of an alert that begins.
    ///   - noticesFrom: the lowest level of which people are told; nil if nobody is.
    package init(
        _ archive: Archive, _ records: Records, _ detector: consuming Detector, newID: @escaping () -> ULID,
        noticesFrom: @escaping () -> AlertLevel? = { nil }
    ) {
        self.archive = archive
        self.records = records
        self.detector = detector
        self.newID = newID
        self.noticesFrom = noticesFrom
        writer = ArchiveWriter(archive)
    }

    /// Whether more lines wait than the next commit takes.
    package var isPressed: Bool {
        get { writer.isPressed }
        nonmutating set { writer.isPressed = newValue }
    }

    /// Takes hits that rest on no line, with the next commit.
    package mutating func take(_ hits: [AlertHit]) {
        unsaved += hits.map { HitWithLines($0, lines: []) }
    }

    /// The time that the line taken last gives.
    package var lastTime: Timestamp? { event.time }

    /// The lines that wait for a commit.
    package var waiting: Int { batch.count }

    /// Whether alerts wait that could not be written.
    package var hasUnsavedHits: Bool { !unsaved.isEmpty }

    /// Hits that correlations had to leave out of a count.
    package var incomplete: Int { detector.incomplete }

    /// Bytes of those lines.
    package var waitingBytes: Int { batch.bytes.count }

    /// Takes a line. It is not safe before `commit` returns.
    ///
    /// - Parameters:
    ///   - line: without its end, followed by 16 readable bytes.
    ///   - zone: how to read times without a zone or year.
    ///   - id: what its sender calls it. Whether the archive knows it is asked before.
    /// - Returns: false if a line of that id waits already: it is not taken again.
    @discardableResult
    package mutating func take(
        _ line: Bytes, from source: ArchiveSource, zone: ZoneRule, received: Timestamp, id: SenderID? = nil
    ) -> Bool {
        if let id {
            if ids.contains(id) { return false }
            ids.insert(id)
        }
        let number = number(of: source)
        read(line, source, zone, received)
        let index = Int32(batch.count)
        batch.append(line, source: Int32(number), received: received, event: event)
        if isLookingBack { return true }
        detector.look(at: &event, index: index, source: source.name, received: received)
        if Detector.isForeign(source.name) {
            detector.look(atAlert: line, index: index, source: source.name, zone: zone, received: received)
        }
        return true
    }

    private mutating func number(of source: ArchiveSource) -> Int {
        // Lines of one source come together.
        if let last, sources[last] == source { return last }
        let number = sources.firstIndex(of: source) ?? sources.count
        if number == sources.count { sources.append(source) }
        last = number
        return number
    }

    /// Fills the event with what the line says.
    mutating func read(_ line: Bytes, _ source: ArchiveSource, _ zone: ZoneRule, _ received: Timestamp) {
        guard zone.year == nil else {
            _ = reader.read(line, format: source.format, zone: zone, into: &event)
            return
        }
        let year = YearOfReceipt.first(received)
        _ = reader.read(line, format: source.format, zone: zone.with(year: year), into: &event)
        guard let time = event.time, let other = YearOfReceipt.other(than: year, time: time, received: received) else {
            return
        }
        _ = reader.read(line, format: source.format, zone: zone.with(year: other), into: &event)
    }

    /// Holds the next lines against other rules.
    package mutating func use(_ detector: consuming Detector) {
        self.detector = detector
    }

    /// Commits what was taken: first the lines, then the alerts that rest on them.
    ///
    /// - Throws: `Problem` if the lines are not on disk: they wait, and may be committed later; or if the alerts could
    ///   not be written: their hits wait for the next commit, and are found again if the program starts anew.
    package mutating func commit(now: Timestamp, marks: [String: String] = [:]) throws(Problem) -> [AlertChange] {
        var marks = marks
        // With the lines, since a commit of its own costs as much as theirs: it is one batch behind.
        if !isLookingBack, unsaved.isEmpty, let looked { marks[DetectionLoop.lookedMark] = looked.description }
        let first = try writer.append(batch, sources: sources, marks: marks, ids: Array(ids), now: now)
        if isLookingBack {
            if !batch.isEmpty, meanwhile == nil { meanwhile = first }
            empty()
            return []
        }
        let lines = LineLookup(batch, first: first)
        let archive = archive
        let hits = detector.hits(from: first) { position in
            lines.bytes(position) ?? (try? archive.line(position))??.bytes
        }
        var next = first
        next.position += Int32(batch.count)
        empty()
        unsaved += hits
        return try save(upTo: next, now: now)
    }

    /// Takes hits into the record; when it does not take them, they wait.
    mutating func save(upTo next: ArchivePosition, now: Timestamp?) throws(Problem) -> [AlertChange] {
        var changes: [AlertChange] = []
        if !unsaved.isEmpty {
            let wanted = now.flatMap { now in noticesFrom().map { NoticesWanted(from: $0, now: now) } }
            changes = try records.take(unsaved, progress: next.description, notices: wanted, newID: newID)
            unsaved.removeAll()
        }
        looked = next
        return changes
    }

    private mutating func empty() {
        batch.removeAll()
        ids.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
        last = nil
    }

    /// Closes the block that is open; for quiet times and for the end.
    package func closeBlock(now: Timestamp, always: Bool = false) throws(Problem) {
        try writer.closeBlock(now: now, always: always)
    }
}

/// The bytes of a batch by their place in the archive.
private struct LineLookup {
    private let batch: LineBatch
    private let first: ArchivePosition
    private let starts: [Int]

    init(_ batch: LineBatch, first: ArchivePosition) {
        self.batch = batch
        self.first = first
        starts = batch.starts
    }

    func bytes(_ position: ArchivePosition) -> [UInt8]? {
        let index = Int(position.position) - Int(first.position)
        guard position.day == first.day, position.block == first.block, index >= 0, index + 1 < starts.count else {
            return nil
        }
        return Array(batch.bytes[starts[index]..<starts[index + 1]])
    }
}
