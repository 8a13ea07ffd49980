// Which rules a page lists: what its address asks, and the rows in their order.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

/// One rule with what became of it and of its alerts.
struct RuleRow: Sendable {
    /// As `RuleCatalog.Status`, and what is in no rule file here.
    enum Standing: String, Sendable, CaseIterable {
        case loaded, unmapped, rejected, superseded
        /// Alerts name it, but no document does: the rule of another system, or one that is gone.
        case elsewhere
    }

    let key: String
    let title: String
    let level: AlertLevel?
    let standing: Standing
    let problem: Problem?
    let logSource: String
    /// The pack that it came from, with its version.
    let pack: String?
    let figures: RuleFigures

    init(_ entry: RuleCatalog.Entry, _ figures: RuleFigures, _ language: Language) {
        key = entry.key
        title = entry.title(in: language)
        level = entry.level
        standing = Standing(rawValue: entry.status.rawValue) ?? .rejected
        problem = entry.problem
        logSource = entry.logSource
        pack = entry.pack
        // What does not run has no hits: they are of the rule that runs under the same name.
        self.figures = [.rejected, .superseded].contains(entry.status) ? RuleFigures() : figures
    }

    /// A rule that only alerts name.
    init(_ key: String, _ figures: RuleFigures) {
        self.key = key
        title = figures.title
        level = figures.level
        standing = .elsewhere
        problem = nil
        logSource = ""
        pack = nil
        self.figures = figures
    }

    fileprivate func has(_ words: [Substring]) -> Bool {
        let text = "\(title)\n\(key)\n\(logSource)\n\(pack ?? "")".lowercased()
        return words.allSatisfy { text.contains($0) }
    }
}

/// What the page of rules shows, as its address has it.
struct RuleQuestion: Sendable {
    /// What comes first.
    enum Order: String, Sendable, CaseIterable {
        /// Alerts that wait.
        case open
        /// All alerts that there were.
        case hits
        case level
        case title
        /// The largest share of false alarms; rules with too few closed alerts come last.
        case falseAlarms = "false_alarms"
    }

    /// The rows of one page.
    static let rows = 50

    var text: String?
    var level: AlertLevel?
    var standing: RuleRow.Standing?
    var order = Order.open
    /// How many rows come before.
    var first = 0
    var outcome: Outcome?

    init(_ call: Call) throws(Problem) {
        self = try call.parameters { (parameters: inout Parameters) throws(Problem) in
            try RuleQuestion(&parameters)
        }
    }

    init(_ parameters: inout Parameters) throws(Problem) {
        text = parameters.text("zoek").map { String($0.prefix(200)) }
        level = try parameters.value("niveau", AlertLevel.init(rawValue:))
        standing = try parameters.value("stand", RuleRow.Standing.init(rawValue:))
        order = try parameters.value("volgorde", Order.init(rawValue:)) ?? .open
        first = try parameters.value("vanaf") { text in Int(text).flatMap { 0...1_000_000 ~= $0 ? $0 : nil } } ?? 0
        outcome = try Outcome(&parameters)
    }

    /// The address without a place in the list and without what was just done.
    var start: Address {
        Page.Section.rules.address.with("zoek", text).with("niveau", level?.rawValue)
            .with("stand", standing?.rawValue).with("volgorde", order == .open ? nil : order.rawValue)
    }

    var here: Address { start.with("vanaf", first > 0 ? "\(first)" : nil) }

    /// The same rows in a file.
    var export: Address {
        Address("/regels/uitvoer").with("zoek", text).with("niveau", level?.rawValue)
            .with("stand", standing?.rawValue).with("volgorde", order.rawValue)
    }

    /// The rows that are asked, in order.
    func choose(_ rows: [RuleRow]) -> [RuleRow] {
        let words = (text ?? "").lowercased().split(whereSeparator: \.isWhitespace)
        return rows.filter { row in
            (level == nil || row.level == level) && (standing == nil || row.standing == standing) && row.has(words)
        }.sorted { isBefore($0, $1) }
    }

    private func isBefore(_ a: RuleRow, _ b: RuleRow) -> Bool {
        let (x, y): (Double, Double) =
            switch order {
            case .open: (Double(a.figures.open), Double(b.figures.open))
            case .hits: (Double(a.figures.all), Double(b.figures.all))
            case .falseAlarms: (a.figures.falseShare ?? -1, b.figures.falseShare ?? -1)
            case .level: (Double(a.level?.weight ?? 0), Double(b.level?.weight ?? 0))
            case .title: (0, 0)
            }
        if x != y { return x > y }
        let (u, v) = (a.level?.weight ?? 0, b.level?.weight ?? 0)
        if order != .title, u != v { return u > v }
        return (a.title.lowercased(), a.key) < (b.title.lowercased(), b.key)
    }
}

extension Pages {
    /// All rules with their alerts, as far as who asks may see those.
    func ruleRows(_ catalog: RuleCatalog, _ visit: Visit) async throws(Problem) -> [RuleRow] {
        let records = api.services.records
        let figures = try await api.read { () throws(Problem) in
            try records.ruleFigures(for: Sight(visit.requester))
        }
        let language = visit.words.language
        var rows = catalog.entries.map { RuleRow($0, figures[$0.key] ?? RuleFigures(), language) }
        let known = Set(catalog.entries.filter { $0.status != .rejected }.map(\.key))
        rows += figures.filter { !known.contains($0.key) }.map { RuleRow($0.key, $0.value) }
        return rows
    }
}
