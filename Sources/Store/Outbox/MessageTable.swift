// Messages in their table.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB

enum MessageTable {
    static let schema = """
        CREATE TABLE messages (
            id TEXT PRIMARY KEY, channel TEXT NOT NULL, destination TEXT NOT NULL, subject TEXT NOT NULL,
            body TEXT NOT NULL, created INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL,
            refusals INTEGER NOT NULL, reached TEXT NOT NULL, tried INTEGER, error TEXT, state TEXT NOT NULL,
            row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX messages_by_state ON messages (state, destination, due);
        """

    private static let columns = """
        id, channel, destination, subject, body, created, due, attempts, refusals, reached, tried, error, state,
        row_digest
        """

    /// Those that can be read; `check` says which cannot.
    static func messages(
        _ condition: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> [OutboxMessage] {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM messages \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).compactMap { OutboxMessage($0) }
    }

    /// What cannot be read is given up, so that it does not stand in the way of the others.
    static func setDamagedAside(_ database: Database) throws -> [Problem] {
        let rows = try Row.fetchAll(database, sql: "SELECT \(columns) FROM messages WHERE state = 'waiting'")
        let damaged = rows.filter { OutboxMessage($0) == nil }
        for row in damaged {
            let key: DatabaseValue = row[0]
            // The digest stays wrong: `check` goes on saying it.
            try database.execute(sql: "UPDATE messages SET state = 'failed' WHERE id = ?", arguments: [key])
        }
        return damaged.map { self.damaged($0) }
    }

    static func save(_ message: OutboxMessage, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO messages (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            message.id.description, message.channel.rawValue, message.destination, message.subject, message.body,
            message.created.nanoseconds, message.due.nanoseconds, message.attempts, message.refusals,
            message.storedReached, message.tried?.nanoseconds, message.storedError, message.state.rawValue,
            message.digest,
        ])
    }

    static func check(_ database: Database) throws -> [Problem] {
        try Row.fetchAll(database, sql: "SELECT \(columns) FROM messages").filter { OutboxMessage($0) == nil }
            .map { damaged($0) }
    }

    private static func damaged(_ row: Row) -> Problem {
        Problem(.recordDamaged, ["message \(row.text(0) ?? "")"])
    }

    static func counts(_ database: Database) throws -> [String: OutboxCounts] {
        var counts: [String: OutboxCounts] = [:]
        let groups = try Row.fetchAll(
            database,
            sql: "SELECT destination, state, count(*), min(created), max(tried) FROM messages GROUP BY 1, 2")
        for row in groups {
            guard let destination = row.text(0), let state = row.text(1).flatMap(OutboxMessage.State.init),
                let count: Int = row.number(2)
            else { continue }
            let first: Int64? = row.number(3)
            let last: Int64? = row.number(4)
            var found = counts[destination] ?? OutboxCounts()
            switch state {
            case .waiting:
                found.waiting = count
                found.oldest = first.map { Timestamp(nanoseconds: $0) }
            case .failed: found.failed = count
            case .sent: found.lastSent = last.map { Timestamp(nanoseconds: $0) }
            }
            counts[destination] = found
        }
        let errors = try Row.fetchAll(
            database,
            sql: "SELECT destination, max(tried), error FROM messages WHERE error IS NOT NULL GROUP BY destination")
        for row in errors {
            guard let destination = row.text(0), let time: Int64 = row.number(1) else { continue }
            let at = Timestamp(nanoseconds: time)
            if let sent = counts[destination]?.lastSent, sent > at { continue }
            counts[destination]?.lastError = row.text(2).flatMap { Problem(stored: $0) }
            counts[destination]?.lastErrorAt = at
        }
        return counts
    }
}

extension OutboxMessage {
    fileprivate var storedReached: String { reached.joined(separator: "\n") }

    fileprivate var storedError: String? { error?.stored }

    fileprivate var digest: Data {
        var digest = RowDigest("messages")
        for text in [id.description, channel.rawValue, destination, subject, body] { digest.add(text) }
        digest.add(created.nanoseconds)
        digest.add(due.nanoseconds)
        digest.add(attempts)
        digest.add(refusals)
        digest.add(storedReached)
        digest.add(tried?.nanoseconds)
        digest.add(storedError)
        digest.add(state.rawValue)
        return digest.value
    }

    /// Nil if the row is damaged.
    fileprivate init?(_ row: Row) {
        guard let id = row.text(0).flatMap({ ULID($0) }), let channel = row.text(1).flatMap(Channel.init),
            let destination = row.text(2), let subject = row.text(3), let body = row.text(4),
            let created: Int64 = row.number(5), let due: Int64 = row.number(6), let attempts: Int = row.number(7),
            let refusals: Int = row.number(8), let reached = row.text(9), let state = row.text(12).flatMap(State.init)
        else { return nil }
        self.init(
            id: id, channel: channel, destination: destination, subject: subject, body: body,
            created: Timestamp(nanoseconds: created), due: Timestamp(nanoseconds: due))
        self.attempts = attempts
        self.refusals = refusals
        self.reached = reached.isEmpty ? [] : reached.split(separator: "\n").map(String.init)
        tried = row.number(10).map { Timestamp(nanoseconds: $0) }
        error = row.text(11).flatMap { Problem(stored: $0) }
        self.state = state
        guard digest == row.blob(13) else { return nil }
    }
}

extension Problem {
    /// The code and the arguments, so that it can be said in any language later.
    fileprivate var stored: String {
        let parts = CanonicalJSON.array(([code.name] + arguments).map { .string($0) })
        return String(decoding: parts.bytes ?? [], as: UTF8.self)
    }

    fileprivate init?(stored text: String) {
        guard case .array(let parts) = CanonicalJSON(bytes: Array(text.utf8)) else { return nil }
        let texts = parts.compactMap { part in
            if case .string(let text) = part { text } else { nil as String? }
        }
        guard let code = texts.first, texts.count == parts.count else { return nil }
        self.init(Code(code), Array(texts.dropFirst()))
    }
}
