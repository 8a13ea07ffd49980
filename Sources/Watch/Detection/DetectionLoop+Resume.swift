// What a restart does: the last lines are looked at again, so that correlations have their windows and no hit of a line
// that was acknowledged is missing. A hit that is in the record already is not counted twice.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Store

extension DetectionLoop {
    /// Looks again at the lines that were received since a moment. To be called once, before the first line is taken.
    ///
    /// - Parameters:
    ///   - start: as far back as the longest time span of a correlation, and no later than the last commit.
    ///   - zone: how times of a source without a zone are read.
    ///   - now: when people are told of what is found.
    /// - Returns: alerts that changed, which the program before did not come to write; and damaged blocks.
    package mutating func resume(
        since start: Timestamp, now: Timestamp? = nil, zone: @escaping (ArchiveSource) -> ZoneRule
    ) throws(Problem) -> (changes: [AlertChange], problems: [Problem]) {
        var changes: [AlertChange] = []
        var zones = ZonesOfSources(zone)
        let problems = try archive.blocks(receivedSince: start) { block throws(Problem) in
            block.withLines { index, line in look(again: line, of: block, index, &zones) }
            let hits = detector.hits(from: block.first) { position in
                let index = Int(position.position) - Int(block.first.position)
                if position.day == block.first.day, position.block == block.first.block, 0..<block.count ~= index {
                    return Array(block.bytes(index))
                }
                return (try? archive.line(position))??.bytes
            }
            var next = block.first
            next.position += Int32(block.count)
            if hits.isEmpty { return }
            let wanted = now.flatMap { now in noticesFrom().map { NoticesWanted(from: $0, now: now) } }
            changes += try records.take(hits, progress: next.description, notices: wanted, newID: newID)
        }
        return (changes, problems)
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
