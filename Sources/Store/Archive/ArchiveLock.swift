// One program at a time writes into an archive. The lock goes with the program, however it ends.
// SPDX-License-Identifier: EUPL-1.2

import Base
public import Foundation

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

extension Archive {
    /// Whether a program writes into the archive in a folder now.
    public static func isTaken(_ folder: URL) -> Bool {
        let descriptor = open(folder.appendingPathComponent("writer.lock").path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}
