// Bytes that are in memory already as a stream.
// SPDX-License-Identifier: EUPL-1.2

/// A stream over an array.
final class MemoryStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    override var canSeek: Bool { true }
    override var size: Int? { bytes.count }

    override func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        let count = max(min(size, bytes.count - position), 0)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return }
            target.copyMemory(from: base + position, byteCount: count)
        }
        position += count
        return count
    }

    override func seek(to offset: Int) -> Bool {
        guard offset >= 0 else { return false }
        position = offset
        forgetPeeked()
        return true
    }
}
