// Feeds libarchive from a stream of ours, and looks how large the directory of a zip file is before that is loaded.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CArchive
import Foundation

/// The stream below an archive, with the buffer that the library reads from. Lives as long as the archive does.
final class ArchiveSource {
    private static let bufferBytes = 64 << 10
    let stream: ByteStream
    private let buffer: UnsafeMutableRawPointer
    private var position = 0
    private(set) var furthest = 0
    private(set) var openFailure: Problem?

    init(_ stream: ByteStream) {
        self.stream = stream
        buffer = .allocate(byteCount: ArchiveSource.bufferBytes, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    func attach(to archive: OpaquePointer, canSeek: Bool) {
        archive_read_set_callback_data(archive, Unmanaged.passUnretained(self).toOpaque())
        archive_read_set_read_callback(archive) { _, context, start in
            guard let source = ArchiveSource.of(context) else { return -1 }
            start?.pointee = UnsafeRawPointer(source.buffer)
            return source.refill()
        }
        if canSeek {
            archive_read_set_seek_callback(archive) { _, context, offset, whence in
                ArchiveSource.of(context)?.seek(offset, whence) ?? Int64(ARCHIVE_FATAL)
            }
        }
        if archive_read_open1(archive) != ARCHIVE_OK {
            let message = archive_error_string(archive).map { String(cString: $0) } ?? "libarchive"
            openFailure = Problem(.archiveDamaged, [message])
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> ArchiveSource? {
        context.map { Unmanaged<ArchiveSource>.fromOpaque($0).takeUnretainedValue() }
    }

    private func refill() -> Int {
        let count = stream.read(buffer, ArchiveSource.bufferBytes)
        position += count
        furthest = max(furthest, position)
        return count
    }

    private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let base: Int64
        switch whence {
        case SEEK_SET: base = 0
        case SEEK_CUR: base = Int64(position)
        default: base = Int64(stream.size ?? 0)
        }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0, stream.seek(to: Int(target)) else { return Int64(ARCHIVE_FATAL) }
        position = Int(target)
        return target
    }

    /// Whether the central directory of a zip file is at most `limit` bytes, so that loading it is safe. It lies
    /// between the offset that the end record names and the end of the file (APPNOTE 4.3.16).
    func directoryFits(_ limit: Int) -> Bool {
        guard let size = stream.size else { return false }
        let tailCount = min(size, 22 + 65_535)
        var tail = [UInt8](repeating: 0, count: tailCount)
        guard stream.seek(to: size - tailCount) else { return false }
        defer { _ = stream.seek(to: 0) }
        let got = tail.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { stream.readFully($0, bytes.count) } ?? 0
        }
        guard got == tailCount else { return false }
        var at = tailCount - 22
        while at >= 0 {
            if tail[at..<at + 4] == [0x50, 0x4B, 0x05, 0x06] {
                let offset = ArchiveSource.number(tail, at + 16)
                let recordedSize = ArchiveSource.number(tail, at + 12)
                // All ones: the numbers stand in the zip64 record; such an archive is read in passing unless small.
                if offset == 0xFFFF_FFFF || recordedSize == 0xFFFF_FFFF { return size <= limit }
                return size - offset <= limit + tailCount && recordedSize <= limit
            }
            at -= 1
        }
        return false
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}
