// The hash of words, which files of every release are read with, and the set that holds them.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Foundation
import Store
import Testing

@Suite("Hashes of words")
struct TokenTests {
    /// The hash as it is defined: byte after byte, eight of them mixed at a time.
    private func plain(_ bytes: [UInt8], seed: UInt64, folding: Bool) -> UInt64 {
        var state = seed &+ UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            let byte = folding && 0x41...0x5A ~= byte ? byte | 0x20 : byte
            word |= UInt64(byte) << UInt64(index % 8 * 8)
            if index % 8 == 7 {
                state = mix(state ^ word)
                word = 0
            }
        }
        return mix(state ^ word)
    }

    private func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }

    @Test("words of 0 to 200 bytes of all kinds have the hash that is defined, whatever stands behind them")
    func definition() {
        var random = SampleRandom(5)
        for length in 0...200 {
            let bytes = (0..<(length + 8)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let word = Array(bytes.prefix(length))
            for folding in [true, false] {
                let seed = random.next()
                let found = bytes.withUnsafeBufferPointer {
                    TokenHash.hash(Bytes(rebasing: $0[..<length]), seed: seed, folding: folding)
                }
                #expect(found == plain(word, seed: seed, folding: folding), "\(length) bytes")
            }
        }
    }

    @Test("every byte folds as ASCII says: capital letters, and nothing else")
    func folding() {
        for byte in UInt8.min ... .max {
            for place in 0..<9 {
                var word = [UInt8](repeating: 0x61, count: 9)
                word[place] = byte
                let found = word.withUnsafeBufferPointer { TokenHash.hash($0, seed: 1, folding: true) }
                #expect(found == plain(word, seed: 1, folding: true), "\(byte) at \(place)")
            }
        }
    }

    @Test("a set holds what a set of the library holds, zero too, and is empty after it is emptied")
    func set() {
        var random = SampleRandom(7)
        var ours = TokenSet()
        var theirs: Set<UInt64> = []
        #expect(ours.isEmpty && Array(ours).isEmpty && ours.bytes.isEmpty)
        for round in 0..<3 {
            for _ in 0..<20_000 {
                // Few high bits, so that many want the same place.
                let token = random.next() & (round == 1 ? 0x0000_000F_0000_0FFF : 0x0000_FFFF)
                ours.insert(token)
                theirs.insert(token)
            }
            #expect(ours.count == theirs.count && Set(ours) == theirs && ours.bytes.count == theirs.count * 8)
            ours.removeAll()
            theirs.removeAll()
            #expect(ours.isEmpty && Array(ours).isEmpty)
        }
    }

    @Test("a million hashes come together in time that grows with their number")
    func union() {
        var random = SampleRandom(9)
        var all = TokenSet()
        var part = TokenSet()
        let start = ContinuousClock.now
        for _ in 0..<10 {
            for _ in 0..<100_000 { part.insert(random.next()) }
            all.formUnion(part)
            part.removeAll()
        }
        #expect(all.count == 1_000_000)
        #expect(start.duration(to: .now) < .seconds(60))
    }
}
