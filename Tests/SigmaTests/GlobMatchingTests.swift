// Text with wildcards against a naive matcher, and its time.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite("Globs")
struct GlobMatchingTests {
    /// Tries every way.
    private static func naive(_ parts: ArraySlice<Glob.Part>, _ value: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let part = parts.first else { return value.isEmpty }
        switch part {
        case .anyRun:
            return (0...value.count).contains { naive(parts.dropFirst(), value.dropFirst($0)) }
        case .anyCharacter: return !value.isEmpty && naive(parts.dropFirst(), value.dropFirst())
        case .literal(let bytes):
            let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
            return value.starts(with: scalars) && naive(parts.dropFirst(), value.dropFirst(scalars.count))
        }
    }

    private static func text(_ range: ClosedRange<Int>, _ chance: inout SeededChance) -> String {
        (0..<Int.random(in: range, using: &chance)).map { _ in chance.pick(["a", "b", "é", "\n", "😀"]) }.joined()
    }

    private static func glob(_ chance: inout SeededChance) -> Glob {
        var parts: [Glob.Part] = []
        for _ in 0..<Int.random(in: 0...6, using: &chance) {
            switch Int.random(in: 0..<3, using: &chance) {
            case 0: if parts.last != .anyRun { parts.append(.anyRun) }
            case 1: parts.append(.anyCharacter)
            default:
                if case .literal? = parts.last { continue }
                parts.append(.literal(Array(text(1...2, &chance).utf8)))
            }
        }
        return Glob(parts, isCased: true)
    }

    private static func covers(_ glob: Glob, _ text: String) -> Bool {
        let lent = LentBytes(text.utf8, behind: 0x61)
        return withExtendedLifetime(lent) { glob.covers(lent.bytes) }
    }

    @Test("`?` is exactly one character and `*` any run of them, newlines too: as a naive matcher says")
    func random() {
        var chance = SeededChance(21)
        var met = 0
        for _ in 0..<6_000 {
            let glob = Self.glob(&chance)
            let text = Self.text(0...8, &chance)
            let expected = Self.naive(glob.parts[...], Array(text.unicodeScalars)[...])
            let actual = Self.covers(glob, text)
            met += expected ? 1 : 0
            #expect(actual == expected, "\(glob.parts) \(text.debugDescription)")
        }
        #expect(met > 500)
    }

    @Test("many `*` cost time in proportion to the value, not to its powers")
    func time() {
        var parts: [Glob.Part] = []
        for _ in 0..<4 { parts += [.anyRun, .literal([0x61])] }
        parts += [.anyRun, .literal([0x62])]
        let glob = Glob(parts, isCased: true)
        func seconds(_ count: Int) -> Double {
            let text = String(repeating: "a", count: count)
            let times = (0..<3).map { _ in
                ContinuousClock().measure { #expect(!Self.covers(glob, text)) } / .seconds(1)
            }
            return times.min() ?? 0
        }
        let ratio = seconds(40_000) / seconds(10_000)
        #expect(ratio < 10, "four times the length took \(ratio) times as long")
    }
}
