// Begins a file of SQLite.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

/// Makes files under another name first, so that one under its own name is never without tables, unless it is damaged.
enum NewFile {
    /// Makes the file, unless it is there. Only the account of the program may read it. When two programs make it at
    /// the same time, both get the file of the one that was first.
    static func make(_ file: URL, pageSize: Int, _ create: (Database) throws -> Void) throws {
        if FileManager.default.fileExists(atPath: file.path) { return }
        let new = URL(fileURLWithPath: "\(file.path).new-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: new) }
        // SQLite gives its other files the rights of this one.
        let descriptor = open(new.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        close(descriptor)
        let queue = try DatabaseQueue(path: new.path)
        // The size of pages must be said before the first byte, and the kind of journal before two programs can differ.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA page_size = \(pageSize); VACUUM") }
        try queue.write(create)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try queue.close()
        if link(new.path, file.path) == 0 || errno == EEXIST { return }
        // A file system without links.
        try FileManager.default.moveItem(at: new, to: file)
    }
}
