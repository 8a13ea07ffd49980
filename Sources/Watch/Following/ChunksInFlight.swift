// Counts the chunks that were handed over and of which it is not known yet what became of them.
// SPDX-License-Identifier: EUPL-1.2

import Synchronization

/// Chunks between the follower and the disk.
final class ChunksInFlight: Sendable {
    private struct State {
        var count = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() {
        state.withLock { $0.count += 1 }
    }

    func leave() {
        let waiting = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in waiting { waiting.resume() }
    }

    /// Waits until there are none.
    func idle() async {
        await withCheckedContinuation { continuation in
            let isNow = state.withLock { state in
                if state.count == 0 { return true }
                state.waiting.append(continuation)
                return false
            }
            if isNow { continuation.resume() }
        }
    }
}
