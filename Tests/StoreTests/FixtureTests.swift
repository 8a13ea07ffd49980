// A data directory of the format of this release, as it lies in Tests/Fixtures/store-1. Every later release opens it
// and gives exactly what is in it. Written anew with DIJKWACHT_WRITE_FIXTURES=1, only while no release has its format.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Foundation
import GRDB
import Incidents
import Store
import Testing

@Suite("The format on disk", .serialized)
struct FixtureTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/store-1", directoryHint: .isDirectory)

    static let lines = [
        "<34>1 2026-03-19T06:00:00Z mail.gemeente.example su - - - mislukt voor an.bakker vanaf 192.0.2.7",
        #"{"time":"2026-03-19T06:00:01Z","user":"an.bakker","src":"2001:db8::7","event":"aangemeld"}"#,
        "", "een regel zonder tijd \u{E9}\u{1F30A}", "<13>Mar 19 06:00:04 vpn.gemeente.example: sessie 17 begonnen",
    ]
    static let number = IncidentNumber(year: 2026, sequence: 1)
    static let start = ArchiveSample.start

    /// One of each kind that this release writes.
    static let organisation: [EntryContent] = [
        .note(text: "dienst begonnen"),
        .alertsClosed(alerts: [RecordSample.id(2)], reason: .expected, note: "oefening"),
        .muted(rule: "b", entity: EntityRef(.host, "fs01"), until: start, reason: "onderhoud"), .undone(sequence: 3),
        .corrected(sequence: 1, text: "dienst begonnen om zes uur"), .searchedPerson(query: "an.bakker"),
        .clockJumped(seconds: -3_600), .daysRemoved(from: 20_500, to: 20_501, lines: 12),
        .accountChanged(account: "an.bakker", change: .added, role: "analyst"),
        .tokenChanged(label: "bewaking", change: .created, role: "reader"),
    ]
    static let incident: [EntryContent] = [
        .opened(title: "Aanmeldingen van buiten"), .merged(alerts: [RecordSample.id(1), RecordSample.id(3)]),
        .detached(alerts: [RecordSample.id(3)]), .heldLogs(from: start, to: start),
        .memberAdded(account: "jan.smit", isRecipient: true), .memberRemoved(account: "jan.smit"), .openToHouse(true),
        .glassBroken(account: "piet", reason: "niemand bereikbaar"),
        .closed(reason: .handled, note: "wachtwoord gewijzigd"),
    ]

    /// Copies the fixture, since opening a file of SQLite writes beside it.
    private func copy() throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(at: Self.folder, to: copy.url.appendingPathComponent("data"))
        return copy
    }

    private func data(_ folder: TemporaryFolder) -> DataFolder {
        DataFolder(folder.url.appendingPathComponent("data", isDirectory: true))
    }

    @Test(
        "writes the fixture",
        .enabled(if: ProcessInfo.processInfo.environment["DIJKWACHT_WRITE_FIXTURES"] != nil))
    func write() async throws {
        let data = DataFolder(Self.folder)
        try? FileManager.default.removeItem(at: data.url)
        try await fill(data)
        // Whoever had the files open has ended now.
        try await Task.sleep(for: .milliseconds(200))
        // Small pages keep it small; a reader does not mind.
        for file in [data.archive.appendingPathComponent("2026-03-19.sqlite"), data.records, data.accounts] {
            try DamageSample.execute("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM", in: file)
        }
    }

    private func fill(_ data: DataFolder) async throws {
        var sample = try ArchiveSample()
        sample.archive = try Archive(folder: data.archive)
        sample.writer = ArchiveWriter(sample.archive)
        try sample.append(Array(Self.lines[..<3]), ids: [SenderID(scope: "bulk", id: "1")])
        try sample.writer.closeBlock(now: Self.start, always: true)
        try sample.append(Array(Self.lines[3...]), from: "tcp", marks: ["follow:/var/log/a.log": "17:2048"])
        let clock = SetClock()
        var record = try RecordSample()
        record.records = try Records(file: data.records)
        record.writer = JournalWriter(record.records) { clock.now }
        try record.take(
            [try RecordSample.hit("a", "jan", line: 0), try RecordSample.hit("b", "jan", line: 1)], progress: "x")
        try record.take([try RecordSample.hit("c", "piet", line: 2, level: .low)], progress: "2026-03-19/1/1")
        for content in Self.organisation { try await record.write(.organisation, content) }
        let number = try await record.open("Aanmeldingen van buiten")
        for content in Self.incident.dropFirst() { try await record.write(.incident(number), content) }
        do {
            let accounts = try AccountStore(file: data.accounts)
            try accounts.save(try AccountSample.account("an.bakker", .administrator))
            try accounts.save(try AccountSample.token(1).token)
        }
        try FileManager.default.removeItem(at: data.archive.appendingPathComponent("writer.lock"))
    }

    @Test("a data directory of format 1 gives exactly the lines that were put into it")
    func archive() throws {
        let folder = try copy()
        let archive = try Archive(folder: data(folder).archive)
        let page = try archive.search(ArchiveQuery(""), limit: 100)
        #expect(page.problems.isEmpty)
        #expect(page.lines.reversed().map { String(decoding: $0.bytes, as: UTF8.self) } == Self.lines)
        #expect(
            page.lines.reversed().map(\.position.description) == (0..<3).map { "2026-03-19/0/\($0)" } + [
                "2026-03-19/1/0", "2026-03-19/1/1",
            ])
        #expect(page.lines.reversed().map(\.source.name) == ["udp", "udp", "udp", "tcp", "tcp"])
        #expect(page.lines.allSatisfy { $0.received == Self.start })
        #expect(page.lines.last?.time == Self.start && page.lines[1].time == nil)
        #expect(try archive.search(ArchiveQuery("192.0.2.7"), limit: 9).lines.count == 1)
        #expect(try archive.search(ArchiveQuery("host=mail.gemeente.example"), limit: 9).lines.count == 1)
        #expect(try archive.mark("follow:/var/log/a.log") == "17:2048")
        #expect(try archive.knows(SenderID(scope: "bulk", id: "1")))
        #expect(archive.check().isEmpty)
    }

    @Test("and the journals and alerts")
    func record() throws {
        let folder = try copy()
        let records = try Records(file: data(folder).records)
        let number = try #require(Self.number)
        for (log, contents) in [(JournalLog.organisation, Self.organisation), (.incident(number), Self.incident)] {
            let entries = try records.entries(log)
            #expect(entries.map(\.content) == contents)
            #expect(entries.allSatisfy { $0.recorded == Self.start && $0.actor == .person("an.bakker") })
            #expect(entries.map(\.sequence) == Array(1...contents.count))
        }
        let alerts = try records.alerts(open: false).sorted { $0.id < $1.id }
        #expect(alerts.map(\.key.rule) == ["a", "b", "c"] && alerts.map(\.count) == [1, 1, 1])
        #expect(alerts.map(\.state) == [.closed(.handled, in: number), .closed(.expected), .open])
        #expect(alerts.map(\.level) == [.high, .high, .low])
        #expect(
            try alerts.map { try records.evidence(of: $0.id).map(\.line) }
                == (0...2).map { [Array("regel \($0)".utf8)] })
        #expect(try records.progress() == "2026-03-19/1/1")
        #expect(try records.heldDays() == [20_531...20_531])
        #expect(try records.check().isEmpty)
    }

    @Test("and the accounts and tokens")
    func accounts() throws {
        let folder = try copy()
        let accounts = try AccountStore(file: data(folder).accounts)
        #expect(try accounts.accounts() == [AccountSample.account("an.bakker", .administrator)])
        #expect(try accounts.tokens() == [AccountSample.token(1).token])
        #expect(try accounts.check().isEmpty)
    }

    @Test("it can be written on: lines, hits and entries go where the last stopped")
    func goesOn() async throws {
        let folder = try copy()
        var sample = try ArchiveSample()
        sample.archive = try Archive(folder: data(folder).archive)
        sample.writer = ArchiveWriter(sample.archive)
        #expect(try sample.append(["erbij"])[0].description == "2026-03-19/1/2")
        let records = try Records(file: data(folder).records)
        let writer = JournalWriter(records) { Self.start }
        let entry = try await writer.append(EntryDraft(.newIncident, .opened(title: "tweede"), by: .program))
        #expect(entry.log.name == "2026-0002")
        let hit = try RecordSample.hit("c", "piet", line: 9)
        #expect(try records.take([hit], progress: "y") { RecordSample.id(7) }.map(\.alert.count) == [2])
        #expect(try sample.archive.check().isEmpty && records.check().isEmpty)
    }

    @Test("the same with the number of the next format is refused, and says that a newer program is needed")
    func newer() throws {
        let folder = try copy()
        let day = data(folder).archive.appendingPathComponent("2026-03-19.sqlite")
        for file in [day, data(folder).records, data(folder).accounts] {
            let version = try DatabaseQueue(path: file.path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            #expect(version == 1)
            try DamageSample.execute("PRAGMA user_version = 2", in: file)
        }
        let problems = try Archive(folder: data(folder).archive).search(ArchiveQuery(""), limit: 9).problems
        #expect(problems.map(\.code.name) == ["archive.newer"] && problems[0].arguments == ["2", "1"])
        let problem = #expect(throws: Problem.self) { try Records(file: data(folder).records) }
        #expect(problem?.code.name == "record.newer" && problem?.arguments == ["2", "1"])
        let refused = #expect(throws: Problem.self) { try AccountStore(file: data(folder).accounts) }
        #expect(refused?.code.name == "accounts.newer")
    }
}
