// The lines that hits of correlations rest on: kept within a limit, and not read back from the archive for each hit.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Crypto
import Events
import Store
import Testing
import Watch

@Suite("The lines that correlations read lately")
struct RecentLinesTests {
    private static func position(_ number: Int) -> ArchivePosition {
        ArchivePosition(day: 20_000, block: 0, position: Int32(number))
    }

    @Test("the newest lines are kept within the limit, as they were, and the oldest leave first")
    func limit() {
        var recent = RecentLines()
        let count = 40_000
        for number in 0..<count {
            recent.keep([UInt8](repeating: UInt8(number % 251), count: 500), at: Self.position(number))
            #expect(recent.size <= RecentLines.limit)
        }
        #expect(recent.count > 10_000 && recent.count < 20_000)
        let kept = (0..<count).map { recent[Self.position($0)] }
        #expect(kept.prefix(count - recent.count).allSatisfy { $0 == nil })
        let whole = kept.enumerated().suffix(recent.count).allSatisfy { number, line in
            line == [UInt8](repeating: UInt8(number % 251), count: 500)
        }
        #expect(whole)
    }

    @Test("a line is kept once, and a long one drives out no others")
    func once() {
        var recent = RecentLines()
        recent.keep([1, 2, 3], at: Self.position(0))
        let size = recent.size
        recent.keep([1, 2, 3], at: Self.position(0))
        recent.keep([UInt8](repeating: 0, count: RecentLines.limit / 2), at: Self.position(1))
        #expect(recent.size == size && recent.count == 1)
        #expect(recent[Self.position(0)] == [1, 2, 3] && recent[Self.position(1)] == nil)
    }

    @Test("no hit of a correlation reads lines back that came shortly before, and its evidence is true")
    func oneByOne() throws {
        // 1,400 files of shares, one after the other, by one account.
        let lines = ExerciseDay.lines.filter { $0.source.contains("windows-security-fs02") }
        var detector = Detector(
            rules: ExerciseDay.rules, correlations: ExerciseDay.correlations, routing: try ExerciseDay.routing())
        var reader = LineReader()
        var event = Event()
        var readBack = 0
        var rested = 0
        for (number, line) in lines.enumerated() {
            (line.bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                let bytes = Bytes(rebasing: padded[..<line.bytes.count])
                _ = reader.read(bytes, format: nil, zone: ExerciseDay.zone, into: &event)
                detector.look(at: &event, index: 0, source: line.source, received: line.time)
            }
            let hits = detector.hits(from: Self.position(number)) { position in
                if position != Self.position(number) { readBack += 1 }
                return lines[Int(position.position)].bytes
            }
            for hit in hits where hit.lines.count > 1 {
                rested += hit.lines.count
                for (ref, bytes) in zip(hit.hit.evidence, hit.lines) {
                    #expect(bytes == lines[Int(ref.position.position)].bytes)
                    #expect(ref.digest == Array(SHA256.hash(data: bytes)))
                }
            }
        }
        #expect(readBack == 0)
        // A thousand hits, with up to twenty lines each.
        #expect(rested > 10_000)
    }
}
