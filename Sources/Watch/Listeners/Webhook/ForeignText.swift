// The title of an alert and the name of its rule, as another system wrote them: one line that steers nothing.
// SPDX-License-Identifier: EUPL-1.2

enum ForeignText {
    /// White space is one space, what steers a screen is U+FFFD, and it is no longer than the limit, cut between two
    /// code points; nil if nothing is left to read.
    static func clean(_ text: String?) -> String? {
        guard let text else { return nil }
        var line = String.UnicodeScalarView()
        var count = 0
        var isAfterSpace = true
        var isWhole = true
        for scalar in text.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if isSpace, isAfterSpace { continue }
            if count == ForeignLimits.alertTextScalars {
                isWhole = false
                break
            }
            line.append(isSpace ? " " : scalar)
            count += 1
            isAfterSpace = isSpace
        }
        if isWhole, line.last == " " { line.removeLast() }
        // There is one more code point than is shown, so that the end shows that something was cut.
        let clean = SafeText.plain(String(line))
        return clean.unicodeScalars.allSatisfy { $0 == "\u{FFFD}" || $0 == " " } ? nil : clean
    }
}
