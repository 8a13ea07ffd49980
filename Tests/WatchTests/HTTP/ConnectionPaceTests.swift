// Deadlines of one connection as a value: what is late when, and what time does not count.
// SPDX-License-Identifier: EUPL-1.2

import NIOCore
import Testing
import Watch

@Suite("the pace of a connection")
struct ConnectionPaceTests {
    private func at(_ seconds: Double) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000_000) + .nanoseconds(Int64(seconds * 1e9))
    }

    private func pace() -> ConnectionPace { ConnectionPace(PaceLimits(), at: at(0)) }

    @Test("who connects and sends nothing is late after ten seconds, not before")
    func silent() {
        var pace = pace()
        #expect(pace.deadline == at(10))
        #expect(pace.check(at: at(9.9)) == nil)
        #expect(pace.check(at: at(10)) == .header)
    }

    @Test("one byte at the last moment does not give ten more seconds")
    func dripping() {
        var pace = pace()
        pace.received(1, at: at(9))
        #expect(pace.check(at: at(10)) == .header)
    }

    @Test("the header of a later request has ten seconds from its first byte")
    func laterHeader() {
        var pace = served(at: 1)
        pace.received(1, at: at(50))
        for second in 51..<60 { pace.received(1, at: at(Double(second))) }
        #expect(pace.check(at: at(59.9)) == nil)
        #expect(pace.check(at: at(60)) == .header)
    }

    /// A connection after one answered request.
    private func served(at second: Double) -> ConnectionPace {
        var pace = pace()
        pace.received(100, at: at(second))
        pace.headerEnded(at: at(second))
        pace.requestEnded(at: at(second))
        pace.answered(at: at(second))
        return pace
    }

    @Test("between requests a connection may rest for sixty seconds")
    func idle() {
        var pace = served(at: 2)
        #expect(pace.isWaiting)
        #expect(pace.check(at: at(61.9)) == nil)
        #expect(pace.check(at: at(62)) == .idle)
    }

    @Test("an answer that takes long is not the fault of the connection")
    func longAnswer() {
        var pace = pace()
        pace.received(100, at: at(0))
        pace.headerEnded(at: at(0))
        pace.requestEnded(at: at(0))
        #expect(!pace.isWaiting && pace.deadline == nil)
        #expect(pace.check(at: at(1_000)) == nil)
        pace.answered(at: at(1_000))
        #expect(pace.deadline == at(1_060))
    }

    @Test("a body of less than 1 kB/s over ten seconds is late; what came fast before does not pay for a stall")
    func slowBody() {
        var pace = pace()
        pace.received(200, at: at(1))
        pace.headerEnded(at: at(1))
        pace.received(50_000_000, at: at(2))
        #expect(pace.check(at: at(11)) == nil)
        for second in 11..<21 { pace.received(999, at: at(Double(second))) }
        #expect(pace.check(at: at(20.9)) == nil)
        #expect(pace.check(at: at(21)) == .body)
    }

    @Test("a body at just 1 kB/s goes on as long as it likes")
    func steadyBody() {
        var pace = pace()
        pace.received(200, at: at(0))
        pace.headerEnded(at: at(0))
        for second in 0..<300 {
            pace.received(1_000, at: at(Double(second) + 0.5))
            #expect(pace.check(at: at(Double(second) + 1)) == nil)
        }
    }

    @Test("time in which nothing is read from a body does not count")
    func paused() {
        var pace = pace()
        pace.received(200, at: at(0))
        pace.headerEnded(at: at(0))
        pace.wantsNothing(at: at(5))
        #expect(pace.deadline == nil)
        #expect(pace.check(at: at(500)) == nil)
        pace.wantsBytes(at: at(500))
        #expect(pace.check(at: at(504)) == nil)
        #expect(pace.check(at: at(505)) == .body)
    }

    @Test("who reads an answer at less than 1 kB/s is late; who reads it whole is not")
    func slowReader() {
        var pace = served(at: 0)
        pace.sending(100_000, at: at(1))
        pace.sent(16_384)
        #expect(pace.check(at: at(11)) == nil)
        pace.sent(9_999)
        #expect(pace.check(at: at(20.9)) == nil)
        #expect(pace.check(at: at(21)) == .reader)
        pace.sent(100_000)
        #expect(pace.check(at: at(22)) == nil)
        #expect(pace.deadline == at(60))
    }

    @Test("a header above 64 KiB is too long, a body of that size is not")
    func longHeader() {
        var pace = pace()
        pace.received(HTTPLimits.headerBytes, at: at(0))
        #expect(!pace.isHeaderTooLong)
        pace.received(1, at: at(0))
        #expect(pace.isHeaderTooLong)
        pace.headerEnded(at: at(0))
        pace.received(1 << 20, at: at(0))
        #expect(!pace.isHeaderTooLong)
    }

    @Test("after an answer that ends the connection it is closed within two seconds, whatever still comes")
    func leaving() {
        var pace = served(at: 0)
        pace.leave(at: at(1))
        pace.received(1, at: at(2))
        pace.leave(at: at(2.5))
        #expect(pace.isLeaving && !pace.isQuiet)
        #expect(pace.check(at: at(3)) == .linger)
    }

    @Test("whatever happens in whatever order, a connection that we read from has a deadline or an answer to wait for")
    func anyOrder() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var pace = pace()
            var now = 0.0
            var unanswered = 0
            for _ in 0..<30 {
                now += Double.random(in: 0..<5, using: &random)
                switch Int.random(in: 0..<8, using: &random) {
                case 0: pace.received(Int.random(in: 0..<100_000, using: &random), at: at(now))
                case 1:
                    pace.headerEnded(at: at(now))
                    unanswered += 1
                case 2: pace.requestEnded(at: at(now))
                case 3:
                    pace.answered(at: at(now))
                    unanswered = max(unanswered - 1, 0)
                case 4: pace.sending(1_000, at: at(now))
                case 5: pace.sent(1_000)
                case 6: pace.wantsNothing(at: at(now))
                default: _ = pace.check(at: at(now))
                }
            }
            pace.wantsBytes(at: at(now))
            #expect(pace.deadline != nil || unanswered > 0)
        }
    }
}
