// What the tests of the outbox have in common: times, settings, alerts, and an outbox whose courier is the test.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Synchronization
import Testing
import Watch

/// A moment in UTC, such as `2026-11-24 12:00:30`.
func utc(_ text: String) -> Timestamp {
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) } + [0, 0, 0]
    let civil = CivilTime(
        year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
    return civil?.timestamp() ?? Timestamp(nanoseconds: 0)
}

extension Timestamp {
    func plus(_ seconds: Int64) -> Timestamp { advanced(byNanoseconds: seconds * 1_000_000_000) }
}

enum OutboxSample {
    static func id(_ number: UInt64) -> ULID { ULID(time: utc("2026-11-24"), random: (0, number)) }

    /// The texts of this part and the levels.
    static func words(_ language: Language = .dutch) throws -> Words {
        var texts: [String: String] = [:]
        for topic in ["outbox", "commands"] {
            let file = root.appending(path: "Words/\(language.rawValue)/\(topic).json")
            texts.merge(try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))) { $1 }
        }
        return Words(language, texts: texts)
    }

    static func settings(
        _ text: String, folder: URL = URL(fileURLWithPath: "/"), isExercise: Bool = false
    )
        -> OutboxSettings
    {
        let reading = read(text)
        #expect(reading.errors.isEmpty, "\(reading.errors)")
        return OutboxSettings(reading.configuration, folder: folder, isExercise: isExercise)
    }

    static let mail = "mail: {server: mail.gemeente.example, from: d@gemeente.example, to: [soc@gemeente.example]}\n"
    static let hook = "webhooks: [{url: 'https://chat.example/hooks/geheim', level: medium}]\n"

    static func alert(
        _ number: UInt64, _ level: AlertLevel = .high, title: String = "Titel", entity: String = "account:jan",
        count: Int = 1, state: Alert.State = .open
    ) -> Alert {
        let entity = EntityRef(entity) ?? EntityRef(.source, "x")
        guard let entity else { preconditionFailure("no entity") }
        return Alert(
            id: id(number), key: AlertKey(rule: "regel-\(number)", entity: entity), title: title, level: level,
            count: count, firstSeen: utc("2026-11-24 10:00"), lastSeen: utc("2026-11-24 11:00").plus(Int64(number)),
            state: state)
    }

    static func news(_ alert: Alert, _ kind: Notice.Kind = .new) -> AlertNews {
        AlertNews(
            Notice(alert: alert.id, kind: kind, level: alert.level, created: utc("2026-11-24 11:00")), alert)
    }
}

/// An outbox over a record in a folder of its own, with a clock that stands still until it is set.
final class OutboxScene: Sendable {
    struct Sent: Sendable {
        var message: OutboxMessage
        var destination: Destination
        var time: Timestamp
    }

    private struct State {
        var now = utc("2026-11-24 12:00")
        var sent: [Sent] = []
        var answer: @Sendable (OutboxMessage, Destination) -> Delivery = { _, _ in .sent }
        var ids: UInt64 = 0
        var lines: Int32 = 0
    }

    let folder: URL
    let records: Records
    let outbox: Outbox
    private let state: StateBox

    private final class StateBox: Sendable {
        let value = Mutex(State())
    }

    init(_ text: String, isExercise: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "outbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        records = try Records(file: folder.appending(path: "record.sqlite"))
        let state = StateBox()
        self.state = state
        outbox = Outbox(
            records: records, settings: OutboxSample.settings(text, isExercise: isExercise),
            words: try OutboxSample.words(), now: { state.value.withLock { $0.now } },
            newID: {
                state.value.withLock { state in
                    state.ids += 1
                    return ULID(time: state.now, random: (1, state.ids))
                }
            },
            deliver: { message, destination, _, time in
                let answer = state.value.withLock { state in
                    state.sent.append(Sent(message: message, destination: destination, time: time))
                    return state.answer
                }
                return answer(message, destination)
            })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var now: Timestamp {
        get { state.value.withLock { $0.now } }
        set { state.value.withLock { $0.now = newValue } }
    }

    var sent: [Sent] { state.value.withLock { $0.sent } }
    /// What was sent since the last time that this was asked.
    func take() -> [Sent] {
        state.value.withLock { state in
            defer { state.sent = [] }
            return state.sent
        }
    }

    func answer(_ answer: @escaping @Sendable (OutboxMessage, Destination) -> Delivery) {
        state.value.withLock { $0.answer = answer }
    }

    /// One more hit of a rule on an account, with the notice that it gives; the outbox hears of it.
    @discardableResult
    func hit(_ rule: String, _ account: String = "jan", level: AlertLevel = .high) async throws -> Alert {
        let (line, now) = state.value.withLock { state in
            state.lines += 1
            return (state.lines, state.now)
        }
        let ref = EventRef(
            position: ArchivePosition(day: 20_781, block: 0, position: line),
            digest: [UInt8](repeating: UInt8(truncatingIfNeeded: line), count: 32))
        let key = AlertKey(rule: rule, entity: try #require(EntityRef(.account, account)))
        let hit = AlertHit(key: key, title: "Titel \(rule)", level: level, time: now, evidence: [ref])
        let changes = try records.take(
            [HitWithLines(hit, lines: [[1]])], progress: "x",
            notices: NoticesWanted(from: .low, now: now)
        ) {
            OutboxSample.id(UInt64(line))
        }
        outbox.poke()
        await step()
        return try #require(changes.first?.alert)
    }

    /// Lets time pass and does what is due then.
    @discardableResult
    func step(_ seconds: Int64 = 0) async -> Timestamp {
        now = now.plus(seconds)
        let next = await outbox.step()
        await outbox.settle()
        return next
    }
}
