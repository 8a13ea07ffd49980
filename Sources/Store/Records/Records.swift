// The record on disk: what was decided and done, and the alerts on which it rests.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Foundation
import GRDB
public import Incidents

/// The file of the record. May be read from anywhere; journals are written through one `JournalWriter`.
public final class Records: Sendable {
    let pool: DatabasePool

    /// Opens the record, or begins one.
    ///
    /// - Throws: `Problem` if the file cannot be used, or is of a newer format.
    public init(file: URL) throws(Problem) {
        pool = try RecordSchema.open(file)
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
            try String.fetchAll(database, sql: "SELECT DISTINCT log FROM journal WHERE sequence = 1")
                .compactMap { IncidentNumber($0) }.sorted(by: >)
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
        try read { try String.fetchOne($0, sql: "SELECT value FROM progress WHERE name = 'archive'") }
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
        try read { database in
            var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
                .filter { $0 != "ok" }.map { Problem(.recordDamaged, [$0]) }
            let logs = try String.fetchAll(database, sql: "SELECT DISTINCT log FROM journal")
            for name in logs {
                do {
                    guard let log = JournalLog(name: name) else { throw Problem(.entryDamaged, [name, "1"]) }
                    _ = try JournalTable.entries(log, database)
                } catch let problem as Problem {
                    problems.append(problem)
                }
            }
            return problems
        }
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

    func write<Result>(_ body: (Database) throws -> Result) throws(Problem) -> Result {
        do {
            return try pool.write(body)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.recordUnwritable, ["\(error)"], at: Place(file: pool.path))
        }
    }
}
