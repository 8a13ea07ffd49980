// The rules of a watch as a value that can go from one thread to another.
// SPDX-License-Identifier: EUPL-1.2

import Base
public import Sigma

/// What lines are held against.
public struct RuleSet: Sendable {
    public var rules: [Rule]
    public var correlations: [Correlation]
    public var routing: RoutingTable?
    public var networks: NetworkLookup?

    public init(
        rules: [Rule], correlations: [Correlation], routing: RoutingTable?, networks: NetworkLookup? = nil
    ) {
        self.rules = rules
        self.correlations = correlations
        self.routing = routing
        self.networks = networks
    }

    /// How far back lines are looked at again when the rules begin, in seconds: the longest time span of a correlation,
    /// and at most a day.
    var lookBackSeconds: Int64 {
        min(correlations.map(\.timespanSeconds).max() ?? 0, RuleSet.longestLookBack)
    }

    private static let longestLookBack: Int64 = 86_400

    /// The rules made ready for lines.
    package func detector() -> Detector {
        Detector(rules: rules, correlations: correlations, routing: routing, networks: networks)
    }
}
