// Writes entries into journals. What many people write at the same time is committed together, since the disk takes the
// same time for one entry as for a hundred. An entry is on disk before its writer hears of it.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Dispatch
import GRDB
public import Incidents
import Synchronization

/// An entry on its way into a journal, without the place and time that it gets there.
public struct EntryDraft: Sendable {
    /// Where an entry goes.
    public enum Target: Sendable, Hashable {
        case log(JournalLog)
        /// A new incident of the year of the entry.
        case newIncident
    }

    public var target: Target
    public var occurred: Moment?
    public var actor: Actor
    public var tlp: TLP
    public var visibility: Visibility
    public var content: EntryContent
    /// The last entry that the writer has seen. If another came since, this one is refused.
    public var seen: Int?
    /// What follows it in the same journal and the same commit: all of them or none.
    public var then: [EntryContent] = []

    public init(
        _ target: Target, _ content: EntryContent, by actor: Actor, occurred: Moment? = nil, tlp: TLP = .amber,
        visibility: Visibility = .confidential, seen: Int? = nil
    ) {
        self.target = target
        self.content = content
        self.actor = actor
        self.occurred = occurred
        self.tlp = tlp
        self.visibility = visibility
        self.seen = seen
    }
}

/// The one writer of the journals of a record.
public final class JournalWriter: Sendable {
    private typealias Waiting = (draft: EntryDraft, done: CheckedContinuation<JournalEntry, any Error>)

    private struct State {
        var waiting: [Waiting] = []
        var isRunning = false
    }

    private let records: Records
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "dijkwacht.journal")

    /// - Parameter now: the clock of the server.
    public init(_ records: Records, now: @escaping @Sendable () -> Timestamp) {
        self.records = records
        self.now = now
    }

    /// Appends an entry and returns it as it is kept.
    ///
    /// - Throws: `Problem` if it is not kept: it is over a limit, another entry came between, the journal is not
    ///   there, or the disk cannot take it.
    public func append(_ draft: EntryDraft) async throws(Problem) -> JournalEntry {
        guard draft.content.isWithinLimits, draft.then.allSatisfy(\.isWithinLimits) else {
            throw Problem(.entryTooLong, ["\(EntryContent.textBytes)"])
        }
        do {
            return try await withCheckedThrowingContinuation { done in
                let (starts, isFull) = state.withLock { state in
                    if state.waiting.count >= RecordLimits.entriesWaiting { return (false, true) }
                    state.waiting.append((draft, done))
                    defer { state.isRunning = true }
                    return (!state.isRunning, false)
                }
                if isFull { done.resume(throwing: Problem(.journalBehind, ["\(RecordLimits.entriesWaiting)"])) }
                if starts { queue.async { self.run() } }
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.recordUnwritable, ["\(error)"])
        }
    }

    /// Appends an entry in a commit of its own, and returns when it is on disk: for who must know before going on, such
    /// as a transaction of another file.
    ///
    /// - Throws: as `append` of many does.
    public func appendAndWait(_ draft: EntryDraft) throws(Problem) -> JournalEntry {
        guard draft.content.isWithinLimits else { throw Problem(.entryTooLong, ["\(EntryContent.textBytes)"]) }
        let time = now()
        return try records.write { try JournalWriter.placeAlone(draft, at: time, $0) }
    }

    /// Commits what waits until nothing does.
    private func run() {
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(RecordLimits.entriesPerCommit))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.isRunning = false }
                return batch
            }
            if batch.isEmpty { return }
            commit(batch)
        }
    }

    private func commit(_ batch: [Waiting]) {
        let results: [Result<JournalEntry, Problem>]
        do throws(Problem) {
            let time = now()
            results = try records.write { database in
                try batch.map { waiting in
                    do throws(Problem) {
                        return .success(try JournalWriter.placeAlone(waiting.draft, at: time, database))
                    } catch {
                        // Refused for what it says; the others of the commit go on.
                        guard error.code != .recordUnwritable, !error.passes else { throw error }
                        return .failure(error)
                    }
                }
            }
        } catch {
            for waiting in batch { waiting.done.resume(throwing: error) }
            return
        }
        for (waiting, result) in zip(batch, results) { waiting.done.resume(with: result.mapError { $0 as any Error }) }
    }

    /// What is refused leaves nothing behind in the commit of the others.
    private static func placeAlone(
        _ draft: EntryDraft, at time: Timestamp, _ database: Database
    ) throws(Problem) -> JournalEntry {
        var entry: JournalEntry?
        do {
            try database.inSavepoint {
                let first = try place(draft, at: time, database)
                for content in draft.then {
                    var next = draft
                    (next.target, next.content, next.seen) = (.log(first.log), content, nil)
                    _ = try place(next, at: time, database)
                }
                entry = first
                return .commit
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw WriteFailure.problem(error, "", full: .recordFull, broken: .recordUnwritable)
        }
        guard let entry else { throw Problem(.recordUnwritable, ["savepoint"]) }
        return entry
    }

    /// Gives a draft its place and writes it, with what it changes in alerts.
    private static func place(
        _ draft: EntryDraft, at time: Timestamp, _ database: Database
    ) throws(Problem) -> JournalEntry {
        do {
            let log = try log(of: draft, at: time, database)
            let last = try JournalTable.last(log, database)
            if case .incident(let number) = log, last == 0, case .log = draft.target {
                throw Problem(.incidentUnknown, [number.description])
            }
            if let seen = draft.seen, seen != last { throw Problem(.entryConflict, ["\(seen)", "\(last)"]) }
            let entry = JournalEntry(
                log: log, sequence: last + 1, recorded: time, occurred: draft.occurred, actor: draft.actor,
                tlp: draft.tlp, visibility: draft.visibility, content: draft.content)
            guard let bytes = entry.bytes, bytes.count <= RecordLimits.entryBytes else {
                throw Problem(.entryTooLong, ["\(RecordLimits.entryBytes)"])
            }
            try AlertTable.check(entry, database)
            try JournalTable.append(entry, bytes, database)
            try AlertTable.follow(entry, database)
            return entry
        } catch let problem as Problem {
            throw problem
        } catch {
            throw WriteFailure.problem(error, "", full: .recordFull, broken: .recordUnwritable)
        }
    }

    private static func log(of draft: EntryDraft, at time: Timestamp, _ database: Database) throws -> JournalLog {
        switch draft.target {
        case .log(let log): return log
        case .newIncident:
            let year = CivilTime(utc: time).year
            guard let number = try JournalTable.nextIncident(year: year, database) else {
                throw Problem(.incidentsFull, ["\(year)"])
            }
            return .incident(number)
        }
    }
}
