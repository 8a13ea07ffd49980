// How every file of the store is opened: what was committed survives a power cut.
// SPDX-License-Identifier: EUPL-1.2

import GRDB

/// SQLite with a write-ahead log that is on disk before a commit returns (`synchronous=FULL`).
enum DurableDatabase {
    /// - Parameters:
    ///   - readers: the most that read at the same time.
    ///   - pragmas: what else each connection that writes sets.
    static func configuration(label: String, readers: Int, pragmas: [String]) -> Configuration {
        var configuration = Configuration()
        configuration.label = label
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // What SQLite puts aside must not need a disk that may be full.
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
            if database.configuration.readonly { return }
            for pragma in pragmas { try database.execute(sql: "PRAGMA \(pragma)") }
        }
        return configuration
    }

    /// Opens a file for one writer and several readers.
    ///
    /// A pool sets `synchronous = NORMAL` when it turns the write-ahead log on, after all that a configuration can say:
    /// commits would then be gone after a power cut. So the writer is told again.
    static func pool(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration)
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw DatabaseError(message: "synchronous is \(level ?? -1)") }
        return pool
    }
}
