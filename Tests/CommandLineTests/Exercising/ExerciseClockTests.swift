// The clock of an exercise: it stands, goes at its pace, and goes as fast as life when the logs are over; never back.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Synchronization
import Testing

/// For how long the program runs, as a test says it.
private final class Running: Sendable {
    private let seconds = Mutex(0.0)

    var elapsed: Duration { .seconds(seconds.withLock { $0 }) }

    func pass(_ more: Double) {
        seconds.withLock { $0 += more }
    }
}

@Suite("The clock of an exercise")
struct ExerciseClockTests {
    private static let start = Timestamp(seconds: 1_773_900_000)

    private static func after(_ seconds: Double) -> Timestamp {
        start.advanced(byNanoseconds: Int64(seconds * 1e9))
    }

    private func clock(_ speed: ExerciseSpeed, end: Double? = nil) -> (ExerciseClock, Running) {
        let running = Running()
        let clock = ExerciseClock(
            start: ExerciseClockTests.start, end: end.map(ExerciseClockTests.after), speed: speed
        ) { running.elapsed }
        return (clock, running)
    }

    /// How far it is, in seconds, to the millisecond.
    private func at(_ clock: ExerciseClock) -> Double {
        Double((clock.now().nanoseconds - ExerciseClockTests.start.nanoseconds) / 1_000_000) / 1_000
    }

    @Test(
        "max, or a number with or without an x, from a tenth to a million",
        arguments: [
            ("max", ExerciseSpeed.most), ("60x", .times(60)), ("60", .times(60)), ("0.1x", .times(0.1)),
            ("1000000x", .times(1_000_000)),
        ] as [(String, ExerciseSpeed)])
    func speeds(text: String, speed: ExerciseSpeed) {
        #expect(ExerciseSpeed(text) == speed)
    }

    @Test(
        "what is no speed is none", arguments: ["", "x", "0x", "-1", "1000001", "0.09x", "60xx", "nan", "inf", "maxx"])
    func noSpeeds(text: String) {
        #expect(ExerciseSpeed(text) == nil)
    }

    @Test("it stands until it begins, and then so many seconds pass in one of ours")
    func pace() {
        let (clock, running) = clock(.times(60), end: 36_000)
        running.pass(100)
        #expect(at(clock) == 0 && clock.pace == 60)
        clock.begin()
        running.pass(2)
        #expect(at(clock) == 120 && clock.pace == 60)
        running.pass(0.5)
        #expect(at(clock) == 150)
    }

    @Test("behind the last line it goes as fast as life, however late anyone looks")
    func end() {
        let (clock, running) = clock(.times(60), end: 600)
        clock.begin()
        running.pass(9)
        #expect(at(clock) == 540 && clock.pace == 60)
        running.pass(4)
        // One second more brings it to the end; three are left.
        #expect(at(clock) == 603 && clock.pace == 1)
        clock.goAsLife()
        running.pass(10)
        #expect(at(clock) == 613 && clock.pace == 1)
    }

    @Test("slower than life it comes to its end too")
    func slow() {
        let (clock, running) = clock(.times(0.5), end: 10)
        clock.begin()
        running.pass(24)
        #expect(at(clock) == 14 && clock.pace == 1)
    }

    @Test("as fast as the machine can: it is moved from line to line, never back, and then goes as fast as life")
    func jumps() {
        let (clock, running) = clock(.most, end: 500)
        clock.begin()
        running.pass(1_000)
        #expect(at(clock) == 0 && clock.pace == nil)
        for (line, shown) in [(100.0, 100.0), (40, 100), (500, 500)] {
            #expect(clock.reach(ExerciseClockTests.after(line), unless: { false }))
            running.pass(7)
            #expect(at(clock) == shown && clock.pace == nil)
        }
        clock.goAsLife()
        running.pass(3)
        #expect(at(clock) == 503 && clock.pace == 1)
    }

    @Test("who waits for a time waits until it is that time, and no longer than there is something to wait for")
    func reach() {
        let (clock, running) = clock(.times(1_000), end: 36_000)
        clock.begin()
        let wanted = ExerciseClockTests.after(50)
        var looks = 0
        #expect(
            clock.reach(wanted) {
                looks += 1
                running.pass(0.02)
                return false
            })
        #expect(clock.now() >= wanted && looks >= 3)
        #expect(!clock.reach(ExerciseClockTests.after(30_000)) { true })
        #expect(clock.reach(wanted) { false }, "what is over is not waited for")
    }

    @Test("whatever is done with it in whatever order, it never goes back")
    func forwards() {
        var state: UInt64 = 7
        func chance(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        for speed in [ExerciseSpeed.most, .times(0.1), .times(1), .times(1_000_000)] {
            let (clock, running) = clock(speed, end: 5_000)
            var last = clock.now()
            for _ in 0..<2_000 {
                switch chance(5) {
                case 0: clock.begin()
                case 1: clock.goAsLife()
                case 2: _ = clock.reach(last, unless: { false })
                default: running.pass(Double(chance(1_000)) / 100)
                }
                let now = clock.now()
                #expect(now >= last)
                last = now
            }
        }
    }
}
