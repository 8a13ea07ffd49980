// Dice and fingerprints against plain second implementations, and how often what comes up.
// SPDX-License-Identifier: EUPL-1.2

import Exercises
import Testing

struct ChanceTests {
    /// The high half of a product of 64 bits each, by the multiplication of the primary school in digits of 32 bits.
    private func high(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let low = UInt64(UInt32.max)
        let (a1, a0, b1, b0) = (a >> 32, a & low, b >> 32, b & low)
        let middle = a1 * b0 + (a0 * b0) >> 32
        let other = a0 * b1 + middle & low
        return a1 * b1 + middle >> 32 + other >> 32
    }

    private let limits = [2, 3, 7, 10, 911, 1_000, 65_536, 1 << 30, 1 << 32, 1 << 52, Int.max]

    @Test("A number below a limit is the fraction of the range of 64 bits that the throw is")
    func below() {
        for limit in limits {
            var (numbers, dice) = (Dice(seed: 71, [limit]), Dice(seed: 71, [limit]))
            for _ in 0..<200 {
                let wanted = high(numbers.next(), UInt64(limit))
                #expect(UInt64(dice.below(limit)) == wanted)
            }
        }
    }

    @Test("Where nothing is to choose, nothing is thrown: the next number stays the same")
    func nothingToChoose() {
        for limit in [1, 0, -1, Int.min] {
            var (a, b) = (Dice(seed: 73, []), Dice(seed: 73, []))
            #expect(a.below(limit) == 0)
            #expect(a.next() == b.next())
        }
        var (a, b) = (Dice(seed: 73, []), Dice(seed: 73, []))
        #expect(a.between(5, 5) == 5)
        #expect(a.pick(["only"]) == "only")
        #expect(a.hex(0) == "")
        #expect(a.next() == b.next())
    }

    @Test("A chance of 0 in a thousand never comes, one of 1,000 always, and 250 about once in four")
    func chances() {
        var dice = Dice(seed: 79, [])
        var hits = [0, 0, 0]
        for _ in 0..<10_000 {
            for (index, permille) in [0, 250, 1_000].enumerated() where dice.chance(permille) { hits[index] += 1 }
        }
        #expect(hits[0] == 0)
        #expect(hits[2] == 10_000)
        // Five standard deviations of a binomial of 10,000 at a quarter are 217.
        #expect(abs(hits[1] - 2_500) < 217)
    }

    @Test("Each face of a die comes up as often as the others, also behind each other")
    func even() {
        var dice = Dice(seed: 83, [])
        var (faces, pairs) = ([Int](repeating: 0, count: 6), [Int](repeating: 0, count: 36))
        var last = 0
        for _ in 0..<36_000 {
            let face = dice.below(6)
            faces[face] += 1
            pairs[last * 6 + face] += 1
            last = face
        }
        // Chi squared: with 5 degrees of freedom above 20.5 in one of a thousand, with 35 above 66.6.
        func sum(_ counts: [Int], _ middle: Double) -> Double {
            counts.reduce(0) { $0 + (Double($1) - middle) * (Double($1) - middle) / middle }
        }
        #expect(sum(faces, 6_000) < 20.5)
        #expect(sum(pairs, 1_000) < 66.6)
    }

    @Test("A number around a middle lies on both sides alike and mostly near, a mostly small one is mostly small")
    func shapes() {
        var dice = Dice(seed: 89, [])
        let around = (0..<8_000).map { _ in dice.around(30_600, 5_400) }
        #expect(around.allSatisfy { 25_200...36_000 ~= $0 })
        #expect(abs(around.reduce(0, +) / around.count - 30_600) < 150)
        // Even throws would leave half of them within half of the spread; the sum of four leaves more than four fifths.
        #expect(around.count { 27_900...33_300 ~= $0 } > 6_400)
        #expect(around.count { $0 < 30_600 } > 3_600 && around.count { $0 > 30_600 } > 3_600)
        let small = (0..<8_000).map { _ in dice.mostlySmall(100) }
        #expect(small.allSatisfy { 0..<100 ~= $0 })
        #expect(small.count { $0 < 25 } > 6_000)
        #expect(small.contains { $0 > 60 })
    }

    @Test("Hexadecimal digits are those of the throws, the lowest four bits first, sixteen from each throw")
    func hex() {
        for count in [1, 2, 15, 16, 17, 32, 33, 43, 100] {
            var (numbers, dice) = (Dice(seed: 97, [count]), Dice(seed: 97, [count]))
            var wanted = ""
            while wanted.count < count {
                let text = String(numbers.next(), radix: 16)
                wanted += String((String(repeating: "0", count: 16 - text.count) + text).reversed())
            }
            #expect(dice.hex(count) == wanted.prefix(count))
        }
    }

    @Test("RFC 9562, 5.4: a thousand identifiers are all of version 4, in lower case, and all different")
    func identifiers() throws {
        var dice = Dice(seed: 101, [])
        let all = (0..<1_000).map { _ in dice.guid() }
        let shape = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        for text in all { #expect(text.wholeMatch(of: shape) != nil, "\(text)") }
        #expect(Set(all).count == 1_000)
    }

    @Test("Dice with other keys are other dice: no two of ten thousand begin alike")
    func keys() {
        var firsts: Set<UInt64> = []
        for seed in UInt64(0)..<10 {
            for key in -500..<500 {
                var dice = Dice(seed: seed, [key])
                firsts.insert(dice.next())
            }
        }
        #expect(firsts.count == 10_000)
        let lists: [[Int]] = [
            [], [0], [0, 0], [1], [1, 0], [0, 1], [-1], [Int.max], [Int.min], [1, 2, 3], [3, 2, 1],
        ]
        let rows = lists.map { keys in
            var dice = Dice(seed: 7, keys)
            return dice.next()
        }
        #expect(Set(rows).count == lists.count)
    }

    /// FNV-1a with the prime taken apart: 2 to the power of 40, and 0x1B3.
    private func plain(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes {
            sum ^= UInt64(byte)
            var product: UInt64 = sum << 40
            for bit in [0, 1, 4, 5, 7, 8] { product = product &+ sum << UInt64(bit) }
            sum = product
        }
        return sum
    }

    @Test("FNV-1a: each byte is mixed in by exclusive or, then the sum is multiplied by the prime of 64 bits")
    func fingerprints() {
        var dice = Dice(seed: 103, [])
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8(dice.below(256)) }
            var (whole, pieces) = (Fingerprint(), Fingerprint())
            whole.update(bytes)
            let cut = dice.below(length + 1)
            pieces.update(bytes[..<cut])
            pieces.update([])
            pieces.update(bytes[cut...])
            #expect(whole.value == plain(bytes))
            #expect(pieces.value == whole.value)
            #expect(UInt64(bitPattern: Int64(whole.key)) == whole.value)
        }
        #expect(Fingerprint("").value == 14_695_981_039_346_656_037)
        #expect(Fingerprint("é").value == plain([0xC3, 0xA9]))
    }
}
