// The loop from notices to sent messages, with a clock that the test sets and a courier that is the test.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Synchronization
import Testing
import Watch

@Suite("Telling people", .timeLimit(.minutes(5)))
struct OutboxTests {
    private static let mail = OutboxSample.mail
    private static let hook = OutboxSample.hook
    private static let problem = Problem(Problem.Code("smtp.refused"), ["m", "DATA", "450"])

    private static func failure(isRefusal: Bool = false, isOfDestination: Bool = false) -> Delivery {
        .failed(DeliveryFailure(problem, isRefusal: isRefusal, isOfDestination: isOfDestination))
    }

    @Test("what comes within 30 seconds goes as one message to each destination that hears of it")
    func window() async throws {
        let scene = try OutboxScene(Self.mail + Self.hook)
        try await scene.hit("a", level: .critical)
        #expect(await scene.step() == scene.now.plus(30))
        scene.now = scene.now.plus(29)
        try await scene.hit("b", level: .medium)
        #expect(scene.sent.isEmpty)
        await scene.step(1)
        let sent = scene.take()
        #expect(sent.map(\.message.channel).sorted { $0.rawValue < $1.rawValue } == [.mail, .webhook])
        let mail = try #require(sent.first { $0.message.channel == .mail }?.message)
        let hook = try #require(sent.first { $0.message.channel == .webhook }?.message)
        #expect(mail.subject == "[Dijkwacht] 1 signaal, hoogste: kritiek" && hook.body.contains("\"alerts_total\":2"))
        #expect(try scene.records.messages(.sent).count == 2)
        await scene.step(3_600)
        #expect(scene.sent.isEmpty)
    }

    @Test("an alert that goes on is told at most hourly, and then as it is")
    func hourly() async throws {
        let scene = try OutboxScene(Self.mail)
        var times: [Int64] = []
        let start = scene.now
        for _ in 0..<(3 * 60) {
            try await scene.hit("a")
            await scene.step(60)
            for sent in scene.take() { times.append((sent.time.nanoseconds - start.nanoseconds) / 60_000_000_000) }
        }
        #expect(times == [1, 61, 121])
    }

    @Test("nothing is told of an alert that is closed or muted meanwhile")
    func silenced() async throws {
        let scene = try OutboxScene(Self.mail)
        let now = scene.now
        let writer = JournalWriter(scene.records) { now }
        let closed = try await scene.hit("a")
        let muted = try await scene.hit("b")
        try await scene.hit("c")
        func write(_ content: EntryContent) async throws {
            _ = try await writer.append(EntryDraft(.log(.organisation), content, by: .person("an")))
        }
        try await write(.alertsClosed(alerts: [closed.id], reason: .expected, note: ""))
        try await write(.muted(rule: "b", entity: muted.key.entity, until: now.plus(7_200), reason: "onderhoud"))
        await scene.step(30)
        #expect(scene.take().map(\.message.subject) == ["[Dijkwacht] 1 signaal, hoogste: hoog"])
        try await scene.hit("b")
        await scene.step(60)
        #expect(scene.sent.isEmpty)
        scene.now = now.plus(7_201)
        try await scene.hit("b")
        await scene.step(30)
        #expect(scene.take().count == 1)
    }

    @Test("in quiet hours only the worst goes out; the rest goes when they end, as one message")
    func quiet() async throws {
        let scene = try OutboxScene(
            Self.mail + "quiet_hours: {from: '22:00', to: '07:00', zone: Europe/Amsterdam, level: critical}\n")
        scene.now = utc("2026-11-24 22:00")
        for rule in ["a", "b", "c"] {
            try await scene.hit(rule)
            await scene.step(600)
        }
        #expect(scene.take().isEmpty)
        try await scene.hit("d", level: .critical)
        await scene.step(30)
        #expect(scene.take().map(\.message.subject) == ["[Dijkwacht] 1 signaal, hoogste: kritiek"])
        scene.now = utc("2026-11-25 06:00")
        await scene.step()
        #expect(scene.take().map(\.message.subject) == ["[Dijkwacht] 3 signalen, hoogste: hoog"])
    }

    @Test("the summary goes out once a day, also when the program was down at that minute")
    func summary() async throws {
        let scene = try OutboxScene(Self.mail + Self.hook + "daily_summary: {at: '14:00'}\n")
        await scene.step()
        #expect(scene.take().isEmpty)
        scene.now = utc("2026-11-24 17:30")
        try await scene.hit("a", level: .low)
        await scene.step()
        let sent = scene.take()
        #expect(
            sent.count == 2
                && sent.contains { $0.message.subject == "[Dijkwacht] Dagoverzicht 24-11-2026: 1 signaal open" })
        for _ in 0..<5 { await scene.step(600) }
        #expect(scene.take().isEmpty)
        await scene.step(86_400)
        #expect(scene.take().count == 2)
    }

    // MARK: trying again

    @Test(
        "what does not go out is tried after 10 s, 30 s, 2 min, 10 min and then hourly, and after three days given up")
    func backoff() async throws {
        let scene = try OutboxScene(Self.mail)
        scene.answer { _, _ in Self.failure() }
        try await scene.hit("a")
        await scene.step(30)
        let start = scene.now
        var next = scene.now
        while next.nanoseconds < start.plus(4 * 86_400).nanoseconds {
            guard let due = try scene.records.nextDue()["mail"] else { break }
            next = due
            scene.now = due.plus(-1)
            await scene.step()
            scene.now = due
            await scene.step()
        }
        let times = scene.take().map { ($0.time.nanoseconds - start.nanoseconds) / 1_000_000_000 }
        #expect(Array(times.prefix(6)) == [0, 10, 40, 160, 760, 4_360] && times.count == 76)
        let failed = try #require(try scene.records.messages(.failed).first)
        #expect(failed.attempts == 76 && failed.error == Self.problem)
        let status = await scene.outbox.status
        #expect(status.failed == 1 && status.waiting == 0 && status.channels.first?.counts.lastError == Self.problem)
    }

    @Test("sent again it is the same message, with the same id")
    func same() async throws {
        let scene = try OutboxScene(Self.mail)
        scene.answer { _, _ in Self.failure() }
        try await scene.hit("a")
        await scene.step(30)
        scene.answer { _, _ in .sent }
        await scene.step(10)
        let sent = scene.take().map(\.message)
        #expect(
            sent.count == 2 && sent[0].id == sent[1].id && sent[0].body == sent[1].body
                && sent[0].subject == sent[1].subject)
        #expect(await scene.outbox.status.lastSent == scene.now)
    }

    @Test("what is refused for good five times is given up; what holds for the whole destination never counts as that")
    func refused() async throws {
        for (isOfDestination, tries) in [(false, 5), (true, 8)] {
            let scene = try OutboxScene(Self.mail)
            scene.answer { _, _ in Self.failure(isRefusal: true, isOfDestination: isOfDestination) }
            try await scene.hit("a")
            await scene.step(30)
            for _ in 0..<7 { await scene.step(3_600) }
            #expect(scene.take().count == tries)
            #expect(try scene.records.messages(.failed).count == (isOfDestination ? 0 : 1))
        }
    }

    @Test("receivers that have a mail do not get it again")
    func partly() async throws {
        let scene = try OutboxScene("mail: {server: m.example, from: a@b.example, to: [a@b.example, c@d.example]}\n")
        scene.answer { message, _ in
            message.reached.isEmpty
                ? .partly(["c@d.example"], DeliveryFailure(Self.problem, isOfDestination: false)) : .sent
        }
        try await scene.hit("a")
        await scene.step(30)
        #expect(try scene.records.messages(.waiting).first?.reached == ["c@d.example"])
        await scene.step(10)
        #expect(scene.take().last?.message.reached == ["c@d.example"])
        #expect(try scene.records.messages(.sent).count == 1)
    }

    @Test("a destination that is gone does not hold the others up, and is not tried once for each message")
    func apart() async throws {
        let scene = try OutboxScene(Self.mail + Self.hook)
        scene.answer { message, _ in
            message.channel == .mail ? Self.failure(isOfDestination: true) : .sent
        }
        try await scene.hit("a")
        var grouping = NoticeGrouping()
        grouping.messages = (0..<50).map { number in
            OutboxMessage(
                id: OutboxSample.id(number), channel: .mail, destination: "mail", subject: "\(number)", body: "",
                created: scene.now)
        }
        try scene.records.group(grouping, at: scene.now, keepTold: scene.now)
        await scene.step(30)
        let sent = scene.take()
        #expect(sent.filter { $0.message.channel == .mail }.count == 1)
        #expect(sent.filter { $0.message.channel == .webhook }.count == 1)
        let waiting = try scene.records.messages(.waiting)
        #expect(waiting.count == 51 && waiting.allSatisfy { $0.attempts == 1 && $0.error == Self.problem })
    }

    @Test("a message whose destination left the configuration is given up, and seen to")
    func gone() async throws {
        let scene = try OutboxScene(Self.mail + Self.hook)
        scene.answer { _, _ in Self.failure() }
        try await scene.hit("a")
        await scene.step(30)
        await scene.outbox.reload(OutboxSample.settings(Self.mail))
        scene.answer { _, _ in .sent }
        await scene.step()
        #expect(try scene.records.messages(.sent).map(\.channel) == [.mail])
        let failed = try scene.records.messages(.failed)
        #expect(failed.map(\.channel) == [.webhook] && failed.first?.error?.code.name == "outbox.gone")
        #expect(await scene.outbox.status.channels.count == 2)
    }

    @Test("with new settings all that waits is tried at once")
    func reloaded() async throws {
        let scene = try OutboxScene(Self.mail)
        scene.answer { _, _ in Self.failure(isOfDestination: true) }
        try await scene.hit("a")
        await scene.step(30)
        for _ in 0..<3 { await scene.step(600) }
        #expect(scene.take().count == 4)
        scene.answer { _, _ in .sent }
        await scene.outbox.reload(OutboxSample.settings(Self.mail))
        await scene.step(1)
        #expect(try scene.take().count == 1 && scene.records.messages(.waiting).isEmpty)
    }

    @Test("a program that ended between sending and writing that down sends again, with the same id")
    func atLeastOnce() async throws {
        let scene = try OutboxScene(Self.mail)
        try await scene.hit("a")
        await scene.step(30)
        let first = try #require(scene.take().first?.message)
        var lost = first
        lost.attempts = 0
        try scene.records.save([lost])
        let words = try OutboxSample.words()
        let sent = Mutex<[ULID]>([])
        let now = scene.now
        let again = Outbox(
            records: scene.records, settings: OutboxSample.settings(Self.mail), words: words, now: { now },
            newID: { OutboxSample.id(1) },
            deliver: { message, _, _, _ in
                sent.withLock { $0.append(message.id) }
                return .sent
            })
        _ = await again.step()
        await again.settle()
        #expect(sent.withLock { $0 } == [first.id])
    }

    @Test("what went out goes from the record after 30 days")
    func pruned() async throws {
        let scene = try OutboxScene(Self.mail)
        try await scene.hit("a")
        await scene.step(30)
        await scene.step(29 * 86_400)
        #expect(try scene.records.messages(.sent).count == 1)
        await scene.step(2 * 86_400)
        #expect(try scene.records.messages(.sent).isEmpty)
    }

    // MARK: running

    @Test("it runs by itself: a poke is enough, and at the end it stops at once")
    func running() async throws {
        let scene = try OutboxScene(Self.mail)
        var grouping = NoticeGrouping()
        grouping.messages = [
            OutboxMessage(
                id: OutboxSample.id(1), channel: .mail, destination: "mail", subject: "", body: "",
                created: scene.now)
        ]
        try scene.records.group(grouping, at: scene.now, keepTold: scene.now)
        await scene.outbox.start()
        await scene.outbox.start()
        try await wait { scene.sent.count == 1 }
        try await scene.hit("a")
        for _ in 0..<1_000 { scene.outbox.poke() }
        scene.now = scene.now.plus(31)
        await scene.outbox.retry()
        try await wait { scene.sent.count == 2 }
        await scene.outbox.stop()
        scene.outbox.poke()
        #expect(scene.sent.count == 2)
    }

    @Test("stopping waits for what is on its way")
    func stopping() async throws {
        let scene = try OutboxScene(Self.mail)
        let now = scene.now
        let isSent = Mutex(false)
        let outbox = Outbox(
            records: scene.records, settings: OutboxSample.settings(Self.mail), words: try OutboxSample.words(),
            now: { now.plus(31) }, newID: { OutboxSample.id(1) },
            deliver: { _, _, _, _ in
                try? await Task.sleep(for: .milliseconds(200))
                isSent.withLock { $0 = true }
                return .sent
            })
        try await scene.hit("a")
        _ = await outbox.step()
        await outbox.stop()
        #expect(try isSent.withLock { $0 } && scene.records.messages(.sent).count == 1)
    }

    private func wait(until isTrue: () -> Bool) async throws {
        for _ in 0..<500 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(isTrue())
    }
}
