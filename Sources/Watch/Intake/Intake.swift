// The queue between the listeners and the loop: bounded by memory, so that who sends faster than the disk writes waits.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
import Synchronization

/// Chunks that wait for the loop. Listeners put in from any thread; one thread takes out.
///
/// What was taken out counts until it is released, so the bound holds for all lines that are not on disk. Who can
/// wait - a connection, a file - comes in the order of asking, and leaves a quarter of the room to who cannot, such as
/// the senders of datagrams; those take no more than that while others wait.
package final class Intake: Sendable {
    private struct Waiting {
        let ticket: UInt64
        let chunk: LineChunk
        let then: @Sendable (Bool) -> Void
    }

    private struct State {
        var chunks: [LineChunk] = []
        /// Those that did not fit, in the order in which they came.
        var waiting: [Waiting] = []
        var tickets: UInt64 = 0
        var cost = 0
        /// The part of it that could not wait.
        var offered = 0
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

    /// When the first of the lines that wait for the loop was received; nil if none wait.
    package var oldest: Timestamp? { state.withLock { $0.chunks.first?.received } }

    /// How many chunks wait for room.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Whether the program ends.
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Takes a chunk of a sender that cannot wait, if there is any room; one that is larger than all room is taken when
    /// nothing else is there.
    ///
    /// - Returns: false if there is none, or the program ends: then it is not taken.
    package func offer(_ chunk: LineChunk) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard !state.isClosed, fitsOffered(chunk, state) else { return (false, false) }
            var chunk = chunk
            chunk.isOffered = true
            return (true, add(chunk, &state))
        }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Takes a chunk as soon as there is room and all that asked before have come in.
    ///
    /// - Parameter then: called once, from any thread, unless the chunk is taken at once: with true when it is taken,
    ///   with false when the program ends before.
    /// - Returns: whether it is taken at once.
    package func put(_ chunk: LineChunk, then: @escaping @Sendable (Bool) -> Void) -> Bool {
        switch ask(chunk, then) {
        case .taken: return true
        case .waiting: return false
        case .closed:
            then(false)
            return false
        }
    }

    /// Takes a chunk, as soon as there is room.
    ///
    /// - Throws: `Problem` if the program ends.
    package func put(_ chunk: LineChunk) async throws(Problem) {
        let isTaken = await withCheckedContinuation { done in
            if put(chunk, then: { done.resume(returning: $0) }) { done.resume(returning: true) }
        }
        if !isTaken { throw Problem(.intakeClosed) }
    }

    /// Takes a chunk if there is room within a time.
    ///
    /// - Returns: false if there is not, or the program ends: then it is not taken.
    package func put(_ chunk: LineChunk, within seconds: Double) async -> Bool {
        await withCheckedContinuation { done in
            switch ask(chunk, { done.resume(returning: $0) }) {
            case .taken: done.resume(returning: true)
            case .closed: done.resume(returning: false)
            case .waiting(let ticket):
                DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { self.withdraw(ticket) }
            }
        }
    }

    private enum Asked {
        case taken, waiting(UInt64), closed
    }

    private func ask(_ chunk: LineChunk, _ then: @escaping @Sendable (Bool) -> Void) -> Asked {
        let (asked, wakes): (Asked, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            guard state.waiting.isEmpty, fits(chunk, state) else {
                state.tickets += 1
                state.waiting.append(Waiting(ticket: state.tickets, chunk: chunk, then: then))
                return (.waiting(state.tickets), false)
            }
            return (.taken, add(chunk, &state))
        }
        if wakes { wake.signal() }
        return asked
    }

    /// Gives up on a chunk that still waits. What comes after it may fit where it did not.
    private func withdraw(_ ticket: UInt64) {
        let then: (@Sendable (Bool) -> Void)? = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.waiting.remove(at: index).then
        }
        then?(false)
        if then != nil { release(0) }
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
    package func release(_ chunks: [LineChunk]) {
        release(chunks.reduce(0) { $0 + $1.cost }, offered: chunks.reduce(0) { $0 + ($1.isOffered ? $1.cost : 0) })
    }

    /// - Parameter offered: the part of it of senders that cannot wait.
    package func release(_ cost: Int, offered: Int = 0) {
        let (come, wakes): ([Waiting], Bool) = state.withLock { state in
            state.cost -= cost
            state.offered -= offered
            var count = 0
            var wakes = false
            while count < state.waiting.count, fits(state.waiting[count].chunk, state) {
                wakes = add(state.waiting[count].chunk, &state) || wakes
                count += 1
            }
            defer { state.waiting.removeFirst(count) }
            return (Array(state.waiting.prefix(count)), wakes)
        }
        if wakes { wake.signal() }
        for waiting in come { waiting.then(true) }
    }

    /// Takes nothing more. What is in it can still be taken out.
    package func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        wake.signal()
        for waiting in waiting { waiting.then(false) }
    }

    private var roomOfOffered: Int { limit / 4 }

    /// For who can wait.
    private func fits(_ chunk: LineChunk, _ state: State) -> Bool {
        if state.cost == 0 { return true }
        return state.cost - state.offered + chunk.cost <= limit - roomOfOffered && state.cost + chunk.cost <= limit
    }

    private func fitsOffered(_ chunk: LineChunk, _ state: State) -> Bool {
        if state.cost == 0 { return true }
        let isWithin = state.waiting.isEmpty || state.offered + chunk.cost <= roomOfOffered
        return isWithin && state.cost + chunk.cost <= limit
    }

    /// - Returns: whether the loop is to be woken.
    private func add(_ chunk: LineChunk, _ state: inout State) -> Bool {
        state.cost += chunk.cost
        if chunk.isOffered { state.offered += chunk.cost }
        state.chunks.append(chunk)
        defer { state.isAwake = true }
        return !state.isAwake
    }
}
