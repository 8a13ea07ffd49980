// Blocks to workers on several threads, and their results back in the order of the input.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// What is done with each block. Each thread makes one worker of its own and keeps it.
package protocol BlockWorker: ~Copyable, SendableMetatype {
    associatedtype Output: Sendable

    mutating func process(_ block: Block) -> Output
}

/// Runs workers over the blocks of a reader.
package enum BlockPipeline {
    /// How many results per thread may wait for an earlier one.
    package static let resultsPerThread = 4

    /// Works through all blocks. `emit` is called on the calling thread, in the order of the input.
    ///
    /// With one thread no other is started. What `emit` throws ends the run at once: other threads stop by themselves
    /// after the block they have in hand. Throws `EarlyEnd.interrupted` when the user has pressed Control-C.
    package static func run<Worker: BlockWorker & ~Copyable>(
        threads: Int, reader: BlockReader, makeWorker: @escaping @Sendable () -> Worker,
        emit: (Worker.Output) throws -> Void
    ) throws {
        if threads <= 1 {
            var worker = makeWorker()
            let block = Block(capacity: reader.limits.blockBytes)
            while reader.fill(block) { try emit(worker.process(block)) }
        } else {
            let line = AssemblyLine<Worker.Output>(reader, threads: threads)
            for number in 1...threads { start(line, number, makeWorker) }
            defer { line.stop() }
            while let output = line.next() { try emit(output) }
        }
        if Interrupts.isRequested { throw EarlyEnd.interrupted }
    }

    private static func start<Worker: BlockWorker & ~Copyable>(
        _ line: AssemblyLine<Worker.Output>, _ number: Int, _ makeWorker: @escaping @Sendable () -> Worker
    ) {
        let thread = Thread {
            Interrupts.leaveToMainThread()
            var worker = makeWorker()
            let block = Block(capacity: line.blockBytes)
            while line.take(block) {
                let output = worker.process(block)
                // A long record is not kept while the thread waits for the next block.
                block.shrink(to: line.blockBytes)
                line.put(output, block.sequence)
            }
            line.leave()
        }
        thread.name = "worker \(number)"
        thread.stackSize = 4 << 20
        thread.start()
    }
}
