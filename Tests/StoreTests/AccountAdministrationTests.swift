// Changes to accounts and tokens stand in the journal of the organisation, and what was refused does not.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("Administration of accounts")
struct AccountAdministrationTests {
    typealias Sample = AccountSample

    struct Office {
        let sample: AccountSample
        let record: RecordSample
        let desk: AccountAdministration
        let other: AccountAdministration
        let actor = Actor.person("root")

        init() throws {
            sample = try AccountSample()
            record = try RecordSample()
            desk = AccountAdministration(sample.one, record.writer)
            // As another program: its own store, record and journal.
            let clock = record.clock
            other = AccountAdministration(
                sample.other, JournalWriter(try Records(file: record.file)) { clock.now })
        }

        func entries() throws -> [EntryContent] { try record.records.entries(.organisation).map(\.content) }
    }

    @Test("each change is one entry with who did it, and no secret")
    func entries() throws {
        let office = try Office()
        let (desk, actor) = (office.desk, office.actor)
        var random = SampleRandom(9)
        let anna = try Sample.account("anna", .lead)
        try desk.add(anna, by: actor)
        let link = try desk.makeLink(for: anna.name, now: Sample.start, by: actor, random: &random)
        let hash = try Sample.hash("een ander lang wachtwoord", for: anna.name)
        _ = try desk.setPassword(hash, anna.name, now: Sample.start, by: actor)
        _ = try desk.setPassword(hash, anna.name, isOwn: true, now: Sample.start, by: .person("anna"))
        _ = try desk.setRole(.analyst, anna.name, by: actor)
        _ = try desk.setDisabled(true, anna.name, now: Sample.start, by: actor)
        _ = try desk.setDisabled(false, anna.name, now: Sample.start, by: actor)
        let (token, text) = try Sample.token(1)
        try desk.add(token, by: actor)
        #expect(try desk.disableToken(token.id, by: actor).isDisabled)
        func account(_ change: AccountChange, _ role: String) -> EntryContent {
            .accountChanged(account: "anna", change: change, role: role)
        }
        #expect(
            try office.entries() == [
                account(.added, "lead"), account(.link, "lead"), account(.reset, "lead"), account(.password, "lead"),
                account(.role, "analyst"), account(.disabled, "analyst"), account(.enabled, "analyst"),
                .tokenChanged(label: "bewaking", change: .created, role: "reader"),
                .tokenChanged(label: "bewaking", change: .disabled, role: "reader"),
            ])
        let actors = try office.record.records.entries(.organisation).map(\.actor)
        #expect(actors.count { $0 == .person("anna") } == 1 && actors.count { $0 == actor } == 8)
        let bytes = try office.record.records.entries(.organisation).compactMap(\.bytes).joined()
        let all = String(decoding: Array(bytes), as: UTF8.self)
        for secret in [link.text, hash.text, text] { #expect(!all.contains(secret)) }
    }

    @Test("what is refused changes nothing and is not in the journal")
    func refused() throws {
        let office = try Office()
        let (desk, actor) = (office.desk, office.actor)
        var random = SampleRandom(9)
        let anna = try Sample.account("anna", .administrator)
        let nobody = try Sample.name("niemand")
        try desk.add(anna, by: actor)
        let before = try office.entries()
        #expect(Sample.code { try office.other.add(anna, by: actor) } == "accounts.exists")
        #expect(
            Sample.code { try desk.setDisabled(true, anna.name, now: Sample.start, by: actor) }
                == "accounts.last_administrator")
        #expect(Sample.code { try desk.setRole(.reader, anna.name, by: actor) } == "accounts.last_administrator")
        #expect(Sample.code { try desk.setRole(.reader, nobody, by: actor) } == "accounts.unknown")
        #expect(
            Sample.code { try desk.makeLink(for: nobody, now: Sample.start, by: actor, random: &random) }
                == "accounts.unknown")
        #expect(
            Sample.code { try desk.disableToken(try Sample.token(4).token.id, by: actor) }
                == "accounts.token_unknown")
        #expect(try office.entries() == before && office.sample.one.accounts() == [anna])
    }

    @Test("without a journal that takes the entry nothing is changed")
    func noJournal() throws {
        let office = try Office()
        let (desk, actor) = (office.desk, office.actor)
        let anna = try Sample.account("anna", .administrator)
        try desk.add(anna, by: actor)
        try DamageSample.execute("ALTER TABLE journal RENAME TO gone", in: office.record.file)
        #expect(Sample.code { try desk.add(try Sample.account("bas"), by: actor) } == "record.unwritable")
        #expect(
            Sample.code { try desk.setPassword(nil, anna.name, now: Sample.start, by: actor) } == "record.unwritable")
        #expect(Sample.code { try desk.add(try Sample.token(1).token, by: actor) } == "record.unwritable")
        #expect(try office.sample.other.accounts() == [anna] && office.sample.one.tokens().isEmpty)
        try DamageSample.execute("ALTER TABLE gone RENAME TO journal", in: office.record.file)
        #expect(try desk.setPassword(nil, anna.name, now: Sample.start, by: actor).password == nil)
        #expect(try office.entries().count == 2)
    }

    @Test("a damaged account is made anew with add")
    func repaired() throws {
        let office = try Office()
        let anna = try Sample.account("anna")
        try office.desk.add(anna, by: office.actor)
        try DamageSample.execute("UPDATE accounts SET role = 'administrator'", in: office.sample.file)
        #expect(Sample.code { try office.desk.setRole(.lead, anna.name, by: office.actor) } == "accounts.damaged")
        try office.desk.add(anna, by: office.actor)
        #expect(try office.sample.other.account(anna.name) == anna)
    }

    @Test("disabling and another password end the sessions that others hold in memory, for good")
    func sessionsEnd() throws {
        for isDisabled in [true, false] {
            let office = try Office()
            let anna = try Sample.account("anna")
            try office.desk.add(anna, by: office.actor)
            var random = SampleRandom(3)
            var table = SessionTable()
            let secret = table.begin(anna, now: Sample.start, random: &random)
            if isDisabled {
                _ = try office.other.setDisabled(true, anna.name, now: Sample.later(10), by: office.actor)
                _ = try office.other.setDisabled(false, anna.name, now: Sample.later(20), by: office.actor)
            } else {
                _ = try office.other.setPassword(nil, anna.name, now: Sample.later(10), by: office.actor)
            }
            #expect(table.use(secret, now: Sample.later(30)) { try? office.sample.one.account($0) } == nil)
        }
    }

    @Test("two programs that change accounts at the same time: each change is one entry, in one order")
    func together() async throws {
        let office = try Office()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<6 {
                let desk = worker % 2 == 0 ? office.desk : office.other
                group.addTask {
                    for step in 0..<5 {
                        let account = Account(name: try AccountName("a\(worker)-\(step)"), role: .reader)
                        try desk.add(account, by: .person("p\(worker)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try office.record.records.entries(.organisation)
        #expect(entries.count == 30 && entries.map(\.sequence) == Array(1...30))
        #expect(try office.sample.one.accounts().count == 30)
        #expect(try office.record.records.check().isEmpty)
    }
}
