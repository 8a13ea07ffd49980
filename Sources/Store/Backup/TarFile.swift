// Files into a tar archive and out of it, piece by piece, with the hash of each.
// SPDX-License-Identifier: EUPL-1.2

import Crypto
import Foundation

/// Reads and writes with a descriptor; closes it in the end.
final class OpenFile {
    let descriptor: CInt

    /// - Parameter flags: as open(2) has them.
    init(_ path: String, _ flags: CInt) throws {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpenFile.failure }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    static var failure: POSIXError { POSIXError(.init(rawValue: errno) ?? .EIO) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var left = bytes
        while let base = left.baseAddress, !left.isEmpty {
            let count = Foundation.write(descriptor, base, left.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OpenFile.failure }
            left = UnsafeRawBufferPointer(rebasing: left[count...])
        }
    }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Fills the buffer as far as the file goes.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count, let base = buffer.baseAddress {
            let count = Foundation.read(descriptor, base + filled, buffer.count - filled)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw OpenFile.failure }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try bytes.withUnsafeMutableBytes { try read(into: $0) }
        return Array(bytes[..<filled])
    }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    func sync() throws {
        guard fsync(descriptor) == 0 else { throw OpenFile.failure }
    }
}

/// Moves bytes and hashes them.
enum HashedCopy {
    private static let piece = 1 << 20

    /// Moves so many bytes.
    ///
    /// - Returns: the hash in hexadecimal digits; nil if the source ends before.
    static func copy(_ count: Int, from source: OpenFile, to target: OpenFile) throws -> String? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 16)
        defer { buffer.deallocate() }
        var hash = SHA256()
        var left = count
        while left > 0 {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, piece)])
            guard try source.read(into: part) == part.count else { return nil }
            hash.update(bufferPointer: UnsafeRawBufferPointer(part))
            try target.write(UnsafeRawBufferPointer(part))
            left -= part.count
        }
        return hex(hash.finalize())
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
