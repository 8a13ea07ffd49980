// A rule held against one event, part by part, as JSON and in words.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Sigma

/// Why a rule hits an event or does not.
package struct Explanation {
    let rule: Rule
    /// Whether the condition holds: under the names of the route if there is one, else on the record as written.
    package let isMatched: Bool
    /// Whether a scan holds the two together at all.
    package let isRouted: Bool
    package let root: RulePart

    package init(_ rule: Rule, _ event: inout Event, routing: RoutingTable?, networks: NetworkLookup?) {
        self.rule = rule
        let engine = Engine(rules: [rule], routing: routing, networks: networks)
        var matcher = Matcher(engine)
        var hits: [Int] = []
        matcher.match(&event, hits: &hits)
        isRouted = engine.holds(rule: 0, plan: matcher.lastPlan)
        let mapping = isRouted ? engine.mapping(of: matcher.lastPlan, rule: 0) : FieldMapping()
        root = ReferenceMatcher.explain(rule, event, mapping: mapping, networks: networks)
        isMatched = root.holds
    }

    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.name("rule_id")
        if let id = rule.header.id { json.string(id) } else { json.null() }
        json.name("rule_title")
        json.string(rule.header.title)
        json.name("matched")
        json.boolean(isMatched)
        json.name("routed")
        json.boolean(isRouted)
        json.name("parts")
        json.beginArray()
        write(root, to: &json)
        json.endArray()
        json.endObject()
        json.endLine()
    }

    private func write(_ part: RulePart, to json: inout JSONWriter) {
        json.beginObject()
        json.name("kind")
        json.string(part.kind.rawValue)
        json.name("name")
        if let name = part.name { json.string(name) } else { json.null() }
        json.name("holds")
        json.boolean(part.holds)
        if part.kind == .item {
            json.name("wanted")
            json.beginArray()
            for value in part.wanted {
                if let value { json.string(value) } else { json.null() }
            }
            json.endArray()
            json.name("found")
            json.beginArray()
            for value in part.found { json.string(value) }
            json.endArray()
        }
        json.name("parts")
        json.beginArray()
        for inner in part.parts { write(inner, to: &json) }
        json.endArray()
        json.endObject()
    }

    /// In words, one line a part.
    package func write(to json: inout JSONWriter, _ words: Words, _ style: Style) {
        var lines = [style.bold(Style.visible(rule.header.title(in: words.language)))]
        if words.language == .dutch {
            lines += [rule.header.dutch?.why, rule.header.dutch?.first].compactMap { $0.map(Style.visible) }
        }
        lines.append(words(isMatched ? "explain.matched" : "explain.not_matched"))
        lines.append(words(isRouted ? "explain.routed" : "explain.not_routed"))
        add(root, depth: 1, words, to: &lines)
        for line in lines { json.rawLine(line) }
    }

    private func add(_ part: RulePart, depth: Int, _ words: Words, to lines: inout [String]) {
        let sign = part.holds ? "✓ " + words("explain.true") : "✗ " + words("explain.false")
        var text = String(repeating: "  ", count: depth) + sign + "  " + words("explain.\(part.kind.rawValue)")
        if let name = part.name { text += " " + Style.visible(name) }
        if part.kind == .item {
            let wanted = part.wanted.prefix(4).map { $0 ?? "null" }.joined(separator: " | ")
            let more = part.wanted.count > 4 ? " | …(\(part.wanted.count))" : ""
            let found = part.found.isEmpty ? "–" : part.found.prefix(3).joined(separator: " | ")
            text += ": " + Style.visible(wanted + more) + "   ← " + Style.visible(String(found.prefix(160)))
        }
        lines.append(text)
        for inner in part.parts { add(inner, depth: depth + 1, words, to: &lines) }
    }
}
