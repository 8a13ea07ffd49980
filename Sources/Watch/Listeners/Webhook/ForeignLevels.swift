// How bad other systems say it is, in words (Dutch and English) and on their scales; docs/formats/webhooks.md has both.
// SPDX-License-Identifier: EUPL-1.2

package import Incidents

/// Severities of other systems as levels.
package enum ForeignLevels {
    /// Where nothing is said, or nothing that is known: it must neither sink nor stand in front.
    package static let unknown = AlertLevel.medium

    private static let words: [String: AlertLevel] = {
        let byLevel: [(AlertLevel, [String])] = [
            (
                .critical,
                [
                    "critical", "crit", "very high", "fatal", "emergency", "emerg", "alert", "disaster", "blocker",
                    "kritiek", "kritieke", "kritisch", "zeer hoog", "fataal", "noodgeval", "ramp",
                ]
            ),
            (
                .high,
                [
                    "high", "severe", "error", "err", "major", "important", "urgent", "page", "hoog", "hoge", "ernstig",
                    "fout", "belangrijk", "dringend",
                ]
            ),
            (
                .medium,
                [
                    "medium", "med", "moderate", "average", "warning", "warn", "normal", "middel", "midden",
                    "middelmatig", "gemiddeld", "gemiddelde", "matig", "waarschuwing", "normaal",
                ]
            ),
            (.low, ["low", "very low", "minor", "notice", "laag", "lage", "zeer laag", "gering", "licht", "klein"]),
            (
                .informational,
                [
                    "informational", "information", "info", "debug", "verbose", "trace", "none", "informatief",
                    "informatie", "ter informatie",
                ]
            ),
        ]
        return Dictionary(
            byLevel.flatMap { level, words in words.map { ($0, level) } }, uniquingKeysWith: { first, _ in first })
    }()

    /// The level that a word names, in any case, also behind a number (`1 - Critical`).
    package static func word(_ text: String) -> AlertLevel? {
        guard text.utf8.count <= 32 else { return nil }
        let parts = text.lowercased().split(separator: " - ").suffix(1).map { $0.trimmingSpace }
        return parts.last.flatMap { words[$0.replacing("_", with: " ").replacing("-", with: " ")] }
    }

    /// Severities of systems that are not known: a word, `sev0` to `sev4`, `p1` to `p5`, or a number from 0 to 10 as
    /// in CEF and above that to 100.
    package static func severity(_ text: String) -> AlertLevel? {
        if let level = word(text) ?? rank(text) { return level }
        switch number(text) {
        case nil: return nil
        case .some(..<0): return nil
        case .some(..<1): return .informational
        case .some(..<4): return .low
        case .some(..<7): return .medium
        case .some(..<9): return .high
        case .some(...10): return .critical
        default: return risk(text)
        }
    }

    /// Priorities: a word, or 1 for the most urgent to 5.
    package static func priority(_ text: String) -> AlertLevel? {
        word(text) ?? rank(text) ?? rank("p" + text.trimmingSpace)
    }

    /// `sev0` to `sev4` and `p1` to `p5`: the lower, the worse.
    package static func rank(_ text: String) -> AlertLevel? {
        switch text.utf8.count <= 16 ? text.lowercased().trimmingSpace : "" {
        case "sev0", "p0", "p1": .critical
        case "sev1", "p2": .high
        case "sev2", "p3": .medium
        case "sev3", "p4": .low
        case "sev4", "p5": .informational
        default: nil
        }
    }

    /// Risk scores of Elastic: 21, 47, 73 and 99 are those of its four severities.
    package static func risk(_ text: String) -> AlertLevel? {
        switch number(text) {
        case .some(0...21): .low
        case .some(0...47): .medium
        case .some(0...73): .high
        case .some(0...100): .critical
        default: nil
        }
    }

    /// Levels of rules of Wazuh, from 0; 15 and above are attacks.
    package static func wazuh(_ text: String) -> AlertLevel? {
        switch number(text) {
        case .some(0..<4): .informational
        case .some(0..<7): .low
        case .some(0..<12): .medium
        case .some(0..<15): .high
        case .some(0...16): .critical
        default: nil
        }
    }

    /// A word, or a number: 1 to 6 as the severity of a saved search (6 is fatal), above that as with any system.
    package static func splunk(_ text: String) -> AlertLevel? {
        if let level = word(text) { return level }
        switch number(text) {
        case 1: return .informational
        case 2: return .low
        case 3: return .medium
        case 4: return .high
        case 5, 6: return .critical
        default: return severity(text)
        }
    }

    /// A number as JSON has it (RFC 8259 section 6), not as Swift does.
    private static func number(_ text: String) -> Double? {
        let text = text.trimmingSpace
        guard text.utf8.count <= 32, text.utf8.allSatisfy({ numeric.contains($0) }) else { return nil }
        guard let number = Double(text), number.isFinite else { return nil }
        return number
    }

    private static let numeric = Set("0123456789+-.eE".utf8)
}

extension StringProtocol {
    /// Without white space around it.
    fileprivate var trimmingSpace: String {
        var text = self[startIndex..<endIndex]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
