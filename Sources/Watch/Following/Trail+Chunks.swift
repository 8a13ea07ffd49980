// From what the files of a followed path grew by to chunks of lines, each with the marks that belong to it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Store

extension Trail {
    private static let halfYear: Int64 = 180 * 86_400_000_000_000
    /// A line without an end is given out after so long without growth; earlier when the file was put aside.
    private static let heldRotated: Int64 = 1_000_000_000

    /// The next lines. What was rotated away comes first; the files of a folder take turns.
    ///
    /// - Returns: nil if there are none.
    func nextChunk(now: Timestamp) -> LineChunk? {
        var isAgain = true
        while isAgain {
            isAgain = false
            let readings = readings
            let start = isFolder && !readings.isEmpty ? cursor % readings.count : 0
            for step in readings.indices {
                let index = (start + step) % readings.count
                let (chunk, isRestarted) = next(readings[index], now)
                if let chunk {
                    cursor = index + 1
                    return chunk
                }
                // A copy that was found then may have lines that come before.
                if isRestarted {
                    isAgain = true
                    break
                }
            }
        }
        return nil
    }

    /// What is to be known after a restart, when no lines come with it; nil if nothing changed.
    func marksChunk(now: Timestamp) -> LineChunk? {
        guard !changedMarks.isEmpty || isIndexChanged else { return nil }
        return marked(LineChunk(source: ArchiveSource(name: "file \(path)"), zone: zone, received: now))
    }

    /// Writes all marks anew: those of a day that is deleted are then not missed.
    func renewMarks() {
        for reading in readings { changedMarks[reading.id] = reading }
        isIndexChanged = !readings.isEmpty
    }

    private func next(_ reading: FileReading, _ now: Timestamp) -> (chunk: LineChunk?, isRestarted: Bool) {
        while reading.isDue(now) {
            var chunk = empty(reading, now)
            let step: FileReading.Step
            do {
                step = try reading.read(followsLinks: followsLinks(reading), now: now) { chunk.append($0) }
            } catch {
                reading.fail(error, now: now)
                return (nil, false)
            }
            switch step {
            case .read(let count):
                if count > 0 { changedMarks[reading.id] = reading }
                if chunk.count > 0 { return (marked(chunk), false) }
                if count == 0 { return (nil, false) }
            case .restarted:
                restart(reading, &chunk, now)
                return (chunk.count > 0 ? marked(chunk) : nil, true)
            }
        }
        guard reading.hasPending, reading.quiet(now) >= (reading.isRotated ? Trail.heldRotated : Trail.restful) else {
            return (nil, false)
        }
        var chunk = empty(reading, now)
        reading.finish { chunk.append($0) }
        changedMarks[reading.id] = reading
        return (chunk.count > 0 ? marked(chunk) : nil, false)
    }

    /// A file that was made empty: what follows what was read of it may stand in a copy. If there is none, the line
    /// that had no end has come as far as it ever will.
    private func restart(_ reading: FileReading, _ chunk: inout LineChunk, _ now: Timestamp) {
        let since = reading.seenBefore
        if copy(of: reading.mark, before: reading, now) == nil { reading.finish { chunk.append($0) } }
        reading.restart()
        if !isFolder { takeUnseen(since: since, before: reading, now) }
        changedMarks[reading.id] = reading
    }

    private func empty(_ reading: FileReading, _ now: Timestamp) -> LineChunk {
        // Years of times without one are those of the receipt, which says nothing of an old file.
        let age = now.nanoseconds.subtractingReportingOverflow(reading.facts.changed)
        let isOld = !age.overflow && age.partialValue > Trail.halfYear
        let year = CivilTime(utc: Timestamp(nanoseconds: reading.facts.changed)).year
        return LineChunk(
            source: ArchiveSource(name: "file \(reading.source)", format: setting.format),
            zone: isOld ? zone.with(year: year) : zone, received: now)
    }

    /// All marks that changed go with it, so that those that belong together are never apart.
    private func marked(_ chunk: LineChunk) -> LineChunk {
        var chunk = chunk
        for reading in changedMarks.values {
            chunk.marks[FollowMark.name(path, reading.id.inode)] = reading.mark.text
        }
        if isIndexChanged {
            let inodes = (remembered ?? []).map(\.id.inode) + readings.map(\.id.inode)
            chunk.marks[FollowIndex.name(path)] = FollowIndex.text(inodes)
        }
        changedMarks = [:]
        isIndexChanged = false
        return chunk
    }
}
