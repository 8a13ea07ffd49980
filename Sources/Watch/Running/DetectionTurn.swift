// The work of the detection thread, turn by turn.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store

/// Makes and owns the loop, which it hands from step to step; lives on the detection thread.
struct DetectionTurn: ~Copyable {
    /// Bytes of chunks that are committed together.
    /// Enough to close a block of the archive at once: what is committed before its block is full is written twice.
    private static let batchBytes = 6 << 20
    /// Bytes of lines that are not on disk beyond which they press: hundreds came while one batch was written.
    private static let pressure = 256 << 10
    /// Seconds between looks at what is to be done without lines.
    private static let rest = 1.0
    /// Seconds between tries while the disk takes nothing.
    private static let retry = 0.25
    /// Nanoseconds after which what is known of sources is kept again.
    private static let keepSources: Int64 = 60_000_000_000
    /// Bytes that must be free before a commit, beside the reserve: the lines, and the log that SQLite writes first.
    private static let room = 16 << 20
    /// Seconds after which a stop gives up on a disk that takes nothing.
    private static let patience = 10.0

    private let thread: DetectionThread
    private let place: DetectionThread.Surroundings
    private var sources: SourceWatch
    /// When what is known of sources was last kept.
    private var kept: Timestamp

    init(_ thread: DetectionThread) {
        self.thread = thread
        place = thread.surroundings
        kept = place.now()
        sources = SourceWatch(
            thread.takeSettings() ?? SourceSettings(silenceAfter: nil, clockSkew: .seconds(300)), started: kept,
            text: (try? place.archive.mark(SourceWatch.markName)) ?? nil)
    }

    mutating func run() {
        let rules = thread.takeRules() ?? RuleSet(rules: [], correlations: [], routing: nil)
        let noticesFrom = place.noticesFrom
        var loop = DetectionLoop(
            place.archive, place.records, detector(rules), newID: place.newID, noticesFrom: { noticesFrom() })
        resume(&loop, lookBack: rules.lookBackSeconds)
        var rested = place.now()
        while true {
            if let rules = thread.takeRules() {
                loop.use(detector(rules))
                resume(&loop, lookBack: rules.lookBackSeconds)
            }
            guard let chunks = place.intake.take(upTo: DetectionTurn.batchBytes, wait: DetectionTurn.rest) else {
                break
            }
            if !chunks.isEmpty { store(chunks, &loop) }
            let now = place.now()
            if chunks.isEmpty || now.nanoseconds - rested.nanoseconds > 1_000_000_000 {
                rested = now
                catchUp(now, &loop)
            }
        }
        try? loop.closeBlock(now: place.now(), always: true)
        // A failure stays to be seen.
        thread.change { if $0.state != .failed { $0.state = .stopped } }
    }

    /// What the program before left undone, and what correlations must know of the time before.
    private mutating func resume(_ loop: inout DetectionLoop, lookBack seconds: Int64) {
        let now = place.now()
        let start = now.advanced(byNanoseconds: -seconds * 1_000_000_000)
        do throws(Problem) {
            let zone = place.zone
            let (changes, problems) = try loop.resume(since: start, behind: looked, now: now, zone: { zone($0) }) {
                (loop) throws(Problem) in try storeMeanwhile(&loop)
            }
            report(changes)
            thread.change { figures in
                figures.problems += problems
                figures.state = .running
            }
        } catch {
            if error.code == .intakeClosed { return }
            thread.change { figures in
                figures.problems.append(error)
                figures.state = .running
            }
        }
    }

    /// Behind the last line of which it is known that its hits are in the record. Without that, the first of all: lines
    /// may have been acknowledged and not looked at.
    private var looked: ArchivePosition {
        let mark = (try? place.archive.mark(DetectionLoop.lookedMark)) ?? nil
        let known = mark ?? (try? place.records.progress()) ?? nil
        return known.flatMap { ArchivePosition($0) } ?? ArchivePosition(day: .min, block: 0, position: 0)
    }

    /// Stores what waits while older lines are looked at.
    ///
    /// - Throws: `Problem` at the end of the program: the next one looks on from there.
    private mutating func storeMeanwhile(_ loop: inout DetectionLoop) throws(Problem) {
        guard let chunks = place.intake.take(upTo: DetectionTurn.batchBytes, wait: 0) else {
            throw Problem(.intakeClosed)
        }
        if !chunks.isEmpty { store(chunks, &loop) }
    }

    private func detector(_ rules: RuleSet) -> Detector {
        let detector = rules.detector()
        let problems = detector.problems
        thread.change { $0.problems = problems }
        return detector
    }

    /// Stores the lines of chunks and tells who sent them.
    private mutating func store(_ chunks: [LineChunk], _ loop: inout DetectionLoop) {
        let began = ContinuousClock.now
        var marks: [String: String] = [:]
        var duplicates = Array(repeating: Set<Int>(), count: chunks.count)
        for (number, chunk) in chunks.enumerated() {
            duplicates[number] = take(chunk, &loop)
            marks.merge(chunk.marks) { $1 }
        }
        let now = place.now()
        if now.nanoseconds - kept.nanoseconds > DetectionTurn.keepSources {
            marks[SourceWatch.markName] = sources.text
            kept = now
        }
        // What was taken out counts in the intake until it is on disk.
        loop.isPressed = place.intake.cost > DetectionTurn.pressure
        let isStored = commit(marks: marks, &loop)
        for (number, chunk) in chunks.enumerated() {
            chunk.done?(isStored ? .stored(duplicates: duplicates[number]) : .refused)
        }
        place.intake.release(chunks)
        guard isStored else { return }
        let took = began.duration(to: .now)
        thread.change { figures in
            figures.commits += 1
            figures.stored = now
            figures.lag = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
            for (chunk, duplicates) in zip(chunks, duplicates) {
                figures.lines += chunk.count - duplicates.count
                figures.bytes += chunk.bytes.count
                figures.duplicates += duplicates.count
            }
        }
    }

    /// - Returns: the numbers of lines that are there already.
    private mutating func take(_ chunk: LineChunk, _ loop: inout DetectionLoop) -> Set<Int> {
        var duplicates: Set<Int> = []
        let ids = chunk.ids
        let known = known(ids)
        var newest: Timestamp?
        chunk.withLines { index, line in
            let id = ids.isEmpty ? nil : ids[index]
            if !known.contains(index),
                loop.take(line, from: chunk.source, zone: chunk.zone, received: chunk.received, id: id)
            {
                if let time = loop.lastTime { newest = max(newest ?? time, time) }
            } else {
                duplicates.insert(index)
            }
        }
        let count = chunk.count - duplicates.count
        sources.note(
            chunk.source.name, lines: count, bytes: chunk.bytes.count, received: chunk.received, newest: newest)
        return duplicates
    }

    /// The numbers of lines of which the archive knows the id. One that cannot be read knows none: twice is better than
    /// not at all.
    private func known(_ ids: [Int: SenderID]) -> Set<Int> {
        if ids.isEmpty { return [] }
        let numbers = ids.keys.sorted()
        let known = (try? place.archive.known(among: numbers.compactMap { ids[$0] })) ?? []
        return Set(known.map { numbers[$0] })
    }

    /// Commits, and waits for a disk that takes nothing.
    ///
    /// - Returns: false if the lines could not be stored and the program ends.
    private mutating func commit(marks: [String: String], _ loop: inout DetectionLoop) -> Bool {
        var waited = 0.0
        let isLookingBack = loop.isLookingBack
        while true {
            do throws(Problem) {
                if place.reserve.hasRoom(for: DetectionTurn.room) {
                    report(try loop.commit(now: place.now(), marks: marks))
                    thread.change { figures in
                        figures.state = isLookingBack ? .resuming : .running
                        figures.problem = nil
                    }
                    return true
                }
                hold(Problem(.intakeHeld))
            } catch {
                // The lines are on disk, and only their alerts wait: they come with the next commit.
                if loop.waiting == 0 {
                    thread.change { $0.problem = error }
                    return true
                }
                guard error.passes else {
                    thread.fail(error)
                    return false
                }
                hold(error)
            }
            keepReserve()
            Thread.sleep(forTimeInterval: DetectionTurn.retry)
            waited += DetectionTurn.retry
            if thread.isStopping, waited > DetectionTurn.patience { return false }
        }
    }

    /// Takes space for the record ahead, and the reserve again when there is room. The record and the accounts give it
    /// back themselves, when they have none: what was given back before that would go to whoever fills the disk.
    private func keepReserve() {
        place.records.keepHeadroom()
        do throws(Problem) {
            if (place.reserve.freeBytes ?? 0) > place.reserve.size + DetectionTurn.room {
                try place.reserve.restore()
            }
        } catch {
            thread.change { $0.problem = error }
        }
    }

    private func hold(_ problem: Problem) {
        thread.change { figures in
            figures.state = .held
            figures.problem = problem
        }
    }

    private func report(_ changes: [AlertChange]) {
        guard !changes.isEmpty else { return }
        let begun = changes.count { $0.isNew }
        thread.change { $0.alertsBegun += begun }
        place.alertsChanged(changes)
    }

    /// What is to be done now and then: old blocks are closed, and alerts that could not be written are tried again.
    private mutating func catchUp(_ now: Timestamp, _ loop: inout DetectionLoop) {
        if let settings = thread.takeSettings() { sources.use(settings) }
        loop.take(sources.check(now: now).compactMap { $0.hit(place.words) })
        thread.show(sources.figures(now: now))
        keepReserve()
        do throws(Problem) {
            try loop.closeBlock(now: now)
            if loop.hasUnsavedHits { report(try loop.commit(now: now)) }
        } catch {
            thread.change { $0.problem = error }
        }
        let incomplete = loop.incomplete
        thread.change { $0.incomplete = incomplete }
    }
}
