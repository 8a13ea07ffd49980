// How fast journals are, for `make bench`: it sets DIJKWACHT_BENCH and reads the lines that begin with "measured".
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

@Suite(
    "Speed of journals", .enabled(if: ProcessInfo.processInfo.environment["DIJKWACHT_BENCH"] != nil))
struct JournalSpeedTests {
    private static let writers = 64
    private static let entriesEach = 1_563

    @Test("64 writers on one incident: entries a second on disk, and what a hundred thousand of them take to read")
    func manyWriters() async throws {
        let sample = try RecordSample()
        let number = try await sample.open("zaak")
        let writer = sample.writer
        let clock = ContinuousClock()
        let written = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in 0..<JournalSpeedTests.writers {
                    group.addTask {
                        for entry in 0..<JournalSpeedTests.entriesEach {
                            let content = EntryContent.note(text: "Gebeld met de beheerder, ronde \(entry).")
                            _ = try await writer.append(
                                EntryDraft(.log(.incident(number)), content, by: .person("persoon \(person)")))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let count = JournalSpeedTests.writers * JournalSpeedTests.entriesEach
        let entries = try sample.records.entries(.incident(number))
        #expect(entries.count == count + 1)
        var remarks = 0
        let folded = clock.measure { remarks = IncidentState(number, entries, asOf: nil).remarks.count }
        #expect(remarks == count)
        let read = try clock.measure { remarks = try sample.records.incident(number)?.remarks.count ?? 0 }
        #expect(remarks == count)
        print("measured journal_entries_per_s \(Int(Double(count) / (written / .seconds(1))))")
        print("measured journal_fold_s \(folded / .seconds(1))")
        print("measured journal_read_s \(read / .seconds(1))")
    }
}
