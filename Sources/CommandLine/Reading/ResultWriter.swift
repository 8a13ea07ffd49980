// Results on their way out: gathered in 64 KiB, written as they are, and quiet when nobody reads on.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// Writes bytes to a file descriptor through a buffer. Whoever makes it calls `flush` at the end.
///
/// Throws `EarlyEnd.closedPipe` when the reader has gone (SIGPIPE is ignored, see `Interrupts`), and a `Problem` when
/// the bytes cannot be written.
package struct ResultWriter: ~Copyable {
    private static let capacity = 64 << 10
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawPointer
    private var count = 0
    /// Bytes given so far, written or waiting.
    package private(set) var bytesWritten = 0

    package init(descriptor: Int32 = STDOUT_FILENO) {
        self.descriptor = descriptor
        buffer = .allocate(byteCount: ResultWriter.capacity, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    package mutating func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    package mutating func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        bytesWritten += bytes.count
        if bytes.count > ResultWriter.capacity - count { try flush() }
        if bytes.count >= ResultWriter.capacity { return try send(base, bytes.count) }
        (buffer + count).copyMemory(from: base, byteCount: bytes.count)
        count += bytes.count
    }

    /// Hands everything to the system.
    package mutating func flush() throws {
        let waiting = count
        count = 0
        try send(UnsafeRawPointer(buffer), waiting)
    }

    private func send(_ start: UnsafeRawPointer, _ size: Int) throws {
        var sent = 0
        while sent < size {
            let written = Foundation.write(descriptor, start + sent, size - sent)
            if written >= 0 {
                sent += written
            } else if errno == EPIPE || errno == ECONNRESET {
                throw EarlyEnd.closedPipe
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                throw Problem(.outputFailed, [systemText(errno)])
            }
        }
    }
}
