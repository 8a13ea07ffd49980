// Zstandard (RFC 8878) by libzstd: frames behind each other as one stream, with a limit on the window that a frame
// asks.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CZstd

/// The bytes that are compressed in `source`.
final class ZstdStream: ByteStream {
    private static let inputBytes = 128 << 10
    private let source: ByteStream
    private let limits: ReadingLimits
    private let state: OpaquePointer?
    private let buffer: UnsafeMutableRawPointer
    private var input: ZSTD_inBuffer
    private var bytesIn = 0
    private var expansion: Expansion
    private var frames = 0
    private var isBetweenFrames = true
    private var isDone = false

    init(_ source: ByteStream, limits: ReadingLimits) {
        self.source = source
        self.limits = limits
        expansion = Expansion(limits)
        buffer = .allocate(byteCount: ZstdStream.inputBytes, alignment: 16)
        input = ZSTD_inBuffer(src: buffer, size: 0, pos: 0)
        state = ZSTD_createDCtx()
        super.init()
        if let state { ZSTD_DCtx_setParameter(state, ZSTD_d_windowLogMax, limits.zstdWindowLog) }
    }

    deinit {
        ZSTD_freeDCtx(state)
        buffer.deallocate()
    }

    override func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        guard let state, !isDone, size > 0 else { return 0 }
        var output = ZSTD_outBuffer(dst: target, size: size, pos: 0)
        while output.pos == 0, !isDone { step(state, &output) }
        if output.pos > 0, let problem = expansion.add(output.pos, bytesIn: bytesIn) { end(problem) }
        return output.pos
    }

    private func end(_ problem: Problem?) {
        isDone = true
        failure = problem ?? failure
    }

    private func step(_ state: OpaquePointer, _ output: inout ZSTD_outBuffer) {
        if input.pos == input.size {
            let count = source.read(buffer, ZstdStream.inputBytes)
            input = ZSTD_inBuffer(src: buffer, size: count, pos: 0)
            bytesIn += count
            if count == 0 {
                // What is still in the decoder comes out with an empty input.
                let left = ZSTD_decompressStream(state, &output, &input)
                if output.pos > 0, ZSTD_isError(left) == 0 { return }
                return end(source.failure ?? (isBetweenFrames && frames > 0 ? nil : Problem(.compressedCut)))
            }
        }
        let left = ZSTD_decompressStream(state, &output, &input)
        if ZSTD_isError(left) != 0 { return end(problem(of: left)) }
        isBetweenFrames = left == 0
        if left == 0 { frames += 1 }
    }

    private func problem(of result: Int) -> Problem {
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_frameParameter_windowTooLarge:
            Problem(.windowTooLarge, ["\(1 << max(0, Int(limits.zstdWindowLog) - 20))"])
        case ZSTD_error_prefix_unknown where isBetweenFrames && frames > 0: Problem(.compressedTrailing)
        default: Problem(.compressedDamaged, [String(cString: ZSTD_getErrorName(result))])
        }
    }
}
