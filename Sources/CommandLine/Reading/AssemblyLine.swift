// What the threads of a pipeline share: the reader under one lock, the waiting results under another.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// Gives blocks out in sequence and takes results in whatever order they come.
///
/// Two locks, always taken in this order: `reading` is held while a block is read, `state` only for moments. One block
/// with a long record is in work at a time, so that memory does not grow with the number of threads.
final class AssemblyLine<Output: Sendable>: @unchecked Sendable {
    let blockBytes: Int
    /// Guarded by `reading`.
    private let reader: BlockReader
    private let reading = NSLock()

    /// Guards all below.
    private let state = NSCondition()
    private var results: [Output?]
    private var taken = 0
    private var given = 0
    private var isAtEnd = false
    private var isStopped = false
    private var working: Int
    /// The block with a long record whose result is not given yet, if any.
    private var longSequence: Int?

    init(_ reader: BlockReader, threads: Int) {
        self.reader = reader
        blockBytes = reader.limits.blockBytes
        results = Array(repeating: nil, count: threads * BlockPipeline.resultsPerThread)
        working = threads
    }

    /// Fills the block with the next records; waits while too many results wait. False when there is nothing to do.
    func take(_ block: Block) -> Bool {
        reading.lock()
        defer { reading.unlock() }
        state.lock()
        while !isStopped, !isAtEnd, longSequence != nil || taken - given >= results.count { state.wait() }
        let isOver = isStopped || isAtEnd
        state.unlock()
        if isOver { return false }
        let isFilled = reader.fill(block)
        state.lock()
        if isFilled { taken += 1 } else { isAtEnd = true }
        if isFilled, block.capacity > blockBytes {
            // Nothing more is read until its result is out: the next block may be as long, and so may be its result.
            longSequence = block.sequence
        }
        if !isFilled { state.broadcast() }
        let goesOn = isFilled && !isStopped
        state.unlock()
        return goesOn
    }

    func put(_ output: Output, _ sequence: Int) {
        state.lock()
        results[sequence % results.count] = output
        if sequence == given { state.broadcast() }
        state.unlock()
    }

    /// A thread has ended.
    func leave() {
        state.lock()
        working -= 1
        state.broadcast()
        state.unlock()
    }

    /// The next result in the order of the input; nil at the end or when the user has stopped it. A signal does not
    /// wake a condition, so the request to stop is looked at five times a second.
    func next() -> Output? {
        state.lock()
        defer { state.unlock() }
        while !Interrupts.isRequested {
            let index = given % results.count
            if let output = results[index] {
                results[index] = nil
                if given == longSequence { longSequence = nil }
                given += 1
                state.broadcast()
                return output
            }
            if isAtEnd, given == taken { return nil }
            _ = state.wait(until: Date(timeIntervalSinceNow: 0.2))
        }
        return nil
    }

    /// Lets the threads end. Those that have ended work are waited for; one that waits for input is not.
    func stop() {
        state.lock()
        isStopped = true
        state.broadcast()
        if isAtEnd, !Interrupts.isRequested {
            while working > 0 { state.wait() }
        }
        state.unlock()
    }
}
