// What one kind of event has to be held against: the rules whose log source it is, compiled to tests per field.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// The rules for one set of log sources, compiled. Immutable; shared by all workers.
///
/// An **atom** is one item of a rule (or one value of an `all` item) as a yes-or-no of the event; equal items of
/// different rules are one atom. A rule is a small tree over atoms. A rule is looked at only if one of its
/// **witnesses** is true: atoms of which at least one must hold if the rule holds.
final class Plan: @unchecked Sendable {
    /// A node of a rule's condition, in the shared array `nodes`.
    struct Node {
        enum Operation: UInt8 {
            /// `first` is an atom.
            case atom
            /// `first` is a node.
            case not
            /// Nodes `links[first ..< first + count]`.
            case and, or
            /// Some of the slots `links[first ..< first + count]` has a null, or none is present.
            case isNull
            /// Some of the slots is present.
            case exists
            /// `first` is an index into `comparisons`.
            case compare
        }

        var operation: Operation
        var first: Int32 = 0
        var count: Int32 = 0
    }

    /// A `fieldref`: slots of both sides and how they are held together.
    struct FieldComparison: Hashable {
        var slots: [Int32]
        var others: [Int32]
        var position: FieldReference.Position
        var isCased: Bool
        /// What is compared is not the address in `slots` but this of its network.
        var network: FieldName.NetworkProperty?
    }

    struct PlannedRule {
        /// Index into the engine's rules.
        var rule: Int32
        var root: Int32
    }

    /// The slot of each field by its number in the field table, -1 for a field that no rule here asks for.
    let slotOfField: Frozen<Int32>
    let slots: [FieldTests?]
    /// Tests of keywords, for every value of the event.
    let keywords: FieldTests?
    let atomCount: Int
    let nodes: Frozen<Node>
    let links: Frozen<Int32>
    let comparisons: [FieldComparison]
    let rules: Frozen<PlannedRule>
    /// Planned rules by witness atom.
    let witnessStarts: Frozen<Int32>
    let witnessed: Frozen<Int32>
    /// Planned rules that can hold without any atom being true.
    let unwitnessed: Frozen<Int32>
    /// Fields made of others, to be added to such an event first.
    let joins: [FieldMapping.Join]
    /// Where the plan's slots begin in the numbering of all plans, for the memory of values.
    let firstSlot: Int32

    init(
        slotOfField: [Int32], slots: [FieldTests?], keywords: FieldTests?, atomCount: Int, nodes: [Node],
        links: [Int32], comparisons: [FieldComparison], rules: [PlannedRule], witnesses: [[Int32]?],
        joins: [FieldMapping.Join], firstSlot: Int32
    ) {
        self.slotOfField = Frozen(slotOfField)
        self.slots = slots
        self.keywords = keywords
        self.atomCount = atomCount
        self.nodes = Frozen(nodes)
        self.links = Frozen(links)
        self.comparisons = comparisons
        self.rules = Frozen(rules)
        self.joins = joins
        self.firstSlot = firstSlot
        var byAtom = [[Int32]](repeating: [], count: atomCount)
        var unwitnessed: [Int32] = []
        for (index, atoms) in witnesses.enumerated() {
            guard let atoms else {
                unwitnessed.append(Int32(index))
                continue
            }
            for atom in Set(atoms) { byAtom[Int(atom)].append(Int32(index)) }
        }
        self.unwitnessed = Frozen(unwitnessed)
        var starts: [Int32] = [0]
        var flat: [Int32] = []
        for rules in byAtom {
            flat += rules
            starts.append(Int32(flat.count))
        }
        witnessStarts = Frozen(starts)
        witnessed = Frozen(flat)
    }

    deinit {
        slotOfField.free()
        nodes.free()
        links.free()
        rules.free()
        unwitnessed.free()
        witnessStarts.free()
        witnessed.free()
    }
}
