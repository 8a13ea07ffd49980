// Words by which other systems say that something is over.
// SPDX-License-Identifier: EUPL-1.2

enum ForeignStates {
    /// Where alerts of any system say in what state they are.
    static let names = ["status", "state", "status_label", "alert_status", "alertstatus", "alertstate", "toestand"]

    private static let over: Set<String> = [
        "resolved", "closed", "recovered", "dismissed", "completed", "cleared", "ended", "inactive", "opgelost",
        "gesloten", "afgesloten", "hersteld", "afgehandeld", "voorbij",
    ]

    /// Whether the word says so, in any case. What is over is no alert: its line is kept, and nothing else.
    static func isOver(_ text: String?) -> Bool {
        guard let text, text.utf8.count <= 32 else { return false }
        return over.contains(text.lowercased())
    }
}
