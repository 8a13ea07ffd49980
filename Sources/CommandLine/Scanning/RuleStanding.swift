// What becomes of each rule document under the routing tables: loaded, unmapped or rejected.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Sigma

/// The standing of the documents of a rule set.
package struct RuleStanding {
    package enum Status: String {
        case loaded, unmapped, rejected
    }

    private let unmapped: [Place: Problem]
    private let broken: [Place: Problem]
    private let hasNetworks: Bool
    /// Ids and names of rules that no route reaches.
    private let unreachable: Set<String>

    package init(_ loaded: LoadedRules, routing: RoutingTable, networks: NetworkLookup?) {
        let engine = Engine(rules: loaded.rules, routing: routing, networks: networks)
        var unmapped: [Place: Problem] = [:]
        for index in engine.unmapped {
            let rule = engine.rules[index]
            let isForNetworks = rule.asksNetworks && networks == nil
            unmapped[rule.header.place] =
                isForNetworks
                ? Problem(.needsNetworks, [], at: rule.header.place)
                : Problem(.unmapped, [rule.logSource.description], at: rule.header.place)
        }
        self.unmapped = unmapped
        let reached = Set(engine.rules.indices).subtracting(engine.unmapped).map { engine.rules[$0].header }
        unreachable = Set(engine.unmapped.flatMap { RuleStanding.names(engine.rules[$0].header) })
            .subtracting(reached.flatMap(RuleStanding.names))
        hasNetworks = networks != nil
        let set = CorrelationSet(loaded.correlations, rules: loaded.rules.map(\.header))
        broken = Dictionary(set.problems.compactMap { problem in problem.place.map { ($0, problem) } }) { first, _ in
            first
        }
    }

    private static func names(_ header: RuleHeader) -> [String] {
        [header.id, header.name].compactMap(\.self)
    }

    package func status(of document: RuleDocument) -> (Status, Problem?) {
        switch document.content {
        case .rejected(let problem, _, _): return (.rejected, problem.at(document.place))
        case .correlation(let correlation):
            if let problem = broken[correlation.header.place] { return (.rejected, problem) }
            if correlation.asksNetworks, !hasNetworks {
                return (.unmapped, Problem(.needsNetworks, [], at: correlation.header.place))
            }
            if correlation.rules.allSatisfy({ unreachable.contains($0) }) {
                return (.unmapped, Problem(.rulesUnmapped, [], at: correlation.header.place))
            }
            return (.loaded, nil)
        case .rule(let rule):
            guard let problem = unmapped[rule.header.place] else { return (.loaded, nil) }
            return (.unmapped, problem)
        }
    }
}
