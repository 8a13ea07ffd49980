// Tables to take along (RFC 4180). Text of logs is hostile: no cell may be a formula of a spreadsheet.
// SPDX-License-Identifier: EUPL-1.2

/// Rows of text as CSV, with a byte order mark so that spreadsheets read it as UTF-8.
struct CSV {
    private(set) var text = "\u{FEFF}"

    mutating func row(_ cells: [String]) {
        text += cells.map(CSV.cell).joined(separator: ",") + "\r\n"
    }

    /// A cell between quotation marks. What a spreadsheet would compute begins with an apostrophe (OWASP, "CSV
    /// Injection"), and characters that steer or turn text are shown as what they are.
    private static func cell(_ text: String) -> String {
        var safe = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "\0"..."\u{1F}" where scalar != "\n": Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
                    case "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                        "\u{FFFD}"
                    default: scalar
                    }
                }))
        if let first = safe.unicodeScalars.first, "=+-@\u{2409}\u{240D}".unicodeScalars.contains(first) {
            safe = "'" + safe
        }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }
}
