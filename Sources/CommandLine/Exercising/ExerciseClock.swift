// The clock of an exercise: the time of its scenario, at its own pace or as fast as the machine can. When its logs are
// over it goes on as fast as life.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
import Synchronization

/// How fast an exercise goes.
package enum ExerciseSpeed: Sendable, Hashable {
    case most
    /// So many seconds of the scenario in one of ours.
    case times(Double)

    /// Reads `max`, `60x` or `60`.
    package init?(_ text: String) {
        if text == "max" {
            self = .most
            return
        }
        guard let times = Double(text.hasSuffix("x") ? String(text.dropLast()) : text), 0.1...1_000_000 ~= times else {
            return nil
        }
        self = .times(times)
    }
}

/// What the parts of the watch take for the time. From any thread.
package final class ExerciseClock: Sendable {
    private struct State {
        /// Where it goes on from, and how long the program had run then.
        var from: Timestamp
        var since: Duration
        /// Nil while it stands, or is moved from line to line.
        var pace: Double?
        var last: Timestamp
    }

    /// The longest that a thread sleeps before it looks whether there is still something to wait for.
    private static let nap = 0.1

    /// When its logs are over; nil if that is not known.
    package let end: Timestamp?
    private let speed: ExerciseSpeed
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    /// A clock that stands until `begin`.
    ///
    /// - Parameter elapsed: for how long the program runs.
    package init(
        start: Timestamp, end: Timestamp? = nil, speed: ExerciseSpeed,
        elapsed: (@Sendable () -> Duration)? = nil
    ) {
        let began = ContinuousClock.now
        self.end = end
        self.speed = speed
        self.elapsed = elapsed ?? { began.duration(to: .now) }
        state = Mutex(State(from: start, since: .zero, pace: nil, last: start))
    }

    /// The time in the scenario. It never goes back.
    package func now() -> Timestamp {
        state.withLock { now(&$0) }
    }

    /// How fast it goes, or will when it begins; nil while it jumps.
    package var pace: Double? {
        state.withLock { state in
            let time = now(&state)
            guard let pace = state.pace else {
                if case .times(let times) = speed { return times }
                return nil
            }
            return end.map { time >= $0 } ?? false ? 1 : pace
        }
    }

    private func now(_ state: inout State) -> Timestamp {
        guard let pace = state.pace else { return state.last }
        let passed = (elapsed() - state.since).inSeconds
        var ahead = passed * pace
        if let end {
            // What lies behind the end goes as fast as life.
            let fast = max(Double(end.nanoseconds - state.from.nanoseconds) / 1e9, 0)
            if ahead > fast { ahead = fast + passed - fast / pace }
        }
        state.last = max(state.last, state.from.advanced(byNanoseconds: Int64(ahead * 1e9)))
        return state.last
    }

    /// Lets it go at its pace.
    package func begin() {
        guard case .times(let times) = speed else { return }
        go(at: times)
    }

    /// Lets it go as fast as life: there are no more lines.
    package func goAsLife() {
        go(at: 1)
    }

    private func go(at pace: Double) {
        state.withLock { state in
            state.from = now(&state)
            (state.since, state.pace) = (elapsed(), pace)
        }
    }

    /// Waits until it is that time, or makes it so when nothing is waited for.
    ///
    /// - Throws: `CancellationError` if the exercise ends before.
    func reach(_ time: Timestamp) async throws {
        guard let left = left(until: time), left > 0 else { return }
        try await Task.sleep(for: .seconds(left))
    }

    /// The same on a thread.
    ///
    /// - Returns: false if the exercise ended before.
    package func reach(_ time: Timestamp, unless isOver: () -> Bool) -> Bool {
        while !isOver() {
            guard let left = left(until: time), left > 0 else { return true }
            Thread.sleep(forTimeInterval: min(left, ExerciseClock.nap))
        }
        return false
    }

    /// Seconds of ours until it is that time; nil if it is made so.
    private func left(until time: Timestamp) -> Double? {
        guard case .times(let times) = speed else {
            state.withLock { $0.last = max($0.last, time) }
            return nil
        }
        return Double(time.nanoseconds - now().nanoseconds) / 1e9 / times
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
