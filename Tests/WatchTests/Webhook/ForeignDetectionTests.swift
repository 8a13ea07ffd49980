// Alerts of other systems through the loop: hits under a rule of their own, with the line as evidence, counted once.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Testing
import Watch

@Suite("Alerts of other systems in the loop")
struct ForeignDetectionTests {
    private static let received = Timestamp(seconds: 1_791_187_200)

    private func withLoop(_ body: (inout DetectionLoop, Records, Archive) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("foreign-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let archive = try Archive(folder: folder.appendingPathComponent("archive"))
        let records = try Records(file: folder.appendingPathComponent("record.sqlite"))
        var made: UInt64 = 0
        var loop = DetectionLoop(archive, records, Detector(rules: [], correlations: [], routing: nil)) {
            made += 1
            return ULID(time: Self.received, random: (0, made))
        }
        try body(&loop, records, archive)
    }

    private func take(
        _ text: String, _ loop: inout DetectionLoop, from source: String = "webhook 192.0.2.1", zone: ZoneRule = .none
    ) {
        let padded = Array(text.utf8) + [UInt8](repeating: 0, count: 16)
        _ = padded.withUnsafeBufferPointer {
            loop.take(
                Bytes(rebasing: $0[..<text.utf8.count]), from: ArchiveSource(name: source), zone: zone,
                received: Self.received)
        }
    }

    private let list = """
        {"alerts":[{"title":"A","severity":"hoog","user":"jan","time":"2026-10-05T07:00:00Z"},
        {"title":"B","time":"2026-10-05 07:00:00"},{"title":"C","severity":"critical","status":"resolved"}]}
        """

    @Test("each alert of a line is a hit with the whole line as evidence; without a point in time it was received then")
    func eachOfLine() throws {
        try withLoop { loop, records, _ in
            take(list, &loop)
            let changes = try loop.commit(now: Self.received)
            let alerts = changes.map(\.alert).sorted { $0.title < $1.title }
            #expect(alerts.map(\.key.rule) == ["webhook/plain/A", "webhook/plain/B"])
            #expect(alerts.map(\.key.entity.description) == ["account:jan", "source:webhook 192.0.2.1"])
            #expect(alerts.map(\.level) == [.high, .medium])
            #expect(alerts.map(\.firstSeen) == [Timestamp(seconds: 1_791_183_600), Self.received])
            for alert in alerts {
                #expect(try records.evidence(of: alert.id).map(\.line) == [Array(list.utf8)])
            }
        }
    }

    @Test("the zone of the listener reads times without one")
    func zone() throws {
        try withLoop { loop, _, _ in
            take(#"{"title":"B","time":"2026-10-05 07:00:00"}"#, &loop, zone: .utc)
            let changes = try loop.commit(now: Self.received)
            #expect(changes.first?.alert.firstSeen == Timestamp(seconds: 1_791_183_600))
        }
    }

    @Test("only what came through a webhook is an alert of another system")
    func sources() throws {
        try withLoop { loop, _, _ in
            take(list, &loop, from: "syslog_tcp 192.0.2.1")
            let ofSyslog = try loop.commit(now: Self.received)
            take("{\"title\":\"A\",\"status\":\"resolved\"}", &loop)
            let ofWebhook = try loop.commit(now: Self.received)
            #expect(ofSyslog.isEmpty && ofWebhook.isEmpty)
        }
    }

    @Test("a line that is looked at again after a restart is not counted again")
    func again() throws {
        try withLoop { loop, records, archive in
            take(list, &loop)
            _ = try loop.commit(now: Self.received)
            try loop.closeBlock(now: Self.received, always: true)
            var next = DetectionLoop(archive, records, Detector(rules: [], correlations: [], routing: nil)) {
                ULID(time: Self.received, random: (1, 1))
            }
            let found = try next.resume(since: Self.received) { _ in .none }
            #expect(found.changes.isEmpty)
            #expect(try records.alerts(open: false).map(\.count) == [1, 1])
        }
    }
}
