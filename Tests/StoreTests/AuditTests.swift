// The journal of the organisation for who may read it: which subjects, in which order, page by page.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("Journal of the organisation")
struct AuditTests {
    private func sight(_ role: Role) throws -> Sight {
        Sight(.person(try AccountName("wie.dan.ook"), role))
    }

    private static let contents: [EntryContent] = [
        .searchedPerson(query: "account:jan"), .accountChanged(account: "a", change: .added, role: "reader"),
        .tokenChanged(label: "t", change: .created, role: "reader"), .clockJumped(seconds: 3),
        .muted(rule: "r", entity: nil, until: Timestamp(seconds: 1_773_999_999), reason: "x"),
        .alertsClosed(alerts: [], reason: .handled, note: "n"), .undone(sequence: 5), .note(text: "geen onderwerp"),
        .packInstalled(PackSample.pack(Array("x".utf8))), .packRemoved(PackSample.pack(Array("x".utf8)).reference),
    ]

    @Test("who may not read it gets what is given for what is not there")
    func notAllowed() async throws {
        let sample = try RecordSample()
        try await sample.write(.organisation, AuditTests.contents[0])
        for role in [Role.reader, .analyst] {
            let sight = try sight(role)
            #expect(sample.records.auditSubjects(for: sight).isEmpty)
            #expect(throws: Problem.self) { try sample.records.audit(nil, for: sight) }
            #expect(throws: Problem.self) { try sample.records.audit(.people, for: sight) }
        }
        let token = Sight(.token(ULID(time: sample.clock.now, random: (1, 1)), .lead))
        #expect(try sample.records.audit(nil, for: token).entries.count == 1)
    }

    @Test("the lead reads decisions about alerts too, the administrator does not, asked for by name or not")
    func subjects() async throws {
        let sample = try RecordSample()
        for content in AuditTests.contents { try await sample.write(.organisation, content) }
        func kinds(_ subject: AuditSubject?, _ role: Role) throws -> [String] {
            try sample.records.audit(subject, for: sight(role)).entries.map(\.content.kind)
        }
        let own = [
            "pack_removed", "pack_installed", "clock_jumped", "token_changed", "account_changed", "searched_person",
        ]
        #expect(try kinds(nil, .administrator) == own)
        #expect(
            try kinds(nil, .lead) == [
                "pack_removed", "pack_installed", "undone", "alerts_closed", "muted",
            ] + own.dropFirst(2))
        #expect(try kinds(.decisions, .lead) == ["undone", "alerts_closed", "muted"])
        #expect(try kinds(.decisions, .administrator).isEmpty)
        #expect(try kinds(.people, .administrator) == ["searched_person"])
        #expect(try kinds(.accounts, .lead) == ["token_changed", "account_changed"])
        #expect(try kinds(.program, .administrator) == ["clock_jumped"])
        #expect(try kinds(.packs, .administrator) == ["pack_removed", "pack_installed"])
    }

    @Test("pages of any size give each entry once, newest first, also while others are written")
    func pages() async throws {
        let sample = try RecordSample()
        for number in 0..<23 {
            try await sample.write(.organisation, .searchedPerson(query: "\(number)"))
            try await sample.write(.organisation, .clockJumped(seconds: number))
        }
        let sight = try sight(.administrator)
        for limit in [1, 2, 7, 22, 23, 24, 100] {
            var (found, before): ([String], Int?) = ([], nil)
            repeat {
                let page = try sample.records.audit(.people, for: sight, before: before, limit: limit)
                #expect(page.entries.count <= limit)
                found += page.entries.flatMap(\.content.texts)
                before = page.next
                try await sample.write(.organisation, .clockJumped(seconds: 99))
            } while before != nil
            #expect(found == (0..<23).reversed().map { "\($0)" }, "\(limit)")
        }
        #expect(try sample.records.audit(nil, for: sight, before: 1).entries.isEmpty)
        #expect(try sample.records.audit(nil, for: sight, limit: 0).entries.count == 1)
    }

    @Test("entries of incidents are in no page of it")
    func noIncidents() async throws {
        let sample = try RecordSample()
        let number = try await sample.open("Proef")
        try await sample.write(.incident(number), .searchedPerson(query: "binnen"))
        #expect(try sample.records.audit(nil, for: sight(.lead)).entries.isEmpty)
    }

    @Test("an entry that is not what was written is named, and the others are read")
    func damaged() async throws {
        let sample = try RecordSample()
        for number in 1...5 { try await sample.write(.organisation, .searchedPerson(query: "\(number)")) }
        let sql = "UPDATE journal SET bytes = x'7B7D' WHERE sequence IN (2, 4)"
        try DamageSample.execute(sql, in: sample.file)
        let sight = try sight(.administrator)
        let page = try sample.records.audit(.people, for: sight)
        #expect(page.entries.map(\.sequence) == [5, 3, 1])
        #expect(page.damaged.map(\.code.name) == ["entry.damaged", "entry.damaged"])
        #expect(page.damaged.map(\.arguments) == [["organisation", "4"], ["organisation", "2"]])
        // A page that ends at one of them goes on behind it.
        var (found, before): ([Int], Int?) = ([], nil)
        repeat {
            let page = try sample.records.audit(.people, for: sight, before: before, limit: 2)
            #expect(page.entries.count + page.damaged.count <= 2)
            found += page.entries.map(\.sequence)
            before = page.next
        } while before != nil
        #expect(found == [5, 3, 1])
    }
}
