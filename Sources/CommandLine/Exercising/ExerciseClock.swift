// The clock of an exercise: the time of its scenario, at its own pace or as fast as the machine can.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Synchronization

/// How fast an exercise goes.
enum ExerciseSpeed: Sendable, Hashable {
    case most
    /// So many seconds of the scenario in one of ours.
    case times(Double)

    /// Reads `max`, `60x` or `60`.
    init?(_ text: String) {
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
final class ExerciseClock: Sendable {
    private let speed: ExerciseSpeed
    private let state: Mutex<(start: Timestamp, began: ContinuousClock.Instant, last: Timestamp)>

    init(start: Timestamp, speed: ExerciseSpeed) {
        self.speed = speed
        state = Mutex((start, .now, start))
    }

    /// The time in the scenario. It never goes back.
    func now() -> Timestamp {
        state.withLock { state in
            if case .times(let times) = speed {
                let (seconds, attoseconds) = state.began.duration(to: .now).components
                let passed = (Double(seconds) + Double(attoseconds) / 1e18) * times
                state.last = max(state.last, state.start.advanced(byNanoseconds: Int64(passed * 1e9)))
            }
            return state.last
        }
    }

    /// Waits until it is that time, or makes it so when nothing is waited for.
    ///
    /// - Throws: `CancellationError` if the exercise ends before.
    func reach(_ time: Timestamp) async throws {
        guard case .times(let times) = speed else {
            state.withLock { $0.last = max($0.last, time) }
            return
        }
        let left = Double(time.nanoseconds - now().nanoseconds) / 1e9 / times
        if left > 0 { try await Task.sleep(for: .seconds(left)) }
    }
}
