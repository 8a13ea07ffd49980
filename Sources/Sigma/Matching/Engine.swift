// The loaded rules, ready to be held against events: which rules there are and the plans for each kind of event.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Foundation

/// Rules with their routing, shared by all workers. Each worker makes a `Matcher` of its own.
///
/// Plans are compiled when the first event of their kind comes, under a lock; after that an engine only reads.
public final class Engine: @unchecked Sendable {
    /// The rules in the order in which their hits are reported.
    public let rules: [Rule]
    /// Rules that no route of the table reaches, by index: they never hit while routing is on.
    public let unmapped: [Int]
    let fields = FieldTable()
    let router: Router?
    let networks: NetworkLookup?
    /// By source of the routing table, the rules that read it.
    private let rulesOfSource: [[Int32]]
    private let lock = NSLock()
    private var plans: [Plan] = []
    private var planOfSources: [[Int32]: Int32] = [:]
    private var nextSlot: Int32 = 0

    /// - Parameters:
    ///   - routing: which rules an event is held against and under which field names; without it every rule is held
    ///     against every event as it is written.
    ///   - networks: what is known of networks. Rules that ask for it are unmapped without.
    public init(rules: [Rule], routing: RoutingTable?, networks: NetworkLookup? = nil) {
        self.rules = rules
        self.networks = networks
        let usable = rules.map { networks != nil || !$0.asksNetworks }
        var byRule = [[Int]](repeating: [], count: rules.count)
        if let routing {
            var known: [LogSource: [Int]] = [:]
            for (index, rule) in rules.enumerated() where usable[index] {
                let sources = known[rule.logSource] ?? routing.indices(for: rule.logSource)
                known[rule.logSource] = sources
                byRule[index] = sources
            }
        }
        for (index, rule) in rules.enumerated() {
            let mappings =
                routing.map { table in Set(byRule[index].map { table.sources[$0].mapping }) } ?? [FieldMapping()]
            for name in rule.fieldNames {
                _ = fields.add(name)
                for mapping in mappings { for mapped in mapping.names(of: name) { _ = fields.add(mapped) } }
            }
        }
        for source in routing?.sources ?? [] {
            for join in source.mapping.joins {
                _ = fields.add(join.name)
                for case .field(let name) in join.parts { _ = fields.add(name) }
            }
        }
        for discriminator in routing?.discriminators ?? [] { for name in discriminator.fields { _ = fields.add(name) } }
        router = routing.map { [fields] in Router($0, fields: fields) }
        var rulesOfSource = [[Int32]](repeating: [], count: routing?.sources.count ?? 0)
        for (index, sources) in byRule.enumerated() {
            for source in sources { rulesOfSource[source].append(Int32(index)) }
        }
        self.rulesOfSource = rulesOfSource
        unmapped = rules.indices.filter { !usable[$0] || (routing != nil && byRule[$0].isEmpty) }
    }

    /// The number of the plan for events that belong to these sources of the routing table.
    func plan(forSources sources: [Int32]) -> Int32 {
        lock.withLock {
            if let known = planOfSources[sources] { return known }
            var builder = PlanBuilder(fieldTable: fields)
            var added: Set<RuleMapping> = []
            for source in sources {
                guard let mapping = router?.table.sources[Int(source)].mapping else { continue }
                for rule in rulesOfSource[Int(source)] where serves(rules[Int(rule)].logSource, sources) {
                    guard added.insert(RuleMapping(rule: rule, mapping: mapping)).inserted else { continue }
                    builder.add(rules[Int(rule)], number: rule, mapping: mapping)
                }
            }
            return keep(builder, for: sources)
        }
    }

    /// The plan that holds every rule against the event as it is written.
    func planWithoutRouting() -> Int32 {
        lock.withLock {
            if let known = planOfSources[[-1]] { return known }
            var builder = PlanBuilder(fieldTable: fields)
            for (index, rule) in rules.enumerated() where networks != nil || !rule.asksNetworks {
                builder.add(rule, number: Int32(index), mapping: FieldMapping())
            }
            return keep(builder, for: [-1])
        }
    }

    func plan(_ number: Int32) -> Plan {
        lock.withLock { plans[Int(number)] }
    }

    /// The mapping under which a rule was reached, for its reasons.
    public func mapping(of plan: Int32, rule: Int) -> FieldMapping {
        lock.withLock { mappings[plan]?[Int32(rule)] ?? FieldMapping() }
    }

    /// Whether events of this plan are held against the rule.
    public func holds(rule: Int, plan: Int32) -> Bool {
        lock.withLock { mappings[plan]?[Int32(rule)] != nil }
    }

    private var mappings: [Int32: [Int32: FieldMapping]] = [:]

    private struct RuleMapping: Hashable {
        let rule: Int32
        let mapping: FieldMapping
    }

    /// A rule with both a category and a service reads only events that belong to both.
    private func serves(_ logSource: LogSource, _ sources: [Int32]) -> Bool {
        guard logSource.category != nil, let service = logSource.service, let router else { return true }
        return sources.contains { router.table.sources[Int($0)].logSource.service == service }
    }

    private func keep(_ builder: PlanBuilder, for sources: [Int32]) -> Int32 {
        let plan = builder.build(firstSlot: nextSlot)
        nextSlot += Int32(plan.slots.count) + 1
        let number = Int32(plans.count)
        plans.append(plan)
        planOfSources[sources] = number
        mappings[number] = builder.mappings
        return number
    }
}

extension Rule {
    /// The fields that the rule names, references to other fields included.
    var fieldNames: Set<String> {
        var names: Set<String> = []
        for selection in selections { selection.selection.collectFields(into: &names) }
        return names
    }

    /// Whether some item asks for a property of a network.
    public var asksNetworks: Bool {
        selections.contains { $0.selection.asksNetworks }
    }
}

extension Selection {
    fileprivate func collectFields(into names: inout Set<String>) {
        switch self {
        case .all(let parts), .any(let parts):
            for part in parts { part.collectFields(into: &names) }
        case .item(let item):
            if let field = item.field { names.insert(field.name) }
            for pattern in item.patterns {
                if case .field(let reference) = pattern.test { names.insert(reference.name) }
            }
        }
    }

    fileprivate var asksNetworks: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains(where: \.asksNetworks)
        case .item(let item): item.field?.network != nil
        }
    }
}
