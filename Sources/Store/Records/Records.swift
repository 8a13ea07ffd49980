// The record on disk: what was decided and done, and the alerts on which it rests.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Foundation
import GRDB
public import Incidents

/// The file of the record. May be read from anywhere; journals are written through one `JournalWriter`.
public final class Records: Sendable {
    let pool: DatabasePool
    /// The space beside the file that is kept back for it.
    private let reserve: DiskReserve
    let index = IncidentIndex()
    let ranking: AlertRanking
    /// What was seen of damage when the file was opened; `check` says it too.
    public let problems: [Problem]

    /// Opens the record, or begins one.
    ///
    /// - Throws: `Problem` if the file cannot be used, or is of a newer format.
    public init(file: URL) throws(Problem) {
        reserve = DiskReserve(DataFolder(file.deletingLastPathComponent()).reserve)
        do {
            problems = try SavedJournal.keepDamaged(of: file).map { kept in
                Problem(.recordJournalDamaged, [kept], at: Place(file: file.path))
            }
        } catch {
            throw Problem(.recordUnusable, ["\(error)"], at: Place(file: file.path))
        }
        pool = try RecordSchema.open(file, reserve)
        ranking = AlertRanking(isFollowed: RecordSchema.followsAlerts(pool))
        keepHeadroom()
    }

    /// Sees to it that the journal goes on for a while on a disk that others fill. As far as there is room now.
    public func keepHeadroom() {
        JournalHeadroom.keep(RecordLimits.logBytes, for: pool.path)
    }

    /// The entries of a journal, in order.
    ///
    /// - Throws: `Problem` that names the first entry that is not what was written.
    public func entries(_ log: JournalLog) throws(Problem) -> [JournalEntry] {
        try read { try JournalTable.entries(log, $0) }
    }

    /// The incidents that there are, newest first.
    public func incidents() throws(Problem) -> [IncidentNumber] {
        try read { database in
            try JournalTable.names(database).compactMap { IncidentNumber($0) }.sorted(by: >)
        }
    }

    /// What the journal of an incident comes to; nil if there is no such incident.
    public func incident(_ number: IncidentNumber, asOf: Timestamp? = nil) throws(Problem) -> IncidentState? {
        let entries = try entries(.incident(number))
        return entries.isEmpty ? nil : IncidentState(number, entries, asOf: asOf)
    }

    /// Alerts, those that were seen last first.
    ///
    /// - Parameter open: only those that wait for a decision.
    /// - Throws: `Problem` if one of them is damaged; `wholeAlerts` gives the others.
    public func alerts(open: Bool = true, limit: Int = 10_000) throws(Problem) -> [Alert] {
        try read { database in
            try AlertTable.alerts(
                open ? "WHERE state = 'open' ORDER BY last_seen DESC LIMIT ?" : "ORDER BY last_seen DESC LIMIT ?",
                [limit], database)
        }
    }

    /// One alert; nil if there is none.
    public func alert(_ id: ULID) throws(Problem) -> Alert? {
        try read { try AlertTable.alerts("WHERE id = ?", [id.description], $0).first }
    }

    /// The lines on which an alert rests, oldest place first.
    public func evidence(of alert: ULID) throws(Problem) -> [AlertEvidence] {
        try read { try AlertTable.evidence(of: alert, $0) }
    }

    /// How far the archive was looked at: the position behind the last line whose hits are in the record.
    public func progress() throws(Problem) -> String? {
        try read(Records.progress)
    }

    private static func progress(_ database: Database) throws -> String? {
        let sql = "SELECT value, row_digest FROM progress WHERE name = 'archive'"
        guard let row = try Row.fetchOne(database, sql: sql) else { return nil }
        guard let value = row.text(0), digest(ofProgress: value) == row.blob(1) else {
            throw Problem(.recordDamaged, ["progress"])
        }
        return value
    }

    /// A whole copy, made while the program runs.
    ///
    /// - Throws: `Problem` if the target is there already or cannot be written.
    public func backup(to file: URL) throws(Problem) {
        do {
            guard !FileManager.default.fileExists(atPath: file.path) else {
                throw Problem(.backupExists, [], at: Place(file: file.path))
            }
            let copy = try DatabaseQueue(path: file.path)
            try pool.backup(to: copy)
            try copy.close()
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.backupFailed, ["\(error)"], at: Place(file: file.path))
        }
    }

    /// What is wrong with the file and its entries; nothing if all is well.
    public func check() throws(Problem) -> [Problem] {
        let problems = problems
        return try read { database in
            problems
                + found {
                    try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
                        .filter { $0 != "ok" }.map { Problem(.recordDamaged, [$0]) }
                } + found { try checkJournals(database) } + found { try checkAlerts(database) }
                + found { try MessageTable.check(database) } + found { try NoticeTable.check(database) }
                + found {
                    _ = try Records.progress(database)
                    return []
                }
        }
    }

    /// What a look finds, or what it stumbles over.
    private func found(_ look: () throws -> [Problem]) -> [Problem] {
        do {
            return try look()
        } catch {
            return [error as? Problem ?? Problem(.recordDamaged, ["\(error)"])]
        }
    }

    private func checkJournals(_ database: Database) throws -> [Problem] {
        try JournalTable.names(database).sorted().flatMap { name in
            found {
                guard let log = JournalLog(name: name) else { throw Problem(.entryDamaged, [name, "1"]) }
                _ = try JournalTable.entries(log, database)
                return []
            }
        }
    }

    private func checkAlerts(_ database: Database) throws -> [Problem] {
        try Row.fetchAll(database, sql: "SELECT id FROM alerts UNION SELECT alert FROM evidence").flatMap { row in
            found {
                guard let id = row.text(0).flatMap({ ULID($0) }) else { throw Problem(.recordDamaged, ["alerts"]) }
                _ = try AlertTable.evidence(of: id, database)
                return []
            }
        }
    }

    /// Puts an entry where it says that it belongs.
    package func place(_ entry: JournalEntry) throws(Problem) {
        try write { try JournalTable.append(entry, entry.bytes ?? [], $0) }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        do {
            return try pool.read(body)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.recordUnusable, ["\(error)"], at: Place(file: pool.path))
        }
    }

    /// Writes what people decided and did.
    func write<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        try failing { try reserve.giving(for: pool.path) { try pool.write(body) } }
    }

    /// Writes what can wait until the disk has room.
    func writeWithRoom<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        try failing { try pool.write(body) }
    }

    private func failing<Result>(_ body: () throws -> Result) throws(Problem) -> Result {
        do {
            return try body()
        } catch let problem as Problem {
            throw problem
        } catch {
            throw WriteFailure.problem(error, pool.path, full: .recordFull, broken: .recordUnwritable)
        }
    }
}
