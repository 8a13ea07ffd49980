// The limits on log-ins: bounded, growing, and of no use to who wants to lock someone else out.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Testing

@Suite("Limits on logging in")
struct LogInLimiterTests {
    private let office = NetworkPrefix(address: "192.0.2.10")
    private let elsewhere = NetworkPrefix(address: "203.0.113.66")

    /// One try that fails or succeeds at once; the seconds to wait when it may not be made, -1 when busy.
    private func attempt(
        _ limiter: inout LogInLimiter, _ account: String, _ network: NetworkPrefix, _ second: Int64,
        succeeds: Bool = false
    ) -> Int64 {
        switch limiter.begin(account: account, network: network, now: Sample.later(second)) {
        case .proceed(let ticket):
            limiter.end(ticket, succeeded: succeeds, now: Sample.later(second))
            return 0
        case .wait(let seconds): return seconds
        case .busy: return -1
        }
    }

    @Test("three failures are free, then the delay is 1, 2, 4 ... seconds and at most 15 minutes")
    func delays() {
        let policy = LogInPolicy.pair
        #expect((0...8).map(policy.delay(afterFailures:)) == [0, 0, 0, 0, 1, 2, 4, 8, 16])
        #expect(policy.delay(afterFailures: 13) == 512 && policy.delay(afterFailures: 14) == 900)
        #expect(policy.delay(afterFailures: .max) == 900 && policy.delay(afterFailures: .min) == 0)
    }

    @Test("more failures never bring less delay, whatever the policy")
    func monotone() {
        var random = SampleRandom(5)
        for _ in 0..<200 {
            let policy = LogInPolicy(
                free: Int.random(in: -2...40, using: &random),
                firstSeconds: Int64.random(in: -5...(.max), using: &random),
                mostSeconds: Int64.random(in: -5...100_000, using: &random), forgetSeconds: 0)
            let delays = (0..<120).map(policy.delay(afterFailures:))
            #expect(zip(delays, delays.dropFirst()).allSatisfy(<=))
            #expect(delays.allSatisfy { 0...policy.mostSeconds ~= $0 } && policy.mostSeconds <= policy.forgetSeconds)
        }
    }

    @Test("who keeps trying at the first moment allowed gets fewer than 120 tries in a day")
    func patient() {
        var limiter = LogInLimiter()
        var (second, tries) = (Int64(0), 0)
        while second < 86_400 {
            let wait = attempt(&limiter, "lead", elsewhere, second)
            if wait == 0 { tries += 1 }
            second += max(wait, 0)
        }
        #expect(90..<120 ~= tries)
    }

    @Test("10,000 tries in a row from one network: the lead still logs in from another, at once")
    func noLockOut() {
        var limiter = LogInLimiter()
        let tried = (0..<10_000).count { attempt(&limiter, "lead", elsewhere, Int64($0 / 100)) == 0 }
        #expect(tried < 12)
        #expect(attempt(&limiter, "lead", office, 100, succeeds: true) == 0)
    }

    @Test("a try that comes too early does not make the delay longer")
    func early() {
        var limiter = LogInLimiter()
        #expect((0..<10).count { _ in attempt(&limiter, "lead", office, 0) == 0 } == 4)
        #expect(attempt(&limiter, "lead", office, 1) == 0)
        for _ in 0..<100 { #expect(attempt(&limiter, "lead", office, 1) == 2) }
        #expect(attempt(&limiter, "lead", office, 3, succeeds: true) == 0)
    }

    @Test("success forgets the failures of that account in that network")
    func success() {
        var limiter = LogInLimiter()
        for _ in 0..<3 { #expect(attempt(&limiter, "lead", office, 0) == 0) }
        #expect(attempt(&limiter, "lead", office, 0, succeeds: true) == 0)
        for _ in 0..<4 { #expect(attempt(&limiter, "lead", office, 0) == 0) }
        #expect(attempt(&limiter, "lead", office, 0) == 1)
    }

    @Test("failures are forgotten after a day without a try")
    func forgotten() {
        var limiter = LogInLimiter()
        for second in 0..<4 { #expect(attempt(&limiter, "lead", office, Int64(second)) == 0) }
        #expect(attempt(&limiter, "lead", office, 3) == 1)
        for _ in 0..<4 { #expect(attempt(&limiter, "lead", office, 86_500) == 0) }
    }

    @Test("many names from one network: the network has to wait, who logged in there before has not")
    func spraying() {
        var limiter = LogInLimiter()
        #expect(attempt(&limiter, "lead", office, 0, succeeds: true) == 0)
        let tried = (0..<1_000).count { attempt(&limiter, "naam\($0)", office, 0) == 0 }
        #expect(tried == 31)
        #expect(attempt(&limiter, "nieuw", office, 0) > 0)
        #expect(attempt(&limiter, "lead", office, 0, succeeds: true) == 0)
        #expect(attempt(&limiter, "nieuw", elsewhere, 0) == 0)
    }

    @Test("names that cannot be accounts count with the network, in one place")
    func hostileNames() {
        var limiter = LogInLimiter()
        let names = ["", "\u{0}", "a b", String(repeating: "x", count: 10_000), "<script>", "';--", "é"]
        for (index, name) in names.enumerated() { _ = attempt(&limiter, name, office, Int64(index)) }
        #expect(limiter.count == 2)
        #expect(attempt(&limiter, " LEAD ", elsewhere, 0) == 0 && attempt(&limiter, "lead", elsewhere, 0) == 0)
        #expect(limiter.count == 4)
    }

    @Test("tries at one time count as failures until they end, so that many at once win nothing")
    func parallel() {
        var limiter = LogInLimiter(inFlight: 100)
        let answers = (0..<50).map { _ in limiter.begin(account: "lead", network: office, now: Sample.start) }
        #expect(answers.count { if case .proceed = $0 { true } else { false } } == 4)
        #expect(limiter.inFlight == 4)
    }

    @Test("at most so many at one time, half of them from one network, and a place for who was here before")
    func inFlight() {
        var limiter = LogInLimiter(inFlight: 4)
        #expect(attempt(&limiter, "lead", office, 0, succeeds: true) == 0)
        func begin(_ account: String, _ address: String) -> LogInLimiter.Answer {
            limiter.begin(account: account, network: NetworkPrefix(address: address), now: Sample.start)
        }
        let first = begin("a", "203.0.113.1")
        _ = begin("b", "203.0.113.2")
        #expect(begin("c", "203.0.113.3") == .busy)
        _ = begin("d", "198.51.100.1")
        #expect(begin("e", "2001:db8::1") == .busy && limiter.inFlight == 3)
        guard case .proceed = begin("lead", "192.0.2.99") else {
            Issue.record("no place for the lead")
            return
        }
        #expect(begin("lead", "192.0.2.99") == .busy && limiter.inFlight == 4)
        guard case .proceed(let ticket) = first else {
            Issue.record("no first try")
            return
        }
        for _ in 0..<3 { limiter.end(ticket, succeeded: false, now: Sample.start) }
        #expect(limiter.inFlight == 3)
    }

    @Test("the table keeps to its limit, and what was learned of the attacker and of the lead outlives a flood")
    func bounded() {
        var limiter = LogInLimiter(pairs: 100)
        #expect(attempt(&limiter, "lead", office, 0, succeeds: true) == 0)
        for second in 0..<20 { _ = attempt(&limiter, "doel", elsewhere, Int64(second)) }
        for index in 0..<2_000 {
            let network = NetworkPrefix(address: "10.\(index / 250).\(index % 250).1")
            _ = attempt(&limiter, "naam\(index)", network, 20)
            #expect(limiter.count <= 100)
        }
        #expect(attempt(&limiter, "doel", elsewhere, 20) > 0)
        for index in 0..<40 { _ = attempt(&limiter, "x\(index)", office, 20) }
        #expect(attempt(&limiter, "lead", office, 20, succeeds: true) == 0)
    }

    @Test("a clock that is set back makes nobody wait longer than the delay")
    func clock() {
        var limiter = LogInLimiter()
        for second in 0..<4 { _ = attempt(&limiter, "lead", office, Int64(1_000_000 + second)) }
        #expect(attempt(&limiter, "lead", office, 0) == 1)
        #expect(attempt(&limiter, "lead", office, 1) == 0)
        let ends = [Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max), Timestamp(nanoseconds: .min)]
        for now in ends { _ = limiter.begin(account: "lead", network: office, now: now) }
    }

    @Test("whatever comes in whatever order: bounded, never negative, and a wait is never longer than the longest")
    func property() {
        for seed in 0..<10 {
            var random = SampleRandom(UInt64(seed))
            var limiter = LogInLimiter(pairs: 12, inFlight: 3)
            var (open, now): ([LogInLimiter.Ticket], Int64) = ([], 0)
            for _ in 0..<500 {
                now += Int64.random(in: -3...40, using: &random)
                let address = "198.51.\(Int.random(in: 0...9, using: &random)).1"
                let name = "n\(Int.random(in: 0...9, using: &random))"
                switch limiter.begin(account: name, network: NetworkPrefix(address: address), now: Sample.later(now)) {
                case .proceed(let ticket): open.append(ticket)
                case .wait(let seconds): #expect(1...900 ~= seconds)
                case .busy: #expect(!open.isEmpty)
                }
                if Bool.random(using: &random), let ticket = open.popLast() {
                    limiter.end(ticket, succeeded: Bool.random(using: &random), now: Sample.later(now))
                }
                #expect(limiter.count <= 12 && limiter.inFlight == open.count && open.count <= 3)
            }
        }
    }
}

@Suite("Networks of addresses")
struct NetworkPrefixTests {
    @Test(
        "addresses of one network are one, whatever their form",
        arguments: [
            ("192.0.2.1", "192.0.2.254"), ("192.0.2.1", "::ffff:192.0.2.200"),
            ("2001:db8:1:ff00::1", "2001:DB8:1:ffab::"),
            ("fe80::1%eth0", "fe80::2"), ("", "unix socket"), ("192.0.2.1\u{0}", "192.0.2"),
            (String(repeating: "1", count: 100_000), "x"),
        ])
    func same(a: String, b: String) {
        #expect(NetworkPrefix(address: a) == NetworkPrefix(address: b))
    }

    @Test(
        "addresses of different networks are not",
        arguments: [
            ("192.0.2.1", "192.0.3.1"), ("2001:db8:1:ff00::1", "2001:db8:1:fe00::1"), ("0.0.0.0", "::"), ("::", ""),
            ("0.0.0.0", "nothing"), ("::1", "0.0.0.1"),
        ])
    func different(a: String, b: String) {
        #expect(NetworkPrefix(address: a) != NetworkPrefix(address: b))
    }
}
