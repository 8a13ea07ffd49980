// What the system says of a file: which one it is, how long, and when it was last changed (POSIX stat).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

// The header of `stat` counts as part of whichever module of C the compiler happens to load first.
#if canImport(CDispatch)
import CDispatch
#endif

/// Which file it is, whatever its name. The number of a file that is gone may be given to another.
struct FileIdentity: Sendable, Hashable {
    var device: UInt64
    var inode: UInt64
}

/// The state of a file at one moment.
struct FileFacts: Sendable, Hashable {
    enum Kind: Sendable {
        case regular, folder, link, other
    }

    var id: FileIdentity
    var kind: Kind
    var size: Int64
    /// Nanoseconds since 1970.
    var changed: Int64
    /// Names that lead to it; none when it was deleted while open.
    var links: Int

    private init(_ info: stat) {
        id = FileIdentity(
            device: UInt64(truncatingIfNeeded: info.st_dev), inode: UInt64(truncatingIfNeeded: info.st_ino))
        kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        size = Int64(info.st_size)
        #if canImport(Darwin)
        let time = info.st_mtimespec
        #else
        let time = info.st_mtim
        #endif
        changed = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        links = Int(info.st_nlink)
    }

    /// - Parameter followsLinks: whether a symbolic link stands for what it leads to.
    /// - Throws: `FileFailure` if there is no such file, or it may not be looked at.
    init(path: String, followsLinks: Bool) throws(FileFailure) {
        var info = stat()
        let result = fstatat(AT_FDCWD, path, &info, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW)
        guard result == 0 else { throw FileFailure(errno) }
        self.init(info)
    }

    init?(descriptor: CInt) {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { return nil }
        self.init(info)
    }
}

/// Why the system refused.
struct FileFailure: Error {
    let number: CInt

    init(_ number: CInt) {
        self.number = number
    }

    var isMissing: Bool { number == ENOENT || number == ENOTDIR }

    /// What is said about the file at `path`.
    func problem(_ path: String) -> Problem {
        switch number {
        case ENOENT, ENOTDIR: Problem(.followMissing, [], at: Place(file: path))
        case EACCES, EPERM: Problem(.followDenied, [], at: Place(file: path))
        default: Problem(.followUnreadable, [String(cString: strerror(number))], at: Place(file: path))
        }
    }
}
