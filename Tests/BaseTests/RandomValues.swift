// Values that look random and are the same every time.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// SplitMix64.
struct RandomValues: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Mostly what has a meaning in JSON, now and then any character.
    mutating func text(_ length: Int = 8) -> String {
        var text = String.UnicodeScalarView()
        let marked = Array("\"\\/{}[]:,0123456789-.eE tfn\u{0}\u{8}\u{1F}\u{7F}\n\r\t\u{2028}é€😀\u{301}".unicodeScalars)
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            if Int.random(in: 0..<4, using: &self) > 0 {
                text.append(marked[Int.random(in: 0..<marked.count, using: &self)])
            } else if let scalar = Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &self)) {
                text.append(scalar)
            }
        }
        return String(text)
    }

    /// A value with at most that many levels below it.
    mutating func json(_ depth: Int = 4) -> CanonicalJSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &self) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &self))
        case 2:
            let bits = Int64.random(in: 0...53, using: &self)
            let largest = bits == 53 ? CanonicalJSON.largestInteger : 1 << bits
            return .integer(Int64.random(in: -largest...largest, using: &self))
        case 3, 4: return .string(text())
        case 5, 6: return .array((0..<Int.random(in: 0..<5, using: &self)).map { _ in json(depth - 1) })
        default:
            var members: [String: CanonicalJSON] = [:]
            for _ in 0..<Int.random(in: 0..<5, using: &self) { members[text(3)] = json(depth - 1) }
            return .object(members)
        }
    }

    /// From the year 1678 to the end of 2261.
    mutating func time() -> Timestamp {
        let units: [Int64] = [1, 1_000, 1_000_000, 1_000_000_000]
        let unit = units[Int.random(in: 0..<units.count, using: &self)]
        let range = -9_214_560_000_000_000_000...9_214_646_399_999_999_999 as ClosedRange<Int64>
        let (whole, _) = Int64.random(in: range, using: &self).flooredQuotient(by: unit)
        return Timestamp(nanoseconds: max(whole * unit, range.lowerBound))
    }
}
