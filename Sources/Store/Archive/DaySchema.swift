// The tables of a day of the archive. One SQLite file per day, named after it: `2026-03-19.sqlite`.
// SPDX-License-Identifier: EUPL-1.2

import Base
import GRDB

/// Opens day files so that nothing that was committed is lost (WAL with `synchronous=FULL`).
enum DaySchema {
    /// The format of this release. A file of a newer one is refused.
    static let version = 1

    static var configuration: Configuration {
        DurableDatabase.configuration(label: "archive", readers: 4, pragmas: ["journal_size_limit = 16777216"])
    }

    /// Larger pages than usual, since a block takes some hundred kB.
    static let pageSize = 16_384

    /// Makes the tables of a new file.
    static func create(_ database: Database) throws {
        // What is small stands before what is large: reading it does not read what comes behind. Each row has a digest
        // over all of it; `head` says how much there must be, so that rows that are gone are missed.
        try database.execute(
            sql: """
                CREATE TABLE head (
                    id INTEGER PRIMARY KEY CHECK (id = 0), open INTEGER NOT NULL, lines INTEGER NOT NULL,
                    sources INTEGER NOT NULL, ids INTEGER NOT NULL, id_sum BLOB NOT NULL,
                    digest BLOB NOT NULL) STRICT;
                CREATE TABLE sources (
                    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, format TEXT, digest BLOB NOT NULL) STRICT;
                CREATE TABLE blocks (
                    id INTEGER PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL,
                    received_first INTEGER NOT NULL, received_last INTEGER NOT NULL,
                    time_first INTEGER, time_last INTEGER, untimed INTEGER NOT NULL, sources TEXT NOT NULL,
                    filter_bytes INTEGER NOT NULL, content BLOB NOT NULL, digest BLOB NOT NULL,
                    tokens BLOB NOT NULL, "index" BLOB NOT NULL, lines BLOB NOT NULL) STRICT;
                CREATE TABLE tail (
                    id INTEGER PRIMARY KEY, count INTEGER NOT NULL, digest BLOB NOT NULL,
                    "index" BLOB NOT NULL, lines BLOB NOT NULL, tokens BLOB NOT NULL) STRICT;
                CREATE TABLE marks (
                    name TEXT PRIMARY KEY, value TEXT NOT NULL, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE ids (id BLOB PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
                PRAGMA user_version = \(version);
                """)
        try DayHead().write(database)
    }
}
