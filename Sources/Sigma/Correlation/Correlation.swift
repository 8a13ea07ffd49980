// A correlation: a rule over the hits of other rules within a time span.
// Sigma correlation rules specification 2.1.
// SPDX-License-Identifier: EUPL-1.2

/// A correlation document after reading: which rules, grouped by what, within which time.
public struct Correlation: Sendable, Hashable {
    /// The types that are evaluated. Others are recognised and rejected as not yet supported.
    public enum Kind: Sendable, Hashable {
        case eventCount(Bounds)
        /// Distinct values of the field.
        case valueCount(field: FieldName, Bounds)
        /// All rules must hit within the time span; with bounds, that many different ones.
        case temporal(Bounds?)
    }

    /// Comparisons that must all hold (a condition with two criteria is a range).
    public struct Bounds: Sendable, Hashable {
        public var all: [Bound]

        public init(_ all: [Bound]) {
            self.all = all
        }

        /// Whether a count meets all of them.
        public func hold(_ count: Int) -> Bool {
            all.allSatisfy { $0.comparison.holds(Double(count), $0.value) }
        }
    }

    /// One criterion of a condition, such as `gte: 10`.
    public struct Bound: Sendable, Hashable {
        public var comparison: Comparison
        public var value: Double

        public init(_ comparison: Comparison, _ value: Double) {
            self.comparison = comparison
            self.value = value
        }
    }

    public var header: RuleHeader
    public var kind: Kind
    /// References by id or by name, in the order of the file.
    public var rules: [String]
    public var groupBy: [FieldName]
    /// Alias, then rule reference, then the field in that rule's events.
    public var aliases: [String: [String: FieldName]]
    public var timespanSeconds: Int64
    /// Whether the hits of the referred rules are reported too.
    public var generates: Bool

    public init(
        header: RuleHeader, kind: Kind, rules: [String], groupBy: [FieldName],
        aliases: [String: [String: FieldName]] = [:], timespanSeconds: Int64, generates: Bool = false
    ) {
        self.header = header
        self.kind = kind
        self.rules = rules
        self.groupBy = groupBy
        self.aliases = aliases
        self.timespanSeconds = timespanSeconds
        self.generates = generates
    }
}

extension Correlation {
    /// Whether it groups by or counts a property of a network.
    public var asksNetworks: Bool {
        if case .valueCount(let field, _) = kind, field.network != nil { return true }
        return groupBy.contains { $0.network != nil }
            || aliases.values.contains { $0.values.contains { $0.network != nil } }
    }
}
