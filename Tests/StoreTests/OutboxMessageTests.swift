// Messages on disk: they come back as written, go out in order, and stay until they are old.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB
import Incidents
import Store
import Testing

@Suite("Messages that are to go out")
struct OutboxMessageTests {
    private let sample: RecordSample
    private var records: Records { sample.records }

    init() throws {
        sample = try RecordSample()
    }

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

    private func message(_ number: UInt64, to destination: String = "mail", at seconds: Int64 = 0) -> OutboxMessage {
        OutboxMessage(
            id: ULID(time: time(seconds), random: (0, number)), channel: destination == "mail" ? .mail : .webhook,
            destination: destination, subject: "één", body: "regel\r\n€ \u{1F600}", created: time(seconds))
    }

    private func put(_ messages: [OutboxMessage]) throws {
        var grouping = NoticeGrouping()
        grouping.messages = messages
        try records.group(grouping, at: time(0), keepTold: time(0))
    }

    private func due(_ destination: String = "mail", at seconds: Int64) throws -> [OutboxMessage] {
        try records.messagesDue(to: destination, at: time(seconds))
    }

    private let problem = Problem(Problem.Code("smtp.refused"), ["550 \u{1B}nee\"", ""])

    @Test("a message comes back as it was written, whatever became of it")
    func roundTrip() throws {
        var messages = (1...3).map { message($0) }
        try put(messages)
        #expect(try records.messages(.waiting) == messages.reversed())
        messages[0].succeed(at: time(5))
        messages[1].fail(problem, at: time(6), isRefusal: true, next: time(16))
        messages[1].reached = ["a@b.example", "c@d.example"]
        messages[2].fail(problem, at: time(7), next: nil)
        try records.save(messages)
        #expect(try records.messages(.sent) == [messages[0]])
        #expect(try records.messages(.waiting) == [messages[1]])
        #expect(try records.messages(.failed) == [messages[2]])
        #expect(messages[1].refusals == 1 && messages[1].attempts == 1 && messages[1].error == problem)
        #expect(try records.check().isEmpty)
    }

    @Test("the oldest that is due goes first, each to its own destination, and not before its time")
    func order() throws {
        var late = message(1)
        late.due = time(50)
        try put([late, message(2, at: 3), message(3, at: 2), message(4, to: "webhook:x", at: 1)])
        #expect(try due(at: 1).isEmpty)
        #expect(try due(at: 49).map(\.created) == [time(2), time(3)])
        #expect(try due(at: 50).map(\.created) == [time(2), time(3), time(0)])
        #expect(try due("webhook:x", at: 50).count == 1)
        #expect(try records.messagesDue(to: "mail", at: time(50), limit: 1).map(\.created) == [time(2)])
        #expect(try records.nextDue() == ["mail": time(2), "webhook:x": time(1)])
    }

    @Test("what is sent or given up is not due any more")
    func done() throws {
        var messages = [message(1), message(2)]
        try put(messages)
        messages[0].succeed(at: time(1))
        messages[1].giveUp(problem)
        try records.save(messages)
        #expect(try due(at: 1_000_000).isEmpty)
        #expect(try records.nextDue().isEmpty)
    }

    @Test("over the limit of one destination the oldest is given up, and says why")
    func limit() throws {
        try put((0..<RecordLimits.messagesWaiting).map { message(UInt64($0), at: Int64($0)) })
        #expect(try records.messages(.failed).isEmpty)
        try put([message(5_000, at: 5_000), message(5_001, to: "webhook:x", at: 5_001)])
        let failed = try records.messages(.failed)
        #expect(failed.map(\.created) == [time(0)])
        #expect(failed.first?.error?.code.name == "outbox.full")
        #expect(try records.outboxCounts()["mail"]?.waiting == RecordLimits.messagesWaiting)
    }

    @Test("the counts say how it stands with each destination")
    func counts() throws {
        var messages = (1...4).map { message($0, at: Int64($0)) }
        try put(messages + [message(9, to: "webhook:x", at: 9)])
        messages[0].succeed(at: time(20))
        messages[1].fail(problem, at: time(21), next: time(31))
        messages[2].fail(problem, at: time(19), next: nil)
        try records.save(messages)
        let mail = try #require(try records.outboxCounts()["mail"])
        #expect(mail.waiting == 2 && mail.failed == 1 && mail.oldest == time(2))
        #expect(mail.lastSent == time(20) && mail.lastError == problem && mail.lastErrorAt == time(21))
        messages[1].succeed(at: time(31))
        try records.save(messages)
        let later = try #require(try records.outboxCounts()["mail"])
        #expect(later.lastSent == time(31) && later.lastError == nil && later.failed == 1)
        let other = try #require(try records.outboxCounts()["webhook:x"])
        #expect(other.waiting == 1 && other.lastSent == nil && other.lastError == nil)
    }

    @Test("what went out or was given up goes when it is old; what waits stays")
    func pruning() throws {
        var messages = (1...4).map { message($0) }
        try put(messages)
        messages[0].succeed(at: time(100))
        messages[1].fail(problem, at: time(100), next: nil)
        messages[2].succeed(at: time(300))
        try records.save(messages)
        try records.pruneMessages(before: time(200))
        #expect(try records.messages(.sent).map(\.id) == [messages[2].id])
        #expect(try records.messages(.failed).isEmpty)
        #expect(try records.messages(.waiting).map(\.id) == [messages[3].id])
    }

    @Test("a message that is damaged on disk is set aside, named by the check, and never sent")
    func damage() throws {
        try put([message(1, at: 1), message(2, at: 2)])
        for change in ["body = 'nee'", "created = x'00'", "error = '[1]'", "destination = 'webhook:y'"] {
            let other = try DatabaseQueue(path: sample.file.path)
            try? other.write {
                try $0.execute(
                    sql: "UPDATE messages SET \(change) WHERE id = ?", arguments: [message(1, at: 1).id.description])
            }
            try other.close()
        }
        #expect(try due(at: 10).map(\.created) == [time(2)])
        #expect(try due("webhook:y", at: 10).isEmpty)
        #expect(try records.setDamagedMessagesAside().map(\.code.name) == ["record.damaged"])
        #expect(try records.setDamagedMessagesAside().isEmpty)
        #expect(try records.nextDue() == ["mail": time(2)])
        #expect(try records.check().map(\.code.name) == ["record.damaged"])
        #expect(try records.outboxCounts()["webhook:y"]?.failed == 1)
    }
}
