// Makes items of keys and values: reads the values, applies the modifiers in order, and checks that they fit.
// Sigma rules specification, "Detection"; appendix on modifiers.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Reads the items of one rule and counts their patterns.
struct ItemReader {
    let file: String
    private var patternCount = 0

    init(file: String) {
        self.file = file
    }

    func place(_ position: YAMLPosition) -> Place {
        Place(file: file, line: Int(position.line), column: Int(position.column))
    }

    /// The item of one pair of a map.
    mutating func item(_ pair: YAMLNode.Pair) throws(Problem) -> Selection {
        let key = try ItemKey(pair.key, at: place(pair.position))
        switch pair.value.content {
        case .scalar: return try item(key, [pair.value], isList: false)
        case .sequence(let elements):
            if elements.isEmpty { throw Problem(.ruleEmpty, [pair.key], at: place(pair.value.position)) }
            return try item(key, elements, isList: true)
        case .mapping: throw Problem(.valueNested, [pair.key], at: place(pair.value.position))
        }
    }

    /// An item of keywords: values without a field.
    mutating func keywords(_ values: [YAMLNode], at position: YAMLPosition) throws(Problem) -> Selection {
        try item(ItemKey(keywordsAt: place(position)), values, isList: true)
    }

    private mutating func item(_ key: ItemKey, _ values: [YAMLNode], isList: Bool) throws(Problem) -> Selection {
        if case .exists = key.family, values.count > 1 {
            throw Problem(.modifierValue, ["exists", "true, false"], at: place(values[0].position))
        }
        var groups: [[Pattern]] = []
        groups.reserveCapacity(values.count)
        for value in values {
            let group = try patterns(key, value, isList: isList)
            patternCount += group.count
            guard patternCount <= RuleLimits.patternsPerRule else {
                throw Problem(.ruleTooManyPatterns, ["\(RuleLimits.patternsPerRule)"], at: place(value.position))
            }
            groups.append(group)
        }
        guard key.matchesAll, groups.contains(where: { $0.count > 1 }) else {
            return .item(item(key, groups.flatMap(\.self), matchesAll: key.matchesAll))
        }
        // `all` asks for every value, in any of the forms that `windash` or `base64offset` gave it.
        let items = groups.map { Selection.item(item(key, $0, matchesAll: false)) }
        return key.isNegated ? .any(items) : .all(items)
    }

    private func item(_ key: ItemKey, _ patterns: [Pattern], matchesAll: Bool) -> Item {
        Item(
            field: key.field, patterns: patterns, matchesAll: matchesAll, isNegated: key.isNegated,
            modifiers: key.written, line: key.place.line ?? 0)
    }

    private func patterns(_ key: ItemKey, _ value: YAMLNode, isList: Bool) throws(Problem) -> [Pattern] {
        let place = place(value.position)
        guard case .scalar(let text, let isPlain) = value.content else {
            throw Problem(.valueNested, [key.field?.name ?? "keywords"], at: place)
        }
        if value.isNull {
            if isList { throw Problem(.valueNullInList, at: place) }
            guard key.field != nil, key.isPlain else { throw Problem(.valueNull, at: place) }
            return [Pattern(.null, written: text)]
        }
        switch key.family {
        case .text: return try self.text(key, text, isPlain: isPlain, at: place)
        case .exists:
            guard let exists = Bool(text.lowercased()) else {
                throw Problem(.modifierValue, ["exists", "true, false"], at: place)
            }
            return [Pattern(.exists(exists), written: text)]
        case .regex: return [Pattern(.regex(try regex(key, text, at: place)), written: text)]
        case .cidr:
            guard let range = NetworkRange(text) else { throw Problem(.cidrInvalid, [text], at: place) }
            return [Pattern(.cidr(range), written: text)]
        case .fieldReference: return [Pattern(.field(try reference(key, text, at: place)), written: text)]
        case .comparison(let comparison):
            return [Pattern(.compare(comparison, try number(text, comparison.rawValue, at: place)), written: text)]
        case .time(let part, let comparison):
            let number = try number(text, part.rawValue, at: place)
            return [Pattern(.timePart(part, comparison, number), written: text)]
        }
    }

    // MARK: - Text

    private func text(
        _ key: ItemKey, _ written: String, isPlain: Bool, at place: Place
    ) throws(Problem) -> [Pattern] {
        if key.field != nil, key.isPlain, isPlain, let number = DecimalNumber.inRule(written) {
            return [Pattern(.number(text: written, value: number), written: written)]
        }
        if key.field == nil, written.isEmpty { throw Problem(.valueEmptyKeyword, at: place) }
        var forms = [ValueText(escaped: written)]
        for modifier in key.modifiers {
            forms = try apply(modifier, to: forms, at: place)
        }
        if key.field == nil, !key.modifiers.contains(where: { [.contains, .startswith, .endswith].contains($0) }) {
            forms = forms.map { $0.containing() }
        }
        let isCased = key.modifiers.contains(.cased)
        return forms.map { Pattern(.text($0.glob(isCased: isCased)), written: written) }
    }

    private func apply(
        _ modifier: Modifier, to forms: [ValueText], at place: Place
    ) throws(Problem) -> [ValueText] {
        var results: [ValueText] = []
        for form in forms {
            switch modifier {
            case .contains: results.append(form.containing())
            case .startswith: results.append(form.starting())
            case .endswith: results.append(form.ending())
            case .utf16le: results.append(form.utf16())
            case .utf16be: results.append(form.utf16(isBigEndian: true))
            case .utf16: results.append(form.utf16(hasMark: true))
            case .base64:
                guard let encoded = form.base64() else { throw Problem(.modifierWildcard, ["base64"], at: place) }
                results.append(encoded)
            case .base64offset:
                guard form.literal != nil else { throw Problem(.modifierWildcard, ["base64offset"], at: place) }
                guard let encoded = form.base64Offsets() else { throw Problem(.modifierTooShort, at: place) }
                results += encoded
            case .windash:
                guard let expanded = form.dashForms(most: RuleLimits.forms / forms.count) else {
                    throw Problem(.modifierTooManyForms, ["\(RuleLimits.forms)"], at: place)
                }
                results += expanded
            default: results.append(form)
            }
        }
        return results
    }

    // MARK: - Other kinds of values

    private func regex(_ key: ItemKey, _ text: String, at place: Place) throws(Problem) -> Regex {
        if let forbidden = RegexSyntax.forbidden(in: text) {
            throw Problem(.regexForbidden, [forbidden], at: place)
        }
        var pattern = text
        // A search is free at both ends; `startswith` and `endswith` hold one end. `contains` is what it does anyway.
        if key.modifiers.contains(.startswith) { pattern = "\\A(?:\(pattern))" }
        if key.modifiers.contains(.endswith) { pattern = "(?:\(pattern))\\z" }
        let regex = Regex(
            pattern, ignoresCase: key.modifiers.contains(.ignoreCase),
            anchorsMatchLines: key.modifiers.contains(.multiLine),
            dotMatchesNewline: key.modifiers.contains(.singleLine))
        do throws(RegexError) {
            _ = try CompiledRegex(regex, compilesToMachineCode: false)
        } catch {
            throw Problem(.regexInvalid, [error.reason, "\(error.offset)"], at: place)
        }
        return regex
    }

    private func reference(_ key: ItemKey, _ text: String, at place: Place) throws(Problem) -> FieldReference {
        guard let literal = ValueText(escaped: text).literal else {
            throw Problem(.modifierWildcard, ["fieldref"], at: place)
        }
        if literal.isEmpty { throw Problem(.modifierValue, ["fieldref", "FieldName"], at: place) }
        let isStart = key.modifiers.contains(.startswith)
        let isEnd = key.modifiers.contains(.endswith)
        let isAnywhere = key.modifiers.contains(.contains) || (isStart && isEnd)
        return FieldReference(
            String(decoding: literal, as: UTF8.self),
            position: isAnywhere ? .anywhere : isStart ? .start : isEnd ? .end : .whole,
            isCased: key.modifiers.contains(.cased))
    }

    private func number(_ text: String, _ modifier: String, at place: Place) throws(Problem) -> Double {
        var text = text
        guard let number = text.withUTF8({ DecimalNumber.value($0) }) else {
            throw Problem(.modifierValue, [modifier, "10"], at: place)
        }
        return number
    }
}
