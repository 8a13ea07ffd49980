// Chance that must be the same on every machine.
// SPDX-License-Identifier: EUPL-1.2

import Exercises
import Testing

struct DiceTests {
    @Test("SplitMix64 with state 1234567 gives the numbers that its authors publish")
    func publishedNumbers() {
        var dice = Dice(seed: 1_234_567, [])
        let numbers = (0..<3).map { _ in dice.next() }
        #expect(
            numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("FNV-1a of the letter a is the number of the published test vectors")
    func fingerprint() {
        #expect(Fingerprint("a").value == 0xAF63_DC4C_8601_EC8C)
        #expect(Fingerprint("foobar").value == 0x8594_4171_F739_67E8)
    }

    @Test("Other keys give other rows, equal keys the same row")
    func keys() {
        var (a, b, c) = (Dice(seed: 1, [2, 3]), Dice(seed: 1, [2, 3]), Dice(seed: 1, [3, 2]))
        let (x, y, z) = (a.next(), b.next(), c.next())
        #expect(x == y)
        #expect(x != z)
    }

    @Test("No throw leaves its range, and all of a small range comes up")
    func ranges() {
        var dice = Dice(seed: 7, [])
        var seen: Set<Int> = []
        for _ in 0..<5_000 {
            seen.insert(dice.below(7))
            #expect(3...9 ~= dice.between(3, 9))
            #expect(-20...20 ~= dice.around(0, 20))
            #expect(0..<50 ~= dice.mostlySmall(50))
        }
        #expect(seen == [0, 1, 2, 3, 4, 5, 6])
        #expect(dice.below(0) == 0)
        #expect(dice.below(1) == 0)
    }

    @Test("RFC 9562: version 4 and the variant stand at their places")
    func guid() {
        var dice = Dice(seed: 7, [])
        let text = Array(dice.guid())
        #expect(text.count == 36)
        #expect(text[14] == "4")
        #expect(text[19] == "a")
        #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
    }
}
