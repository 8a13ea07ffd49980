// Tables to take along (RFC 4180). Text of logs is hostile: no cell may be a formula of a spreadsheet.
// SPDX-License-Identifier: EUPL-1.2

/// Rows of text as CSV, with a byte order mark so that spreadsheets read it as UTF-8.
package struct CSV {
    package private(set) var text = "\u{FEFF}"

    package init() {}

    package mutating func row(_ cells: [String]) {
        text += cells.map(CSV.cell).joined(separator: ",") + "\r\n"
    }

    /// What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), also as full-width letters.
    private static let formula = "=+-@\u{2409}\u{240D}\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars

    /// A cell between quotation marks. What a spreadsheet would compute begins with an apostrophe, and characters that
    /// steer or turn text are shown as what they are.
    private static func cell(_ text: String) -> String {
        var safe = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "\0"..."\u{1F}" where scalar != "\n": Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
                    case "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}",
                        "\u{2066}"..."\u{2069}":
                        "\u{FFFD}"
                    default: scalar
                    }
                }))
        safe = harmless(safe)
        return "\"\(safe)\""
    }

    /// Spreadsheets in Dutch and most of Europe cut lines at semicolons, and then take our quotation marks for text: a
    /// cell can begin behind each semicolon and each line end, whatever blanks and quotation marks follow. Marks are
    /// doubled one by one: with a combining character behind it a mark is another `Character`, and still a mark.
    private static func harmless(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var mayBegin = true
        for scalar in text.unicodeScalars {
            if mayBegin, formula.contains(scalar) { out.append("'") }
            switch scalar {
            case ";", "\n": mayBegin = true
            case " ", "\"", "\u{A0}", "\u{3000}": break
            default: mayBegin = false
            }
            out.append(scalar)
            if scalar == "\"" { out.append(scalar) }
        }
        return String(out)
    }
}
