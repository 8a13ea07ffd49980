// How often someone may try a password: per account and network, so that who attacks from one network does not lock the
// account out of another (OWASP ASVS 5.0, 6.3.1; NIST SP 800-63B, 3.2.2).
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// How the delay grows.
public struct LogInPolicy: Sendable, Hashable {
    /// Failures without delay: people mistype.
    public var free: Int
    /// The delay after the first failure that is not free, in seconds. Each next one doubles it.
    public var firstSeconds: Int64
    /// The longest delay, in seconds.
    public var mostSeconds: Int64
    /// After so long without a try, failures are forgotten, in seconds.
    public var forgetSeconds: Int64

    public init(free: Int, firstSeconds: Int64, mostSeconds: Int64, forgetSeconds: Int64) {
        self.free = max(free, 0)
        self.firstSeconds = max(firstSeconds, 1)
        self.mostSeconds = max(mostSeconds, self.firstSeconds)
        self.forgetSeconds = max(forgetSeconds, self.mostSeconds)
    }

    /// One account from one network: 3 are free, then 1, 2, 4 ... seconds, at most 15 minutes; forgotten after a day.
    public static let pair = LogInPolicy(free: 3, firstSeconds: 1, mostSeconds: 900, forgetSeconds: 86_400)
    /// All accounts from one network, against trying one password on many: an office shares it, so more is free and
    /// the delay stays short.
    public static let network = LogInPolicy(free: 30, firstSeconds: 1, mostSeconds: 60, forgetSeconds: 3_600)

    /// The delay that so many failures bring, in seconds. Never less for more of them.
    public func delay(afterFailures failures: Int) -> Int64 {
        guard failures > free else { return 0 }
        let doublings = min(failures - free - 1, 40)
        let (seconds, overflow) = firstSeconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return overflow ? mostSeconds : min(seconds, mostSeconds)
    }
}

/// Who has failed to log in how often, and how many log-ins run now. A value: its owner keeps it and passes the time.
///
/// A try counts as failed from its beginning until `end` says otherwise, so that many at once win nothing. A try that
/// comes too early is refused without work and does not make the delay longer.
public struct LogInLimiter: Sendable {
    /// The answer to someone who wants to try.
    public enum Answer: Sendable, Hashable {
        /// Check the password, then call `end` with this, whatever happens.
        case proceed(Ticket)
        /// Too early: come back in so many seconds.
        case wait(seconds: Int64)
        /// Too many at one time: come back in a moment.
        case busy
    }

    /// One try that has begun.
    public struct Ticket: Sendable, Hashable {
        let number: UInt64
        let account: String
        let network: NetworkPrefix
        /// It had logged in from there before, so that it does not count for the network.
        let isKnown: Bool
    }

    private struct Key: Hashable {
        /// Nil: the network as a whole.
        var account: String?
        var network: NetworkPrefix
    }

    private struct Record {
        var failures = 0
        var last: Timestamp
        /// It has logged in from there before.
        var isKnown = false
    }

    private let pair: LogInPolicy
    private let network: LogInPolicy
    private let pairs: Int
    private let mostInFlight: Int
    private var records: [Key: Record] = [:]
    private var running: [UInt64: NetworkPrefix] = [:]
    private var next: UInt64 = 0

    public init(
        pair: LogInPolicy = .pair, network: LogInPolicy = .network, pairs: Int = AccessLimits.pairs,
        inFlight: Int = AccessLimits.logInsInFlight
    ) {
        self.pair = pair
        self.network = network
        self.pairs = max(pairs, 2)
        mostInFlight = max(inFlight, 2)
    }

    /// The log-ins whose password is being checked.
    public var inFlight: Int { running.count }

    /// What is remembered. Never more than the limit.
    package var count: Int { records.count }

    /// Asks to try.
    ///
    /// - Parameter account: the name as typed. One that cannot be an account counts with the network alone.
    public mutating func begin(account: String, network: NetworkPrefix, now: Timestamp) -> Answer {
        let name = (try? AccountName(account))?.text ?? ""
        let (mine, whole) = (Key(account: name, network: network), Key(account: nil, network: network))
        let isKnown = records[mine]?.isKnown == true
        // Who has been here before is not hindered by what others in the same network do.
        let wait = max(rest(mine, pair, now), isKnown ? 0 : rest(whole, self.network, now))
        if wait > 0 { return .wait(seconds: wait) }
        guard hasPlace(for: network, isKnown: isKnown) else { return .busy }
        fail(mine, now)
        if !isKnown { fail(whole, now) }
        next &+= 1
        running[next] = network
        return .proceed(Ticket(number: next, account: name, network: network, isKnown: isKnown))
    }

    /// The try is over. Calling it twice does nothing.
    public mutating func end(_ ticket: Ticket, succeeded: Bool, now: Timestamp) {
        guard running.removeValue(forKey: ticket.number) != nil, succeeded else { return }
        let mine = Key(account: ticket.account, network: ticket.network)
        makePlace(for: mine)
        records[mine] = Record(last: now, isKnown: true)
        if ticket.isKnown { return }
        let whole = Key(account: nil, network: ticket.network)
        // This one try was no failure; those of others stay. An own account does not wipe out the rest.
        records[whole]?.failures -= 1
        if records[whole]?.failures ?? 1 <= 0 { records[whole] = nil }
    }

    /// One network has at most half of the places, and the last is for who has been here before.
    private func hasPlace(for network: NetworkPrefix, isKnown: Bool) -> Bool {
        let same = running.values.count { $0 == network }
        return isKnown
            ? running.count < mostInFlight : running.count < mostInFlight - 1 && same < (mostInFlight + 1) / 2
    }

    /// Seconds until the next try, rounded up.
    private mutating func rest(_ key: Key, _ policy: LogInPolicy, _ now: Timestamp) -> Int64 {
        guard let record = records[key] else { return 0 }
        // A clock that was set back must not lock anyone out for that long: the delay begins anew.
        if now < record.last { records[key]?.last = now }
        let passed = LogInLimiter.seconds(from: min(record.last, now), to: now)
        if passed >= policy.forgetSeconds { records[key]?.failures = 0 }
        return max(policy.delay(afterFailures: records[key]?.failures ?? 0) - passed, 0)
    }

    private mutating func fail(_ key: Key, _ now: Timestamp) {
        makePlace(for: key)
        var record = records[key] ?? Record(last: now)
        record.failures = min(record.failures + 1, 1 << 20)
        record.last = now
        records[key] = record
    }

    /// When full, the one goes that has least to be remembered for: few failures, long ago. One with many failures, or
    /// that has logged in before, outlives a flood of new ones.
    private mutating func makePlace(for key: Key) {
        guard records.count >= pairs, records[key] == nil else { return }
        let least = records.min { a, b in
            (a.value.isKnown ? 1 : 0, a.value.failures, a.value.last) < (
                b.value.isKnown ? 1 : 0, b.value.failures, b.value.last
            )
        }
        if let least { records[least.key] = nil }
    }

    private static func seconds(from start: Timestamp, to end: Timestamp) -> Int64 {
        let (nanoseconds, overflow) = end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
        return overflow ? .max : nanoseconds / 1_000_000_000
    }
}
