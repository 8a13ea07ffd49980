// Names of files are on disk only when their folder is.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

enum FolderSync {
    /// Writes what was renamed, made or deleted in a folder to disk; or the bytes of a file.
    static func sync(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }
}
