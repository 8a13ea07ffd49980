// Which words a block has, in a few bits each: no never lies, yes sometimes does.
// Split block Bloom filter: eight bits of one 32-byte lane per word, so that one look touches one cache line.
// SPDX-License-Identifier: EUPL-1.2

/// A filter over hashes of tokens. About one in a hundred tokens that are not there seem to be.
enum BloomFilter {
    private static let bitsPerToken = 11
    private static let laneBytes = 32
    private static let salts: [UInt32] = [
        0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947, 0x5C6B_FB31,
    ]

    /// The filter of these tokens; empty if there are none.
    static func make(_ tokens: some Collection<UInt64>) -> [UInt8] {
        if tokens.isEmpty { return [] }
        let lanes = (tokens.count * bitsPerToken + laneBytes * 8 - 1) / (laneBytes * 8)
        var bytes = [UInt8](repeating: 0, count: lanes * laneBytes)
        bytes.withUnsafeMutableBytes { bytes in
            for token in tokens {
                let lane = lane(of: token, lanes: lanes)
                for (number, bit) in bits(of: token).enumerated() {
                    bytes[lane * laneBytes + number * 4 + bit >> 3] |= 1 << UInt8(bit & 7)
                }
            }
        }
        return bytes
    }

    /// Whether the token may be there. A filter of a length that none has (damage) may have anything.
    static func mayContain(_ token: UInt64, _ filter: UnsafeRawBufferPointer) -> Bool {
        if filter.isEmpty { return false }
        guard filter.count % laneBytes == 0 else { return true }
        let lane = lane(of: token, lanes: filter.count / laneBytes)
        for (number, bit) in bits(of: token).enumerated() {
            guard filter[lane * laneBytes + number * 4 + bit >> 3] & (1 << UInt8(bit & 7)) != 0 else { return false }
        }
        return true
    }

    private static func lane(of token: UInt64, lanes: Int) -> Int {
        Int((token >> 32).multipliedReportingOverflow(by: UInt64(lanes)).partialValue >> 32)
    }

    private static func bits(of token: UInt64) -> some Sequence<Int> {
        let low = UInt32(truncatingIfNeeded: token)
        return salts.lazy.map { Int((low &* $0) >> 27) }
    }
}
