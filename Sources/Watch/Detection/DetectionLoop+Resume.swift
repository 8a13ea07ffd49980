// What a restart does: the last lines are looked at again, so that correlations have their windows and no hit of a line
// that was acknowledged is missing. A hit that is in the record already is not counted twice.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Store

extension DetectionLoop {
    /// Looks again at the lines that were received since a moment. To be called once, before the first line is taken.
    /// What comes in meanwhile is stored, and looked at when its turn comes: a day of lines takes minutes, in which
    /// senders do not wait.
    ///
    /// - Parameters:
    ///   - start: as far back as the longest time span of a correlation.
    ///   - looked: behind the last line of which the hits are in the record; nil to go by `start` alone.
    ///   - zone: how times of a source without a zone are read.
    ///   - now: when people are told of what is found.
    ///   - between: called after each block; it may take lines and commit them.
    /// - Returns: alerts that changed, which the program before did not come to write; and damaged blocks.
    package mutating func resume(
        since start: Timestamp, behind looked: ArchivePosition? = nil, now: Timestamp? = nil,
        zone: @escaping (ArchiveSource) -> ZoneRule,
        between: (inout DetectionLoop) throws(Problem) -> Void = { _ in }
    ) throws(Problem) -> (changes: [AlertChange], problems: [Problem]) {
        var changes: [AlertChange] = []
        var problems: [Problem] = []
        var zones = ZonesOfSources(zone)
        var (start, looked) = (start, looked)
        var from: ArchivePosition?
        isLookingBack = true
        defer { isLookingBack = false }
        repeat {
            meanwhile = nil
            var count = 0
            problems += try archive.blocks(receivedSince: start, orBehind: looked, from: from) {
                block throws(Problem) in
                changes += look(again: block, from: from, now: now, &zones)
                count += 1
                // Later every second time, so that each round is half the one before, however fast lines come.
                if from == nil || count % 2 == 0 { try between(&self) }
            }
            // The lines that came during the last round: each round has less to do than the one before.
            from = meanwhile
            (start, looked) = (Timestamp(nanoseconds: .min), nil)
        } while from != nil
        return (changes, problems)
    }

    /// Looks at the lines of a block from a place on, up to those that were stored since this round began.
    private mutating func look(
        again block: ArchivedBlock, from place: ArchivePosition?, now: Timestamp?, _ zones: inout ZonesOfSources
    ) -> [AlertChange] {
        let first = block.first
        let lines = block.numbers(from: place, to: meanwhile)
        if lines.isEmpty { return [] }
        block.withLines(lines) { index, line in look(again: line, of: block, index, &zones) }
        let archive = archive
        let hits = detector.hits(from: first) { position in
            let index = Int(position.position) - Int(first.position)
            if position.day == first.day, position.block == first.block, 0..<block.count ~= index {
                return Array(block.bytes(index))
            }
            return (try? archive.line(position))??.bytes
        }
        unsaved += hits
        var next = first
        next.position += Int32(lines.upperBound)
        // What the record does not take now comes with the next block or commit.
        return (try? save(upTo: next, now: now)) ?? []
    }

    private mutating func look(
        again line: Bytes, of block: ArchivedBlock, _ index: Int, _ zones: inout ZonesOfSources
    ) {
        let source = block.source(index)
        let zone = zones[source]
        read(line, source, zone, block.received(index))
        detector.look(at: &event, index: Int32(index), source: source.name, received: block.received(index))
        guard Detector.isForeign(source.name) else { return }
        detector.look(
            atAlert: line, index: Int32(index), source: source.name, zone: zone, received: block.received(index))
    }
}

/// How times of sources are read, asked once for each: the answer takes a look through the whole configuration.
private struct ZonesOfSources {
    private let ask: (ArchiveSource) -> ZoneRule
    private var known: [ArchiveSource: ZoneRule] = [:]
    /// Lines of one source come together.
    private var last: (source: ArchiveSource, zone: ZoneRule)?

    init(_ ask: @escaping (ArchiveSource) -> ZoneRule) {
        self.ask = ask
    }

    subscript(source: ArchiveSource) -> ZoneRule {
        mutating get {
            if let last, last.source == source { return last.zone }
            let zone = known[source] ?? ask(source)
            known[source] = zone
            last = (source, zone)
            return zone
        }
    }
}
