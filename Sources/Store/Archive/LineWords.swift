// The words of a line, as the filters of blocks hold them and as a search for a whole word means them.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// Words: runs of letters, digits, `_` and bytes above ASCII. An IPv4 address is a word too, beside its numbers.
/// Letters of ASCII count in any case.
enum LineWords {
    /// Of a longer word only that many bytes are told apart.
    static let wordBytes = 128
    static let wordSeed: UInt64 = 1
    static let addressSeed: UInt64 = 2
    static let fieldSeed: UInt64 = 3

    /// 1 for bytes of words, 3 for digits.
    private static let kinds: [UInt8] = (0..<256).map { byte in
        switch UInt8(byte) {
        case 0x30...0x39: 3
        case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: 1
        default: 0
        }
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        kinds[Int(byte)] != 0
    }

    /// Calls `visit` with the hash of each word of the bytes; the same word may come more than once.
    ///
    /// - Parameter addresses: whether addresses count too; not in a piece of text, whose ends may go on.
    @inline(__always)
    static func visit(_ bytes: Bytes, addresses: Bool = true, _ visit: (UInt64) -> Void) {
        guard let base = bytes.baseAddress else { return }
        let count = bytes.count
        var quad = Quad()
        kinds.withUnsafeBufferPointer { kinds in
            var at = 0
            while at < count {
                if kinds[Int(base[at])] == 0 {
                    at &+= 1
                    continue
                }
                let start = at
                var all: UInt8 = 3
                while at < count, case let kind = kinds[Int(base[at])], kind != 0 {
                    all &= kind
                    at &+= 1
                }
                visit(
                    TokenHash.hash(
                        base + start, min(at - start, wordBytes), readable: count - start, seed: wordSeed, folding: true
                    ))
                guard addresses else { continue }
                let isJoined = start > 0 && start - 1 == quad.end && base[start - 1] == 0x2E
                if let address = quad.take(start..<at, isNumber: all == 3, isJoined: isJoined) {
                    visit(hash(of: address, bytes))
                }
            }
            if addresses, let address = quad.take(count..<count, isNumber: false, isJoined: false) {
                visit(hash(of: address, bytes))
            }
        }
    }

    private static func hash(of address: Range<Int>, _ bytes: Bytes) -> UInt64 {
        TokenHash.hash(Bytes(rebasing: bytes[address]), seed: addressSeed, folding: false)
    }

    /// Numbers joined by dots: four of them, no more, are an address. What is joined to it by a dot and is no number
    /// does not matter.
    private struct Quad {
        private var start = 0
        private(set) var end = -1
        private var parts = 0

        /// Takes a word and gives the address that ended before it.
        @inline(__always)
        mutating func take(_ word: Range<Int>, isNumber: Bool, isJoined: Bool) -> Range<Int>? {
            let ended = parts == 4 && !(isNumber && isJoined) ? start..<end : nil
            if !isNumber {
                parts = 0
            } else if isJoined, parts > 0 {
                parts = min(parts + 1, 5)
            } else {
                parts = 1
                start = word.lowerBound
            }
            if isNumber, word.count > 3 { parts = 5 }
            end = word.upperBound
            return ended
        }
    }
}
