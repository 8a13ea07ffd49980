// The queue between listeners and the loop: its bound, its order, and its end.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Synchronization
import Testing
import Watch

@Suite("The intake")
struct IntakeTests {
    private static func chunk(_ lines: [String], marks: [String: String] = [:]) -> LineChunk {
        var chunk = LineChunk(
            source: ArchiveSource(name: "test"), zone: .utc, received: Timestamp(seconds: 1_790_000_000))
        for line in lines { chunk.append(line.utf8) }
        chunk.marks = marks
        return chunk
    }

    /// What is there, without holding the thread: tasks that put in need it too.
    private static func take(_ intake: Intake, upTo bytes: Int) async throws -> [LineChunk] {
        let chunks = intake.take(upTo: bytes, wait: 0) ?? []
        if chunks.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        return chunks
    }

    @Test("a chunk gives its lines back, each followed by sixteen bytes that can be read")
    func lines() {
        let chunk = Self.chunk(["one", "", "three is longer"])
        var seen: [String] = []
        chunk.withLines { index, line in
            #expect(index == seen.count)
            seen.append(String(decoding: line, as: UTF8.self))
            if let base = line.baseAddress { for ahead in 0..<16 { _ = base[line.count + ahead] } }
        }
        #expect(seen == ["one", "", "three is longer"])
    }

    @Test("more than the limit is not taken, and what was taken out counts until it is released")
    func bound() {
        let one = Self.chunk([String(repeating: "x", count: 1_000)])
        let intake = Intake(limit: one.cost * 2)
        #expect(intake.offer(one) && intake.offer(one))
        #expect(!intake.offer(one))
        let taken = intake.take(upTo: 1, wait: 1)
        #expect(taken?.count == 1)
        #expect(!intake.offer(one))
        intake.release(one.cost)
        #expect(intake.offer(one))
        #expect(intake.cost == one.cost * 2)
    }

    @Test("a chunk that is larger than all room is taken when nothing else is there")
    func large() {
        let intake = Intake(limit: 10)
        #expect(intake.offer(Self.chunk([String(repeating: "x", count: 1_000)])))
        #expect(!intake.offer(Self.chunk(["x"])))
    }

    @Test("who can wait comes in the order of asking, and nobody passes")
    func order() async throws {
        let first = Self.chunk(["0"])
        let intake = Intake(limit: first.cost)
        #expect(intake.offer(first))
        var tasks: [Task<Void, any Error>] = []
        for number in 1...5 {
            tasks.append(Task { try await intake.put(Self.chunk(["\(number)"])) })
            // Each asks when those before it wait.
            try await Task.sleep(for: .milliseconds(30))
        }
        var seen: [String] = []
        for _ in 0..<1_000 where seen.count < 6 {
            for chunk in try await Self.take(intake, upTo: 1) {
                seen.append(String(decoding: chunk.bytes, as: UTF8.self))
                intake.release(chunk.cost)
            }
        }
        for task in tasks { try await task.value }
        #expect(seen == ["0", "1", "2", "3", "4", "5"])
    }

    @Test("who cannot wait has a quarter of the room that others leave, also while they wait")
    func datagrams() {
        let one = Self.chunk(["x"])
        let intake = Intake(limit: one.cost * 4)
        for _ in 0..<3 { #expect(intake.put(one) { _ in Issue.record("called although taken at once") }) }
        let came = Mutex<[Bool]>([])
        #expect(!intake.put(one) { isTaken in came.withLock { $0.append(isTaken) } })
        #expect(intake.offer(one))
        #expect(!intake.offer(one))
        intake.release(one.cost)
        #expect(came.withLock { $0 } == [true] && intake.cost == one.cost * 4)
    }

    @Test("a flood of datagrams takes all room while nobody waits, and then gives way to who does")
    func flood() throws {
        let one = Self.chunk(["x"])
        let intake = Intake(limit: one.cost * 8)
        for _ in 0..<8 { #expect(intake.offer(one)) }
        #expect(!intake.offer(one))
        let came = Mutex(0)
        for _ in 0..<3 { #expect(!intake.put(one) { _ in came.withLock { $0 += 1 } }) }
        for round in 1...3 {
            let taken = try #require(intake.take(upTo: 1, wait: 1))
            #expect(taken.count == 1)
            intake.release(taken)
            #expect(came.withLock { $0 } == round)
            // Full again, and of datagrams no more than before.
            #expect(!intake.offer(one))
        }
        #expect(intake.cost == one.cost * 8)
    }

    @Test("who waits for a time is told when it is over, and holds up nobody after that")
    func withdrawn() async {
        let one = Self.chunk(["x"])
        let large = Self.chunk([String(repeating: "x", count: 10_000)])
        let intake = Intake(limit: one.cost * 8)
        #expect(await intake.put(one, within: 0))
        async let isTaken = intake.put(large, within: 1)
        while intake.waiting == 0 { try? await Task.sleep(for: .milliseconds(5)) }
        let came = Mutex(false)
        #expect(!intake.put(one) { isTaken in came.withLock { $0 = isTaken } })
        #expect(await !isTaken)
        #expect(came.withLock { $0 } && intake.cost == one.cost * 2)
        intake.close()
        #expect(await !intake.put(one, within: 60))
    }

    @Test("at the end what is in it comes out, nothing comes in, and nobody waits")
    func end() async {
        let one = Self.chunk(["x"])
        let intake = Intake(limit: one.cost)
        #expect(intake.offer(one))
        let put = Task { () -> Bool in
            do throws(Problem) {
                try await intake.put(one)
                return true
            } catch {
                return error.code.name != "intake.closed"
            }
        }
        let called = Mutex<Bool?>(nil)
        #expect(!intake.put(one) { isTaken in called.withLock { $0 = isTaken } })
        try? await Task.sleep(for: .milliseconds(50))
        intake.close()
        #expect(await put.value == false)
        #expect(called.withLock { $0 } == false)
        #expect(!intake.offer(one))
        #expect(intake.take(upTo: 1, wait: 1)?.count == 1)
        #expect(intake.take(upTo: 1, wait: 1) == nil)
    }

    @Test("a thousand chunks of many threads all come out once, with the bound held")
    func many() async throws {
        let cost = Self.chunk(["000000"]).cost
        let intake = Intake(limit: cost * 7)
        let senders = (0..<8).map { sender in
            Task { for number in 0..<125 { try await intake.put(Self.chunk([String(sender * 1_000 + number)])) } }
        }
        var seen: Set<String> = []
        var highest = 0
        for _ in 0..<20_000 where seen.count < 1_000 {
            highest = max(highest, intake.cost)
            for chunk in try await Self.take(intake, upTo: cost * 3) {
                #expect(seen.insert(String(decoding: chunk.bytes, as: UTF8.self)).inserted)
                intake.release(chunk.cost)
            }
        }
        for sender in senders { try await sender.value }
        #expect(seen.count == 1_000 && intake.cost == 0 && highest <= cost * 7)
    }
}
