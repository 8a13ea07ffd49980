// Bytes of a file or of what is packed in it, read once from front to back.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// A stream of bytes. Subclasses give the bytes in `next`; what was peeked at comes first.
///
/// A failure never takes away bytes that came before it: it ends the stream, and `failure` says why.
class ByteStream {
    /// Why the stream ended before its end, or what is wrong though it was read to its end.
    var failure: Problem?
    private var peeked: [UInt8] = []
    private var peekedOffset = 0
    /// How many bytes `sniff` looks at: the mark of a tar file stands at 257.
    static let sniffBytes = 512

    /// Up to `size` bytes to `target`; 0 at the end. May give fewer before the end.
    func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        0
    }

    /// Whether `seek` works.
    var canSeek: Bool { false }

    /// Moves to an offset from the start; for streams that `canSeek`.
    func seek(to offset: Int) -> Bool {
        false
    }

    /// The number of bytes, if known.
    var size: Int? { nil }

    final func read(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        let waiting = peeked.count - peekedOffset
        guard waiting > 0 else { return next(target, size) }
        let count = min(waiting, size)
        peeked.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            target.copyMemory(from: base + peekedOffset, byteCount: count)
        }
        peekedOffset += count
        if count == waiting { forgetPeeked() }
        return count
    }

    /// Reads until `size` bytes are there or the stream ends.
    final func readFully(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        var count = 0
        while count < size {
            let got = read(target + count, size - count)
            if got == 0 { break }
            count += got
        }
        return count
    }

    /// The first bytes, which stay in the stream. Before anything else is read.
    final func sniff() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: ByteStream.sniffBytes)
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { readFully($0, buffer.count) } ?? 0
        }
        bytes.removeLast(bytes.count - count)
        peeked = bytes
        peekedOffset = 0
        return bytes
    }

    final func forgetPeeked() {
        peeked = []
        peekedOffset = 0
    }
}

/// The bytes of a file, pipe or standard input, by read(2) straight into the reader's buffer.
final class FileStream: ByteStream {
    private let descriptor: Int32
    private let isRegular: Bool
    private let byteCount: Int
    private let progress: ReadingProgress
    private var position = 0
    private var furthest = 0

    /// Nil with `errno` set if it cannot be opened or is a folder.
    init?(_ source: InputSource, progress: ReadingProgress) {
        descriptor = source.open()
        self.progress = progress
        var status = stat()
        let isOpen = descriptor >= 0 && fstat(descriptor, &status) == 0
        let kind = status.st_mode & S_IFMT
        isRegular = isOpen && kind == S_IFREG && !source.isStandardInput
        byteCount = Int(status.st_size)
        super.init()
        guard isOpen else { return nil }
        if kind == S_IFDIR {
            errno = EISDIR
            return nil
        }
        if isRegular { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    override var canSeek: Bool { isRegular }
    override var size: Int? { isRegular ? byteCount : nil }

    override func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        while !Interrupts.isRequested {
            let count = Foundation.read(descriptor, target, size)
            if count >= 0 {
                position += count
                if position > furthest {
                    progress.addBytes(position - furthest)
                    furthest = position
                }
                return count
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&wait, 1, -1)
            default:
                failure = Problem(.readFailed, [systemText(errno)])
                return 0
            }
        }
        return 0
    }

    override func seek(to offset: Int) -> Bool {
        guard isRegular, offset >= 0, lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else { return false }
        position = offset
        forgetPeeked()
        return true
    }
}
