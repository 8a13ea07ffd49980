// The open connections of one HTTP server: at the limit, one makes place for a new one.
// SPDX-License-Identifier: EUPL-1.2

import NIOCore
import Synchronization

/// What a connection is at.
package enum ConnectionUse: Sendable, Hashable {
    /// No request is on the way: nothing came yet, a part of a header, or all that came has been answered.
    case waiting
    /// A body is on its way. Its sender sends it again: he has no answer.
    case receiving
    /// An answer is made or sent.
    case answering
}

/// Who is connected. An attacker who opens connections and sends nothing, or slowly, is the one that is closed: a
/// connection on which a whole request is answered stays. Those that wait and those that send stand in one line, so
/// that a client who just came is never the first to go.
package final class ConnectionTable: Sendable {
    private struct Entry {
        let close: @Sendable () -> Void
        /// The place in the order of those that wait or send; 0 while an answer is on its way.
        var turn: UInt64
    }

    /// Connections that wait or send, the longest first; one whose turn has changed since is passed over.
    private struct Line {
        private var places: [(id: ObjectIdentifier, turn: UInt64)] = []
        private var first = 0

        mutating func add(_ id: ObjectIdentifier, _ turn: UInt64, among entries: [ObjectIdentifier: Entry]) {
            places.append((id, turn))
            // What is passed over anyway is dropped before it is more than what counts.
            guard places.count > 2 * entries.count + 64 else { return }
            places = places[first...].filter { entries[$0.id]?.turn == $0.turn }
            first = 0
        }

        mutating func takeLongest(among entries: [ObjectIdentifier: Entry]) -> ObjectIdentifier? {
            while first < places.count {
                let (id, turn) = places[first]
                first += 1
                if entries[id]?.turn == turn { return id }
            }
            return nil
        }
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var line = Line()
        var turns: UInt64 = 0
        var isClosed = false

        mutating func place(_ id: ObjectIdentifier, _ use: ConnectionUse) {
            turns += 1
            entries[id]?.turn = use == .answering ? 0 : turns
            if use != .answering { line.add(id, turns, among: entries) }
        }
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
                guard let longest = state.line.takeLongest(among: state.entries) else { return (false, nil) }
                evicted = state.entries.removeValue(forKey: longest)?.close
            }
            state.entries[id] = Entry(close: close, turn: 0)
            state.place(id, .waiting)
            return (true, evicted)
        }
        evicted?()
        return isTaken
    }

    /// A request began, is whole, or has been answered.
    package func change(_ id: ObjectIdentifier, to use: ConnectionUse) {
        state.withLock { state in
            guard state.entries[id] != nil else { return }
            state.place(id, use)
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
}
