// Reads the content of a search identifier: maps, lists of maps, keywords, and lists that mix them.
// Sigma rules specification, "Lists", "Maps", "Keywords search".
// SPDX-License-Identifier: EUPL-1.2

import Base

extension ItemReader {
    /// The selection that the value of a search identifier is.
    mutating func selection(_ node: YAMLNode, name: String) throws(Problem) -> Selection {
        switch node.content {
        case .mapping(let pairs):
            if pairs.isEmpty { throw Problem(.ruleEmpty, [name], at: place(node.position)) }
            if pairs.count == 1 { return try item(pairs[0]) }
            var items: [Selection] = []
            for pair in pairs { items.append(try item(pair)) }
            return .all(items)
        case .sequence(let elements):
            if elements.isEmpty { throw Problem(.ruleEmpty, [name], at: place(node.position)) }
            return try list(elements, name: name)
        case .scalar:
            if node.isNull { throw Problem(.ruleEmpty, [name], at: place(node.position)) }
            return try keywords([node], at: node.position)
        }
    }

    /// Any of the elements. Keywords that stand next to each other are one item.
    private mutating func list(_ elements: [YAMLNode], name: String) throws(Problem) -> Selection {
        var parts: [Selection] = []
        var words: [YAMLNode] = []
        for element in elements {
            if element.text != nil {
                words.append(element)
                continue
            }
            if let first = words.first { parts.append(try keywords(words, at: first.position)) }
            words.removeAll()
            parts.append(try selection(element, name: name))
        }
        if let first = words.first { parts.append(try keywords(words, at: first.position)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }
}
