// Ways to hurt a file of the store behind its back.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

enum DamageSample {
    /// Runs SQL on a file with a connection of its own.
    static func execute(_ sql: String, in file: URL) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}

extension DamageSample {
    /// Puts an entry into a journal without its writer.
    static func insertEntry(log: String, _ bytes: [UInt8], in file: URL) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { database in
            try database.execute(
                sql: "INSERT INTO journal (log, sequence, kind, bytes) VALUES (?, 1, 'opened', ?)",
                arguments: [log, Data(bytes)])
        }
        try queue.close()
    }
}
