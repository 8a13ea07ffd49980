// What is asked of single events outside the hot loop: the reasons of a hit and the values for correlations.
// SPDX-License-Identifier: EUPL-1.2

public import Events

extension Engine {
    /// Why the event meets the rule, under the mapping by which it was reached.
    ///
    /// - Parameter plan: the matcher's `lastPlan` for this event.
    public func reasons(rule: Int, plan: Int32, _ event: borrowing Event) -> [Reason] {
        ReferenceMatcher.reasons(rules[rule], event, mapping: mapping(of: plan, rule: rule), networks: networks)
    }

    /// The value of a field for grouping and counting: the first that is there, under the names of the mapping; of a
    /// network property what the look-up knows of the address.
    public func value(of field: FieldName, mapping: FieldMapping, in event: borrowing Event) -> String? {
        for name in mapping.names(of: field.name) {
            guard let text = event.text(name) else { continue }
            guard let property = field.network else { return text }
            return networks?(property, text)
        }
        return nil
    }
}
