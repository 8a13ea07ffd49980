// One file that is being read while it grows: how far, and by what it is known again.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store

/// One file of a followed path, whatever its name is now. Owned by its trail.
final class FileReading {
    /// What a look at the file says.
    enum Step {
        /// That many bytes were taken; none if all was read before.
        case read(Int)
        /// It was made empty, or holds something else: what was read is gone.
        case restarted
    }

    let id: FileIdentity
    /// The path under which it was found first.
    let source: String
    /// Where it is now; nil when it has no name in the folder any more.
    var path: String?
    /// It is not under the name that is followed.
    var isRotated = false
    var file: OpenFile?
    var facts: FileFacts
    /// When it was last seen to grow.
    var grown: Timestamp
    var lastRead: Timestamp?
    /// Something that stays so.
    private(set) var notice: Problem?
    /// Why the last look failed; tried again.
    private(set) var failure: Problem?
    private var retry: Timestamp?
    /// It holds no lines; nothing of it is read until it holds something else.
    private(set) var isRefused = false
    private(set) var lines: FollowedLines
    /// Up to where the file was read.
    private(set) var place: Int64 = 0
    private let openReadings: OpenReadings
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    /// As of the last look into the file.
    private var seen: FileFacts?
    /// The time of change at the last look that found what was read in its place.
    private(set) var seenBefore: Int64 = .max

    init(
        _ facts: FileFacts, path: String, source: String, lineLimit: Int, openReadings: OpenReadings, now: Timestamp
    ) {
        self.openReadings = openReadings
        id = facts.id
        self.facts = facts
        self.path = path
        self.source = source
        grown = now
        lines = FollowedLines(limit: lineLimit)
    }

    /// Goes on where a mark says, in a file that has what the mark knows it by.
    func resume(at offset: Int64, in file: OpenFile) throws(FileFailure) {
        self.file = file
        openReadings.note(self)
        place = offset
        seenBefore = facts.changed
        head = try file.bytes(at: 0, count: Int(min(offset, Int64(FollowLimits.knownBytes))))
        let count = min(offset, Int64(FollowLimits.knownBytes))
        tail = try file.bytes(at: offset - count, count: Int(count))
    }

    /// Where the first line begins that was not given out.
    var offset: Int64 { place - lines.pending }

    var bytesBehind: Int64 { isRefused ? 0 : max(facts.size - offset, 0) }

    /// Whether a look into the file may find something: it grew, shrank, or was changed.
    var isChanged: Bool {
        if isRefused { return facts.size < (seen?.size ?? 0) }
        return facts.size != place || seen.map { $0.changed != facts.changed } ?? (place > 0)
    }

    var hasPending: Bool { lines.pending > 0 }

    var mark: FollowMark {
        FollowMark(
            id: id, source: source, offset: offset, size: facts.size, changed: facts.changed,
            head: Fingerprint(head, end: Int64(head.count)), tail: Fingerprint(tail, end: place))
    }

    /// Takes in what the system says of the file.
    func observe(_ facts: FileFacts, now: Timestamp) {
        if facts.size != self.facts.size || facts.changed != self.facts.changed { grown = now }
        self.facts = facts
    }

    /// How long it has not grown, in nanoseconds. A clock that went back begins anew.
    func quiet(_ now: Timestamp) -> Int64 {
        if now < grown { grown = now }
        return now.nanoseconds - grown.nanoseconds
    }

    /// Reads what follows, up to a limit, and gives out the lines that are whole.
    func read(followsLinks: Bool, now: Timestamp, emit: (Bytes) -> Void) throws(FileFailure) -> Step {
        let file = try open(followsLinks: followsLinks)
        guard let facts = file.facts else { throw FileFailure(errno) }
        let before = seen
        observe(facts, now: now)
        seen = facts
        if isRefused { return facts.size < before?.size ?? 0 ? .restarted : .read(0) }
        guard facts.size >= place else { return .restarted }
        let bytes = try file.bytes(at: place, count: FollowLimits.chunkBytes)
        // What was read counts only if the file is still the same after it.
        guard let after = file.facts, after.size >= place + Int64(bytes.count), try isSame(file) else {
            return .restarted
        }
        failure = nil
        seenBefore = facts.changed
        guard !bytes.isEmpty else { return .read(0) }
        if place == 0, refuses(bytes) { return .read(0) }
        note(bytes)
        let start = place == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        place += Int64(bytes.count)
        bytes.withUnsafeBufferPointer { lines.take(Bytes(rebasing: $0[start...]), emit: emit) }
        if lines.cut > 0, notice == nil { notice = Problem(.followCut, ["\(lines.cut)"], at: Place(file: shown)) }
        lastRead = now
        return .read(bytes.count)
    }

    /// Gives out a line that has no end.
    func finish(_ emit: (Bytes) -> Void) {
        lines.finish(emit)
    }

    /// Begins again at the start.
    func restart() {
        lines.drop()
        place = 0
        head = []
        tail = []
        isRefused = false
        notice = nil
    }

    /// The path for messages.
    var shown: String { path ?? source }

    func open(followsLinks: Bool) throws(FileFailure) -> OpenFile {
        if let file { return file }
        guard let path else { throw FileFailure(ENOENT) }
        let file = try OpenFile(path: path, followsLinks: followsLinks)
        // Another file may have got the name in the meantime: this one is looked for at the next look.
        guard file.facts?.id == id else { throw FileFailure(ENOENT) }
        self.file = file
        openReadings.note(self)
        return file
    }

    /// Notes that the system refused; it is asked again after a while.
    func fail(_ error: FileFailure, now: Timestamp) {
        failure = error.problem(shown)
        retry = now.advanced(byNanoseconds: FileReading.retryAfter)
        file = nil
    }

    /// Whether it is to be read now.
    func isDue(_ now: Timestamp) -> Bool {
        guard isChanged else { return false }
        guard failure != nil, let retry else { return true }
        return now >= retry || now.nanoseconds < retry.nanoseconds - FileReading.retryAfter
    }

    private static let retryAfter: Int64 = 1_000_000_000

    /// Whether a file begins as this one did, as far as it goes.
    func beginsLike(_ bytes: [UInt8]) -> Bool {
        let count = min(bytes.count, head.count)
        guard count > 0, bytes[0] == head[0], bytes[count - 1] == head[count - 1] else { return false }
        return bytes.prefix(count) == head.prefix(count)
    }

    /// Whether what was read before still stands there.
    func isSame(_ file: OpenFile) throws(FileFailure) -> Bool {
        guard !tail.isEmpty else { return true }
        let first = try file.bytes(at: 0, count: head.count)
        guard first == head else { return false }
        return try file.bytes(at: place - Int64(tail.count), count: tail.count) == tail
    }

    private func note(_ bytes: [UInt8]) {
        if head.count < FollowLimits.knownBytes { head += bytes.prefix(FollowLimits.knownBytes - head.count) }
        tail = Array((tail + bytes.suffix(FollowLimits.knownBytes)).suffix(FollowLimits.knownBytes))
    }

    /// Looks at the first bytes of a file: whether they are lines at all. Few bytes cannot tell.
    private func refuses(_ bytes: [UInt8]) -> Bool {
        let text = bytes.drop { $0 == 0 }.prefix(FormatDetection.prefixBytes)
        let isWhole = text.count < FormatDetection.prefixBytes
        let format = text.withUnsafeBufferPointer { FormatDetection.detect($0, isWhole: isWhole) }
        let place = Place(file: shown)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            notice = Problem(.followUTF16, [], at: place)
        } else if format == .evtx {
            notice = Problem(.followEVTX, [], at: place)
        } else if format == nil, text.count >= FileReading.tellingBytes {
            notice = Problem(.followBinary, [], at: place)
        } else {
            notice = format == .jsonArray ? Problem(.followJSONArray, [], at: place) : nil
            return false
        }
        isRefused = true
        tail = []
        head = []
        return true
    }

    private static let tellingBytes = 64
}
