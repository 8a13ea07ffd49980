// Text made safe for XML and HTML. XML 1.0 (fifth edition) 2.2: most control characters cannot stand in a document,
// not even escaped.
// SPDX-License-Identifier: EUPL-1.2

/// Markup that is being written: text goes in escaped, and elements as they are.
struct MarkupText: Sendable {
    private(set) var text = ""

    /// Markup of our own. Never anything that comes from outside.
    mutating func raw(_ markup: String) {
        text += markup
    }

    /// Text from outside, for between tags and in attributes.
    mutating func escaped(_ content: String) {
        text += MarkupText.escaped(content)
    }

    /// The text with what has a meaning in markup written as entities, and what cannot stand there as U+FFFD. A new
    /// line or tab stays one in an attribute too, where a reader would make it a blank.
    static func escaped(_ content: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(isCharacter(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return String(result)
    }

    /// XML 1.0 2.2 [2] Char. Of the others, U+0080 to U+009F may stand there, but mean nothing good.
    static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }
}
