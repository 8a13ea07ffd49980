// Compiles the rules for one kind of event into a plan.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// Collects the tests and trees of rules; `build` makes the plan.
struct PlanBuilder {
    private let fieldTable: FieldTable
    private var slotOfField: [Int32]
    private var slotCount = 0
    /// By slot: each test with the atoms that it makes true. Slot -1 stands for keywords, kept apart.
    private var tests: [[SlotTest: [Int32]]] = []
    private var keywordTests: [SlotTest: [Int32]] = [:]
    private var order: [[SlotTest]] = []
    private var keywordOrder: [SlotTest] = []
    private var atomOfItem: [AtomKey: Int32] = [:]
    private var atomCost: [Int] = []
    private var nodes: [Plan.Node] = []
    private var links: [Int32] = []
    private var comparisons: [Plan.FieldComparison] = []
    private var rules: [Plan.PlannedRule] = []
    private var witnesses: [[Int32]?] = []
    private var joins: [FieldMapping.Join] = []
    /// The mapping of each rule; of a rule that is reached by several, the first.
    private(set) var mappings: [Int32: FieldMapping] = [:]

    /// An item is the same atom wherever the same patterns are asked of the same fields of the event.
    private struct AtomKey: Hashable {
        var slots: [Int32]
        var network: FieldName.NetworkProperty?
        var tests: [Pattern.Test]
    }

    init(fieldTable: FieldTable) {
        self.fieldTable = fieldTable
        slotOfField = [Int32](repeating: -1, count: fieldTable.names.count)
    }

    mutating func add(_ rule: Rule, number: Int32, mapping: FieldMapping) {
        for join in mapping.joins where !joins.contains(join) { joins.append(join) }
        if mappings[number] == nil { mappings[number] = mapping }
        let selections = rule.selections.map { compile($0.selection, mapping) }
        let root = compile(rule.condition, selections)
        rules.append(Plan.PlannedRule(rule: number, root: root))
        witnesses.append(witness(root)?.atoms)
    }

    func build(firstSlot: Int32) -> Plan {
        var slots: [FieldTests?] = []
        for slot in 0..<slotCount {
            let asked = order[slot]
            slots.append(asked.isEmpty ? nil : FieldTests(asked.map { ($0, tests[slot][$0] ?? []) }))
        }
        let keywords = keywordOrder.isEmpty ? nil : FieldTests(keywordOrder.map { ($0, keywordTests[$0] ?? []) })
        return Plan(
            slotOfField: slotOfField, slots: slots, keywords: keywords, atomCount: atomCost.count, nodes: nodes,
            links: links, comparisons: comparisons, rules: rules, witnesses: witnesses, joins: joins,
            firstSlot: firstSlot)
    }

    // MARK: Selections and conditions

    private mutating func compile(_ selection: Selection, _ mapping: FieldMapping) -> Int32 {
        switch selection {
        case .all(let parts): return join(.and, parts.map { compile($0, mapping) })
        case .any(let parts): return join(.or, parts.map { compile($0, mapping) })
        case .item(let item):
            let node = compile(item, mapping)
            return item.isNegated ? append(Plan.Node(operation: .not, first: node)) : node
        }
    }

    private mutating func compile(_ condition: Condition, _ selections: [Int32]) -> Int32 {
        switch condition {
        case .selection(let index): return selections[index]
        case .not(let inner):
            let node = compile(inner, selections)
            return append(Plan.Node(operation: .not, first: node))
        case .and(let parts): return join(.and, parts.map { compile($0, selections) })
        case .or(let parts): return join(.or, parts.map { compile($0, selections) })
        }
    }

    private mutating func join(_ operation: Plan.Node.Operation, _ parts: [Int32]) -> Int32 {
        if parts.count == 1 { return parts[0] }
        let first = Int32(links.count)
        links += parts
        return append(Plan.Node(operation: operation, first: first, count: Int32(parts.count)))
    }

    private mutating func append(_ node: Plan.Node) -> Int32 {
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    // MARK: Items

    private mutating func compile(_ item: Item, _ mapping: FieldMapping) -> Int32 {
        let slots = item.field.map { field in mapping.names(of: field.name).map { slot($0) } } ?? []
        var parts: [Int32] = []
        var valueTests: [Pattern.Test] = []
        for pattern in item.patterns {
            switch pattern.test {
            case .null where item.field?.network != nil:
                // A network that nobody knows is as good as missing.
                let node = atomNode([.text(Glob([.anyRun]))], item.field, slots)
                parts.append(append(Plan.Node(operation: .not, first: node)))
            case .null: parts.append(presence(.isNull, slots))
            case .exists(let wanted):
                let isNetwork = item.field?.network != nil
                let node =
                    isNetwork
                    ? atomNode([.text(Glob([.anyRun]))], item.field, slots) : presence(.exists, slots)
                parts.append(wanted ? node : append(Plan.Node(operation: .not, first: node)))
            case .field(let reference):
                let others = mapping.names(of: reference.name).map { slot($0) }
                comparisons.append(
                    Plan.FieldComparison(
                        slots: slots, others: others, position: reference.position, isCased: reference.isCased,
                        network: item.field?.network))
                parts.append(append(Plan.Node(operation: .compare, first: Int32(comparisons.count - 1))))
            default: valueTests.append(pattern.test)
            }
        }
        if item.matchesAll {
            parts += valueTests.map { atomNode([$0], item.field, slots) }
        } else if !valueTests.isEmpty {
            parts.append(atomNode(valueTests, item.field, slots))
        }
        return join(item.matchesAll ? .and : .or, parts)
    }

    private mutating func presence(_ operation: Plan.Node.Operation, _ slots: [Int32]) -> Int32 {
        let first = Int32(links.count)
        links += slots
        return append(Plan.Node(operation: operation, first: first, count: Int32(slots.count)))
    }

    private mutating func atomNode(_ asked: [Pattern.Test], _ field: FieldName?, _ slots: [Int32]) -> Int32 {
        let key = AtomKey(slots: field == nil ? [-1] : slots, network: field?.network, tests: asked)
        if let known = atomOfItem[key] { return append(Plan.Node(operation: .atom, first: known)) }
        let atom = Int32(atomCost.count)
        atomOfItem[key] = atom
        atomCost.append(asked.reduce(0) { $0 + cost($1) })
        for test in asked {
            let compiled = compile(test, network: field?.network)
            if field == nil {
                if keywordTests[compiled] == nil { keywordOrder.append(compiled) }
                keywordTests[compiled, default: []].append(atom)
            }
            for slot in slots {
                if tests[Int(slot)][compiled] == nil { order[Int(slot)].append(compiled) }
                tests[Int(slot)][compiled, default: []].append(atom)
            }
        }
        return append(Plan.Node(operation: .atom, first: atom))
    }

    private mutating func slot(_ name: String) -> Int32 {
        let id = Int(fieldTable.id(of: name) ?? 0)
        precondition(id > 0, "fields of rules are added to the table before plans are built")
        if slotOfField[id] < 0 {
            slotOfField[id] = Int32(slotCount)
            slotCount += 1
            tests.append([:])
            order.append([])
        }
        return slotOfField[id]
    }

    private func compile(_ test: Pattern.Test, network: FieldName.NetworkProperty?) -> SlotTest {
        if let network { return .slow(.network(network, test)) }
        switch test {
        case .text(let glob): return .glob(glob)
        case .number(let text, let value): return .number(text: text, value: value)
        case .regex(let regex): return .slow(.regex(RegexTest(regex)))
        case .cidr(let range): return .slow(.cidr(range))
        case .compare(let comparison, let value): return .slow(.compare(comparison, value))
        case .timePart(let part, let comparison, let value): return .slow(.timePart(part, comparison, value))
        case .null, .exists, .field: preconditionFailure("not a test of a value")
        }
    }

    // MARK: Witnesses

    /// Atoms of which one must hold if the node holds, with an estimate of how often they do; nil if there are none.
    private func witness(_ index: Int32) -> (atoms: [Int32], cost: Int)? {
        let node = nodes[Int(index)]
        switch node.operation {
        case .atom: return ([node.first], atomCost[Int(node.first)])
        case .not, .isNull, .exists, .compare: return nil
        case .and:
            return children(node).compactMap { witness($0) }.min { $0.cost < $1.cost }
        case .or:
            var atoms: [Int32] = []
            var cost = 0
            for child in children(node) {
                guard let part = witness(child) else { return nil }
                atoms += part.atoms
                cost += part.cost
            }
            return (atoms, cost)
        }
    }

    private func children(_ node: Plan.Node) -> ArraySlice<Int32> {
        links[Int(node.first)..<Int(node.first + node.count)]
    }

    /// How likely a value meets the test, roughly: short literals and numbers (event numbers) often, long ones rarely.
    private func cost(_ test: Pattern.Test) -> Int {
        switch test {
        case .text(let glob):
            guard let best = glob.bestLiteral else { return 10_000 }
            return 2_000 / (best.bytes.count + 1) + (best.position == .end ? 50 : 0)
        case .number: return 2_000
        case .regex: return 200
        case .cidr, .compare, .timePart: return 1_000
        case .null, .exists, .field: return 10_000
        }
    }
}
