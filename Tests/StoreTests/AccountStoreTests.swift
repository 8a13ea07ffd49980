// The accounts on disk: what one program writes another sees, and what is damaged lets nobody in.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Store
import Testing

@Suite("Accounts on disk")
struct AccountStoreTests {
    typealias Sample = AccountSample

    @Test("an account reads back as it was saved, with and without what may lack")
    func roundTrip() throws {
        let sample = try Sample()
        var random = SampleRandom(4)
        for index in 0..<60 {
            let name = try Sample.name("a\(index)")
            let role = try #require(Role.allCases.randomElement(using: &random))
            let account = Account(
                name: name, role: role, isDisabled: Bool.random(using: &random),
                password: index % 3 == 0 ? nil : try Sample.hash("wachtwoord nummer \(index)", for: name),
                sessionsSince: index % 4 == 0
                    ? nil : Timestamp(nanoseconds: Int64.random(in: .min ... .max, using: &random)))
            if role != .administrator || !account.isDisabled { try sample.one.save(account) }
            #expect(try sample.other.account(name) == (role != .administrator || !account.isDisabled ? account : nil))
        }
        #expect(try sample.one.accounts() == sample.other.accounts())
        #expect(try sample.one.account(Sample.name("niemand")) == nil)
        #expect(try sample.one.check().isEmpty)
    }

    @Test("what one program changes the other sees with its next question")
    func twoPrograms() throws {
        let sample = try Sample()
        let name = try Sample.name("anna")
        try sample.one.save(try Sample.account("anna"))
        #expect(try sample.other.account(name)?.isDisabled == false)
        for step in 0..<20 {
            let isDisabled = step % 2 == 0
            try sample.one.change(name) { $0.isDisabled = isDisabled }
            #expect(try sample.other.account(name)?.isDisabled == isDisabled)
        }
    }

    @Test("of two programs that change an account at the same time neither undoes what the other did")
    func changesTogether() async throws {
        let sample = try Sample()
        let names = try (0..<4).map { try Sample.name("p\($0)") }
        for name in names { try sample.one.save(Account(name: name, role: .reader, sessionsSince: Sample.start)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                let store = worker % 2 == 0 ? sample.one : sample.other
                group.addTask {
                    for step in 0..<12 {
                        try store.change(names[step % 4]) { account in
                            account.sessionsSince = account.sessionsSince?.advanced(byNanoseconds: 1)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let total = try sample.one.accounts().reduce(0) {
            $0 + ($1.sessionsSince?.nanoseconds ?? 0) - Sample.start.nanoseconds
        }
        #expect(total == 96)
    }

    @Test("an account that is not there cannot be changed, and none is renamed")
    func changeRefused() throws {
        let sample = try Sample()
        let name = try Sample.name("anna")
        #expect(Sample.code { try sample.one.change(name) { $0.role = .lead } } == "accounts.unknown")
        try sample.one.save(try Sample.account("anna"))
        let other = try Sample.account("bas")
        #expect(Sample.code { try sample.one.change(name) { $0 = other } } != nil)
        #expect(try sample.one.accounts().map(\.name) == [name])
        // What the change itself refuses leaves nothing behind.
        let refusal = Problem(Problem.Code("test.no"))
        #expect(
            Sample.code {
                try sample.one.change(name) { account throws(Problem) in
                    account.role = .lead
                    throw refusal
                }
            } == "test.no")
        #expect(try sample.one.account(name)?.role == .analyst)
    }

    @Test("the last administrator is neither disabled nor given another role, whichever way it is tried")
    func lastAdministrator() throws {
        let sample = try Sample()
        let (anna, bas) = (try Sample.name("anna"), try Sample.name("bas"))
        try sample.one.save(Account(name: anna, role: .administrator))
        try sample.one.save(Account(name: bas, role: .administrator, isDisabled: true))
        let code = "accounts.last_administrator"
        #expect(Sample.code { try sample.one.change(anna) { $0.isDisabled = true } } == code)
        #expect(Sample.code { try sample.one.change(anna) { $0.role = .lead } } == code)
        #expect(Sample.code { try sample.other.save(Account(name: anna, role: .reader)) } == code)
        #expect(try sample.one.account(anna) == Account(name: anna, role: .administrator))
        // A new password is no farewell.
        try sample.one.change(anna) { $0.sessionsSince = Sample.start }
        try sample.one.change(bas) { $0.isDisabled = false }
        try sample.one.change(anna) { $0.isDisabled = true }
        #expect(Sample.code { try sample.one.change(bas) { $0.role = .analyst } } == code)
    }

    @Test("two programs that each disable one of two administrators at the same time leave one")
    func administratorsTogether() async throws {
        let sample = try Sample()
        let names = [try Sample.name("anna"), try Sample.name("bas")]
        for _ in 0..<5 {
            for name in names { try sample.one.save(Account(name: name, role: .administrator)) }
            let refused = await withTaskGroup(of: Bool.self) { group in
                for (store, name) in zip([sample.one, sample.other], names) {
                    group.addTask { Sample.code { try store.change(name) { $0.isDisabled = true } } != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(refused == 1)
            #expect(try sample.one.accounts().count { !$0.isDisabled } == 1)
        }
    }

    @Test("only the account of the program may read the file and its folder")
    func rights() throws {
        let sample = try Sample()
        try sample.one.save(try Sample.account("anna"))
        func rights(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try rights(sample.file.deletingLastPathComponent().path) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: sample.file.deletingLastPathComponent().path)
        #expect(names.contains("access.sqlite-wal"))
        for name in names {
            #expect(
                try rights(sample.file.deletingLastPathComponent().appendingPathComponent(name).path) == 0o600,
                "\(name)")
        }
        // A copy that was put back with the rights of a copy.
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: sample.file.path)
        _ = try AccountStore(file: sample.file)
        #expect(try rights(sample.file.path) == 0o600)
    }

    @Test("programs that begin the file at the same time share it, and leave nothing beside it")
    func beginTogether() async throws {
        for _ in 0..<3 {
            let folder = try TemporaryFolder()
            let file = folder.url.appendingPathComponent("access.sqlite")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try AccountStore(file: file).save(Account(name: try AccountName("a\(number)"), role: .reader))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try AccountStore(file: file).accounts().count == 8)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(names.allSatisfy { ["access.sqlite", "access.sqlite-wal", "access.sqlite-shm"].contains($0) })
        }
    }

    @Test("a file of a newer format is refused, and so is one that is none")
    func newer() throws {
        let sample = try Sample()
        try DamageSample.execute("PRAGMA user_version = 2", in: sample.file)
        #expect(Sample.code { try AccountStore(file: sample.file) } == "accounts.newer")
        let text = sample.folder.url.appendingPathComponent("text.sqlite")
        try Data("dit is geen database maar gewone tekst, lang genoeg om er een te lijken".utf8).write(to: text)
        #expect(Sample.code { try AccountStore(file: text) } == "accounts.unusable")
        try DamageSample.execute("PRAGMA user_version = 0", in: sample.file)
        #expect(Sample.code { try AccountStore(file: sample.file) } == "accounts.unusable")
    }

    @Test("more accounts than the limit are refused; those that are there can still be changed")
    func full() throws {
        let sample = try Sample()
        let first = try Sample.account("a0")
        try sample.one.save(first)
        try DamageSample.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(AccountLimits.accounts - 1))
            INSERT INTO accounts SELECT 'b' || i, role, disabled, password, sessions_since, row_digest
            FROM accounts, n WHERE name = 'a0'
            """, in: sample.file)
        #expect(try sample.one.accounts() == [first])
        #expect(try sample.one.check().count == AccountLimits.accounts - 1)
        #expect(Sample.code { try sample.one.save(try Sample.account("nieuw")) } == "accounts.full")
        try sample.one.change(first.name) { $0.role = .lead }
        // Who is locked out by damage can be made anew all the same.
        try sample.one.save(try Sample.account("b7"))
        #expect(try sample.one.check().count == AccountLimits.accounts - 2)
        try DamageSample.execute("DELETE FROM accounts WHERE name = 'b8'", in: sample.file)
        try sample.one.save(try Sample.account("nieuw"))
    }
}
