// A record in a folder of its own, with a clock that tests set.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Store
import Synchronization
import Testing

/// A clock that stands still until it is set.
final class SetClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_773_900_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = $0.advanced(byNanoseconds: seconds * 1_000_000_000) }
    }
}

struct RecordSample {
    let folder: TemporaryFolder
    let clock = SetClock()
    var records: Records
    var writer: JournalWriter

    var file: URL { folder.url.appendingPathComponent("record.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        let clock = clock
        records = try Records(file: folder.url.appendingPathComponent("record.sqlite"))
        writer = JournalWriter(records) { clock.now }
    }

    mutating func reopen() throws {
        let clock = clock
        records = try Records(file: file)
        writer = JournalWriter(records) { clock.now }
    }

    @discardableResult
    func write(
        _ log: JournalLog, _ content: EntryContent, seen: Int? = nil
    ) async throws -> JournalEntry {
        try await writer.append(EntryDraft(.log(log), content, by: .person("an.bakker"), seen: seen))
    }

    /// A new incident with these alerts.
    func open(_ title: String, _ alerts: [ULID] = []) async throws -> IncidentNumber {
        let entry = try await writer.append(EntryDraft(.newIncident, .opened(title: title), by: .person("an.bakker")))
        guard case .incident(let number) = entry.log else { throw Problem(Problem.Code("test"), []) }
        if !alerts.isEmpty { try await write(.incident(number), .merged(alerts: alerts)) }
        return number
    }

    static func id(_ number: UInt64) -> ULID {
        ULID(time: Timestamp(seconds: 1_773_900_000), random: (0, number))
    }

    static func hit(
        _ rule: String, _ account: String, line: Int32, level: AlertLevel = .high, bytes: [UInt8]? = nil
    ) throws -> HitWithLines {
        let bytes = bytes ?? Array("regel \(line)".utf8)
        let ref = EventRef(
            position: ArchivePosition(day: 20_531, block: 0, position: line),
            digest: [UInt8](repeating: UInt8(truncatingIfNeeded: line), count: 32))
        let key = AlertKey(rule: rule, entity: try #require(EntityRef(.account, account)))
        let time = Timestamp(seconds: 1_773_900_000 + Int64(line))
        return HitWithLines(AlertHit(key: key, title: rule, level: level, time: time, evidence: [ref]), lines: [bytes])
    }

    /// Takes hits; alerts that begin get the numbers 1, 2, 3 ...
    @discardableResult
    mutating func take(_ hits: [HitWithLines], progress: String = "x") throws -> [AlertChange] {
        var next = made
        let changes = try records.take(hits, progress: progress) {
            next += 1
            return RecordSample.id(next)
        }
        made = next
        return changes
    }

    private var made: UInt64 = 0

    func code(_ body: () async throws -> some Any) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? Problem)?.code.name ?? "\(error)"
        }
    }
}
