// What becomes of files that were put aside, copied or made empty: read to the end, and nothing of them twice.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

extension Trail {
    /// A file is at its end when it has not grown for so long, in nanoseconds.
    static let restful: Int64 = 5_000_000_000
    private static let idle: Int64 = 60_000_000_000

    /// Programs go on writing to a file for a while after it was renamed. It is looked at until it is gone, or until
    /// there are many later ones.
    func lookAfterRotated(_ now: Timestamp) {
        var atEnd: [FileReading] = []
        for reading in readings where reading.isRotated {
            guard let facts = facts(of: reading) else {
                if reading.bytesBehind > 0 { lose(reading.shown) }
                leave(reading, now)
                continue
            }
            reading.observe(facts, now: now)
            guard reading.bytesBehind == 0, reading.quiet(now) >= Trail.restful else { continue }
            if facts.links == 0 || reading.path == nil && reading.quiet(now) >= Trail.idle {
                leave(reading, now)
            } else {
                atEnd.append(reading)
            }
        }
        let count = readings.count { $0.isRotated } - FollowLimits.rotatedFiles
        for reading in atEnd.prefix(max(count, 0)) { leave(reading, now) }
    }

    private func facts(of reading: FileReading) -> FileFacts? {
        if let facts = reading.file?.facts { return facts }
        if let path = reading.path, let facts = try? FileFacts(path: path, followsLinks: false),
            facts.id == reading.id
        {
            return facts
        }
        let found = found(reading.id)
        reading.path = found?.path
        return found?.facts
    }

    /// In a folder a copy of it would now count as a new file.
    private func leave(_ reading: FileReading, _ now: Timestamp) {
        if isFolder { copy(of: reading.mark, before: reading, now) }
        forget(reading)
    }

    func lose(_ path: String) {
        loss = Problem(.followLost, [], at: Place(file: path))
    }

    /// Goes on in a file that the program before knew by its number. Device numbers may change when a machine starts.
    ///
    /// - Returns: whether nothing is left to do with that file now.
    func resume(_ file: FoundFile, _ now: Timestamp) -> Bool {
        guard let index = remembered?.firstIndex(where: { $0.id.inode == file.facts.id.inode }),
            let mark = remembered?[index]
        else { return false }
        do {
            let opened = try OpenFile(path: file.path, followsLinks: !isFolder && file.path == path)
            guard opened.facts?.id == file.facts.id else { return true }
            if try mark.matches(opened) {
                let reading = add(file, source: mark.source, now)
                try reading.resume(at: mark.offset, in: opened)
                remembered?.remove(at: index)
                return true
            }
            // It was made empty, or its number was given to another file.
            remembered?.remove(at: index)
            if copy(of: mark, before: nil, now) == nil, mark.offset < mark.size { lose(mark.source) }
            return false
        } catch {
            // It may be readable later. Until then its mark is kept.
            problem = error.problem(file.path)
            return true
        }
    }

    /// Once: finds again under other names what the program before had not read to the end, and what was put aside
    /// since then without it having been seen at all.
    func recover(_ now: Timestamp) {
        guard !isRecovered, let marks = remembered else { return }
        isRecovered = true
        if marks.isEmpty && lastSeen == nil { return }
        let siblings = siblings()
        for (index, mark) in marks.enumerated() {
            if let file = siblings.first(where: { $0.facts.id.inode == mark.id.inode }) {
                // The one under the followed name itself was tried before, and is tried again.
                if !isFolder, file.path == path { continue }
                if resume(file, now) {
                    readings.first { $0.id == file.facts.id }?.isRotated = true
                    continue
                }
            } else if copy(of: mark, before: nil, now) == nil, mark.offset < mark.size || index == marks.count - 1 {
                if !isFolder || mark.offset < mark.size { lose(mark.source) }
            }
            remembered?.removeAll { $0 == mark }
        }
        if let lastSeen, !isFolder { takeUnseen(since: lastSeen, before: nil, now) }
    }

    /// Files that got the name and lost it again before anyone looked: newer than all that was seen before.
    func takeUnseen(since: Int64, before: FileReading?, _ now: Timestamp) {
        let known = Set(readings.map(\.id.inode)).union((remembered ?? []).map(\.id.inode))
        let unseen = siblings().filter { file in
            file.path != path && file.facts.changed > since && RotatedName.isRotation(file.name, of: name)
                && !known.contains(file.facts.id.inode) && !isCopy(file)
        }
        for file in unseen.sorted(by: { $0.facts.changed < $1.facts.changed }) {
            add(file, source: path, before: before, now).isRotated = true
        }
    }

    /// A copy of a file that was made empty after it: read on where the file itself was left.
    @discardableResult
    func copy(of mark: FollowMark, before: FileReading?, _ now: Timestamp) -> FileReading? {
        guard mark.tail.length > 0 else { return nil }
        let known = Set(readings.map(\.id)).union((remembered ?? []).map(\.id))
        let files = siblings().filter { file in
            file.path != path && file.facts.size >= mark.tail.end && !known.contains(file.facts.id)
                && (isFolder ? RotatedName.isFollowed(file.name) : RotatedName.isRelated(file.name, to: name))
        }
        for file in files.sorted(by: { $0.facts.size > $1.facts.size }) {
            guard let opened = try? OpenFile(path: file.path, followsLinks: false),
                opened.facts?.id == file.facts.id, (try? mark.matches(opened)) == true
            else { continue }
            let reading = add(file, source: mark.source, before: before, now)
            reading.isRotated = !isFolder
            do {
                try reading.resume(at: mark.offset, in: opened)
                return reading
            } catch {
                forget(reading)
            }
        }
        return nil
    }

    /// Whether a new file holds what a file has that is being read, and no more: then its lines are known already.
    func isCopy(_ file: FoundFile) -> Bool {
        let count = Int(min(file.facts.size, Int64(FollowLimits.knownBytes)))
        guard let opened = try? OpenFile(path: file.path, followsLinks: false), count > 0,
            let head = try? opened.bytes(at: 0, count: count),
            let end = try? opened.bytes(at: file.facts.size - Int64(count), count: count)
        else { return false }
        for reading in readings where reading.id != file.facts.id && reading.beginsLike(head) {
            guard let original = try? reading.open(followsLinks: followsLinks(reading)), let facts = original.facts
            else { continue }
            // Made empty a moment ago: once that was dealt with it is known how much of the copy is new.
            guard facts.size >= reading.place, (try? reading.isSame(original)) == true else { return true }
            if facts.size >= file.facts.size,
                (try? original.bytes(at: file.facts.size - Int64(count), count: count)) == end
            {
                return true
            }
        }
        return false
    }
}
