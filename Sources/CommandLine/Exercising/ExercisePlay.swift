// An exercise that people take part in: its lines come to a listener at their time in the scenario, as from a log
// sender, and the pages show that time.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Incidents
import Store
import Synchronization
import Watch
import Web

/// One run with pages. From any thread.
final class ExercisePlay: Sendable {
    /// How long the clock waits at most for lines that were sent and are not read, in seconds: then the disk is full.
    private static let patience = 10.0
    /// How long the thread that sends sleeps between looks at what was read, in seconds.
    private static let nap = 0.000_1

    private struct State {
        var outcome = ExerciseRun.Outcome()
        var isOver = false
    }

    let house: InventedHouse
    let clock: ExerciseClock
    private let range: TimeRange
    /// From the first line on that is to be sent, and that line.
    private let lines: LogLines
    private let first: ExerciseLine?
    private let state = Mutex(State())
    private let fed = DispatchSemaphore(value: 0)

    /// The clock stands at the first line until everything listens.
    ///
    /// - Parameter house: with its logs written.
    init(_ house: InventedHouse, speed: ExerciseSpeed, range: TimeRange) throws {
        self.house = house
        self.range = range
        var lines = try LogLines(house.exercise, in: house.logs)
        let last = lines.last
        first = lines.next(from: range.from)
        self.lines = lines
        let start = first?.time ?? range.from ?? house.exercise.scenario.detected
        let end = [last, range.to].compactMap(\.self).min() ?? start
        clock = ExerciseClock(start: start, end: max(start, end), speed: speed)
    }

    /// How many lines were sent, and the memory of the program meanwhile.
    var outcome: ExerciseRun.Outcome { state.withLock { $0.outcome } }

    /// What pages say of it.
    var shown: ShownExercise {
        let clock = clock
        return ShownExercise(
            titles: house.titles,
            clock: ShownExercise.Clock(pace: { clock.pace }, end: clock.end ?? clock.now()))
    }

    private var isOver: Bool { state.withLock { $0.isOver } }

    /// Lets the clock go and sends the lines, on a thread of its own.
    ///
    /// - Parameter over: called when there are no more lines, with what went wrong.
    func begin(_ watch: RunningWatch, over: @escaping @Sendable (Problem?) -> Void) {
        let thread = Thread { [self] in
            var problem: Problem?
            do throws(Problem) {
                try feed(watch)
            } catch {
                problem = error
            }
            clock.goAsLife()
            if !isOver { over(problem) }
            fed.signal()
        }
        thread.name = "exercise"
        thread.start()
    }

    /// Ends the sending, if it has begun.
    func end() {
        state.withLock { $0.isOver = true }
        // Where the disk is full the listener takes nothing, and the thread may hang in a write.
        _ = fed.wait(timeout: .now() + ExercisePlay.patience)
        state.withLock { $0.outcome.memory.append(Usage.residentBytes) }
    }

    private func feed(_ watch: RunningWatch) throws(Problem) {
        guard let address = watch.listening.first(where: { $0.kind == .syslogTCP })?.address,
            let port = Watch.SocketAddress(address)?.port
        else { return }
        let sender = try LineSender(port: port)
        var (lines, next) = (lines, first)
        clock.begin()
        while let first = next, isWithin(first), clock.reach(first.time, unless: { isOver }) {
            var batch: [[UInt8]] = []
            while let line = next, isWithin(line), batch.count < ExerciseRun.linesPerChunk,
                line.time.nanoseconds - first.time.nanoseconds < ExerciseRun.chunkNanoseconds
            {
                batch.append(Array(line.bytes))
                next = lines.next()
            }
            let before = watch.linesReceived
            try sender.send(batch)
            // Lines carry the time at which they were read: the clock does not go on before they are.
            waitUntil { watch.linesReceived >= before + batch.count }
            state.withLock { state in
                state.outcome.lines += batch.count
                if state.outcome.memory.isEmpty, lines.share > 0.25 {
                    state.outcome.memory.append(Usage.residentBytes)
                }
            }
        }
    }

    private func isWithin(_ line: ExerciseLine) -> Bool {
        range.to.map { line.time < $0 } ?? true
    }

    private func waitUntil(_ isSo: () -> Bool) {
        let end = ContinuousClock.now + .seconds(ExercisePlay.patience)
        while !isSo(), !isOver, ContinuousClock.now < end { Thread.sleep(forTimeInterval: ExercisePlay.nap) }
    }
}
