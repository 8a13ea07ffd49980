// Results come in the order of the input whatever the threads, and a run that is stopped ends at once.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Synchronization
import Testing

/// Counts its records, slowly for some blocks, so that threads overtake each other.
private struct Counting: BlockWorker, ~Copyable {
    var isUneven = true

    mutating func process(_ block: Block) -> [Seen] {
        if isUneven, block.sequence % 5 == 0 { usleep(2_000) }
        var records = BlockRecords(block)
        var seen: [Seen] = []
        while let record = records.next() {
            seen.append(Seen("\(block.sourceIndex)", record.line, String(decoding: record.bytes, as: UTF8.self)))
        }
        return seen
    }
}

private struct Stop: Error {}

/// What a test counts on several threads.
private final class Tally: Sendable {
    let started = Atomic<Int>(0)
    let emitted = Atomic<Int>(0)
    let furthest = Atomic<Int>(0)
}

@Suite(.serialized) struct PipelineTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func files() throws -> InputFiles {
        for name in 0..<7 {
            try folder.write("logs/\(name)", (0..<name * 100).map { "\(name) line \($0)\n" }.joined())
        }
        return InputFiles([folder.url("logs")])
    }

    @Test("Results come in the order of the input whatever the threads", arguments: [1, 2, 8])
    func order(threads: Int) throws {
        let expected = (0..<7).flatMap { name in
            (0..<name * 100).map { Seen("\(name)", $0 + 1, "\(name) line \($0)") }
        }
        var seen: [Seen] = []
        let limits = smallBlocks(256)
        try BlockPipeline.run(
            threads: threads, reader: BlockReader(try files(), limits: limits), makeWorker: { Counting() },
            emit: { seen += $0 })
        #expect(seen == expected)
    }

    @Test("At most four results per thread wait", arguments: [2, 3])
    func window(threads: Int) throws {
        struct Noting: BlockWorker {
            let tally: Tally
            func process(_ block: Block) -> Int {
                let ahead = block.sequence - tally.emitted.load(ordering: .sequentiallyConsistent)
                tally.furthest.max(ahead, ordering: .sequentiallyConsistent)
                return block.sequence
            }
        }
        let tally = Tally()
        var next = 0
        let limits = smallBlocks(64)
        try BlockPipeline.run(
            threads: threads, reader: BlockReader(try files(), limits: limits), makeWorker: { Noting(tally: tally) },
            emit: { sequence in
                #expect(sequence == next)
                next += 1
                usleep(100)
                tally.emitted.wrappingAdd(1, ordering: .sequentiallyConsistent)
            })
        #expect(next > 100)
        // One more, because a result is given before it is counted.
        #expect(tally.furthest.load(ordering: .relaxed) <= threads * BlockPipeline.resultsPerThread + 1)
    }

    @Test("An error of emit stops everything quickly", arguments: [1, 4])
    func emitFails(threads: Int) throws {
        let reader = BlockReader(try files(), limits: smallBlocks(64))
        let progress = reader.progress
        var count = 0
        #expect(throws: Stop.self) {
            try BlockPipeline.run(threads: threads, reader: reader, makeWorker: { Counting() }) { _ in
                count += 1
                if count == 3 { throw Stop() }
            }
        }
        #expect(count == 3)
        #expect(progress.blocksRead <= 3 + threads * 5)
    }

    @Test("An error of emit ends the run though a thread waits for input", .timeLimit(.minutes(1)))
    func emitFailsWhileReading() throws {
        let path = folder.url("pipe")
        mkfifo(path, 0o600)
        let descriptor = open(path, O_RDWR)
        let first = try folder.write("first", "1\n")
        let limits = smallBlocks(64)
        #expect(throws: Stop.self) {
            let reader = BlockReader(InputFiles([first, path], limits: limits), limits: limits)
            try BlockPipeline.run(threads: 2, reader: reader, makeWorker: { Counting() }) { _ in throw Stop() }
        }
        close(descriptor)
    }

    @Test("Nothing to read is no error, and makes no result", arguments: [1, 4])
    func nothing(threads: Int) throws {
        try BlockPipeline.run(
            threads: threads, reader: BlockReader(InputFiles([])), makeWorker: { Counting() },
            emit: { _ in Issue.record("a result of nothing") })
    }

    @Test("Each thread makes one worker; one thread is the calling one")
    func workers() throws {
        struct Plain: BlockWorker {
            let isMain: Bool
            func process(_ block: Block) -> Bool { isMain }
        }
        let tally = Tally()
        let caller = pthread_self()
        for threads in [1, 3] {
            tally.started.store(0, ordering: .relaxed)
            try BlockPipeline.run(
                threads: threads, reader: BlockReader(try files(), limits: smallBlocks(64)),
                makeWorker: {
                    tally.started.wrappingAdd(1, ordering: .relaxed)
                    return Plain(isMain: pthread_equal(pthread_self(), caller) != 0)
                },
                emit: { #expect($0 == (threads == 1)) })
            #expect(tally.started.load(ordering: .relaxed) == threads)
        }
    }

    @Test("Progress counts the bytes of files as they are on disk")
    func progress() throws {
        let plain = try folder.write("a", String(repeating: "line\n", count: 1_000))
        let packed = try folder.write("b", gzip(Array(String(repeating: "line\n", count: 1_000).utf8)))
        archive(folder.url("c"), [("m", Array("x\n".utf8)), ("n", Array("y\n".utf8))])
        let reader = BlockReader(InputFiles([plain, packed, folder.url("c")]))
        let progress = reader.progress
        let block = Block()
        while reader.fill(block) {}
        #expect(progress.totalBytes == 5_000 + contents(packed).count + contents(folder.url("c")).count)
        #expect(progress.bytesRead <= progress.totalBytes)
        #expect(progress.bytesRead >= 5_000 + contents(packed).count)
        #expect(progress.sourcesOpened == 4)
        #expect(progress.blocksRead == 4)
    }

    @Test("A problem stands in the order of the input, before the records that follow it")
    func problemsInOrder() throws {
        struct Telling: BlockWorker {
            func process(_ block: Block) -> [String] {
                block.problems.map(\.code.name) + (block.count > 0 ? [block.source] : [])
            }
        }
        let a = try folder.write("a", "1\n")
        let b = try folder.write("b", Array(gzip(Array("2\n".utf8)).dropLast(3)))
        let c = try folder.write("c", "3\n")
        var told: [String] = []
        try BlockPipeline.run(
            threads: 2, reader: BlockReader(InputFiles([a, b, c])), makeWorker: { Telling() }, emit: { told += $0 })
        #expect(told == [a, b, "reading.compressed_cut", c])
    }
}
