// The left side of an item: field and modifiers, with what may stand together.
// Sigma rules specification, "Value Modifiers"; appendix on modifiers.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// `Field|modifier|modifier`, checked: the modifiers belong together, so a value meets no surprise.
struct ItemKey {
    /// What kind of test the modifiers make of the values.
    enum Family {
        case text, exists, regex, cidr, fieldReference
        case comparison(Comparison)
        case time(TimePart, Comparison)
    }

    let field: FieldName?
    let modifiers: [Modifier]
    /// As in the rule, for reasons.
    let written: [String]
    let family: Family
    let place: Place

    var matchesAll: Bool { modifiers.contains(.all) }
    var isNegated: Bool { modifiers.contains(.neq) }
    /// Whether a value is taken as it stands, so that it can be a number or null.
    var isPlain: Bool {
        guard case .text = family else { return false }
        return modifiers.allSatisfy { $0 == .all || $0 == .neq || $0 == .cased }
    }

    init(_ key: String, at place: Place) throws(Problem) {
        let parts = key.split(separator: "|", omittingEmptySubsequences: false)
        field = parts[0].isEmpty ? nil : FieldName(written: parts[0])
        written = parts.dropFirst().map(String.init)
        self.place = place
        var modifiers: [Modifier] = []
        for name in parts.dropFirst() {
            guard let modifier = Modifier(name: name) else {
                guard let nearest = Modifier.nearest(to: name) else {
                    throw Problem(.modifierUnknown, [String(name)], at: place)
                }
                throw Problem(.modifierMisspelt, [String(name), nearest], at: place)
            }
            if modifier == .expand { throw Problem(.modifierExpand, [key], at: place) }
            modifiers.append(modifier)
        }
        self.modifiers = modifiers
        family = try ItemKey.family(of: modifiers, at: place)
        if field == nil {
            switch family {
            case .text, .regex, .cidr: break
            default: throw Problem(.modifierKeyword, [written.joined(separator: "|")], at: place)
            }
        }
    }

    init(keywordsAt place: Place) {
        field = nil
        modifiers = []
        written = []
        family = .text
        self.place = place
    }

    private static func family(of modifiers: [Modifier], at place: Place) throws(Problem) -> Family {
        guard let first = modifiers.first(where: { type($0) != nil }), let type = type(first) else {
            if let flag = modifiers.first(where: { [.ignoreCase, .multiLine, .singleLine].contains($0) }) {
                throw Problem(.modifierCombination, [flag.rawValue, "re"], at: place)
            }
            return .text
        }
        for (index, modifier) in modifiers.enumerated() where modifier != .all && modifier != .neq {
            guard allows(type, modifier, isBefore: index < modifiers.firstIndex(of: first) ?? 0) else {
                throw Problem(.modifierCombination, [modifier.rawValue, first.rawValue], at: place)
            }
        }
        let comparisons = modifiers.compactMap(\.comparison)
        let parts = modifiers.compactMap(\.timePart)
        if comparisons.count > 1 || parts.count > 1 {
            let both = comparisons.count > 1 ? comparisons.map(\.rawValue) : parts.map(\.rawValue)
            throw Problem(.modifierCombination, Array(both.prefix(2)), at: place)
        }
        if case .time = type, let part = parts.first { return .time(part, comparisons.first ?? .equal) }
        return type
    }

    private static func type(_ modifier: Modifier) -> Family? {
        switch modifier {
        case .exists: return .exists
        case .re: return .regex
        case .cidr: return .cidr
        case .fieldref: return .fieldReference
        default:
            if let comparison = modifier.comparison { return .comparison(comparison) }
            return modifier.timePart.map { .time($0, .equal) }
        }
    }

    /// Whether a modifier may stand beside the one that decides the family, before or after it.
    private static func allows(_ family: Family, _ modifier: Modifier, isBefore: Bool) -> Bool {
        switch family {
        case .text: true
        case .exists: modifier == .exists
        case .cidr: modifier == .cidr
        case .regex:
            !isBefore
                && [.re, .ignoreCase, .multiLine, .singleLine, .contains, .startswith, .endswith].contains(modifier)
        case .fieldReference: [.fieldref, .contains, .startswith, .endswith, .cased].contains(modifier)
        case .comparison: modifier.comparison != nil
        case .time: modifier.timePart != nil || (modifier.comparison != nil && !isBefore)
        }
    }
}

extension FieldName {
    /// A field as rules write it: `Name`, or `Name@country` for a property of the network of an address.
    init(written text: Substring) {
        if let at = text.lastIndex(of: "@"), at != text.startIndex,
            let property = NetworkProperty(rawValue: String(text[text.index(after: at)...]))
        {
            self.init(String(text[..<at]), network: property)
        } else {
            self.init(String(text))
        }
    }
}
