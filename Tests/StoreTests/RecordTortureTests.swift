// A record that is damaged or cut off: no entry comes back other than it was written, and what is missing is said.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Testing

@Suite("Torture: a record that is damaged")
struct RecordTortureTests {
    private typealias Sample = RecordSample

    private struct Filled {
        var files: FilesSample
        var journals: [JournalLog: [JournalEntry]] = [:]
        var alerts: [ULID: Alert] = [:]
        var evidence: [ULID: [AlertEvidence]] = [:]

        init(isMoved: Bool) async throws {
            var sample = try Sample()
            for number in 0..<30 {
                try await sample.write(.organisation, .note(text: "aantekening \(number) van de organisatie"))
                try sample.take(
                    [try Sample.hit("regel\(number % 4)", "jan", line: Int32(number))], progress: "\(number)")
            }
            for number in 0..<3 {
                let incident = try await sample.open("zaak \(number)", [Sample.id(UInt64(number + 1))])
                for text in 0..<10 { try await sample.write(.incident(incident), .note(text: "stap \(text)")) }
            }
            if isMoved { try DamageSample.execute("PRAGMA wal_checkpoint(TRUNCATE)", in: sample.file) }
            for log in [.organisation] + (try sample.records.incidents().map(JournalLog.incident)) {
                journals[log] = try sample.records.entries(log)
            }
            for alert in try sample.records.alerts(open: false) {
                alerts[alert.id] = alert
                evidence[alert.id] = try sample.records.evidence(of: alert.id)
            }
            files = try FilesSample(sample.folder.url)
            _ = sample
        }

        /// What is wrong with the answers of a record that was damaged; nil if nothing is.
        ///
        /// - Parameter mayLoseLast: whether the last entries of journals may be gone without a word.
        func verdict(_ damaged: FilesSample, mayLoseLast: Bool) throws -> String? {
            let folder = try damaged.unpack()
            let records: Records
            do {
                records = try Records(file: folder.url.appendingPathComponent("record.sqlite"))
            } catch {
                return nil
            }
            // A log that is damaged takes the record back to an earlier state, and that is said.
            var says = !records.problems.isEmpty
            let mayLoseLast = mayLoseLast || says
            var lost = false
            func ask<Answer>(_ question: () throws -> Answer?) throws -> Answer? {
                do {
                    return try question()
                } catch {
                    guard error is Problem else { throw error }
                    says = true
                    return nil
                }
            }
            for (log, entries) in journals {
                guard let found = try ask({ try records.entries(log) }) else { continue }
                if found.count < entries.count { lost = true }
                if found != Array(entries.prefix(found.count)) { return "journal \(log.name) is another" }
            }
            for (id, alert) in alerts {
                if let found = try ask({ try records.alert(id) }) {
                    if !mayLoseLast, found != alert { return "alert \(id) is another" }
                } else {
                    lost = true
                }
                guard let found = try ask({ try records.evidence(of: id) }) else { continue }
                let known = Set(evidence[id] ?? [])
                if !known.isSuperset(of: found) { return "evidence of \(id) is another" }
                if found.count < known.count { lost = true }
            }
            if let progress = try ask({ try records.progress() }), !mayLoseLast, progress != "29" {
                return "progress is another"
            }
            let queue = try ask { try records.alerts(open: false) }
            if let queue, queue.count < alerts.count { lost = true }
            let problems = try ask { try records.check() }
            if lost, !says, !mayLoseLast, problems?.isEmpty ?? false { return "something is lost and nothing is said" }
            return nil
        }
    }

    @Test(
        "a bit that flips anywhere is seen where it matters, and no entry comes back changed", arguments: [true, false]
    )
    func bits(isMoved: Bool) async throws {
        let filled = try await Filled(isMoved: isMoved)
        var chance = SeededGenerator(seed: DamageSample.seed(isMoved ? 31 : 32))
        #expect(try filled.verdict(filled.files, mayLoseLast: false) == nil)
        for round in 0..<DamageSample.rounds(60) {
            guard let name = filled.files.names.randomElement(using: &chance), filled.files.size(name) > 0 else {
                continue
            }
            let size = filled.files.size(name)
            let reach = round % 4 == 0 ? min(size, 4_096) : size
            let bit = Int.random(in: 0..<(reach * 8), using: &chance)
            #expect(
                try filled.verdict(filled.files.flipped(name, bit: bit), mayLoseLast: false) == nil,
                "\(name) bit \(bit)")
        }
    }

    @Test("a record that was cut off loses nothing without a word; cut off in its log, only the last entries")
    func cut() async throws {
        var chance = SeededGenerator(seed: DamageSample.seed(33))
        for isMoved in [true, false] {
            let filled = try await Filled(isMoved: isMoved)
            let name = isMoved ? "record.sqlite" : "record.sqlite-wal"
            let size = filled.files.size(name)
            for _ in 0..<DamageSample.rounds(15) {
                let cut = filled.files.cut(name, to: size - Int.random(in: 1...4_096, using: &chance))
                #expect(try filled.verdict(cut, mayLoseLast: !isMoved) == nil, "\(name) \(cut.size(name))")
            }
            if isMoved {
                for size in [0, 1, 99, 4_096, 4_097] {
                    #expect(try filled.verdict(filled.files.cut(name, to: size), mayLoseLast: false) == nil, "\(size)")
                }
            }
        }
    }

    @Test("the last entries of a journal that are gone are missed, and their numbers are not used again")
    func gone() async throws {
        for sql in ["DELETE FROM journal WHERE sequence > 1", "DELETE FROM heads", "DELETE FROM journal"] {
            let sample = try Sample()
            for text in ["een", "twee", "drie"] { try await sample.write(.organisation, .note(text: text)) }
            try DamageSample.execute(sql, in: sample.file)
            #expect(throws: Problem.self) { try sample.records.entries(.organisation) }
            #expect(
                await sample.code { try await sample.write(.organisation, .note(text: "vier")) } == "entry.damaged")
            #expect(try sample.records.check().map(\.code.name) == ["entry.damaged"], "\(sql)")
        }
    }

    @Test("an alert, its evidence and the progress that changed are seen")
    func parts() throws {
        for sql in [
            "UPDATE alerts SET title = 'ander'", "UPDATE alerts SET state = 'closed:handled'",
            "UPDATE alerts SET count = 1", "UPDATE evidence SET line = x'00'", "DELETE FROM evidence",
            "UPDATE progress SET value = 'y'",
        ] {
            var sample = try Sample()
            try sample.take([try Sample.hit("a", "jan", line: 1), try Sample.hit("a", "jan", line: 2)])
            #expect(try sample.records.check().isEmpty)
            try DamageSample.execute(sql, in: sample.file)
            #expect(try sample.records.check().map(\.code.name) == ["record.damaged"], "\(sql)")
        }
    }
}
