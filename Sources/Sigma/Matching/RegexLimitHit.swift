// What is told of regular expressions that gave up at their limit: of which rule, on which field, in which event.
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// A rule that asked something of the last event that was not answered, because the search was over its limit.
public struct RegexLimitHit: Sendable, Hashable {
    /// Index into the engine's rules.
    public let rule: Int
    /// The field of the event on whose value the search gave up first.
    public let field: String
}

/// Values on which a search gave up, with all that they came to: the next event with one is told of as well, and does
/// not cost the search again. Owned by one matcher; bounded: when full it is emptied and begins again.
package struct LimitedValues {
    package struct Known {
        /// What the value makes true.
        package let atoms: [Int32]
        /// The rules that were not answered.
        package let rules: [Int]
    }

    private struct Key: Hashable {
        let slot: UInt32
        let value: [UInt8]
    }

    /// With values of at most `ValueMemo.longestValue` bytes: a few megabytes.
    package static let most = 4_096
    private var known: [Key: Known] = [:]

    package init() {}

    package var isEmpty: Bool { known.isEmpty }

    package func find(_ slot: UInt32, _ value: Bytes) -> Known? {
        known[Key(slot: slot, value: Array(value))]
    }

    package mutating func store(_ slot: UInt32, _ value: Bytes, atoms: [Int32], rules: [Int]) {
        if known.count >= LimitedValues.most { known.removeAll() }
        known[Key(slot: slot, value: Array(value))] = Known(atoms: atoms, rules: rules)
    }
}

extension Plan {
    /// The rules, as indices into the engine's rules, whose conditions ask one of the atoms.
    func rules(asking atoms: Set<Int32>) -> [Int] {
        var found: [Int] = []
        for index in 0..<rules.count where asks(rules[index].root, atoms) { found.append(Int(rules[index].rule)) }
        return found
    }

    private func asks(_ index: Int32, _ atoms: Set<Int32>) -> Bool {
        let node = nodes[Int(index)]
        switch node.operation {
        case .atom: return atoms.contains(node.first)
        case .not: return asks(node.first, atoms)
        case .and, .or: return (Int(node.first)..<Int(node.first + node.count)).contains { asks(links[$0], atoms) }
        case .isNull, .exists, .compare: return false
        }
    }
}
