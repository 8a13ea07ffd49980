// The version of a record: another after each change of what pages show, whoever changes it, and else the same.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("The version of the record")
struct RecordVersionTests {
    @Test("each hit, entry and decision makes another version; looking makes none")
    func changes() async throws {
        var sample = try RecordSample()
        var seen = [try #require(try sample.records.version())]
        func look(_ what: String) throws {
            let now = try #require(try sample.records.version())
            #expect(!seen.contains(now), "\(what)")
            #expect(try sample.records.version() == now, "\(what): looking changes nothing")
            seen.append(now)
        }
        try sample.take([RecordSample.hit("a", "jan", line: 1)])
        try look("an alert")
        try sample.take([RecordSample.hit("a", "jan", line: 2)])
        try look("a hit of an alert that is there")
        let number = try await sample.open("Zaak")
        try look("an incident")
        try await sample.write(.incident(number), .note(text: "x"))
        try look("an entry")
        try await sample.write(.incident(number), .merged(alerts: [RecordSample.id(1)]))
        try look("a decision about an alert")
        _ = try sample.records.alerts()
        #expect(try sample.records.version() == seen.last)
    }

    @Test("another program that writes in the same file is seen at once")
    func elsewhere() async throws {
        let sample = try RecordSample()
        let before = try sample.records.version()
        let other = try Records(file: sample.file)
        let clock = sample.clock
        _ = try await JournalWriter(other) { clock.now }.append(
            EntryDraft(.newIncident, .opened(title: "Zaak"), by: .person("an.bakker")))
        let after = try sample.records.version()
        #expect(after != before)
        #expect(try other.version() == after, "the version is of the record, not of who looks")
    }

    @Test("a record that is opened again has the version that it had")
    func reopened() throws {
        var sample = try RecordSample()
        try sample.take([RecordSample.hit("a", "jan", line: 1), RecordSample.hit("b", "piet", line: 2)])
        let before = try sample.records.version()
        try sample.reopen()
        #expect(try sample.records.version() == before)
    }
}
