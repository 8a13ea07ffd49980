// A file that is open for reading. It stays the same file when it gets another name or none.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// Owns a descriptor.
final class OpenFile {
    private let descriptor: CInt

    /// - Parameter followsLinks: in a folder no link is followed: who may write there must not choose what is read.
    init(path: String, followsLinks: Bool) throws(FileFailure) {
        // Without waiting: a pipe in place of the file would otherwise hold everything up.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
        descriptor = open(path, flags)
        if descriptor < 0 { throw FileFailure(errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Nil if the system does not say.
    var facts: FileFacts? { FileFacts(descriptor: descriptor) }

    /// The bytes from a place on; fewer when the file ends before.
    func bytes(at offset: Int64, count: Int) throws(FileFailure) -> [UInt8] {
        guard count > 0, offset >= 0 else { return [] }
        var failure: CInt = 0
        let descriptor = descriptor
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { break }
                filled += got
            }
        }
        if failure != 0 { throw FileFailure(failure) }
        return bytes
    }
}
