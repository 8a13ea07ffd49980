// What is to be told and what was: notices become messages in one transaction, and messages stay until they are old.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation
import GRDB
public import Incidents

/// What is done with notices, all of it or nothing.
public struct NoticeGrouping: Sendable {
    /// Those that are in the messages.
    public var told: [Notice] = []
    /// Those that nobody is to hear of: their alert is closed or muted.
    public var dropped: [Notice] = []
    public var messages: [OutboxMessage] = []
    /// The local day of which the summary is among the messages.
    public var summaryDay: String?

    public init() {}
}

/// Notices that wait, with what is known of telling.
public struct WaitingNotices: Sendable {
    public var notices: [Notice]
    /// Rows that could not be read. They are gone after the next grouping.
    public var damaged: Int
    /// When anything was last told, as far as that is kept.
    public var lastTold: Timestamp?
}

extension Records {
    /// The notices that are in no message yet, oldest first.
    public func waitingNotices() throws(Problem) -> WaitingNotices {
        try read { database in
            let (notices, damaged) = try NoticeTable.all(database)
            return WaitingNotices(
                notices: notices, damaged: damaged, lastTold: try NoticeTable.lastTold(database))
        }
    }

    /// The alerts of notices; those that are not there or damaged are left out.
    public func alerts(of notices: [Notice]) throws(Problem) -> [ULID: Alert] {
        try read { database in
            var alerts: [ULID: Alert] = [:]
            for notice in notices {
                let found = try? AlertTable.alerts("WHERE id = ?", [notice.alert.description], database).first
                alerts[notice.alert] = found
            }
            return alerts
        }
    }

    /// The mutes that people gave.
    public func muting() throws(Problem) -> QueueState {
        try read { database in
            QueueState(organisation: try JournalTable.entries(.organisation, database), incidents: [])
        }
    }

    /// Makes messages of notices. A notice that changed since it was read stays.
    ///
    /// - Parameter keepTold: since when it is worth knowing that an alert was told.
    public func group(
        _ grouping: NoticeGrouping, at time: Timestamp, keepTold: Timestamp
    ) throws(Problem) {
        try writeWithRoom { database in
            try NoticeTable.remove(grouping.told + grouping.dropped, database)
            try NoticeTable.removeDamaged(database)
            try NoticeTable.forgetTold(before: keepTold, database)
            try NoticeTable.setTold(grouping.told, at: time, database)
            for message in grouping.messages { try MessageTable.save(message, database) }
            for destination in Set(grouping.messages.map(\.destination)) {
                try Records.boundWaiting(destination, database)
            }
            if let day = grouping.summaryDay {
                try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO progress (name, value, row_digest) VALUES ('summary', ?, ?)"
                ).execute(arguments: [day, Records.digest(ofProgress: day)])
            }
        }
    }

    /// Beyond the limit the oldest is given up: what waits behind a destination that is long gone must not fill the
    /// disk.
    private static func boundWaiting(_ destination: String, _ database: Database) throws {
        let waiting = try Int.fetchOne(
            database.cachedStatement(
                sql: "SELECT count(*) FROM messages WHERE state = 'waiting' AND destination = ?"),
            arguments: [destination])
        let excess = (waiting ?? 0) - RecordLimits.messagesWaiting
        guard excess > 0 else { return }
        let oldest = try MessageTable.messages(
            "WHERE state = 'waiting' AND destination = ? ORDER BY created, id LIMIT ?", [destination, excess],
            database)
        for var message in oldest {
            message.giveUp(Problem(.outboxFull, ["\(RecordLimits.messagesWaiting)"]))
            try MessageTable.save(message, database)
        }
    }

    /// The local day of the last summary; nil if there was none.
    public func summaryDay() throws(Problem) -> String? {
        try read { database in
            let sql = "SELECT value, row_digest FROM progress WHERE name = 'summary'"
            guard let row = try Row.fetchOne(database, sql: sql), let day = row.text(0),
                Records.digest(ofProgress: day) == row.blob(1)
            else { return nil }
            return day
        }
    }

    /// Messages to a destination that are to go out now, the oldest first.
    public func messagesDue(
        to destination: String, at time: Timestamp, limit: Int = 100
    ) throws(Problem) -> [OutboxMessage] {
        try read {
            try MessageTable.messages(
                "WHERE state = 'waiting' AND destination = ? AND due <= ? ORDER BY due, id LIMIT ?",
                [destination, time.nanoseconds, limit], $0)
        }
    }

    /// When the next message to each destination is to go out.
    public func nextDue() throws(Problem) -> [String: Timestamp] {
        try read { database in
            let sql = "SELECT destination, min(due) FROM messages WHERE state = 'waiting' GROUP BY destination"
            return try Row.fetchAll(database, sql: sql).reduce(into: [:]) { due, row in
                guard let destination = row.text(0), let time: Int64 = row.number(1) else { return }
                due[destination] = Timestamp(nanoseconds: time)
            }
        }
    }

    /// Messages, the newest first.
    public func messages(_ state: OutboxMessage.State, limit: Int = 1_000) throws(Problem) -> [OutboxMessage] {
        try read {
            try MessageTable.messages(
                "WHERE state = ? ORDER BY id DESC LIMIT ?", [state.rawValue, limit], $0)
        }
    }

    /// Writes what became of messages, all of it or nothing.
    public func save(_ messages: [OutboxMessage]) throws(Problem) {
        try writeWithRoom { database in
            for message in messages { try MessageTable.save(message, database) }
        }
    }

    /// Sets messages aside that are damaged on disk.
    ///
    /// - Returns: what was found.
    public func setDamagedMessagesAside() throws(Problem) -> [Problem] {
        try write(MessageTable.setDamagedAside)
    }

    /// How it stands with the messages, by destination.
    public func outboxCounts() throws(Problem) -> [String: OutboxCounts] {
        try read(MessageTable.counts)
    }

    /// Removes messages that went out, or were given up, before a moment.
    public func pruneMessages(before time: Timestamp) throws(Problem) {
        try writeWithRoom { database in
            try database.cachedStatement(
                sql: "DELETE FROM messages WHERE state != 'waiting' AND coalesce(tried, created) < ?"
            ).execute(arguments: [time.nanoseconds])
        }
    }
}
