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
            try database.execute(sql: "PRAGMA synchronous = FULL")
            if database.configuration.readonly { return }
            for pragma in pragmas { try database.execute(sql: "PRAGMA \(pragma)") }
        }
        return configuration
    }
}
