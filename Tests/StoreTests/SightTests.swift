// What someone may see of the record: the filter of every query, and that it is never behind the journal.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("What someone may see of the record")
struct SightTests {
    private func sight(_ name: String, _ role: Role = .analyst) throws -> Sight {
        Sight(.person(try AccountName(name), role))
    }

    private func numbers(_ page: IncidentPage) -> [IncidentNumber] {
        page.incidents.map(\.value.number)
    }

    @Test("a list has the incidents of members, and follows each change of the journal at once")
    func follows() async throws {
        let sample = try RecordSample()
        let number = try await sample.open("Zaak")
        let log = JournalLog.incident(number)
        let other = try sight("piet")
        #expect(try numbers(sample.records.incidents(for: sight("an.bakker"))) == [number])
        #expect(try numbers(sample.records.incidents(for: other)).isEmpty)
        try await sample.write(log, .memberAdded(account: "piet", isRecipient: false))
        #expect(try numbers(sample.records.incidents(for: other)) == [number])
        try await sample.write(log, .memberRemoved(account: "piet"))
        #expect(try numbers(sample.records.incidents(for: other)).isEmpty)
        try await sample.write(log, .undone(sequence: 3))
        #expect(try numbers(sample.records.incidents(for: other)) == [number])
        // Also when another program writes.
        let clock = sample.clock
        let second = JournalWriter(try Records(file: sample.file)) { clock.now }
        _ = try await second.append(
            EntryDraft(.log(log), .memberRemoved(account: "piet"), by: .person("an.bakker"), tlp: .amber))
        #expect(try numbers(sample.records.incidents(for: other)).isEmpty)
    }

    @Test("pages of incidents are full of what may be seen, and end where nothing more may")
    func pages() async throws {
        let sample = try RecordSample()
        for index in 1...20 {
            let number = try await sample.open("Zaak \(index)")
            if index % 4 == 0 {
                try await sample.write(.incident(number), .memberAdded(account: "piet", isRecipient: false))
            }
        }
        var found: [Int] = []
        var before: IncidentNumber?
        repeat {
            let page = try sample.records.incidents(for: try sight("piet"), before: before, limit: 2)
            found += numbers(page).map(\.sequence)
            before = page.next
        } while before != nil
        #expect(found == [20, 16, 12, 8, 4])
    }

    @Test("an entry that is RED is left out of entries, state and alerts for who is no recipient")
    func red() async throws {
        let sample = try RecordSample()
        let number = try await sample.open("Zaak")
        let log = JournalLog.incident(number)
        try await sample.write(log, .memberAdded(account: "piet", isRecipient: false))
        _ = try await sample.writer.append(
            EntryDraft(.log(log), .note(text: "geheim"), by: .person("an.bakker"), tlp: .red))
        let own = try sample.records.incident(number, for: sight("an.bakker")).value
        let theirs = try sample.records.incident(number, for: sight("piet")).value
        #expect(own.entries.count == 3 && own.state.remarks.count == 1)
        #expect(theirs.entries.count == 2 && theirs.state.remarks.isEmpty && theirs.last == 3)
        #expect(Set(own.entries.map(\.entryID)).count == 3 && own.entries.allSatisfy { $0.entryID.count == 20 })
    }

    @Test("an alert in an incident is there for who may read that, and nobody else")
    func alerts() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1), RecordSample.hit("b", "jan", line: 2)])
        let number = try await sample.open("Zaak", [RecordSample.id(1)])
        var query = AlertQuery()
        query.state = .all
        let now = sample.clock.now
        func seen(_ sight: Sight) throws -> [String] {
            try sample.records.alerts(query, for: sight, now: now).alerts.map(\.alert.key.rule)
        }
        #expect(try seen(sight("an.bakker")) == ["b", "a"] && seen(sight("piet")) == ["b"])
        // An administrator who is a member sees what is in the incident, not the queue.
        try await sample.write(.incident(number), .memberAdded(account: "beheer", isRecipient: false))
        let administrator = try sight("beheer", .administrator)
        #expect(try seen(administrator) == ["a"])
        let alert = try sample.records.alert(RecordSample.id(1), for: administrator, now: now)
        #expect(alert.permission == .readIncident && alert.value.risk == 0)
        for (id, sight) in [(RecordSample.id(1), try sight("piet")), (RecordSample.id(2), administrator)] {
            #expect(await sample.code { try sample.records.alert(id, for: sight, now: now) } == "access.not_found")
        }
        #expect(
            await sample.code { try sample.records.alert(RecordSample.id(9), for: sight("piet"), now: now) }
                == "access.not_found")
    }

    @Test("a journal that is damaged: nobody can say who may see it, so nobody does, and others stay")
    func damaged() async throws {
        var sample = try RecordSample()
        let first = try await sample.open("Een")
        let second = try await sample.open("Twee")
        let sql = "UPDATE journal SET bytes = x'00' WHERE log = '\(first)'"
        try DamageSample.execute(sql, in: sample.file)
        try sample.reopen()
        #expect(try numbers(sample.records.incidents(for: sight("an.bakker"))) == [second])
        #expect(
            await sample.code { try sample.records.incident(first, for: sight("an.bakker")) } == "access.not_found")
        #expect(try !sample.records.check().isEmpty)
    }

    @Test("entries that belong together are written together or not at all")
    func together() async throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1)])
        _ = try await sample.open("Eerst", [RecordSample.id(1)])
        var draft = EntryDraft(.newIncident, .opened(title: "Dan"), by: .person("an.bakker"), tlp: .green)
        draft.then = [.memberAdded(account: "piet", isRecipient: false), .merged(alerts: [RecordSample.id(1)])]
        #expect(await sample.code { try await sample.writer.append(draft) } == "alert.taken")
        #expect(try sample.records.incidents().count == 1)
        draft.then.removeLast()
        let entry = try await sample.writer.append(draft)
        let entries = try sample.records.entries(entry.log)
        #expect(entries.map(\.sequence) == [1, 2] && entries.allSatisfy { $0.tlp == .green })
        draft.then = [.note(text: String(repeating: "x", count: EntryContent.textBytes + 1))]
        #expect(await sample.code { try await sample.writer.append(draft) } == "entry.long")
    }

    @Test("what can be undone without an incident: closings and mutes, and undoing those")
    func undoable() async throws {
        let sample = try RecordSample()
        let log = JournalLog.organisation
        let until = sample.clock.now.advanced(byNanoseconds: 1)
        let mute = try await sample.write(log, .muted(rule: "r", entity: nil, until: until, reason: "x"))
        let search = try await sample.write(log, .searchedPerson(query: "jan"))
        let hold = try await sample.write(log, .heldLogs(from: sample.clock.now, to: until))
        let undone = try await sample.write(log, .undone(sequence: mute.sequence))
        let released = try await sample.write(log, .undone(sequence: hold.sequence))
        #expect(try sample.records.undoable(mute.entryID) == mute)
        #expect(try sample.records.undoable(undone.entryID) == undone)
        for entry in [search, hold, released] { #expect(try sample.records.undoable(entry.entryID) == nil) }
        #expect(try sample.records.mutes().isEmpty)
    }
}
