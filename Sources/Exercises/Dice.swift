// The only source of chance in an exercise: a generator of our own, so that the same seed gives the same logs on every
// machine and with every compiler. SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators").
// SPDX-License-Identifier: EUPL-1.2

/// Seeded chance in whole numbers only: the mathematical library of a machine has no say in what a log holds.
///
/// The random functions of the standard library are not used, because their results may change between versions.
package struct Dice {
    private var state: UInt64

    /// Dice for one purpose: the same seed and the same keys always throw the same row of numbers, whatever else
    /// was thrown before. So a change in one person's day leaves the days of the others as they were.
    package init(seed: UInt64, _ keys: [Int]) {
        state = seed
        for key in keys {
            state = Dice.mix(state &+ Dice.step &+ UInt64(bitPattern: Int64(key)) &* 0xD6E8_FEB8_6659_FD93)
        }
    }

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    package mutating func next() -> UInt64 {
        state &+= Dice.step
        return Dice.mix(state)
    }

    /// A number from 0 up to but not including `limit`; 0 when there is nothing to choose.
    package mutating func below(_ limit: Int) -> Int {
        guard limit > 1 else { return 0 }
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    /// A number from `low` to `high`, both included.
    package mutating func between(_ low: Int, _ high: Int) -> Int {
        low + below(high - low + 1)
    }

    /// True in `permille` of a thousand throws.
    package mutating func chance(_ permille: Int) -> Bool {
        below(1_000) < permille
    }

    /// A number around `middle`, within `spread` on both sides and mostly near the middle (sum of four throws).
    package mutating func around(_ middle: Int, _ spread: Int) -> Int {
        var sum = 0
        for _ in 0..<4 { sum += below(2 * spread + 1) }
        return middle - spread + sum / 4
    }

    /// A number from 0 up to but not including `limit`, small ones far more often (a long tail).
    package mutating func mostlySmall(_ limit: Int) -> Int {
        below(below(below(limit) + 1) + 1)
    }

    package mutating func pick<Element>(_ list: [Element]) -> Element {
        list[below(list.count)]
    }

    /// Lower-case hexadecimal digits.
    package mutating func hex(_ digits: Int) -> String {
        var text = ""
        text.reserveCapacity(digits)
        var bits: UInt64 = 0
        for index in 0..<digits {
            if index % 16 == 0 { bits = next() }
            text.unicodeScalars.append(Dice.digits[Int(bits & 15)])
            bits >>= 4
        }
        return text
    }

    private static let digits = Array("0123456789abcdef".unicodeScalars)

    /// An identifier in the form of RFC 9562, version 4.
    package mutating func guid() -> String {
        "\(hex(8))-\(hex(4))-4\(hex(3))-a\(hex(3))-\(hex(12))"
    }
}

/// FNV-1a over 64 bits: turns a name into a key for `Dice`, and bytes into a sum that tests compare.
package struct Fingerprint {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package init(_ text: String) {
        update(text.utf8)
    }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// The sum as a key for `Dice`.
    package var key: Int { Int(Int64(bitPattern: value)) }
}
