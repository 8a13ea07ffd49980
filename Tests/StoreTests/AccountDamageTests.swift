// Damage to the accounts behind the program's back: any column, any bit, rows that change places. Nobody gets in by
// it, and the rest goes on.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import GRDB
import Store
import Testing

@Suite("Damaged accounts")
struct AccountDamageTests {
    typealias Sample = AccountSample

    @Test("a row with any column changed is named and lets nobody in; the others do")
    func columns() throws {
        for (sql, code) in [
            ("UPDATE accounts SET role = 'administrator' WHERE name = 'anna'", "accounts.damaged"),
            ("UPDATE accounts SET role = 'koning' WHERE name = 'anna'", "accounts.damaged"),
            ("UPDATE accounts SET disabled = 1 - disabled WHERE name = 'anna'", "accounts.damaged"),
            ("UPDATE accounts SET disabled = 7 WHERE name = 'anna'", "accounts.damaged"),
            ("UPDATE accounts SET password = NULL WHERE name = 'anna'", "accounts.damaged"),
            ("UPDATE accounts SET password = 'x' WHERE name = 'anna'", "accounts.damaged"),
            (
                "UPDATE accounts SET password = (SELECT password FROM accounts WHERE name = 'bas') WHERE name = 'anna'",
                "accounts.damaged"
            ),
            ("UPDATE accounts SET sessions_since = 0 WHERE name = 'anna'", "accounts.damaged"),
            ("UPDATE accounts SET row_digest = x'00' WHERE name = 'anna'", "accounts.damaged"),
        ] {
            let sample = try Sample()
            let (anna, bas) = (try Sample.account("anna", .lead), try Sample.account("bas"))
            for account in [anna, bas] { try sample.one.save(account) }
            #expect(try sample.one.check().isEmpty)
            try DamageSample.execute(sql, in: sample.file)
            #expect(Sample.code { try sample.one.account(anna.name) } == code, "\(sql)")
            #expect(Sample.code { try sample.one.change(anna.name) { $0.role = .reader } } == code)
            #expect(try sample.one.accounts() == [bas] && sample.one.account(bas.name) == bas)
            #expect(try sample.one.check() == [Problem(Problem.Code(code), ["anna"])])
            try sample.one.save(anna)
            #expect(try sample.one.check().isEmpty && sample.other.account(anna.name) == anna)
        }
    }

    @Test("the row of one account under the name of another is not taken for it")
    func swapped() throws {
        let sample = try Sample()
        try sample.one.save(try Sample.account("anna", .administrator))
        try sample.one.save(try Sample.account("bas", .reader))
        try DamageSample.execute(
            """
            DELETE FROM accounts WHERE name = 'bas';
            INSERT INTO accounts SELECT 'bas', role, disabled, password, sessions_since, row_digest FROM accounts
            """, in: sample.file)
        #expect(Sample.code { try sample.one.account(try Sample.name("bas")) } == "accounts.damaged")
        try DamageSample.execute("UPDATE accounts SET name = 'Bas' WHERE name = 'bas'", in: sample.file)
        #expect(try sample.one.check().map(\.arguments) == [["Bas"]])
    }

    @Test("a damaged administrator does not count as one that is left")
    func lastAdministrator() throws {
        let sample = try Sample()
        for name in ["anna", "bas"] { try sample.one.save(try Sample.account(name, .administrator)) }
        try DamageSample.execute("UPDATE accounts SET sessions_since = 1 WHERE name = 'bas'", in: sample.file)
        #expect(
            Sample.code { try sample.one.change(try Sample.name("anna")) { $0.isDisabled = true } }
                == "accounts.last_administrator")
    }

    @Test("a token, session or link with anything changed opens nothing")
    func passes() throws {
        for (table, columns, code) in [
            ("tokens", ["label", "role", "created", "expires", "disabled"], "accounts.token_damaged"),
            ("sessions", ["account", "role", "began", "used"], "accounts.session_damaged"),
            ("links", ["account", "created", "expires"], "accounts.link_damaged"),
        ] {
            for column in columns {
                let sample = try Sample()
                let account = try Sample.account("anna")
                try sample.one.save(account)
                let token = try Sample.token(1).token
                try sample.one.save(token)
                try sample.one.save(try Sample.session(1))
                var random = SampleRandom(2)
                let link = try sample.one.makeLink(for: account.name, now: Sample.start, random: &random)
                let value = ["label", "account", "role"].contains(column) ? "'lead'" : "\(column) + 1"
                try DamageSample.execute("UPDATE \(table) SET \(column) = \(value)", in: sample.file)
                #expect(try sample.one.check().map(\.code.name) == [code], "\(table).\(column)")
                #expect((Sample.code { try sample.one.token(token.hash) } == code) == (table == "tokens"))
                #expect(try sample.one.tokens().isEmpty == (table == "tokens"))
                #expect(try sample.one.sessions().isEmpty == (table == "sessions"))
                let code2 = Sample.code { try sample.one.useLink(link, now: Sample.start) }
                #expect((code2 == code) == (table == "links"))
            }
        }
    }

    @Test("any bit of the file turned over: what is read is what was written, or a problem")
    func bits() throws {
        let sample = try Sample()
        let accounts = try (0..<6).map { try Sample.account("naam\($0)", Role.allCases[$0 % 4]) }
        for account in accounts { try sample.one.save(account) }
        let token = try Sample.token(1).token
        try sample.one.save(token)
        try DamageSample.execute("PRAGMA wal_checkpoint(TRUNCATE)", in: sample.file)
        let files = try FilesSample(sample.file.deletingLastPathComponent())
        var random = SampleRandom(DamageSample.seed(5))
        var (refused, same) = (0, 0)
        for _ in 0..<DamageSample.rounds(150) {
            let bit = Int.random(in: 0..<(files.size("access.sqlite") * 8), using: &random)
            let folder = try files.flipped("access.sqlite", bit: bit).unpack()
            let opened = try? AccountStore(file: folder.url.appendingPathComponent("access.sqlite"))
            guard let store = opened else {
                refused += 1
                continue
            }
            for account in accounts {
                // A damaged index or page can hide a row, never change one.
                guard let found = try? store.account(account.name) else { continue }
                #expect(found == account)
                same += 1
            }
            if let found = try? store.accounts() { #expect(Set(found).isSubset(of: accounts)) }
            if let found = try? store.token(token.hash) { #expect(found == token) }
        }
        #expect(same > 100, "\(refused) were refused as a whole")
    }

    @Test("a journal that is damaged is kept and told of, since a commit that is lost may have closed a door")
    func journal() throws {
        let sample = try Sample()
        for index in 0..<5 { try sample.one.save(try Sample.account("naam\(index)")) }
        let files = try FilesSample(sample.file.deletingLastPathComponent())
        let folder = try files.flipped("access.sqlite-wal", bit: (files.size("access.sqlite-wal") / 2) * 8).unpack()
        let store = try AccountStore(file: folder.url.appendingPathComponent("access.sqlite"))
        #expect(store.problems.map(\.code.name) == ["accounts.journal_damaged"])
        #expect(try store.check().map(\.code.name) == ["accounts.journal_damaged"])
        try store.save(try Sample.account("nieuw"))
    }
}
