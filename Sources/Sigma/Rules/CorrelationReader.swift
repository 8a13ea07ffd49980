// Reads the `correlation` section of a document.
// Sigma correlation rules specification 2.1, "Components".
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Reads one correlation. A key that the specification does not know is a problem here: a misspelt `group-by` would
/// change what is counted without a word.
struct CorrelationReader {
    let document: DocumentReader
    let section: YAMLNode

    private static let keys: Set<String> = [
        "type", "rules", "group-by", "timespan", "condition", "aliases", "generate",
    ]
    private static let unsupported: Set<String> = [
        "temporal_ordered", "value_sum", "value_avg", "value_percentile", "value_median",
    ]

    func correlation() throws(Problem) -> Correlation {
        let header = try document.header()
        guard let pairs = section.pairs else {
            throw Problem(.ruleWrongKind, ["correlation", "map"], at: document.place(section.position))
        }
        for pair in pairs where !CorrelationReader.keys.contains(pair.key) {
            throw Problem(.correlationKey, [pair.key], at: document.place(pair.position))
        }
        let kind = try kind()
        let rules = try texts("rules")
        guard !rules.isEmpty else { throw missing("rules") }
        return Correlation(
            header: header, kind: kind, rules: rules,
            groupBy: try texts("group-by").map { FieldName(written: $0[...]) },
            aliases: try aliases(rules: rules), timespanSeconds: try timespan(), generates: try generates())
    }

    private func missing(_ key: String) -> Problem {
        Problem(.ruleMissing, [key], at: document.place(section.position))
    }

    private func kind() throws(Problem) -> Correlation.Kind {
        guard let type = try document.text("type", in: section) else { throw missing("type") }
        let place = document.place(section["type"]?.position ?? section.position)
        if CorrelationReader.unsupported.contains(type) {
            throw Problem(.correlationUnsupported, [type], at: place)
        }
        switch type {
        case "event_count": return .eventCount(try bounds(of: type))
        case "value_count":
            let bounds = try bounds(of: type)
            guard let field = section["condition"]?["field"] else { throw missing("field") }
            guard let name = field.text, !name.isEmpty else {
                throw Problem(.ruleWrongKind, ["field", "text"], at: document.place(field.position))
            }
            return .valueCount(field: FieldName(written: name[...]), bounds)
        case "temporal": return .temporal(section["condition"] == nil ? nil : try bounds(of: type))
        default: throw Problem(.correlationType, [type], at: place)
        }
    }

    private func bounds(of type: String) throws(Problem) -> Correlation.Bounds {
        guard let condition = section["condition"] else { throw missing("condition") }
        if condition.text != nil {
            throw Problem(.correlationUnsupported, ["condition"], at: document.place(condition.position))
        }
        var bounds: [Correlation.Bound] = []
        for pair in condition.pairs ?? [] {
            if pair.key == "field", type == "value_count" { continue }
            let comparison = pair.key == "eq" ? .equal : Comparison(rawValue: pair.key)
            guard let comparison, pair.key != "equal" else {
                throw Problem(.correlationCondition, [pair.key], at: document.place(pair.position))
            }
            guard let text = pair.value.text, let value = DecimalNumber.inRule(text) else {
                throw Problem(.modifierValue, [pair.key, "10"], at: document.place(pair.value.position))
            }
            bounds.append(Correlation.Bound(comparison, value))
        }
        guard !bounds.isEmpty else {
            throw Problem(.ruleEmpty, ["condition"], at: document.place(condition.position))
        }
        return Correlation.Bounds(bounds)
    }

    /// One text or a list of texts; none if the key is not there.
    private func texts(_ key: String) throws(Problem) -> [String] {
        guard let value = section[key] else { return [] }
        var texts: [String] = []
        for element in value.elements ?? [value] {
            guard let text = element.text, !element.isNull, !text.isEmpty else {
                throw Problem(.ruleWrongKind, [key, "text"], at: document.place(element.position))
            }
            texts.append(text)
        }
        return texts
    }

    private func aliases(rules: [String]) throws(Problem) -> [String: [String: FieldName]] {
        guard let node = section["aliases"] else { return [:] }
        guard let pairs = node.pairs else {
            throw Problem(.ruleWrongKind, ["aliases", "map"], at: document.place(node.position))
        }
        var aliases: [String: [String: FieldName]] = [:]
        for alias in pairs {
            guard let fields = alias.value.pairs else {
                throw Problem(.ruleWrongKind, [alias.key, "map"], at: document.place(alias.value.position))
            }
            for field in fields {
                guard rules.contains(field.key) else {
                    throw Problem(.correlationAlias, [field.key], at: document.place(field.position))
                }
                guard let name = field.value.text, !field.value.isNull, !name.isEmpty else {
                    throw Problem(.ruleWrongKind, [field.key, "text"], at: document.place(field.value.position))
                }
                aliases[alias.key, default: [:]][field.key] = FieldName(written: name[...])
            }
        }
        return aliases
    }

    /// A number and a letter: `s`, `m`, `h`, `d`. Weeks (`w`) are also in use and have one meaning; months have not.
    private func timespan() throws(Problem) -> Int64 {
        guard let text = try document.text("timespan", in: section) else { throw missing("timespan") }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), text.utf8.dropLast().allSatisfy({ 0x30...0x39 ~= $0 }),
            let count = Int64(text.dropLast()), count > 0, count <= RuleLimits.timespanSeconds / unit
        else {
            let place = document.place(section["timespan"]?.position ?? section.position)
            throw Problem(.correlationTimespan, [text], at: place)
        }
        return count * unit
    }

    /// In the section as other programs write it, or beside it as the specification lists it.
    private func generates() throws(Problem) -> Bool {
        guard let node = section["generate"] ?? document.node["generate"] else { return false }
        guard let value = node.text.flatMap({ Bool($0.lowercased()) }) else {
            throw Problem(.modifierValue, ["generate", "true, false"], at: document.place(node.position))
        }
        return value
    }
}
