// Text of logs and of other machines for in a message: it steers no screen, turns no line around, opens no link, and no
// spreadsheet takes it for a formula.
// SPDX-License-Identifier: EUPL-1.2

package enum SafeText {
    /// A value that an attacker may have written.
    package static func of(_ text: String) -> String {
        let clean = plain(text).replacing("://", with: "[:]//")
        return isFormula(clean) ? "'" + clean : clean
    }

    /// Without what steers, and no longer than the limit.
    package static func plain(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if clean.count == OutboxLimits.textScalars {
                clean.append("…")
                break
            }
            clean.append(isSteering(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(clean)
    }

    /// Controls, format characters (bidirectional marks, joiners, tags), line and paragraph separators, and what is
    /// not assigned to anything.
    private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
        default: false
        }
    }

    /// A number with a sign, such as that of a telephone, is none.
    private static func isFormula(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first(where: { !$0.properties.isWhitespace }) else { return false }
        if first == "=" || first == "@" { return true }
        guard first == "+" || first == "-" else { return false }
        return !scalars.allSatisfy { $0 == first || "0" <= $0 && $0 <= "9" || $0 == " " }
    }
}
