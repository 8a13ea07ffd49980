// Text that is safe to send to a browser. Interpolating a string escapes it; interpolating HTML does not. There is no
// other way to make HTML of a string, so that what stands in a log cannot become part of a page.
// SPDX-License-Identifier: EUPL-1.2

/// A piece of a page (HTML, "Writing HTML documents", 13.1). For the text of elements and for quoted values of
/// attributes; nothing is ever interpolated into script or style, and addresses are made by `Address`.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
    package private(set) var text: String

    package init(stringLiteral value: String) {
        text = value
    }

    package init(stringInterpolation interpolation: Interpolation) {
        text = interpolation.text
    }

    /// Several pieces behind each other.
    package init(_ pieces: some Sequence<HTML>) {
        text = ""
        for piece in pieces { text += piece.text }
    }

    /// Nothing.
    package static let none: HTML = ""

    package var isEmpty: Bool { text.isEmpty }

    package static func + (a: HTML, b: HTML) -> HTML {
        var sum = a
        sum.text += b.text
        return sum
    }

    package static func += (a: inout HTML, b: HTML) {
        a.text += b.text
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: String) {
            HTML.escape(value, into: &text)
        }

        package mutating func appendInterpolation(_ value: Substring) {
            HTML.escape(String(value), into: &text)
        }

        /// A value that nobody sees and that must come back as it is: characters keep their places and their kinds.
        package mutating func appendInterpolation(exact value: String) {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                // Readers of HTML make a line feed of it (13.2.3.5).
                case "\r": text += "&#13;"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }

        package mutating func appendInterpolation(_ number: Int) {
            text += String(number)
        }

        package mutating func appendInterpolation(_ piece: HTML) {
            text += piece.text
        }

        package mutating func appendInterpolation(_ piece: HTML?) {
            if let piece { text += piece.text }
        }

        package mutating func appendInterpolation(_ pieces: some Sequence<HTML>) {
            for piece in pieces { text += piece.text }
        }

        package mutating func appendInterpolation(_ address: Address) {
            HTML.escape(address.text, into: &text)
        }

        /// Part of the source that is there or not: ` checked`.
        package mutating func appendInterpolation(_ piece: StaticString, _ isThere: Bool) {
            if isThere { text += "\(piece)" }
        }
    }

    /// Copies runs of harmless bytes whole, and writes as references the characters to which HTML gives a meaning
    /// (13.1.4), and those that a page may not hold or that turn the order of what stands around them.
    fileprivate static func escape(_ value: String, into out: inout String) {
        var value = value
        // Most texts have nothing of it.
        if value.withUTF8({ !$0.contains(where: Escape.mayBegin) }) {
            out += value
            return
        }
        var rest = value[...]
        while let at = rest.utf8.firstIndex(where: { Escape.mayBegin($0) }) {
            out += rest[..<at]
            let scalar = rest.unicodeScalars[at]
            if let escape = Escape(scalar) { out += escape.text } else { out.unicodeScalars.append(scalar) }
            rest = rest[rest.unicodeScalars.index(after: at)...]
        }
        out += rest
    }
}

/// How a character is written that cannot stand as it is.
private struct Escape {
    let text: String

    /// Whether a character that begins with this byte of UTF-8 may be one of them.
    static func mayBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x26, 0x3C, 0x3E, 0x22, 0x27, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: true
        case 0x09, 0x0A, 0x0D: false
        default: byte < 0x20
        }
    }

    init?(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "&": text = "&amp;"
        case "<": text = "&lt;"
        case ">": text = "&gt;"
        case "\"": text = "&quot;"
        case "'": text = "&#39;"
        case "\t", "\n", "\r": return nil
        // Control characters as their pictures, so that they are seen (Unicode, "Control Pictures").
        case "\0"..."\u{1F}": text = String(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
        case "\u{7F}": text = "\u{2421}"
        // Marks of direction (UAX #9, 2) would show a text in another order than it has; as their numbers.
        case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{61C}":
            text = "\u{27E8}U+\(String(scalar.value, radix: 16, uppercase: true))\u{27E9}"
        case "\u{80}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": text = "\u{FFFD}"
        default: return nil
        }
    }
}
