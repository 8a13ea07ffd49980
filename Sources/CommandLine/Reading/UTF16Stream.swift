// Text in UTF-16 as UTF-8, a piece at a time. The Unicode Standard 3.9: D91 (surrogate pairs), D92 (UTF-8), and 3.10
// D98 on the byte order mark, which is not part of the text.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CScan
import Foundation

/// The text of `source` in UTF-8, without its byte order mark.
///
/// A surrogate without its other half, and a byte left over at the end, each become one byte that UTF-8 never has: the
/// readers of records repair and count it as they do any other, so that the problem has the line of the record.
final class UTF16Stream: ByteStream {
    /// How many bytes are taken from the source at a time.
    private static let inputBytes = 64 << 10
    /// Stands for what cannot be decoded; `UTF8Repair` makes it one U+FFFD.
    private static let broken: UInt8 = 0xFF
    private let source: ByteStream
    private let encoding: UTF16Encoding
    private let input: UnsafeMutablePointer<UInt8>
    private let output: UnsafeMutablePointer<UInt8>
    private var inputCount = 0
    private var outputAt = 0
    private var outputCount = 0
    private var isAtStart = true
    private var isAtEnd = false

    init(_ source: ByteStream, _ encoding: UTF16Encoding) {
        self.source = source
        self.encoding = encoding
        // `utf16_narrow` reads and writes beyond what it takes; a unit becomes three bytes at most.
        input = .allocate(capacity: UTF16Stream.inputBytes + 32)
        input.initialize(repeating: 0, count: UTF16Stream.inputBytes + 32)
        output = .allocate(capacity: UTF16Stream.inputBytes / 2 * 3 + 32)
    }

    deinit {
        input.deallocate()
        output.deallocate()
    }

    override var failure: Problem? {
        get { source.failure }
        set { source.failure = newValue }
    }

    override func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        while outputAt == outputCount, !isAtEnd { refill() }
        let count = min(size, outputCount - outputAt)
        target.copyMemory(from: output + outputAt, byteCount: count)
        outputAt += count
        return count
    }

    /// Decodes the next piece. What may go on in the one after stays in the input: half a unit, half a pair.
    private func refill() {
        let got = source.read(input + inputCount, UTF16Stream.inputBytes - inputCount)
        inputCount += got
        isAtEnd = got == 0
        if isAtStart, inputCount < 2, !isAtEnd { return }
        outputAt = 0
        outputCount = 0
        let start = isAtStart && inputCount >= 2 && unit(at: 0) == 0xFEFF ? 2 : 0
        isAtStart = false
        let taken = decode(from: start)
        inputCount -= taken
        memmove(input, input + taken, inputCount)
    }

    /// Decodes all that is whole; returns how many bytes of the input were used.
    private func decode(from start: Int) -> Int {
        var at = start
        var out = outputCount
        while at + 1 < inputCount {
            if encoding == .littleEndian {
                let narrow = utf16_narrow(output + out, input + at, (inputCount - at) / 2)
                at += 2 * narrow
                out += narrow
                guard at + 1 < inputCount else { break }
            }
            let first = unit(at: at)
            if first & 0xFC00 == 0xD800 {
                guard at + 3 < inputCount || isAtEnd else { break }
                let second = at + 3 < inputCount ? unit(at: at + 2) : 0
                if second & 0xFC00 == 0xDC00 {
                    put(0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF, &out)
                    at += 4
                    continue
                }
            }
            put(first, &out)
            at += 2
        }
        if isAtEnd, at < inputCount {
            output[out] = UTF16Stream.broken
            out += 1
            at = inputCount
        }
        outputCount = out
        return at
    }

    @inline(__always)
    private func unit(at index: Int) -> UInt32 {
        let (first, second) = (UInt32(input[index]), UInt32(input[index + 1]))
        return encoding == .littleEndian ? second << 8 | first : first << 8 | second
    }

    /// Writes a scalar, or the mark for a surrogate, which is none.
    @inline(__always)
    private func put(_ scalar: UInt32, _ out: inout Int) {
        switch scalar {
        case ..<0x80:
            output[out] = UInt8(truncatingIfNeeded: scalar)
            out += 1
        case ..<0x800:
            output[out] = 0xC0 | UInt8(truncatingIfNeeded: scalar >> 6)
            putRest(scalar, at: out + 1)
            out += 2
        case 0xD800...0xDFFF:
            output[out] = UTF16Stream.broken
            out += 1
        case ..<0x1_0000:
            output[out] = 0xE0 | UInt8(truncatingIfNeeded: scalar >> 12)
            putRest(scalar >> 6, at: out + 1)
            putRest(scalar, at: out + 2)
            out += 3
        default:
            output[out] = 0xF0 | UInt8(truncatingIfNeeded: scalar >> 18)
            putRest(scalar >> 12, at: out + 1)
            putRest(scalar >> 6, at: out + 2)
            putRest(scalar, at: out + 3)
            out += 4
        }
    }

    @inline(__always)
    private func putRest(_ bits: UInt32, at index: Int) {
        output[index] = 0x80 | UInt8(truncatingIfNeeded: bits & 0x3F)
    }
}
