// Short ways for tests to feed hits to correlations and see which fire.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma
import Testing

/// Rules named `a`, `b`, `c` with the ids `id-a` ... and correlations over them.
struct CorrelationSample {
    static let rules = ["a", "b", "c"].map { (name: String) in
        RuleHeader(id: "id-\(name)", name: name, title: "Rule \(name)", place: Place(file: "r.yml", line: 1))
    }

    let set: CorrelationSet
    var correlator: Correlator
    private var count = 0

    init(_ correlations: [Correlation], limit: Int = CorrelationLimits.bytes) {
        set = CorrelationSet(correlations, rules: CorrelationSample.rules)
        correlator = Correlator(set, limit: limit)
    }

    static func correlation(
        _ name: String, _ kind: Correlation.Kind, rules: [String] = ["a"], by group: [String] = [],
        aliases: [String: [String: FieldName]] = [:], seconds: Int64 = 60, generates: Bool = false
    ) -> Correlation {
        Correlation(
            header: RuleHeader(id: "id-\(name)", name: name, title: name, place: Place(file: "k.yml", line: 1)),
            kind: kind, rules: rules, groupBy: group.map { FieldName($0) }, aliases: aliases, timespanSeconds: seconds,
            generates: generates)
    }

    /// The same, named `k`.
    static func correlation(
        _ kind: Correlation.Kind, rules: [String] = ["a"], by group: [String] = [],
        aliases: [String: [String: FieldName]] = [:], seconds: Int64 = 60
    ) -> Correlation {
        correlation("k", kind, rules: rules, by: group, aliases: aliases, seconds: seconds)
    }

    static func atLeast(_ count: Int) -> Correlation.Bounds {
        Correlation.Bounds([Correlation.Bound(.greaterOrEqual, Double(count))])
    }

    /// A hit of a rule at a second, with fields; gives what fires on it.
    mutating func take(_ rule: String, at second: Double, _ fields: [String: String] = [:]) -> [CorrelationHit] {
        guard let number = CorrelationSample.rules.firstIndex(where: { $0.name == rule }) else { return [] }
        count += 1
        let input = CorrelationInput(
            rule: number, time: Timestamp(nanoseconds: Int64(second * 1_000_000_000)),
            values: set.fields[number].map { fields[$0.description] },
            evidence: Evidence(place: Place(file: "log", line: count), ruleID: "id-\(rule)"))
        var fired: [CorrelationHit] = []
        correlator.take(input) { fired.append($0) }
        return fired
    }

    /// How many correlations fire on each of the hits.
    mutating func fires(_ rule: String, at seconds: [Double], _ fields: [String: String] = [:]) -> [Int] {
        seconds.map { take(rule, at: $0, fields).count }
    }
}
