// One row that is damaged is said, and hides nothing else.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

@Suite("Alerts beside a damaged one")
struct WholeAlertsTests {
    typealias Sample = RecordSample

    /// Three alerts, the second of them with another title than was written.
    private func damaged() async throws -> Sample {
        var sample = try Sample()
        try sample.take(try (1...3).map { try Sample.hit("r\($0)", "jan", line: Int32($0)) })
        let number = try await sample.open("zaak", [Sample.id(2)])
        try await sample.write(.incident(number), .note(text: "kijken"))
        try DamageSample.execute("UPDATE alerts SET title = 'x' WHERE rule = 'r2'", in: sample.file)
        try sample.reopen()
        return sample
    }

    @Test("the good ones are given with a problem that names the other; whoever wants all is told that there are not")
    func list() async throws {
        let sample = try await damaged()
        let open = try sample.records.wholeAlerts()
        #expect(open.alerts.map(\.id) == [Sample.id(3), Sample.id(1)] && open.problems.isEmpty)
        let all = try sample.records.wholeAlerts(open: false)
        #expect(all.alerts.map(\.id) == [Sample.id(3), Sample.id(1)])
        #expect(all.problems.map(\.arguments) == [["alert \(Sample.id(2))"]])
        #expect(await sample.code { try sample.records.alerts(open: false) } == "record.damaged")
        #expect(try sample.records.alerts().count == 2)
        #expect(try sample.records.check().contains { $0.code.name == "record.damaged" })
    }

    @Test("hits of its key begin another alert, so that the watch goes on")
    func hits() async throws {
        var sample = try await damaged()
        try sample.take([try Sample.hit("r1", "jan", line: 11)])
        #expect(try sample.records.alert(Sample.id(1))?.count == 2)
        let ids = try sample.records.take([try Sample.hit("r2", "jan", line: 12)], progress: "12") { Sample.id(9) }
        #expect(ids.map(\.alert.id) == [Sample.id(9)] && ids[0].isNew)
    }

    @Test("its incident can be closed all the same; an entry that names it is refused")
    func incident() async throws {
        let sample = try await damaged()
        let number = try #require(try sample.records.incidents().first)
        #expect(
            await sample.code { try await sample.write(.incident(number), .detached(alerts: [Sample.id(2)])) }
                == "record.damaged")
        try await sample.write(.incident(number), .closed(reason: .handled, note: ""))
        #expect(try sample.records.incident(number)?.closed == .handled)
    }
}
