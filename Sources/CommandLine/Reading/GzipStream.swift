// Gzip (RFC 1952) by zlib: one member behind another as one stream, and of a file that was cut off all that was in it.
// libarchive is not used for this: it drops the last 64 KiB of a file that was cut off and does not check the sums.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CZlib

/// The bytes that are compressed in `source`.
final class GzipStream: ByteStream {
    private static let inputBytes = 64 << 10
    private let source: ByteStream
    private let input: UnsafeMutablePointer<UInt8>
    private let state: UnsafeMutablePointer<z_stream>
    private var isReady: Bool
    private var bytesIn = 0
    private var expansion: Expansion
    private var members = 0
    private var isBetweenMembers = true
    private var isDone = false

    init(_ source: ByteStream, limits: ReadingLimits) {
        self.source = source
        expansion = Expansion(limits)
        input = .allocate(capacity: GzipStream.inputBytes)
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        // 15 bits of window, and 16 for the gzip form only.
        isReady = inflateInit2_(state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(state) }
        state.deallocate()
        input.deallocate()
    }

    override func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        guard isReady, !isDone, size > 0 else { return 0 }
        let room = min(size, 1 << 30)
        state.pointee.next_out = target.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = UInt32(room)
        while state.pointee.avail_out == UInt32(room), !isDone { step() }
        let count = room - Int(state.pointee.avail_out)
        if count > 0, let problem = expansion.add(count, bytesIn: bytesIn) { end(problem) }
        return count
    }

    private func end(_ problem: Problem?) {
        isDone = true
        failure = problem ?? failure
    }

    /// Reads more input if there is none left; false at the end of the source.
    private func refill() -> Bool {
        if state.pointee.avail_in > 0 { return true }
        let count = source.read(input, GzipStream.inputBytes)
        state.pointee.next_in = input
        state.pointee.avail_in = UInt32(count)
        bytesIn += count
        return count > 0
    }

    private func step() {
        guard refill() else {
            return end(source.failure ?? (isBetweenMembers && members > 0 ? nil : Problem(.compressedCut)))
        }
        if isBetweenMembers {
            if members > 0, !startsMember() { return }
            isBetweenMembers = false
        }
        switch inflate(state, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            members += 1
            isBetweenMembers = true
            inflateReset(state)
        default: end(Problem(.compressedDamaged, [message]))
        }
    }

    /// Between members: whether another one starts here. Zero bytes that pad a tape or disk block are passed over.
    private func startsMember() -> Bool {
        while state.pointee.avail_in > 0, state.pointee.next_in.pointee == 0 {
            state.pointee.next_in += 1
            state.pointee.avail_in -= 1
        }
        guard state.pointee.avail_in > 0 else { return false }
        if state.pointee.next_in.pointee == 0x1F { return true }
        end(Problem(.compressedTrailing))
        return false
    }

    private var message: String {
        state.pointee.msg.map { String(cString: $0) } ?? "zlib"
    }
}
