// The open connections of one HTTP server: at the limit, the one that has waited longest makes place for a new one.
// SPDX-License-Identifier: EUPL-1.2

import NIOCore
import Synchronization

/// Who is connected. An attacker who opens connections and sends nothing, or slowly, is the one that is closed: a
/// connection on which a request is received or answered stays.
package final class ConnectionTable: Sendable {
    private struct Entry {
        let close: @Sendable () -> Void
        /// The place in the order of those that wait; 0 while a request is on the way.
        var turn: UInt64
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        /// Those that wait, the longest first; one whose turn has changed since is passed over.
        var waiting: [(id: ObjectIdentifier, turn: UInt64)] = []
        var first = 0
        var turns: UInt64 = 0
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most connections at one time.
    package init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// The connections that are open.
    package var count: Int { state.withLock { $0.entries.count } }

    /// A connection came.
    ///
    /// - Parameter close: ends it; called from any thread.
    /// - Returns: false if it must be closed: every other one is busy, or the server stops.
    package func add(_ id: ObjectIdentifier, close: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, evicted) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            guard !state.isClosed else { return (false, nil) }
            var evicted: (@Sendable () -> Void)?
            if state.entries.count >= limit {
                guard let longest = takeLongestWaiting(&state) else { return (false, nil) }
                evicted = state.entries.removeValue(forKey: longest)?.close
            }
            state.entries[id] = Entry(close: close, turn: 0)
            wait(id, &state)
            return (true, evicted)
        }
        evicted?()
        return isTaken
    }

    /// A request began, or the last answer is on its way.
    package func change(_ id: ObjectIdentifier, isWaiting: Bool) {
        state.withLock { state in
            guard state.entries[id] != nil else { return }
            if isWaiting { wait(id, &state) } else { state.entries[id]?.turn = 0 }
        }
    }

    /// A connection is gone.
    package func remove(_ id: ObjectIdentifier) {
        _ = state.withLock { $0.entries.removeValue(forKey: id) }
    }

    /// Closes all, and takes no more.
    package func closeAll() {
        let all = state.withLock { state in
            state.isClosed = true
            return state.entries.values.map(\.close)
        }
        for close in all { close() }
    }

    private func wait(_ id: ObjectIdentifier, _ state: inout State) {
        state.turns += 1
        state.entries[id]?.turn = state.turns
        state.waiting.append((id, state.turns))
        // What is passed over anyway is dropped before it is more than what counts.
        guard state.waiting.count > 2 * state.entries.count + 64 else { return }
        let entries = state.entries
        state.waiting = state.waiting[state.first...].filter { entries[$0.id]?.turn == $0.turn }
        state.first = 0
    }

    private func takeLongestWaiting(_ state: inout State) -> ObjectIdentifier? {
        while state.first < state.waiting.count {
            let (id, turn) = state.waiting[state.first]
            state.first += 1
            if state.entries[id]?.turn == turn { return id }
        }
        return nil
    }
}
