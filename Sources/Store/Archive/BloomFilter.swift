// Which words a block has, in a few bits each: no never lies, yes sometimes does.
// Split block Bloom filter: eight bits of one 32-byte lane per word, so that one look touches one cache line. Behind
// the lanes stands a sum of each 4 KiB of them: a bit that was lost on disk would hide a line from every search.
// SPDX-License-Identifier: EUPL-1.2

/// A filter over hashes of tokens. About one in a hundred tokens that are not there seem to be.
enum BloomFilter {
    private static let bitsPerToken = 11
    private static let laneBytes = 32
    private static let chunkBytes = 4_096
    private static let sumBytes = 8
    private static let salts: [UInt32] = [
        0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947, 0x5C6B_FB31,
    ]

    /// What a filter says of a token.
    enum Answer {
        case no, maybe, damaged
    }

    /// The filter of these tokens; empty if there are none.
    ///
    /// - Parameter block: the block that it belongs to; the filter of another is not taken for it.
    static func make(_ tokens: TokenSet, block: Int32) -> [UInt8] {
        if tokens.isEmpty { return [] }
        let lanes = (tokens.count * bitsPerToken + laneBytes * 8 - 1) / (laneBytes * 8)
        let size = lanes * laneBytes
        let chunks = (size + chunkBytes - 1) / chunkBytes
        var bytes = [UInt8](repeating: 0, count: size + chunks * sumBytes)
        bytes.withUnsafeMutableBytes { bytes in
            for token in tokens {
                let lane = lane(of: token, lanes: lanes)
                for (number, bit) in bits(of: token).enumerated() {
                    bytes[lane * laneBytes + number * 4 + bit >> 3] |= 1 << UInt8(bit & 7)
                }
            }
            for chunk in 0..<chunks {
                let sum = sum(of: chunk, UnsafeRawBufferPointer(bytes), size: size, block: block)
                bytes.storeBytes(of: sum.littleEndian, toByteOffset: size + chunk * sumBytes, as: UInt64.self)
            }
        }
        return bytes
    }

    /// Whether the token may be there.
    static func answer(_ token: UInt64, _ filter: UnsafeRawBufferPointer, block: Int32) -> Answer {
        if filter.isEmpty { return .no }
        let chunks = (filter.count + chunkBytes + sumBytes - 1) / (chunkBytes + sumBytes)
        let size = filter.count - chunks * sumBytes
        guard size > 0, size % laneBytes == 0, (size + chunkBytes - 1) / chunkBytes == chunks else { return .damaged }
        let lane = lane(of: token, lanes: size / laneBytes)
        let chunk = lane * laneBytes / chunkBytes
        guard isWhole(chunk, filter, size: size, block: block) else { return .damaged }
        for (number, bit) in bits(of: token).enumerated() {
            guard filter[lane * laneBytes + number * 4 + bit >> 3] & (1 << UInt8(bit & 7)) != 0 else { return .no }
        }
        return .maybe
    }

    /// Whether all of it is as it was made.
    static func isWhole(_ filter: UnsafeRawBufferPointer, block: Int32) -> Bool {
        if filter.isEmpty { return true }
        let chunks = (filter.count + chunkBytes + sumBytes - 1) / (chunkBytes + sumBytes)
        let size = filter.count - chunks * sumBytes
        guard size > 0, (size + chunkBytes - 1) / chunkBytes == chunks else { return false }
        return (0..<chunks).allSatisfy { isWhole($0, filter, size: size, block: block) }
    }

    private static func isWhole(_ chunk: Int, _ filter: UnsafeRawBufferPointer, size: Int, block: Int32) -> Bool {
        let stated = filter.loadUnaligned(fromByteOffset: size + chunk * sumBytes, as: UInt64.self)
        return UInt64(littleEndian: stated) == sum(of: chunk, filter, size: size, block: block)
    }

    private static func sum(of chunk: Int, _ bytes: UnsafeRawBufferPointer, size: Int, block: Int32) -> UInt64 {
        let start = chunk * chunkBytes
        var state = TokenHash.mix(UInt64(UInt32(bitPattern: block)) << 32 | UInt64(chunk))
        for at in stride(from: start, to: min(size, start + chunkBytes), by: 8) {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            state = TokenHash.mix(state ^ word)
        }
        return state
    }

    private static func lane(of token: UInt64, lanes: Int) -> Int {
        Int((token >> 32).multipliedReportingOverflow(by: UInt64(lanes)).partialValue >> 32)
    }

    private static func bits(of token: UInt64) -> some Sequence<Int> {
        let low = UInt32(truncatingIfNeeded: token)
        return salts.lazy.map { Int((low &* $0) >> 27) }
    }
}
