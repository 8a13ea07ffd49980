// The tables of the accounts: people, tokens, sessions, and links to log in once.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import GRDB

/// Opens the file of the accounts.
enum AccountSchema {
    /// The format of this release. A file of a newer one is refused.
    static let version = 1

    /// A checkpoint after 250 pages, so that what is in the log is half of the space that it has.
    private static var configuration: Configuration {
        DurableDatabase.configuration(
            label: "accounts", readers: 4, pragmas: ["secure_delete = ON", "wal_autocheckpoint = 250"])
    }

    static func open(_ file: URL, _ reserve: DiskReserve) throws(Problem) -> DatabasePool {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let pool = try reserve.giving(for: file.path) {
                try NewFile.make(file, pageSize: 4_096, create)
                closeToOthers(file)
                return try DurableDatabase.pool(file.path, configuration)
            }
            let found = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            guard found != 0 else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            guard 1...version ~= found else {
                throw Problem(.accountsNewer, ["\(found)", "\(version)"], at: Place(file: file.path))
            }
            return pool
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.accountsUnusable, ["\(error)"], at: Place(file: file.path))
        }
    }

    /// A copy that someone put back may have come with the rights of a copy.
    private static func closeToOthers(_ file: URL) {
        for name in [file.path, file.path + "-wal", file.path + "-shm"] {
            var status = stat()
            if stat(name, &status) == 0, status.st_mode & 0o077 != 0 { chmod(name, 0o600) }
        }
    }

    private static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE accounts (
                    name TEXT PRIMARY KEY, role TEXT NOT NULL, disabled INTEGER NOT NULL, password TEXT,
                    sessions_since INTEGER, row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE tokens (
                    id TEXT PRIMARY KEY, label TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
                    created INTEGER NOT NULL, expires INTEGER NOT NULL, disabled INTEGER NOT NULL,
                    row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);
                CREATE TABLE sessions (
                    hash TEXT PRIMARY KEY, account TEXT NOT NULL, role TEXT NOT NULL, began INTEGER NOT NULL,
                    used INTEGER NOT NULL, row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE INDEX sessions_by_account ON sessions (account, used);
                CREATE TABLE links (
                    hash TEXT PRIMARY KEY, account TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,
                    row_digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE INDEX links_by_account ON links (account);
                PRAGMA user_version = \(version);
                """)
    }
}
