// Decompresses a body as it comes: gzip (RFC 1952, members one behind another) and zlib, with a limit on what comes
// out.
// SPDX-License-Identifier: EUPL-1.2

import CZlib

/// One compressed body.
package final class Gunzip {
    /// Why a body cannot be used.
    package enum Failure: Error { case damaged, tooLarge }

    private let state: UnsafeMutablePointer<z_stream>
    private let limit: Int
    private var bytesIn = 0
    private var bytesOut = 0
    private var isBetweenMembers = true
    private var members = 0
    private var output = [UInt8](repeating: 0, count: 64 << 10)

    /// - Parameter limit: the most bytes that may come out.
    package init(limit: Int = IngestLimits.bodyBytes) {
        self.limit = limit
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        // 15 bits of window, and 32 to see gzip or zlib from the first bytes.
        inflateInit2_(state, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        inflateEnd(state)
        state.deallocate()
    }

    /// Whether all that was begun has ended.
    package var isWhole: Bool { isBetweenMembers && members > 0 }

    /// Gives what comes out, in pieces.
    package func read(_ bytes: UnsafeBufferPointer<UInt8>, _ emit: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        bytesIn += bytes.count
        // zlib does not write to its input; its type only says that it might.
        state.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        state.pointee.avail_in = UInt32(clamping: bytes.count)
        while true {
            let result = output.withUnsafeMutableBufferPointer { output in
                state.pointee.next_out = output.baseAddress
                state.pointee.avail_out = UInt32(output.count)
                return inflate(state, Z_NO_FLUSH)
            }
            let count = output.count - Int(state.pointee.avail_out)
            bytesOut += count
            guard bytesOut <= limit else { throw Failure.tooLarge }
            guard bytesOut <= IngestLimits.ratioFreeBytes || bytesOut / IngestLimits.ratio <= bytesIn else {
                throw Failure.tooLarge
            }
            if count > 0 {
                try output.withUnsafeBufferPointer { try emit(UnsafeBufferPointer(rebasing: $0[..<count])) }
            }
            switch result {
            case Z_STREAM_END:
                members += 1
                isBetweenMembers = true
                inflateReset(state)
            case Z_OK: isBetweenMembers = false
            case Z_BUF_ERROR: break
            default: throw Failure.damaged
            }
            if state.pointee.avail_in == 0, state.pointee.avail_out > 0 || result != Z_OK { return }
        }
    }
}
