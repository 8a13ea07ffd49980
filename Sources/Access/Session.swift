// A person who is logged in (OWASP Session Management; NIST SP 800-63B, 5.2): how long it lasts and when it ends.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// How long a session lasts.
public struct SessionPolicy: Sendable, Hashable {
    /// Without a request, in seconds.
    public var idleSeconds: Int64
    /// From logging in, whatever happens, in seconds.
    public var absoluteSeconds: Int64

    public init(idleSeconds: Int64 = 1_800, absoluteSeconds: Int64 = 43_200) {
        self.idleSeconds = max(idleSeconds, 1)
        self.absoluteSeconds = max(absoluteSeconds, 1)
    }
}

/// A session as it is kept.
public struct Session: Sendable, Hashable {
    public let hash: SecretHash
    public let account: AccountName
    public let role: Role
    /// When the person logged in. A new secret for the same session keeps it.
    public let began: Timestamp
    public internal(set) var used: Timestamp

    public init(hash: SecretHash, account: AccountName, role: Role, began: Timestamp, used: Timestamp) {
        self.hash = hash
        self.account = account
        self.role = role
        self.began = began
        self.used = used
    }

    /// When it ends if nothing more is asked.
    public func ends(_ policy: SessionPolicy) -> Timestamp {
        min(Session.later(used, policy.idleSeconds), Session.later(began, policy.absoluteSeconds))
    }

    /// Whether it stands at this time for this account as it is now. A time before its beginning ends it: the clock was
    /// set back, and nobody knows for how long it would last.
    public func stands(for account: Account?, at now: Timestamp, _ policy: SessionPolicy) -> Bool {
        guard let account, account.name == self.account, account.role == role, !account.isDisabled else { return false }
        if let since = account.sessionsSince, began < since { return false }
        return now >= began && now < ends(policy)
    }

    private static func later(_ time: Timestamp, _ seconds: Int64) -> Timestamp {
        let (amount, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, over) = time.nanoseconds.addingReportingOverflow(amount)
        return Timestamp(nanoseconds: tooLong || over ? .max : sum)
    }
}

/// The sessions that are. A value: its owner keeps it and passes the time and the accounts.
public struct SessionTable: Sendable {
    public let policy: SessionPolicy
    private var sessions: [SecretHash: Session] = [:]

    /// - Parameter sessions: those that were kept.
    public init(policy: SessionPolicy = SessionPolicy(), _ sessions: some Sequence<Session> = []) {
        self.policy = policy
        for session in sessions { self.sessions[session.hash] = session }
    }

    /// All of them, to keep.
    public var all: [Session] { sessions.values.sorted { ($0.began, $0.hash) < ($1.began, $1.hash) } }

    /// How many there are, those whose time is over and that nobody used since included.
    public var count: Int { sessions.count }

    /// A session for who has just logged in, always with a new secret; the one that the browser had before ends.
    public mutating func begin(
        _ account: Account, replacing old: Secret? = nil, now: Timestamp, random: inout some RandomNumberGenerator
    ) -> Secret {
        if let old { sessions[old.hash] = nil }
        return add(account, began: now, now: now, &random)
    }

    /// Whose session this secret is for, if there is one, over or not.
    public func account(of secret: Secret) -> AccountName? {
        sessions[secret.hash]?.account
    }

    /// The session of this secret if it stands, without that this counts as using it: a page that only watches does not
    /// keep someone logged in.
    public func look(_ secret: Secret, now: Timestamp, _ find: (AccountName) -> Account?) -> Session? {
        guard let session = sessions[secret.hash], session.stands(for: find(session.account), at: now, policy) else {
            return nil
        }
        return session
    }

    /// The session of this secret, used now. Nil, and gone, when it is over.
    ///
    /// - Parameter find: the account of that name as it is now.
    public mutating func use(
        _ secret: Secret, now: Timestamp, _ find: (AccountName) -> Account?
    ) -> Session? {
        let hash = secret.hash
        guard var session = sessions[hash] else { return nil }
        guard session.stands(for: find(session.account), at: now, policy) else {
            sessions[hash] = nil
            return nil
        }
        session.used = max(session.used, now)
        sessions[hash] = session
        return session
    }

    /// The same session under a new secret, for an account whose role has changed; its other sessions end. It does not
    /// last longer for it. Nil when there is no such session or the account may not have one.
    public mutating func rotate(
        _ old: Secret, _ account: Account, now: Timestamp, random: inout some RandomNumberGenerator
    ) -> Secret? {
        guard let session = sessions[old.hash], session.account == account.name else { return nil }
        var before = account
        before.role = session.role
        let stands = session.stands(for: before, at: now, policy)
        endAll(of: account.name)
        return stands ? add(account, began: session.began, now: now, &random) : nil
    }

    /// Ends one: the person logs out.
    public mutating func end(_ secret: Secret) {
        sessions[secret.hash] = nil
    }

    /// Ends all of one account: a new password, another role, a lost laptop.
    public mutating func endAll(of account: AccountName) {
        sessions = sessions.filter { $0.value.account != account }
    }

    /// Ends all of everyone.
    public mutating func endAll() {
        sessions = [:]
    }

    /// Forgets those whose time is over.
    public mutating func forgetEnded(now: Timestamp) {
        let policy = policy
        sessions = sessions.filter { now < $0.value.ends(policy) }
    }

    private mutating func add(
        _ account: Account, began: Timestamp, now: Timestamp, _ random: inout some RandomNumberGenerator
    ) -> Secret {
        if sessions.count >= AccessLimits.sessions { forgetEnded(now: now) }
        let own = sessions.values.filter { $0.account == account.name }
        if own.count >= AccessLimits.sessionsPerAccount { drop(own) }
        if sessions.count >= AccessLimits.sessions { drop(Array(sessions.values)) }
        let secret = Secret(random: &random)
        sessions[secret.hash] = Session(
            hash: secret.hash, account: account.name, role: account.role, began: began, used: now)
        return secret
    }

    private mutating func drop(_ some: [Session]) {
        if let oldest = some.min(by: { $0.used < $1.used }) { sessions[oldest.hash] = nil }
    }
}
