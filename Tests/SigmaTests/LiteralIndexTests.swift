// The index of literals against a naive search.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite("Literal index")
struct LiteralIndexTests {
    typealias Literal = (bytes: [UInt8], position: LiteralPosition, output: Int32)

    private static let positions: [LiteralPosition] = [.whole, .start, .end, .anywhere]

    private static func naive(_ literals: [Literal], _ value: [UInt8]) -> Set<Int32> {
        Set(
            literals.filter { literal in
                switch literal.position {
                case .whole: return value == literal.bytes
                case .start: return value.starts(with: literal.bytes)
                case .end: return value.suffix(literal.bytes.count).elementsEqual(literal.bytes)
                case .anywhere:
                    guard value.count >= literal.bytes.count else { return false }
                    return (0...(value.count - literal.bytes.count)).contains {
                        value[$0...].starts(with: literal.bytes)
                    }
                }
            }.map(\.output))
    }

    private static func found(_ index: LiteralIndex, _ value: [UInt8], behind: UInt8) -> Set<Int32> {
        let lent = LentBytes(value, behind: behind)
        var found: Set<Int32> = []
        if let base = lent.bytes.baseAddress { index.find(base, value.count) { found.insert($0) } }
        return withExtendedLifetime(lent) { found }
    }

    private static func bytes(_ range: ClosedRange<Int>, _ chance: inout SeededChance) -> [UInt8] {
        (0..<Int.random(in: range, using: &chance)).map { _ in chance.pick([0x61, 0x62, 0xC3]) }
    }

    @Test("finds what a naive search finds, for literals of 1 to 40 bytes in all four positions")
    func random() {
        var chance = SeededChance(11)
        for round in 0..<40 {
            var literals: [Literal] = []
            for number in 0..<40 {
                literals.append(
                    (Self.bytes(1...(round % 2 == 0 ? 40 : 6), &chance), chance.pick(Self.positions), Int32(number)))
            }
            let index = LiteralIndex(literals)
            for _ in 0..<30 {
                var value = Self.bytes(0...60, &chance)
                // Half of the values are made of literals, so that long ones are met.
                if chance.once(in: 2) {
                    let literal = chance.pick(literals).bytes
                    value = chance.pick([literal, value + literal, literal + value, value + literal + value])
                }
                // What lies behind the value would complete many literals.
                #expect(Self.found(index, value, behind: 0x61) == Self.naive(literals, value))
            }
        }
    }

    @Test("literals that share their first and last 8 and 16 bytes are told apart")
    func sharedEnds() {
        let ends = [[UInt8](repeating: 0x61, count: 8), [UInt8](repeating: 0x62, count: 16)]
        var literals: [Literal] = []
        for end in ends {
            for middle in 0..<20 {
                for position in Self.positions {
                    let between = [UInt8](repeating: 0x63, count: middle)
                    literals.append((end + between + end, position, Int32(literals.count)))
                }
            }
        }
        let index = LiteralIndex(literals)
        for literal in literals {
            for value in [
                literal.bytes, literal.bytes + [0x64], [0x64] + literal.bytes, Array(literal.bytes.dropLast()),
                Array(literal.bytes.dropFirst()), [0x64] + literal.bytes + [0x64],
            ] {
                #expect(Self.found(index, value, behind: 0x63) == Self.naive(literals, value))
            }
        }
    }

    @Test("a value shorter than every literal meets none, whatever lies behind it")
    func shortValues() {
        let literals: [Literal] = Self.positions.enumerated().map { index, position in
            ([UInt8](repeating: 0x61, count: 17), position, Int32(index))
        }
        let index = LiteralIndex(literals)
        for count in 0..<17 {
            #expect(Self.found(index, [UInt8](repeating: 0x61, count: count), behind: 0x61).isEmpty)
        }
        #expect(Self.found(index, [UInt8](repeating: 0x61, count: 17), behind: 0x61).count == 4)
    }

    @Test("an empty literal is met by the empty value alone; an index of nothing finds nothing")
    func empty() {
        let index = LiteralIndex([([], .whole, 7)])
        #expect(Self.found(index, [], behind: 0x61) == [7])
        #expect(Self.found(index, [0x61], behind: 0x61).isEmpty)
        #expect(Self.found(LiteralIndex([]), [0x61], behind: 0x61).isEmpty)
    }
}
