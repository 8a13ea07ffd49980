// Journals on disk: nothing acknowledged is lost, nothing doubled, nothing changed without being seen.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("Journals")
struct JournalTests {
    typealias Sample = RecordSample

    @Test("entries get a place without gaps, the clock of the server, and are there after a restart")
    func append() async throws {
        var sample = try Sample()
        let first = try await sample.write(.organisation, .note(text: "een"))
        sample.clock.advance(seconds: 90)
        let second = try await sample.write(.organisation, .note(text: "twee"))
        #expect(first.sequence == 1 && second.sequence == 2)
        #expect(second.recorded.nanoseconds - first.recorded.nanoseconds == 90_000_000_000)
        try sample.reopen()
        #expect(try sample.records.entries(.organisation) == [first, second])
        #expect(try await sample.write(.organisation, .note(text: "drie")).sequence == 3)
    }

    @Test("an incident gets the next number of its year, also after the 9,999th")
    func numbers() async throws {
        let sample = try Sample()
        #expect(try await sample.open("een").description == "2026-0001")
        #expect(try await sample.open("twee").description == "2026-0002")
        for number in ["2026-9999", "2026-10000"] {
            let incident = try #require(IncidentNumber(number))
            try sample.records.place(
                JournalEntry(
                    log: .incident(incident), sequence: 1, recorded: sample.clock.now, actor: .program,
                    content: .opened(title: "x")))
        }
        #expect(try await sample.open("vijf").description == "2026-10001")
        sample.clock.advance(seconds: 365 * 86_400)
        #expect(try await sample.open("nieuw jaar").description == "2027-0001")
        #expect(
            try sample.records.incidents().map(\.description)
                == ["2027-0001", "2026-10001", "2026-10000", "2026-9999", "2026-0002", "2026-0001"])
    }

    @Test("two who write on one incident: who has not seen the last entry is refused, and nothing is lost")
    func conflict() async throws {
        let sample = try Sample()
        let number = try await sample.open("zaak")
        try await sample.write(.incident(number), .note(text: "a"), seen: 1)
        #expect(
            await sample.code { try await sample.write(.incident(number), .note(text: "b"), seen: 1) }
                == "entry.conflict")
        try await sample.write(.incident(number), .note(text: "b"), seen: 2)
        #expect(try sample.records.incident(number)?.remarks.map(\.text) == ["a", "b"])
    }

    @Test("64 writers at once: each entry once, in one order, all on disk")
    func manyWriters() async throws {
        let sample = try Sample()
        let writer = sample.writer
        let entries = try await withThrowingTaskGroup(of: [JournalEntry].self) { group in
            for person in 0..<64 {
                group.addTask {
                    var mine: [JournalEntry] = []
                    for number in 0..<20 {
                        mine.append(
                            try await writer.append(
                                EntryDraft(
                                    .log(.organisation), .note(text: "\(person)/\(number)"), by: .person("\(person)"))))
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let kept = try sample.records.entries(.organisation)
        #expect(kept.count == 1_280 && Set(kept.map(\.sequence)).count == 1_280)
        #expect(kept == entries.sorted { $0.sequence < $1.sequence })
        for person in 0..<64 {
            let texts = kept.filter { $0.actor == .person("\(person)") }.map(\.content)
            #expect(texts == (0..<20).map { .note(text: "\(person)/\($0)") })
        }
    }

    @Test("what is refused in a commit takes nothing of the others with it")
    func refusedAmongOthers() async throws {
        let sample = try Sample()
        let writer = sample.writer
        let codes = await withTaskGroup(of: String?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let content: EntryContent =
                        number % 3 == 0 ? .undone(sequence: 100_000) : .note(text: "\(number)")
                    do throws(Problem) {
                        _ = try await writer.append(EntryDraft(.log(.organisation), content, by: .program))
                        return nil
                    } catch { return error.code.name }
                }
            }
            return await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(codes.compactMap(\.self) == [String](repeating: "entry.unknown", count: 67))
        #expect(try sample.records.entries(.organisation).count == 133)
        #expect(try sample.records.check().isEmpty)
    }

    @Test("an entry over the limits, for an incident that is not there, or about an entry that is not there is refused")
    func refused() async throws {
        let sample = try Sample()
        let long = String(repeating: "x", count: EntryContent.textBytes + 1)
        let nowhere = JournalLog.incident(try #require(IncidentNumber("2026-0007")))
        #expect(await sample.code { try await sample.write(.organisation, .note(text: long)) } == "entry.long")
        #expect(await sample.code { try await sample.write(nowhere, .note(text: "x")) } == "incident.unknown")
        #expect(await sample.code { try await sample.write(.organisation, .undone(sequence: 1)) } == "entry.unknown")
        #expect(
            await sample.code { try await sample.write(.organisation, .corrected(sequence: 0, text: "x")) }
                == "entry.unknown")
        // Within the limit of text, but not when each byte takes six.
        let controls = String(repeating: "\u{1}", count: EntryContent.textBytes)
        #expect(await sample.code { try await sample.write(.organisation, .note(text: controls)) } == "entry.long")
        #expect(try sample.records.entries(.organisation).isEmpty)
    }

    @Test("a row that was changed, swapped or removed behind the program's back is named")
    func damage() async throws {
        for sql in [
            "UPDATE journal SET bytes = CAST(CAST(bytes AS TEXT) || ' ' AS BLOB) WHERE sequence = 2",
            "UPDATE journal SET log = '2026-0001' WHERE sequence = 2", "DELETE FROM journal WHERE sequence = 2",
            "UPDATE journal SET sequence = 9 WHERE sequence = 2",
            "UPDATE journal SET bytes = (SELECT bytes FROM journal WHERE sequence = 1) WHERE sequence = 2",
        ] {
            let sample = try Sample()
            for text in ["een", "twee", "drie"] { try await sample.write(.organisation, .note(text: text)) }
            #expect(try sample.records.check().isEmpty)
            try DamageSample.execute(sql, in: sample.file)
            let problems = try sample.records.check()
            #expect(
                problems.contains { $0.code.name == "entry.damaged" && $0.arguments == ["organisation", "2"] }, "\(sql)"
            )
            #expect(throws: Problem.self) { try sample.records.entries(.organisation) }
        }
    }

    @Test("a record of a newer format is refused, and so is a file that is none")
    func newer() throws {
        let sample = try Sample()
        try DamageSample.execute("PRAGMA user_version = 2", in: sample.file)
        #expect(throws: Problem.self) { try Records(file: sample.file) }
        let other = sample.folder.url.appendingPathComponent("other.sqlite")
        try Data("dit is geen database maar gewone tekst, lang genoeg".utf8).write(to: other)
        #expect(throws: Problem.self) { try Records(file: other) }
    }

    @Test("a backup while the program runs is whole, and never overwrites")
    func backup() async throws {
        let sample = try Sample()
        let number = try await sample.open("zaak")
        let copy = sample.folder.url.appendingPathComponent("copy.sqlite")
        try sample.records.backup(to: copy)
        try await sample.write(.incident(number), .note(text: "later"))
        #expect(throws: Problem.self) { try sample.records.backup(to: copy) }
        let restored = try Records(file: copy)
        #expect(try restored.check().isEmpty && restored.incident(number)?.title == "zaak")
        #expect(try restored.entries(.incident(number)).count == 1)
    }

    @Test("a disk that cannot take an entry: the writer hears of it, and the next one is kept when it can again")
    func unwritable() async throws {
        let sample = try Sample()
        try DamageSample.execute("ALTER TABLE journal RENAME TO gone", in: sample.file)
        #expect(await sample.code { try await sample.write(.organisation, .note(text: "a")) } == "record.unwritable")
        try DamageSample.execute("ALTER TABLE gone RENAME TO journal", in: sample.file)
        #expect(try await sample.write(.organisation, .note(text: "b")).sequence == 1)
    }
}
