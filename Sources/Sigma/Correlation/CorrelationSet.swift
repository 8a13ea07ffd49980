// The correlations of a rule set with their references resolved: which hits they read and which fields they need.
// Sigma correlation rules specification 2.1, "Related rules", "Field Name Aliases", "Generate".
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Correlations with the rules that they refer to, by id or by name. Immutable; shared.
public struct CorrelationSet: Sendable {
    /// One correlation that reads a rule's hits (or another correlation's).
    struct Reader: Sendable {
        /// Index into `correlations`.
        let correlation: Int
        /// Which of the correlation's rules it is, for `temporal`.
        let ordinal: Int
        /// Positions of the group fields, in the order of `group-by`, in the fields that the source hands over.
        let group: [Int]
        /// Position of the counted field of a `value_count`.
        let counted: Int?
    }

    public let correlations: [Correlation]
    /// By source: first the rules, then the correlations themselves (chains).
    let readers: [[Reader]]
    /// By source: the id of the rule or correlation.
    let sourceIDs: [String?]
    /// By correlation: how many different rules it refers to, each counted once under whatever names.
    let ruleCounts: [Int]
    /// By rule: the fields of its events that some correlation needs, in the order of `CorrelationInput.values`.
    public let fields: [[FieldName]]
    /// Rules whose own hits are not reported: referred to, and only by correlations without `generate`.
    public let hidden: Set<Int>
    /// The same for correlations that are a link of a chain, by index into `correlations`.
    let hiddenCorrelations: Set<Int>
    /// Correlations that refer to something that is not there, or to themselves.
    public let problems: [Problem]

    public init(_ candidates: [Correlation], rules: [RuleHeader]) {
        var (kept, problems) = CorrelationSet.resolvable(candidates, rules: rules)
        kept = CorrelationSet.withoutCycles(kept, rules: rules, &problems)
        correlations = kept
        self.problems = problems
        sourceIDs = (rules + kept.map(\.header)).map(\.id)
        let sources = CorrelationSet.index(rules + kept.map(\.header))
        var needed = [[FieldName]](repeating: [], count: rules.count + kept.count)
        var readers = [[Reader]](repeating: [], count: rules.count + kept.count)
        var generated: Set<Int> = []
        var referred: Set<Int> = []
        var ruleCounts: [Int] = []
        for (number, correlation) in kept.enumerated() {
            // A rule named twice, or by id and by name, is one rule: its hit counts once.
            var known: Set<Int> = []
            var ordinals: Set<Int> = []
            for (ordinal, reference) in correlation.rules.enumerated() {
                for source in sources[reference] ?? [] where known.insert(source).inserted {
                    ordinals.insert(ordinal)
                    let header = source < rules.count ? rules[source] : kept[source - rules.count].header
                    let names = [reference, header.name, header.id].compactMap(\.self)
                    func position(_ field: FieldName) -> Int {
                        let real = names.lazy.compactMap { correlation.aliases[field.name]?[$0] }.first ?? field
                        if let known = needed[source].firstIndex(of: real) { return known }
                        needed[source].append(real)
                        return needed[source].count - 1
                    }
                    var counted: Int?
                    if case .valueCount(let field, _) = correlation.kind { counted = position(field) }
                    readers[source].append(
                        Reader(
                            correlation: number, ordinal: ordinal, group: correlation.groupBy.map(position),
                            counted: counted))
                    referred.insert(source)
                    if correlation.generates { generated.insert(source) }
                }
            }
            ruleCounts.append(ordinals.count)
        }
        self.ruleCounts = ruleCounts
        self.readers = readers
        fields = needed
        let silent = referred.subtracting(generated)
        hidden = silent.filter { $0 < rules.count }
        hiddenCorrelations = Set(silent.filter { $0 >= rules.count }.map { $0 - rules.count })
    }

    /// Whether the hits of a rule go to some correlation.
    public func reads(rule: Int) -> Bool {
        rule < readers.count && !readers[rule].isEmpty
    }

    /// Sources by id and by name.
    private static func index(_ headers: [RuleHeader]) -> [String: [Int]] {
        var index: [String: [Int]] = [:]
        for (number, header) in headers.enumerated() {
            for name in Set([header.id, header.name].compactMap(\.self)) { index[name, default: []].append(number) }
        }
        return index
    }

    private static func resolvable(
        _ candidates: [Correlation], rules: [RuleHeader]
    ) -> (kept: [Correlation], problems: [Problem]) {
        var kept = candidates
        var problems: [Problem] = []
        // Dropping one may leave another without its reference, so again until nothing changes.
        while true {
            let known = index(rules + kept.map(\.header))
            let bad = kept.indices.filter { number in kept[number].rules.contains { known[$0] == nil } }
            if bad.isEmpty { return (kept, problems) }
            for number in bad {
                let missing = kept[number].rules.first { known[$0] == nil } ?? ""
                problems.append(
                    Problem(.unknownReference, [kept[number].header.title, missing], at: kept[number].header.place))
            }
            kept = kept.indices.filter { !bad.contains($0) }.map { kept[$0] }
        }
    }

    /// Leaves out correlations that refer to themselves, directly or through others.
    private static func withoutCycles(
        _ correlations: [Correlation], rules: [RuleHeader], _ problems: inout [Problem]
    ) -> [Correlation] {
        let sources = index(rules + correlations.map(\.header))
        var ready = Set(rules.indices)
        var left = Set(correlations.indices)
        while let next = left.sorted().first(where: { number in
            correlations[number].rules.allSatisfy { ready.isSuperset(of: sources[$0] ?? []) }
        }) {
            left.remove(next)
            ready.insert(rules.count + next)
        }
        for number in left.sorted() {
            let header = correlations[number].header
            problems.append(Problem(.circularReference, [header.title], at: header.place))
        }
        return correlations.indices.filter { !left.contains($0) }.map { correlations[$0] }
    }
}
