// The plain truth about a rule and an event: each part of the rule is asked in turn, with no index and no shortcut.
// It gives the reasons of hits, and is what the fast engine is held against.
// Sigma rules specification 2.1, "Detection" and "Condition".
// SPDX-License-Identifier: EUPL-1.2

public import Events

/// Decides whether a rule meets an event, and says why.
///
/// Negation has two values: what is asked of a missing field is false, so its `not` is true. A field with several
/// values (an array, a repeated name, several names in the mapping) meets a pattern if any of them does. Fields that a
/// mapping joins from others must already be in the event.
public struct ReferenceMatcher {
    let fields: UnsafeBufferPointer<Field>
    let format: Format
    let mapping: FieldMapping
    let networks: NetworkLookup?

    private init(_ event: borrowing Event, _ mapping: FieldMapping, _ networks: NetworkLookup?) {
        fields = UnsafeBufferPointer(start: event.fields, count: event.count)
        format = event.format
        self.mapping = mapping
        self.networks = networks
    }

    /// Whether the rule hits.
    public static func matches(
        _ rule: Rule, _ event: borrowing Event, mapping: FieldMapping = FieldMapping(),
        networks: NetworkLookup? = nil
    ) -> Bool {
        ReferenceMatcher(event, mapping, networks).holds(rule.condition, of: rule)
    }

    /// Why the rule hits: for each item that helped to make it true, the value and the pattern that it met. Items
    /// under a `not` or with `neq` are no reasons, nor are branches of an `or` that do not hold. Empty without a hit.
    public static func reasons(
        _ rule: Rule, _ event: borrowing Event, mapping: FieldMapping = FieldMapping(),
        networks: NetworkLookup? = nil
    ) -> [Reason] {
        let matcher = ReferenceMatcher(event, mapping, networks)
        guard matcher.holds(rule.condition, of: rule) else { return [] }
        var reasons: [Reason] = []
        matcher.collect(rule.condition, of: rule, into: &reasons)
        return reasons
    }

    /// Each part of the rule with whether it holds, also those that could not change the outcome.
    public static func explain(
        _ rule: Rule, _ event: borrowing Event, mapping: FieldMapping = FieldMapping(),
        networks: NetworkLookup? = nil
    ) -> RulePart {
        ReferenceMatcher(event, mapping, networks).part(rule.condition, of: rule)
    }

    // MARK: - True or false

    private func holds(_ condition: Condition, of rule: Rule) -> Bool {
        switch condition {
        case .selection(let index): holds(rule.selections[index].selection)
        case .not(let inner): !holds(inner, of: rule)
        case .and(let parts): parts.allSatisfy { holds($0, of: rule) }
        case .or(let parts): parts.contains { holds($0, of: rule) }
        }
    }

    private func holds(_ selection: Selection) -> Bool {
        switch selection {
        case .all(let parts): parts.allSatisfy { holds($0) }
        case .any(let parts): parts.contains { holds($0) }
        case .item(let item): holds(item)
        }
    }

    // MARK: - Reasons

    private func collect(_ condition: Condition, of rule: Rule, into reasons: inout [Reason]) {
        switch condition {
        case .selection(let index):
            let named = rule.selections[index]
            collect(named.selection, name: named.name, into: &reasons)
        case .not: break
        case .and(let parts):
            for part in parts { collect(part, of: rule, into: &reasons) }
        case .or(let parts):
            for part in parts where holds(part, of: rule) { collect(part, of: rule, into: &reasons) }
        }
    }

    private func collect(_ selection: Selection, name: String, into reasons: inout [Reason]) {
        switch selection {
        case .all(let parts):
            for part in parts { collect(part, name: name, into: &reasons) }
        case .any(let parts):
            for part in parts where holds(part) { collect(part, name: name, into: &reasons) }
        case .item(let item):
            if item.isNegated { return }
            for meeting in meetings(item) {
                let reason = Reason(
                    field: item.field.map { meeting.field ?? $0.written }, value: meeting.value,
                    matched: meeting.pattern.writtenValue,
                    selection: name, modifiers: item.modifiers)
                if !reasons.contains(reason) { reasons.append(reason) }
            }
        }
    }

    // MARK: - The whole tree

    private func part(_ condition: Condition, of rule: Rule) -> RulePart {
        switch condition {
        case .selection(let index):
            let named = rule.selections[index]
            let inner = part(named.selection)
            return RulePart(.selection, name: named.name, holds: inner.holds, parts: [inner])
        case .not(let inner):
            let part = part(inner, of: rule)
            return RulePart(.not, holds: !part.holds, parts: [part])
        case .and(let conditions):
            let parts = conditions.map { part($0, of: rule) }
            return RulePart(.all, holds: parts.allSatisfy(\.holds), parts: parts)
        case .or(let conditions):
            let parts = conditions.map { part($0, of: rule) }
            return RulePart(.any, holds: parts.contains(where: \.holds), parts: parts)
        }
    }

    private func part(_ selection: Selection) -> RulePart {
        switch selection {
        case .all(let selections):
            let parts = selections.map { part($0) }
            return RulePart(.all, holds: parts.allSatisfy(\.holds), parts: parts)
        case .any(let selections):
            let parts = selections.map { part($0) }
            return RulePart(.any, holds: parts.contains(where: \.holds), parts: parts)
        case .item(let item):
            var part = RulePart(.item, name: item.key, holds: holds(item))
            part.wanted = item.patterns.map(\.writtenValue)
            part.found = item.field.map { field in values(of: field).filter(\.isValue).map(\.text) } ?? []
            return part
        }
    }
}
