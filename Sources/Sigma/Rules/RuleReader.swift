// Reads a rule file: every YAML document becomes a rule, a correlation, or a rejection that says why.
// Sigma rules specification 2.1, "Components".
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Reads rule files. Nothing is dropped in silence: what cannot be used in full comes back as a rejection.
public enum RuleReader {
    /// The documents of a file, in order. A file without any document gives one rejection.
    public static func read(_ bytes: [UInt8], file: String) -> [RuleDocument] {
        let documents = YAMLReader.read(bytes, file: file)
        if documents.isEmpty {
            let place = Place(file: file, line: 1, column: 1)
            return [RuleDocument(.rejected(Problem(.ruleEmptyFile, at: place), id: nil, title: nil), at: place)]
        }
        return documents.map { read($0, file: file) }
    }

    private static func read(_ document: YAMLDocument, file: String) -> RuleDocument {
        var place = Place(file: file, line: document.line)
        let node: YAMLNode
        switch document.content {
        case .failure(let problem): return RuleDocument(.rejected(problem, id: nil, title: nil), at: place)
        case .success(let root): node = root
        }
        place.line = Int(node.position.line)
        let reader = DocumentReader(node: node, file: file)
        do throws(Problem) {
            return RuleDocument(try reader.content(), at: place)
        } catch {
            return RuleDocument(.rejected(error, id: node["id"]?.text, title: node["title"]?.text), at: place)
        }
    }
}

/// Reads one document. A part that is wrong rejects the whole: a rule is never half there.
struct DocumentReader {
    let node: YAMLNode
    let file: String

    func place(_ position: YAMLPosition) -> Place {
        Place(file: file, line: Int(position.line), column: Int(position.column))
    }

    func content() throws(Problem) -> RuleDocument.Content {
        let start = place(node.position)
        guard node.pairs != nil else { throw Problem(.ruleNotARule, at: start) }
        if let action = node.pair("action"), let text = action.value.text,
            ["global", "repeat", "reset"].contains(text.lowercased())
        {
            throw Problem(.ruleAction, [text], at: place(action.position))
        }
        if let pair = node.pair("correlation") {
            return .correlation(try CorrelationReader(document: self, section: pair.value).correlation())
        }
        if let pair = node.pair("filter") { throw Problem(.ruleFilter, at: place(pair.position)) }
        guard node.pair("title") != nil || node.pair("detection") != nil else {
            throw Problem(.ruleNotARule, at: start)
        }
        return .rule(try rule())
    }

    // MARK: - Parts of a rule

    private func rule() throws(Problem) -> Rule {
        let header = try header()
        let logSource = try logSource()
        let detection = try section("detection")
        guard let condition = detection["condition"] else {
            throw Problem(.ruleMissing, ["condition"], at: place(detection.position))
        }
        // The hint to correlations must not be hidden by what an old rule has besides.
        if condition.text?.utf8.contains(UInt8(ascii: "|")) == true {
            throw Problem(.conditionAggregation, at: place(condition.position))
        }
        var reader = ItemReader(file: file)
        var selections: [NamedSelection] = []
        for pair in detection.pairs ?? [] where pair.key != "condition" {
            if pair.key == "timeframe", pair.value.text != nil {
                throw Problem(.ruleTimeframe, at: place(pair.position))
            }
            let selection = try reader.selection(pair.value, name: pair.key)
            selections.append(NamedSelection(name: pair.key, selection: selection))
        }
        if selections.isEmpty { throw Problem(.ruleEmpty, ["detection"], at: place(detection.position)) }
        return Rule(
            header: header, logSource: logSource, selections: selections,
            condition: try self.condition(condition, names: selections.map(\.name)))
    }

    private func condition(_ node: YAMLNode, names: [String]) throws(Problem) -> Condition {
        var parser = ConditionParser(names: names, place: place(node.position))
        if let text = node.text { return try parser.parse(text) }
        guard let elements = node.elements else {
            throw Problem(.ruleWrongKind, ["condition", "text"], at: place(node.position))
        }
        if elements.isEmpty { throw Problem(.ruleEmpty, ["condition"], at: place(node.position)) }
        var conditions: [Condition] = []
        for element in elements {
            guard let text = element.text, !element.isNull else {
                throw Problem(.ruleWrongKind, ["condition", "text"], at: place(element.position))
            }
            parser = ConditionParser(names: names, place: place(element.position))
            conditions.append(try parser.parse(text))
        }
        return conditions.count == 1 ? conditions[0] : .or(conditions)
    }

    private func logSource() throws(Problem) -> LogSource {
        let section = try section("logsource")
        let source = LogSource(
            product: try text("product", in: section), category: try text("category", in: section),
            service: try text("service", in: section))
        guard source != LogSource() else { throw Problem(.ruleEmpty, ["logsource"], at: place(section.position)) }
        return source
    }

    /// What rules and correlations have in common.
    func header() throws(Problem) -> RuleHeader {
        guard let title = try text("title", in: node) else {
            throw Problem(.ruleMissing, ["title"], at: place(node.position))
        }
        var level = Level.informational
        if let written = try text("level", in: node) {
            guard let known = Level(rawValue: written.lowercased()) else {
                throw Problem(.ruleLevel, [written], at: position(of: "level"))
            }
            level = known
        }
        var tags: [String] = []
        if let list = node["tags"] {
            for tag in list.elements ?? [list] {
                guard let text = tag.text, !tag.isNull else {
                    throw Problem(.ruleWrongKind, ["tags", "list"], at: place(tag.position))
                }
                tags.append(text)
            }
        }
        return RuleHeader(
            id: try text("id", in: node), name: try text("name", in: node), title: title, level: level, tags: tags,
            status: try text("status", in: node), description: try text("description", in: node),
            place: Place(file: file, line: Int(node.position.line)), dutch: dutch)
    }

    /// A key of our own, so whatever it holds in the rules of others is no mistake.
    private var dutch: DutchText? {
        guard let section = node["nl"], let title = section["title"]?.text, !title.isEmpty else { return nil }
        return DutchText(title: title, why: section["why"]?.text, first: section["first"]?.text)
    }

    // MARK: - Keys

    private func position(of key: String) -> Place {
        place(node.pair(key)?.value.position ?? node.position)
    }

    /// The mapping under a key that must be there.
    private func section(_ key: String) throws(Problem) -> YAMLNode {
        guard let section = node[key] else { throw Problem(.ruleMissing, [key], at: place(node.position)) }
        guard let pairs = section.pairs else {
            throw Problem(.ruleWrongKind, [key, "map"], at: place(section.position))
        }
        if pairs.isEmpty { throw Problem(.ruleEmpty, [key], at: place(section.position)) }
        return section
    }

    /// The text under a key; nil if it is not there, null or empty.
    func text(_ key: String, in section: YAMLNode) throws(Problem) -> String? {
        guard let value = section[key] else { return nil }
        guard let text = value.text else {
            throw Problem(.ruleWrongKind, [key, "text"], at: place(value.position))
        }
        return text.isEmpty ? nil : text
    }
}
