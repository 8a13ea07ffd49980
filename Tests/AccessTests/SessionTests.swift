// Sessions: how long they last, what ends them, and that what is kept opens nothing.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Testing

@Suite("Sessions")
struct SessionTests {
    private let minute: Int64 = 60
    private let hour: Int64 = 3_600

    private func use(
        _ table: inout SessionTable, _ secret: Secret, _ account: Account?, _ second: Int64
    ) -> Session? {
        table.use(secret, now: Sample.later(second)) { _ in account }
    }

    @Test("who logs in has a session, for that account in that role")
    func begins() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("lead", .lead)
        let secret = table.begin(account, now: Sample.start, random: &random)
        let session = try #require(use(&table, secret, account, 1))
        #expect(session.account == account.name && session.role == .lead && session.began == Sample.start)
        #expect(use(&table, Secret(random: &random), account, 1) == nil)
    }

    @Test("a session ends after 30 minutes without a request, and not before")
    func idle() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("lead", .lead)
        let secret = table.begin(account, now: Sample.start, random: &random)
        #expect(use(&table, secret, account, 30 * minute - 1) != nil)
        #expect(use(&table, secret, account, 60 * minute - 2) != nil)
        #expect(use(&table, secret, account, 90 * minute - 2) == nil)
        #expect(use(&table, secret, account, 60 * minute) == nil, "what has ended does not come back")
    }

    @Test("a session ends 12 hours after logging in, however busy it is")
    func absolute() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("lead", .lead)
        let secret = table.begin(account, now: Sample.start, random: &random)
        let seconds = (0...78).map { Int64($0) * 10 * minute }
        let stood = seconds.filter { use(&table, secret, account, $0) != nil }
        #expect(stood.last == 12 * hour - 10 * minute && stood.count == 72)
    }

    @Test("a shift can have its own times, and none is nothing or without end")
    func policy() throws {
        var random = SampleRandom()
        let account = try Sample.account("lead", .lead)
        var table = SessionTable(policy: SessionPolicy(idleSeconds: 10, absoluteSeconds: 15))
        let secret = table.begin(account, now: Sample.start, random: &random)
        #expect(use(&table, secret, account, 9) != nil && use(&table, secret, account, 15) == nil)
        #expect(SessionPolicy(idleSeconds: -1, absoluteSeconds: 0) == SessionPolicy(idleSeconds: 1, absoluteSeconds: 1))
        let long = SessionPolicy(idleSeconds: .max, absoluteSeconds: .max)
        var other = SessionTable(policy: long)
        let forever = other.begin(account, now: Sample.start, random: &random)
        #expect(use(&other, forever, account, 1_000_000) != nil)
    }

    @Test("a clock that is set back before the log-in ends the session")
    func clock() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("lead", .lead)
        let secret = table.begin(account, now: Sample.start, random: &random)
        #expect(use(&table, secret, account, -1) == nil)
    }

    @Test("a session is for its account as it is now: disabled, gone or in another role ends it")
    func account() throws {
        var random = SampleRandom()
        let account = try Sample.account("lead", .lead)
        var changed = [Account?](repeating: account, count: 4)
        changed[0]?.isDisabled = true
        changed[1]?.role = .reader
        changed[2] = nil
        changed[3]?.sessionsSince = Sample.later(1)
        for now in changed {
            var table = SessionTable()
            let secret = table.begin(account, now: Sample.start, random: &random)
            #expect(use(&table, secret, now, 2) == nil && table.all.isEmpty)
        }
        var before = account
        before.sessionsSince = Sample.start
        var table = SessionTable()
        let secret = table.begin(account, now: Sample.start, random: &random)
        #expect(use(&table, secret, before, 2) != nil)
    }

    @Test("logging in gives a new secret and ends the session that the browser had (session fixation)")
    func rotationAtLogIn() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("lead", .lead)
        let planted = table.begin(try Sample.account("aanvaller"), now: Sample.start, random: &random)
        let secret = table.begin(account, replacing: planted, now: Sample.start, random: &random)
        #expect(secret.text != planted.text && table.count == 1)
        #expect(use(&table, planted, account, 1) == nil && use(&table, secret, account, 1) != nil)
    }

    @Test("another role gives a new secret and the new role, ends the other sessions, and does not last longer")
    func rotationAtRoleChange() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        var account = try Sample.account("jan", .analyst)
        let first = table.begin(account, now: Sample.start, random: &random)
        let laptop = table.begin(account, now: Sample.start, random: &random)
        account.role = .lead
        let rotated = table.rotate(first, account, now: Sample.later(minute), random: &random)
        let secret = try #require(rotated)
        #expect(use(&table, first, account, 61) == nil && use(&table, laptop, account, 61) == nil)
        let session = try #require(use(&table, secret, account, 61))
        #expect(session.role == .lead && session.began == Sample.start)
    }

    @Test("what has ended, is of another or is disabled is not rotated")
    func noRotation() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let (jan, piet) = (try Sample.account("jan"), try Sample.account("piet"))
        let secret = table.begin(jan, now: Sample.start, random: &random)
        #expect(table.rotate(secret, piet, now: Sample.start, random: &random) == nil)
        #expect(use(&table, secret, jan, 1) != nil)
        #expect(table.rotate(secret, jan, now: Sample.later(hour), random: &random) == nil)
        #expect(table.all.isEmpty)
        let again = table.begin(jan, now: Sample.start, random: &random)
        var disabled = jan
        disabled.isDisabled = true
        #expect(table.rotate(again, disabled, now: Sample.start, random: &random) == nil && table.all.isEmpty)
    }

    @Test("one session, all of one account, all of everyone can be ended")
    func ending() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let (jan, piet) = (try Sample.account("jan"), try Sample.account("piet"))
        let secrets = [jan, jan, piet, piet].map { table.begin($0, now: Sample.start, random: &random) }
        table.end(secrets[2])
        #expect(table.count == 3)
        table.endAll(of: jan.name)
        #expect(table.all.map(\.account) == [piet.name])
        table.endAll()
        #expect(table.all.isEmpty && use(&table, secrets[3], piet, 1) == nil)
    }

    @Test("an account has at most 16 sessions; the one unused the longest makes place")
    func perAccount() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("jan")
        let first = table.begin(account, now: Sample.start, random: &random)
        let second = table.begin(account, now: Sample.start, random: &random)
        for index in 2..<AccessLimits.sessionsPerAccount {
            _ = table.begin(account, now: Sample.later(Int64(index)), random: &random)
        }
        #expect(use(&table, first, account, 100) != nil)
        for index in 0..<3 { _ = table.begin(account, now: Sample.later(Int64(101 + index)), random: &random) }
        #expect(table.count == AccessLimits.sessionsPerAccount)
        #expect(use(&table, second, account, 110) == nil && use(&table, first, account, 110) != nil)
    }

    @Test("all together there are at most 10,000; those that have ended go first")
    func total() throws {
        var random = SampleRandom()
        let kept = try (0..<AccessLimits.sessions).map { index in
            Session(
                hash: Secret(random: &random).hash, account: try Sample.name("n\(index)"), role: .reader,
                began: Sample.later(Int64(index % 2)), used: Sample.later(Int64(index % 2)))
        }
        var table = SessionTable(kept)
        let account = try Sample.account("jan")
        _ = table.begin(account, now: Sample.later(2), random: &random)
        #expect(table.count == AccessLimits.sessions)
        _ = table.begin(account, now: Sample.later(30 * minute), random: &random)
        #expect(table.count == AccessLimits.sessions / 2 + 2)
    }

    @Test("sessions can be kept and come back, and those whose time is over are forgotten")
    func kept() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("jan")
        let secret = table.begin(account, now: Sample.start, random: &random)
        var again = SessionTable(table.all)
        #expect(use(&again, secret, account, 1) != nil)
        again.forgetEnded(now: Sample.later(29 * minute))
        #expect(again.count == 1)
        again.forgetEnded(now: Sample.later(31 * minute))
        #expect(again.all.isEmpty)
    }

    @Test("what is kept does not hold the secret")
    func stored() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let secret = table.begin(try Sample.account("jan"), now: Sample.start, random: &random)
        var text = ""
        dump(table, to: &text)
        #expect(!text.contains(secret.text) && table.all.first?.hash.text != secret.text)
    }
}
