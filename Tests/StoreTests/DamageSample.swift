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
