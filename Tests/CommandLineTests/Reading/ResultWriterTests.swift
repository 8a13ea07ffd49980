// Results reach the other end whole, and a reader that goes away ends the work quietly.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Testing

@Suite(.serialized) struct ResultWriterTests {
    @Test("Writes of all sizes come out in order")
    func order() throws {
        let folder = try TemporaryFolder()
        let path = folder.url("out")
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        var expected: [UInt8] = []
        var writer = ResultWriter(descriptor: descriptor)
        for size in [1, 0, 100, 65_535, 65_536, 65_537, 10, 200_000, 65_526, 3] {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
            expected += bytes
            try writer.write(bytes)
        }
        try writer.write("tekst é\n")
        expected += Array("tekst é\n".utf8)
        #expect(writer.bytesWritten == expected.count)
        #expect(contents(path).count < expected.count)
        try writer.flush()
        try writer.flush()
        close(descriptor)
        #expect(contents(path) == expected)
    }

    @Test("A closed pipe is an early end with exit code 0")
    func closedPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        close(ends[0])
        var writer = ResultWriter(descriptor: ends[1])
        try writer.write("a\n")
        var end: (any Error)?
        do { try writer.flush() } catch { end = error }
        #expect(end as? EarlyEnd == .closedPipe)
        #expect(EarlyEnd.closedPipe.exitCode == 0)
        #expect(EarlyEnd.interrupted.exitCode == 130)
        close(ends[1])
    }

    @Test("A full disk is a problem with its reason")
    func fullDisk() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        var writer = ResultWriter(descriptor: descriptor)
        try writer.write("a\n")
        var problem: Problem?
        do { try writer.flush() } catch { problem = error as? Problem }
        #expect(problem?.code == .outputFailed)
        #expect(problem?.arguments.first?.isEmpty == false)
        close(descriptor)
    }

    @Test("A pipe that does not block is waited for")
    func nonBlocking() throws {
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        let (from, to) = (ends[0], ends[1])
        _ = fcntl(to, F_SETFL, O_NONBLOCK)
        let reader = Thread {
            var buffer = [UInt8](repeating: 0, count: 30_000)
            while read(from, &buffer, buffer.count) > 0 { usleep(500) }
            close(from)
        }
        reader.start()
        var writer = ResultWriter(descriptor: to)
        for _ in 0..<20 { try writer.write([UInt8](repeating: 7, count: 50_000)) }
        try writer.flush()
        close(to)
    }
}
