// One program at a time writes into an archive. The lock goes with the program, however it ends.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// Holds the file `writer.lock` of an archive.
final class ArchiveLock {
    private let descriptor: CInt

    /// - Throws: `Problem` if another writer has it.
    init(_ folder: URL) throws(Problem) {
        let file = folder.appendingPathComponent("writer.lock")
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Problem(.archiveUnwritable, [String(cString: strerror(errno))], at: Place(file: file.path))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // The descriptor is closed by `deinit`: all properties are set.
            throw Problem(.archiveTaken, [], at: Place(file: folder.path))
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
