// A scenario through the real watch: its lines come in at their time, are stored and looked at, and become alerts.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Exercises
import Foundation
import Incidents
import Store
import Watch

/// One run of an exercise on a data directory of its own.
struct ExerciseRun {
    /// Lines that come together at most.
    static let linesPerChunk = 500
    /// How far apart lines may be that come together.
    static let chunkNanoseconds: Int64 = 1_000_000_000

    let exercise: Exercise
    let folder: DataFolder
    let logs: URL
    let speed: ExerciseSpeed
    let words: Words
    let rules: RuleSet
    /// Only lines of that time.
    let range: TimeRange

    /// What came of it.
    struct Outcome: Sendable {
        var lines = 0
        var alerts: [Alert] = []
        /// Memory of the program when a quarter of the lines had come, and at the end, in bytes.
        var memory: [Int] = []
    }

    /// Runs it to its end.
    func run() async throws -> Outcome {
        var lines = try LogLines(exercise, in: logs)
        var next = lines.next(from: range.from)
        let clock = ExerciseClock(start: next?.time ?? WallClock.now(), speed: speed)
        clock.begin()
        var surroundings = RunningWatch.Surroundings(
            rules: { [rules] _, _ throws(Problem) in rules }, words: words, now: { clock.now() },
            newID: { WallClock.newID(at: clock.now()) }, failed: { _ in })
        surroundings.isExercise = true
        let configuration = ConfigurationReading([], file: folder.configuration.path).configuration
        let watch = try RunningWatch(folder, configuration, surroundings)
        _ = try await watch.journal.append(ExerciseRun.mark(of: exercise, words))
        try await watch.start()
        var outcome = Outcome()
        try await feed(&next, &lines, to: watch, clock, &outcome)
        await watch.stop()
        outcome.memory.append(Usage.residentBytes)
        outcome.alerts = Risk.ranked(try watch.records.alerts())
        return outcome
    }

    private func feed(
        _ next: inout ExerciseLine?, _ lines: inout LogLines, to watch: RunningWatch, _ clock: ExerciseClock,
        _ outcome: inout Outcome
    ) async throws {
        while let first = next, range.to.map({ first.time < $0 }) ?? true {
            try await clock.reach(first.time)
            var chunk = LineChunk(
                source: Store.ArchiveSource(name: "exercise \(first.source)"), zone: LogLines.zone,
                received: clock.now())
            while let line = next, line.source == first.source, chunk.count < ExerciseRun.linesPerChunk,
                line.time.nanoseconds - first.time.nanoseconds < ExerciseRun.chunkNanoseconds
            {
                chunk.append(line.bytes)
                next = lines.next()
            }
            outcome.lines += chunk.count
            try await watch.put(chunk)
            if outcome.memory.isEmpty, lines.share > 0.25 { outcome.memory.append(Usage.residentBytes) }
        }
    }

    /// What stands first in the journal of the organisation, so that the record cannot be taken for a real one.
    static func mark(of exercise: Exercise, _ words: Words) -> EntryDraft {
        EntryDraft(
            .log(.organisation), .note(text: words("exercise.journal", exercise.scenario.title[words.language])),
            by: .program)
    }
}
