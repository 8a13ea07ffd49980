// Disk space that the write-ahead log of a file of SQLite has before it needs it, so that commits go on when others
// have filled the disk. SQLite itself never takes space ahead for that log.
// SPDX-License-Identifier: EUPL-1.2

import CLinux
import Foundation

/// Blocks of the file system behind the end of a write-ahead log.
///
/// On a full disk the log is all that must grow: SQLite passes over a checkpoint that finds no room, and the index of
/// the log needs no second part for as many pages as `RecordLimits.logBytes` holds. A log is written over from its
/// beginning after a checkpoint and stays as long as it was, so the blocks stay until the last program closes the file.
enum JournalHeadroom {
    /// Sees to it that the log of a file has so many bytes of disk, or an eighth of the file system if that is less; as
    /// far as there is room, and where the file system can do this. The size and content of the log stay the same.
    ///
    /// Opens and closes only the log: SQLite holds its locks on the other two files, and POSIX drops all locks that a
    /// process has on a file when it closes any descriptor of it.
    static func keep(_ bytes: Int, for database: String) {
        let descriptor = open(database + "-wal", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var system = statvfs()
        guard fstatvfs(descriptor, &system) == 0 else { return }
        let size = min(bytes, Int(clamping: system.f_blocks) * Int(system.f_frsize) / 8)
        _ = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, off_t(size))
    }
}
