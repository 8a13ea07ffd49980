// Who comes in: passwords, links, sessions and tokens. Owns the limiter and the table of sessions.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Synchronization

/// The one door of the API.
final class Door: Sendable {
    /// Someone who is in, with a new session.
    struct Entrance: Sendable {
        let secret: Secret
        let session: Session
    }

    private struct State {
        var limiter = LogInLimiter()
        var sessions: SessionTable
        /// When the disk was last told that a session is used.
        var told: [SecretHash: Timestamp] = [:]

        /// Whether the disk is to be told: what it keeps is as coarse as minutes.
        mutating func tells(_ session: Session) -> Bool {
            if let last = told[session.hash], session.used.nanoseconds - last.nanoseconds < Door.tellNanoseconds {
                return false
            }
            if told.count >= Door.mostTold { told.removeAll() }
            told[session.hash] = session.used
            return true
        }
    }

    /// How long a session is used without that the disk is told: five seconds.
    private static let tellNanoseconds: Int64 = 5_000_000_000
    private static let mostTold = 10_000

    private let services: WebServices
    private let state: Mutex<State>
    /// One check of a password takes much memory: as many as the limiter lets in.
    private let passwords = WorkPool("passwords", width: AccessLimits.logInsInFlight)
    private let accounts = WorkPool("accounts", width: WebLimits.reads)

    init(_ services: WebServices) throws(Problem) {
        self.services = services
        let kept = try services.accounts.sessions()
        state = Mutex(State(sessions: SessionTable(policy: services.sessionPolicy, kept)))
    }

    /// How long sessions last.
    var policy: SessionPolicy { services.sessionPolicy }

    /// Checks a name and a password.
    ///
    /// - Parameter old: the session that the browser had before; it ends.
    func logIn(
        _ name: String, _ password: String, from address: String, replacing old: Secret?
    ) async throws(Problem) -> Entrance {
        let network = NetworkPrefix(address: address)
        let answer = state.withLock { $0.limiter.begin(account: name, network: network, now: services.wallNow()) }
        guard case .proceed(let ticket) = answer else { throw LogIn.problem(answer) ?? LogIn.refusal }
        var isIn = false
        defer {
            state.withLock { $0.limiter.end(ticket, succeeded: isIn, now: services.wallNow()) }
        }
        let account = try await check(name, password)
        isIn = true
        return await begin(account, replacing: old)
    }

    /// Whether this is the password of an account that is in already. A try counts as one to log in.
    func confirm(_ name: AccountName, _ password: String, from address: String) async throws(Problem) {
        let network = NetworkPrefix(address: address)
        let answer = state.withLock { $0.limiter.begin(account: name.text, network: network, now: services.wallNow()) }
        guard case .proceed(let ticket) = answer else { throw LogIn.problem(answer) ?? Problem(.passwordWrong) }
        var isRight = false
        defer {
            state.withLock { $0.limiter.end(ticket, succeeded: isRight, now: services.wallNow()) }
        }
        do throws(Problem) {
            _ = try await check(name.text, password)
        } catch {
            throw error.code == LogIn.refusal.code ? Problem(.passwordWrong) : error
        }
        isRight = true
    }

    /// The hash of a new password, or why it may not be one.
    func hash(newPassword password: String, for name: AccountName) async throws(Problem) -> PasswordHash {
        let services = services
        return try await passwords.run { () throws(Problem) in
            var random = WebRandom(random: services.random)
            return try LogIn.hash(
                newPassword: password, for: name, parameters: services.passwordCost, random: &random)
        }
    }

    /// Whether someone can log in with a password.
    func hasPassword(_ name: AccountName) async throws(Problem) -> Bool {
        let services = services
        return try await accounts.run { () throws(Problem) in try services.accounts.account(name)?.password != nil }
    }

    /// Whose name and password these are.
    private func check(_ name: String, _ password: String) async throws(Problem) -> Account {
        let services = services
        let (account, outcome) = try await passwords.run { () throws(Problem) -> (Account?, LogIn.Outcome) in
            let account = try Door.account(name, services)
            var random = WebRandom(random: services.random)
            return (account, LogIn.check(password, of: account, wanted: services.passwordCost, random: &random))
        }
        guard case .accepted(let newHash) = outcome, let account else { throw LogIn.refusal }
        if let newHash { await renew(account, newHash) }
        return account
    }

    private static func account(_ name: String, _ services: WebServices) throws(Problem) -> Account? {
        guard let name = try? AccountName(name) else { return nil }
        return try services.accounts.account(name)
    }

    /// Keeps a hash at the costs of today, unless the password has changed meanwhile.
    private func renew(_ account: Account, _ hash: PasswordHash) async {
        let services = services
        let old = account.password
        // Who cannot write, still lets people in.
        _ = try? await accounts.run { () throws(Problem) in
            try services.accounts.change(account.name) { account throws(Problem) in
                if account.password == old { account.password = hash }
            }
        }
    }

    /// Uses up a link that logs in once.
    func logIn(link: Secret, replacing old: Secret?) async throws(Problem) -> Entrance {
        let services = services
        let account = try await accounts.run { () throws(Problem) in
            try services.accounts.useLink(link, now: services.wallNow())
        }
        guard let account else { throw LogIn.refusal }
        return await begin(account, replacing: old)
    }

    /// Lets someone in without a password: in a demonstration, where nobody is real.
    func enter(as name: AccountName, replacing old: Secret?) async throws(Problem) -> Entrance {
        let services = services
        let account = try await accounts.run { () throws(Problem) in try services.accounts.account(name) }
        guard let account, !account.isDisabled else { throw Problem(.notThere) }
        return await begin(account, replacing: old)
    }

    /// A session for who has shown who he is.
    func begin(_ account: Account, replacing old: Secret?) async -> Entrance {
        let now = services.wallNow()
        var random = WebRandom(random: services.random)
        let entrance = state.withLock { state in
            let secret = state.sessions.begin(account, replacing: old, now: now, random: &random)
            let session = Session(
                hash: secret.hash, account: account.name, role: account.role, began: now, used: now)
            return Entrance(secret: secret, session: session)
        }
        let services = services
        // A session that is not kept ends with the program; people get in while the disk is full.
        try? await accounts.run { () throws(Problem) in
            try services.accounts.save(entrance.session)
            if let old { try services.accounts.endSession(old.hash) }
        }
        return entrance
    }

    /// The session of a cookie, if it stands.
    ///
    /// - Parameter isUse: whether it counts as being used now.
    func session(_ secret: Secret, isUse: Bool = true) async throws(Problem) -> Session? {
        guard let name = state.withLock({ $0.sessions.account(of: secret) }) else { return nil }
        let services = services
        return try await accounts.run { [self] () throws(Problem) in
            let account = try services.accounts.account(name)
            let now = services.wallNow()
            guard isUse else { return state.withLock { $0.sessions.look(secret, now: now) { _ in account } } }
            let (session, tells) = state.withLock { state in
                let session = state.sessions.use(secret, now: now) { _ in account }
                return (session, session.map { state.tells($0) } ?? true)
            }
            // Who cannot write still lets people go on.
            do throws(Problem) {
                if let session {
                    if tells { try services.accounts.noteUse(of: session) }
                } else {
                    try services.accounts.endSession(secret.hash)
                }
            } catch {}
            return session
        }
    }

    /// Logs out.
    func end(_ secret: Secret) async throws(Problem) {
        state.withLock { $0.sessions.end(secret) }
        let services = services
        try await accounts.run { () throws(Problem) in try services.accounts.endSession(secret.hash) }
    }

    /// The token of a secret, if it counts now.
    func token(_ secret: Secret) async throws(Problem) -> APIToken? {
        let services = services
        let token = try await accounts.run { () throws(Problem) in try services.accounts.token(secret.hash) }
        return token.flatMap { $0.isValid(at: services.wallNow()) ? $0 : nil }
    }

    /// Whether there is such an account that can be a member of something.
    func hasAccount(_ name: AccountName) async throws(Problem) -> Bool {
        let services = services
        return try await accounts.run { () throws(Problem) in
            try services.accounts.account(name).map { !$0.isDisabled } ?? false
        }
    }
}
