// One YAML value with the place where it begins. Plain scalars keep the text of the author: nothing is converted.
// YAML 1.2.2, chapter 3 (information models).
// SPDX-License-Identifier: EUPL-1.2

/// A scalar, sequence or mapping of a YAML document.
package struct YAMLNode: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// Plain is a scalar without quotes, the only style that can be null or a number.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file; no key occurs twice.
        case mapping([Pair])
    }

    /// A key, always a scalar, with its value.
    package struct Pair: Sendable, Hashable {
        package var key: String
        package var position: YAMLPosition
        package var value: YAMLNode
    }

    package var content: Content
    package var position: YAMLPosition
}

/// Line and column in the file, both from 1.
package struct YAMLPosition: Sendable, Hashable {
    package var line: Int32
    package var column: Int32

    package init(line: Int32, column: Int32) {
        self.line = line
        self.column = column
    }
}

extension YAMLNode {
    /// The text of a scalar, whatever its style.
    package var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// Whether this is null: a plain scalar that is empty, `~` or `null`.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    package var pairs: [Pair]? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs
    }

    package var elements: [YAMLNode]? {
        guard case .sequence(let elements) = content else { return nil }
        return elements
    }

    /// The pair of a mapping with that key.
    package func pair(_ key: String) -> Pair? {
        pairs?.first { $0.key == key }
    }

    /// The value of a mapping with that key, unless it is null.
    package subscript(key: String) -> YAMLNode? {
        pair(key).flatMap { $0.value.isNull ? nil : $0.value }
    }
}
