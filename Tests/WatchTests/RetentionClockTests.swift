// By which time days become old: never faster than the limit, whatever the clock of the machine says.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing
import Watch

@Suite("The clock of retention")
struct RetentionClockTests {
    private static let start = Timestamp(seconds: 1_790_000_000)
    private static func later(_ seconds: Int64) -> Timestamp { start.advanced(byNanoseconds: seconds * 1_000_000_000) }

    @Test("a clock that is a year ahead for ten seconds makes no day old")
    func year() {
        var clock = RetentionClock(Self.start)
        clock.advance(to: Self.later(365 * 86_400), elapsed: .seconds(10))
        #expect(clock.time == Self.later(300))
        clock.advance(to: Self.later(20), elapsed: .seconds(10))
        #expect(clock.time == Self.later(20))
    }

    @Test("a start with a wrong clock makes no day old either")
    func begin() {
        var clock = RetentionClock(Self.start)
        clock.advance(to: Self.later(365 * 86_400), elapsed: .zero)
        #expect(clock.time == Self.start)
    }

    @Test("after a month without power it has caught up within a day")
    func month() {
        var clock = RetentionClock(Self.start)
        for hour in 1...24 {
            clock.advance(to: Self.later(30 * 86_400 + Int64(hour) * 3_600), elapsed: .seconds(3_600))
        }
        #expect(clock.time.nanoseconds >= Self.later(30 * 86_400).nanoseconds)
    }

    @Test("what was kept is read again, and what is damaged is not")
    func file() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("retention-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(RetentionClock(file) == nil)
        RetentionClock(Self.start).write(to: file)
        #expect(RetentionClock(file) == RetentionClock(Self.start))
        try Data("soon".utf8).write(to: file)
        #expect(RetentionClock(file) == nil)
    }
}
