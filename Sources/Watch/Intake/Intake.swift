// The queue between the listeners and the loop: bounded by memory, so that who sends faster than the disk writes waits.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
import Synchronization

/// Chunks that wait for the loop. Listeners put in from any thread; one thread takes out.
///
/// What was taken out counts until it is released, so the bound holds for all lines that are not on disk.
package final class Intake: Sendable {
    private typealias Callbacks = [@Sendable () -> Void]
    private typealias Waiting = (chunk: LineChunk, done: CheckedContinuation<Void, any Error>)

    private struct State {
        var chunks: [LineChunk] = []
        /// Those that did not fit, in the order in which they came.
        var waiting: [Waiting] = []
        var callbacks: Callbacks = []
        var cost = 0
        var isClosed = false
        var isAwake = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// - Parameter limit: bytes of memory for lines that are not on disk.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The memory that is in use, in bytes.
    package var cost: Int { state.withLock { $0.cost } }

    /// Whether the program ends.
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Takes a chunk if there is room; one that is larger than all room is taken when nothing else is there.
    ///
    /// - Returns: false if there is none, or the program ends: then it is not taken.
    package func offer(_ chunk: LineChunk) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard !state.isClosed, state.waiting.isEmpty, fits(chunk, state) else { return (false, false) }
            return (true, add(chunk, &state))
        }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Takes a chunk, as soon as there is room.
    ///
    /// - Throws: `Problem` if the program ends.
    package func put(_ chunk: LineChunk) async throws(Problem) {
        do {
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                let (isClosed, isTaken, wakes) = state.withLock { state in
                    if state.isClosed { return (true, false, false) }
                    guard state.waiting.isEmpty, fits(chunk, state) else {
                        state.waiting.append((chunk, done))
                        return (false, false, false)
                    }
                    return (false, true, add(chunk, &state))
                }
                if wakes { wake.signal() }
                if isClosed { done.resume(throwing: Problem(.intakeClosed)) }
                if isTaken { done.resume() }
            }
        } catch {
            throw Problem(.intakeClosed)
        }
    }

    /// Calls once when there may be room again, or the program ends; at once if there is now.
    package func whenRoom(_ body: @escaping @Sendable () -> Void) {
        let isNow = state.withLock { state in
            if state.isClosed || state.waiting.isEmpty && state.cost < limit { return true }
            state.callbacks.append(body)
            return false
        }
        if isNow { body() }
    }

    /// The chunks that wait, oldest first, up to about that many bytes; nothing after `seconds` without any.
    ///
    /// - Returns: nil when the intake is closed and empty.
    package func take(upTo bytes: Int, wait seconds: Double) -> [LineChunk]? {
        while true {
            let (chunks, isOver) = state.withLock { state in
                state.isAwake = false
                var size = 0
                var count = 0
                while count < state.chunks.count, count == 0 || size < bytes {
                    size += state.chunks[count].cost
                    count += 1
                }
                let chunks = Array(state.chunks.prefix(count))
                state.chunks.removeFirst(count)
                return (chunks, state.isClosed)
            }
            if !chunks.isEmpty { return chunks }
            if isOver { return nil }
            if wake.wait(timeout: .now() + seconds) == .timedOut { return [] }
        }
    }

    /// Wakes the loop although nothing came: there is something else for it to do.
    package func poke() {
        wake.signal()
    }

    /// Gives the room of chunks back that are on disk or gone.
    package func release(_ cost: Int) {
        let (callbacks, done, wakes): (Callbacks, [CheckedContinuation<Void, any Error>], Bool) = state.withLock {
            state in
            state.cost -= cost
            var done: [CheckedContinuation<Void, any Error>] = []
            var wakes = false
            while let first = state.waiting.first, fits(first.chunk, state) {
                state.waiting.removeFirst()
                wakes = add(first.chunk, &state) || wakes
                done.append(first.done)
            }
            guard state.waiting.isEmpty, state.cost < limit else { return ([], done, wakes) }
            let callbacks = state.callbacks
            state.callbacks = []
            return (callbacks, done, wakes)
        }
        if wakes { wake.signal() }
        for done in done { done.resume() }
        for callback in callbacks { callback() }
    }

    /// Takes nothing more. What is in it can still be taken out.
    package func close() {
        let (waiting, callbacks) = state.withLock { state in
            state.isClosed = true
            let rest = (state.waiting, state.callbacks)
            state.waiting = []
            state.callbacks = []
            return rest
        }
        wake.signal()
        for waiting in waiting { waiting.done.resume(throwing: Problem(.intakeClosed)) }
        for callback in callbacks { callback() }
    }

    private func fits(_ chunk: LineChunk, _ state: State) -> Bool {
        state.cost == 0 || state.cost + chunk.cost <= limit
    }

    /// - Returns: whether the loop is to be woken.
    private func add(_ chunk: LineChunk, _ state: inout State) -> Bool {
        state.cost += chunk.cost
        state.chunks.append(chunk)
        defer { state.isAwake = true }
        return !state.isAwake
    }
}
