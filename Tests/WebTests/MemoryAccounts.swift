// Accounts, tokens and sessions in memory, with a switch for a disk that fails.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Store
import Synchronization
import Web

final class MemoryAccounts: AccountSource {
    private struct State {
        var accounts: [AccountName: Account] = [:]
        var tokens: [SecretHash: APIToken] = [:]
        var sessions: [SecretHash: Session] = [:]
        var links: [SecretHash: AccountName] = [:]
        var isBroken = false
    }

    private let state = Mutex(State())

    var isBroken: Bool {
        get { state.withLock { $0.isBroken } }
        set { state.withLock { $0.isBroken = newValue } }
    }

    func put(_ account: Account) {
        state.withLock { $0.accounts[account.name] = account }
    }

    func put(_ token: APIToken) {
        state.withLock { $0.tokens[token.hash] = token }
    }

    func put(link: Secret, for name: AccountName) {
        state.withLock { $0.links[link.hash] = name }
    }

    func account(_ name: AccountName) throws(Problem) -> Account? {
        try look { $0.accounts[name] }
    }

    func accounts() throws(Problem) -> [Account] {
        try look { $0.accounts.values.sorted { $0.name < $1.name } }
    }

    func links() throws(Problem) -> [LogInLink] {
        try look { _ in [] }
    }

    func tokens() throws(Problem) -> [APIToken] {
        try look { $0.tokens.values.sorted { $0.id < $1.id } }
    }

    func change(
        _ name: AccountName, _ body: (inout Account) throws(Problem) -> Void
    ) throws(Problem) -> Account {
        guard var account = try account(name) else { throw Problem(Problem.Code("account.unknown")) }
        try body(&account)
        put(account)
        return account
    }

    func token(_ hash: SecretHash) throws(Problem) -> APIToken? {
        try look { $0.tokens[hash] }
    }

    func sessions() throws(Problem) -> [Session] {
        try look { Array($0.sessions.values) }
    }

    func save(_ session: Session) throws(Problem) {
        try look { $0.sessions[session.hash] = session }
    }

    func noteUse(of session: Session) throws(Problem) {
        try save(session)
    }

    func endSession(_ hash: SecretHash) throws(Problem) {
        try look { $0.sessions[hash] = nil }
    }

    func useLink(_ secret: Secret, now: Timestamp) throws(Problem) -> Account? {
        try look { state in state.links.removeValue(forKey: secret.hash).flatMap { state.accounts[$0] } }
    }

    private func look<Value>(_ body: (inout sending State) -> sending Value) throws(Problem) -> Value {
        let value: Value? = state.withLock { state in state.isBroken ? nil : .some(body(&state)) }
        guard let value else { throw Problem(Problem.Code("accounts.unusable"), ["/var/lib/secret/access.sqlite"]) }
        return value
    }
}
