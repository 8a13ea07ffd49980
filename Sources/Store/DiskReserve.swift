// Space that is kept back, so that on a full disk people still log in and write down what they do, and the log lines
// wait.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Foundation

/// A file that only takes space. Given back when the disk is full, taken again when there is room.
///
/// Ingest asks `hasRoom(for:)` before it writes; what is behind that is for the journal.
public struct DiskReserve: Sendable {
    public let file: URL

    /// - Parameter file: `DataFolder.reserve`.
    public init(_ file: URL) {
        self.file = file
    }

    /// How large the reserve is on this file system, in bytes: an eighth of it, and at most
    /// `RecordLimits.reserveBytes`.
    public var size: Int {
        min(RecordLimits.reserveBytes, (system?.total ?? 0) / 8)
    }

    /// What anyone but root can still write to the file system, in bytes; nil if that cannot be asked.
    public var freeBytes: Int? { system?.free }

    /// Whether the space is kept back now.
    public var isHeld: Bool {
        var status = stat()
        guard size > 0, stat(file.path, &status) == 0 else { return false }
        // Blocks, since a file with holes takes no space.
        return status.st_blocks * 512 >= size
    }

    /// Whether so many bytes can be written and the reserve is still whole, or can be.
    public func hasRoom(for bytes: Int = 0) -> Bool {
        guard let free = freeBytes else { return true }
        return free - (isHeld ? 0 : size) > bytes
    }

    /// Keeps the space back, if there is room for it.
    ///
    /// - Returns: whether it is kept back now.
    /// - Throws: `Problem` if the file cannot be made for another reason than want of space.
    @discardableResult
    public func restore() throws(Problem) -> Bool {
        if isHeld { return true }
        let size = size
        guard size > 0, freeBytes ?? 0 > size else { return false }
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failed(errno) }
        defer { close(descriptor) }
        let failure = posix_fallocate(descriptor, 0, off_t(size))
        if failure == 0, fsync(descriptor) == 0 { return true }
        // Half a reserve would keep others from their space and be of no use.
        _ = ftruncate(descriptor, 0)
        if failure == ENOSPC || failure == EDQUOT { return false }
        throw failed(failure == 0 ? errno : failure)
    }

    /// Gives the space back. The file stays, so that taking it again needs no new one.
    public func release() throws(Problem) {
        guard truncate(file.path, 0) == 0 || errno == ENOENT else { throw failed(errno) }
    }

    private var system: (total: Int, free: Int)? {
        var system = statvfs()
        guard statvfs(file.deletingLastPathComponent().path, &system) == 0 else { return nil }
        let block = Int(system.f_frsize)
        return (Int(clamping: system.f_blocks) * block, Int(clamping: system.f_bavail) * block)
    }

    private func failed(_ error: CInt) -> Problem {
        Problem(.reserveFailed, [String(cString: strerror(error))], at: Place(file: file.path))
    }
}
