// A rule taken apart for one event: what was asked, what was there, and whether it holds.
// SPDX-License-Identifier: EUPL-1.2

/// One part of a rule with its outcome for one event.
public struct RulePart: Sendable, Hashable {
    /// What joins the parts beneath, or that this is an item of a selection.
    public enum Kind: String, Sendable {
        case all, any, not, selection, item
    }

    public var kind: Kind
    /// The name of a selection, or field and modifiers of an item as written.
    public var name: String?
    public var holds: Bool
    /// The values of the rule, as written; nil for null. Only for an item.
    public var wanted: [String?] = []
    /// The values of the field in the event. Only for an item with a field.
    public var found: [String] = []
    public var parts: [RulePart]

    public init(_ kind: Kind, name: String? = nil, holds: Bool, parts: [RulePart] = []) {
        self.kind = kind
        self.name = name
        self.holds = holds
        self.parts = parts
    }
}

extension Item {
    /// The left side as it stands in the rule.
    var key: String {
        ([field?.written ?? ""] + modifiers).joined(separator: "|")
    }
}

extension FieldName {
    /// As it stands in the rule.
    var written: String {
        network.map { "\(name)@\($0.rawValue)" } ?? name
    }
}

extension Pattern {
    /// The value as it stands in the rule; nil for null.
    var writtenValue: String? {
        test == .null ? nil : written
    }
}
