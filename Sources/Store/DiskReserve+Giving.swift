// Gives the reserve back at the moment when what people write has no room, and not before: what is given back while
// others fill the disk goes to them.
// SPDX-License-Identifier: EUPL-1.2

import GRDB

extension DiskReserve {
    /// Does what needs room in a file; when there is none, gives the reserve back and does it again.
    ///
    /// - Parameters:
    ///   - file: the path of the file that is written.
    ///   - body: what leaves nothing behind when it fails.
    func giving<Result>(for file: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            guard WriteFailure.isForRoom(error, file) else { throw error }
            // Another may have given it back a moment ago.
            if isHeld { try release() }
            return try body()
        }
    }
}
