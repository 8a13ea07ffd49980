// Begins a file of SQLite.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

/// Makes files under another name first, so that one under its own name is never without tables, unless it is damaged.
enum NewFile {
    /// Makes the file, unless it is there.
    static func make(_ file: URL, pageSize: Int, _ create: (Database) throws -> Void) throws {
        if FileManager.default.fileExists(atPath: file.path) { return }
        let new = URL(fileURLWithPath: "\(file.path).new")
        try? FileManager.default.removeItem(at: new)
        let queue = try DatabaseQueue(path: new.path)
        // The size of pages must be said before the first byte.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA page_size = \(pageSize); VACUUM") }
        try queue.write(create)
        try queue.close()
        try FileManager.default.moveItem(at: new, to: file)
    }
}
