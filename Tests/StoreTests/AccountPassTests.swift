// What opens the door beside a password: tokens, sessions, and links that count once.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Store
import Testing

@Suite("Tokens on disk")
struct TokenStoreTests {
    typealias Sample = AccountSample

    @Test("a token is found by the hash of its secret, until it is disabled in whatever program")
    func found() throws {
        let sample = try Sample()
        let made = try (1...20).map { try Sample.token($0, label: "nummer \($0) é") }
        for (token, _) in made { try sample.one.save(token) }
        for (token, text) in made {
            let secret = try #require(Authorization.bearer(["Bearer \(text)"]))
            #expect(try sample.other.token(secret.hash) == token)
        }
        #expect(try sample.other.tokens() == made.map(\.token).sorted { $0.id < $1.id })
        let first = made[0].token
        #expect(try sample.other.disableToken(first.id).isDisabled)
        #expect(try sample.one.token(first.hash)?.isValid(at: Sample.start) == false)
        #expect(try sample.one.tokens().count { $0.isDisabled } == 1)
        #expect(try sample.one.token(try Sample.token(99).token.hash) == nil)
        #expect(Sample.code { try sample.one.disableToken(try Sample.token(99).token.id) } == "accounts.token_unknown")
    }

    @Test("the secret of a token, session or link is nowhere in the file")
    func noSecrets() throws {
        let sample = try Sample()
        try sample.one.save(try Sample.account("anna"))
        let (token, text) = try Sample.token(1)
        try sample.one.save(token)
        var random = SampleRandom(77)
        let link = try sample.one.makeLink(for: try Sample.name("anna"), now: Sample.start, random: &random)
        for name in ["access.sqlite", "access.sqlite-wal"] {
            let file = sample.file.deletingLastPathComponent().appendingPathComponent(name)
            let bytes = try Data(contentsOf: file)
            for secret in [String(text.dropFirst(APIToken.prefix.count)), link.text, "vier paarden op de dijk"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
            }
        }
    }

    @Test("more tokens than the limit are refused")
    func full() throws {
        let sample = try Sample()
        let token = try Sample.token(1).token
        try sample.one.save(token)
        try DamageSample.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(AccountLimits.tokens - 1))
            INSERT INTO tokens SELECT 'b' || i, label, role, i, created, expires, disabled, row_digest FROM tokens, n
            """, in: sample.file)
        #expect(Sample.code { try sample.one.save(try Sample.token(2).token) } == "accounts.tokens_full")
        try sample.one.disableToken(token.id)
        try DamageSample.execute("DELETE FROM tokens WHERE id = 'b1'", in: sample.file)
        try sample.one.save(try Sample.token(2).token)
    }
}

@Suite("Sessions on disk")
struct SessionStoreTests {
    typealias Sample = AccountSample

    @Test("a restart logs nobody out: the table of sessions is the same one")
    func restart() throws {
        let sample = try Sample()
        let account = try Sample.account("anna")
        try sample.one.save(account)
        var random = SampleRandom(3)
        var table = SessionTable(try sample.one.sessions())
        let secret = table.begin(account, now: Sample.start, random: &random)
        for session in table.all { try sample.one.save(session) }
        var restarted = SessionTable(try sample.other.sessions())
        #expect(restarted.all == table.all)
        #expect(restarted.use(secret, now: Sample.later(60)) { try? sample.other.account($0) }?.account == account.name)
    }

    @Test("the use of a session is written at most once a minute")
    func uses() throws {
        let sample = try Sample()
        try sample.one.save(try Sample.session(1))
        let version = try DamageSample.changes(in: sample.file)
        for second in 0..<60 { try sample.one.noteUse(of: try Sample.session(1, used: Int64(second))) }
        #expect(try DamageSample.changes(in: sample.file) == version, "nothing was written")
        try sample.other.noteUse(of: try Sample.session(1, used: 60))
        #expect(try sample.one.sessions() == [try Sample.session(1, used: 60)])
        try sample.one.noteUse(of: try Sample.session(1, used: 119))
        #expect(try sample.one.sessions() == [try Sample.session(1, used: 60)])
        try sample.one.save(try Sample.session(1, used: 121))
        #expect(try sample.other.sessions() == [try Sample.session(1, used: 121)])
    }

    @Test("a use that is written late brings no session back that has ended")
    func noRevival() throws {
        let sample = try Sample()
        try sample.one.save(try Sample.session(1))
        try sample.one.save(try Sample.session(2))
        try sample.other.endSession(try Sample.session(1).hash)
        try sample.one.noteUse(of: try Sample.session(1, used: 3_600))
        #expect(try sample.one.sessions().map(\.hash) == [try Sample.session(2).hash])
        try sample.other.endSessions(of: try Sample.name("anna"))
        try sample.one.noteUse(of: try Sample.session(2, used: 3_600))
        #expect(try sample.one.sessions().isEmpty)
    }

    @Test("a disabled account, another role and a new beginning of sessions end them on disk too")
    func ended() throws {
        let changes: [@Sendable (inout Account) -> Void] = [
            { $0.isDisabled = true }, { $0.role = .lead }, { $0.sessionsSince = Sample.later(10) },
        ]
        for (index, change) in changes.enumerated() {
            let sample = try Sample()
            let account = try Sample.account("anna")
            try sample.one.save(account)
            for number in 0..<3 as Range<UInt64> { try sample.one.save(try Sample.session(number)) }
            try sample.one.save(try Sample.session(8, "bas"))
            try sample.one.change(account.name) { $0.password = nil }
            #expect(try sample.one.sessions().count == 4)
            try sample.other.change(account.name) { change(&$0) }
            #expect(try sample.one.sessions().map(\.account.text) == ["bas"], "\(index)")
        }
    }

    @Test("of an account with more sessions than the limit those unused the longest end")
    func limit() throws {
        let sample = try Sample()
        let most = UInt64(AccessLimits.sessionsPerAccount)
        try sample.one.save(try Sample.session(99, "bas"))
        for number in 0..<(most + 3) { try sample.one.save(try Sample.session(number, used: Int64(number))) }
        let kept = try sample.one.sessions().filter { $0.account.text == "anna" }
        #expect(Set(kept.map(\.used)) == Set((3..<(most + 3)).map { Sample.later(Int64($0)) }))
        #expect(try sample.one.sessions().count == kept.count + 1)
    }

    @Test("sessions whose time is over are forgotten, and damaged ones with them")
    func forgotten() throws {
        let sample = try Sample()
        for number in 0..<6 as Range<UInt64> {
            try sample.one.save(try Sample.session(number, used: Int64(number) * 600))
        }
        let policy = SessionPolicy()
        try sample.one.forgetEndedSessions(policy, now: Sample.later(1_800 + 600))
        #expect(Set(try sample.one.sessions().map(\.used)) == Set((2..<6).map { Sample.later(Int64($0) * 600) }))
        let damaged = try Sample.session(3).hash.text
        try DamageSample.execute("UPDATE sessions SET role = 'lead' WHERE hash = '\(damaged)'", in: sample.file)
        #expect(try sample.one.check().map(\.code.name) == ["accounts.session_damaged"])
        try sample.one.forgetEndedSessions(policy, now: Sample.later(1_800 + 600))
        #expect(try sample.one.check().isEmpty && sample.one.sessions().count == 3)
    }
}

@Suite("Links that count once")
struct LinkStoreTests {
    typealias Sample = AccountSample

    @Test("of many who use a link at the same time in two programs one gets in")
    func once() async throws {
        let sample = try Sample()
        let account = try Sample.account("anna")
        try sample.one.save(account)
        for round in 0..<10 as Range<UInt64> {
            var random = SampleRandom(round)
            let secret = try sample.one.makeLink(for: account.name, now: Sample.start, random: &random)
            let winners = try await withThrowingTaskGroup(of: Account?.self) { group in
                for worker in 0..<8 {
                    let store = worker % 2 == 0 ? sample.one : sample.other
                    group.addTask { try store.useLink(secret, now: Sample.later(5)) }
                }
                return try await group.reduce(into: [Account]()) { if let account = $1 { $0.append(account) } }
            }
            #expect(winners == [account])
            #expect(try sample.other.useLink(secret, now: Sample.later(6)) == nil)
        }
    }

    @Test("a link counts a day, and not before it was made")
    func time() throws {
        let sample = try Sample()
        let account = try Sample.account("anna")
        try sample.one.save(account)
        for (seconds, counts) in [(-1, false), (0, true), (86_399, true), (86_400, false), (Int64.max >> 30, false)] {
            var random = SampleRandom(UInt64(bitPattern: seconds))
            let secret = try sample.one.makeLink(for: account.name, now: Sample.start, random: &random)
            #expect(try (sample.other.useLink(secret, now: Sample.later(seconds)) != nil) == counts, "\(seconds)")
        }
        var random = SampleRandom(1)
        let short = try sample.one.makeLink(for: account.name, now: Sample.start, seconds: 60, random: &random)
        #expect(try sample.one.links().map(\.expires) == [Sample.later(60)])
        #expect(try sample.one.useLink(short, now: Sample.later(60)) == nil)
        // However long it is asked for, it ends.
        let long = try sample.one.makeLink(for: account.name, now: Sample.start, seconds: .max, random: &random)
        #expect(try sample.one.links().map(\.expires) == [Timestamp(nanoseconds: .max)])
        #expect(try sample.one.useLink(long, now: Sample.later(60)) != nil)
    }

    @Test("a newer link, another password and a disabled account end a link; a new role does not")
    func ended() throws {
        let sample = try Sample()
        let account = try Sample.account("anna")
        let name = account.name
        try sample.one.save(account)
        var random = SampleRandom(1)
        func make() throws -> Secret { try sample.one.makeLink(for: name, now: Sample.start, random: &random) }
        let first = try make()
        let second = try make()
        #expect(try sample.one.useLink(first, now: Sample.start) == nil)
        #expect(try sample.one.useLink(second, now: Sample.start) == account)
        let third = try make()
        try sample.other.change(name) { $0.password = nil }
        #expect(try sample.one.useLink(third, now: Sample.start) == nil)
        let fourth = try make()
        try sample.other.change(name) { $0.role = .lead }
        #expect(try sample.one.useLink(fourth, now: Sample.start)?.role == .lead)
        let fifth = try make()
        try sample.other.change(name) { $0.isDisabled = true }
        try sample.other.change(name) { $0.isDisabled = false }
        #expect(try sample.one.useLink(fifth, now: Sample.start) == nil)
    }

    @Test("no link for who is not there or is disabled; what is no link opens nothing")
    func refused() throws {
        let sample = try Sample()
        var random = SampleRandom(1)
        let name = try Sample.name("anna")
        #expect(
            Sample.code { try sample.one.makeLink(for: name, now: Sample.start, random: &random) }
                == "accounts.unknown")
        try sample.one.save(Account(name: name, role: .reader, isDisabled: true))
        #expect(
            Sample.code { try sample.one.makeLink(for: name, now: Sample.start, random: &random) }
                == "accounts.disabled")
        #expect(try sample.one.links().isEmpty)
        for _ in 0..<20 { #expect(try sample.one.useLink(Secret(random: &random), now: Sample.start) == nil) }
    }

    @Test("links that are over do not stay")
    func noGrowth() throws {
        let sample = try Sample()
        var random = SampleRandom(1)
        for index in 0..<5 {
            let name = try Sample.name("a\(index)")
            try sample.one.save(Account(name: name, role: .reader))
            _ = try sample.one.makeLink(for: name, now: Sample.later(Int64(index) * 86_400), random: &random)
        }
        #expect(try sample.one.links().map(\.account.text) == ["a4"])
    }
}
