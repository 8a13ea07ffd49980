// One rule: what it looks for, how it is written, its alerts and mutes; and why it met the lines of an alert.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

extension Pages {
    /// The alerts of one page.
    private static let alertsOfRule = 50
    /// The most references that are shown.
    private static let references = 50

    func rulePage(_ visit: Visit) async throws(Problem) -> Page {
        let key = try visit.call.path("id")
        var query = AlertQuery()
        let outcome = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            query.after = try Cursor.alert(&parameters)
            return try Outcome(&parameters)
        }
        query.rule = key
        query.state = .all
        query.limit = Pages.alertsOfRule
        let (services, asked) = (api.services, query)
        let (entry, catalog, text) = try await api.read { () throws(Problem) in
            let catalog = services.rules()
            let entry = catalog.entry(key)
            return (entry, catalog, entry.flatMap { catalog.text($0.place) })
        }
        let (figures, mutes) = try await api.read { () throws(Problem) in
            let figures = try services.records.ruleFigures(for: Sight(visit.requester))[key]
            return (figures, try services.records.mutes().filter { $0.mute.rule == key })
        }
        let alerts = try await api.alerts(asked, visit.requester)
        // One answer for what is not there and for what one may not see.
        guard entry != nil || figures != nil || !mutes.isEmpty else { throw Problem(.notThere) }
        let (frame, here) = (visit.frame, Page.Section.rules.address.part(key))
        let row =
            entry.map { RuleRow($0, figures ?? RuleFigures(), frame.words.language) }
            ?? RuleRow(key, figures ?? RuleFigures())
        let title = row.title.isEmpty ? key : row.title
        return Page(
            title, .rules,
            """
            <p class="path"><a href="\(Page.Section.rules.address)">\(frame("page.menu.rules"))</a></p>
            <h1>\(row.level.map(frame.level)) \(title)</h1>
            \(outcome.map { $0.shown(visit, back: here) })
            \(facts(row, entry, catalog, frame))
            \(entry.map { says($0, text, frame) })
            <h2>\(frame("column.web.alerts"))</h2>
            \(alertList(alerts, here, visit))
            <h2>\(frame("rules.mutes"))</h2>
            \(muteLists(mutes, here, visit))
            \(entry.map { document($0, text, frame) })
            """)
    }

    private func facts(_ row: RuleRow, _ entry: RuleCatalog.Entry?, _ catalog: RuleCatalog, _ frame: Frame) -> HTML {
        let figures = row.figures
        let problem: HTML? = row.problem.map { "<br>\(frame.words.line(for: $0))" }
        let source: HTML? = entry.flatMap { $0.logSource.isEmpty ? nil : fact("log_source", "\($0.logSource)", frame) }
        let counted: HTML? = entry.flatMap { entry in
            entry.isCorrelation ? fact("counted", countedRules(entry, catalog), frame) : nil
        }
        let maturity: HTML? = entry?.maturity.map { fact("maturity", "\($0)", frame) }
        let tags: HTML? = entry.flatMap { entry in
            entry.tags.isEmpty
                ? nil : fact("tags", "<span class=\"log\">\(entry.tags.joined(separator: ", "))</span>", frame)
        }
        return """
            <dl class="facts">
            \(fact("rule", "<span class=\"log\">\(row.key)</span>", frame))
            \(fact("state", "\(frame("rules.standing.\(row.standing.rawValue)"))\(problem)", frame))
            \(source)\(counted)\(maturity)\(tags)
            \(fact("hits", frame("rules.figures", "\(figures.open)", "\(figures.merged)", "\(figures.closed)"), frame))
            \(fact("false_alarms", frame.falseShare(figures), frame))
            </dl>
            """
    }

    private func fact(_ key: String, _ value: HTML, _ frame: Frame) -> HTML {
        "<dt>\(frame("column.web.\(key)"))</dt><dd>\(value)</dd>"
    }

    /// The rules that a correlation counts, by id or name, as links where they are known.
    private func countedRules(_ entry: RuleCatalog.Entry, _ catalog: RuleCatalog) -> HTML {
        let items = entry.counted.prefix(Pages.references).map { name -> HTML in
            guard let rule = catalog.entry(name) else { return "<span class=\"log\">\(name)</span> " }
            return "<a href=\"\(Page.Section.rules.address.part(rule.key))\">\(rule.title)</a> "
        }
        return HTML(items)
    }

    /// What the rule says to people.
    private func says(_ entry: RuleCatalog.Entry, _ text: RuleCatalog.Text?, _ frame: Frame) -> HTML {
        let dutch = frame.words.language == .dutch ? entry.dutch : nil
        let why: HTML? = (dutch?.why ?? entry.description).map { "<h2>\(frame("rules.why"))</h2><p>\($0)</p>" }
        let first: HTML? = dutch?.first.map { "<h2>\(frame("rules.first"))</h2><p>\($0)</p>" }
        func list(_ key: String, _ items: [String]?, _ kind: StaticString) -> HTML? {
            guard let items, !items.isEmpty else { return nil }
            let shown = items.prefix(Pages.references).map { item -> HTML in
                "<li><span class=\"\(HTML(literal: kind))\">\(item)</span></li>"
            }
            return "<h2>\(frame(key))</h2><ul class=\"plain\">\(shown)</ul>"
        }
        return """
            \(why)\(first)
            \(list("rules.false_positives", text?.falsePositives, "text"))
            \(list("rules.references", text?.references, "log"))
            """
    }

    private func alertList(_ page: AlertPage, _ here: Address, _ visit: Visit) -> HTML {
        let frame = visit.frame
        if page.alerts.isEmpty { return "<p>\(frame("rules.alerts.none"))</p>" }
        let rows = page.alerts.enumerated().map { index, queued -> HTML in
            let alert = queued.alert
            let address = Page.Section.queue.address.part(alert.id.description)
            let state: HTML =
                switch alert.state {
                case .open: frame(queued.isMuted ? "alert.state.muted" : "alert.state.open")
                case .merged(let number): "\(frame("alert.state.merged")) \(visit.incident(number))"
                case .closed(let reason, let number):
                    frame("alert.state.closed", visit.words("reason.\(reason.rawValue)"))
                        + " \(number.map(visit.incident))"
                }
            return """
                <tr data-href="\(address)" tabindex="\(index == 0 ? 0 : -1)">\
                <td>\(frame.time.element(alert.lastSeen))</td>\
                <td><a href="\(address)">\(frame.title(alert))</a></td><td>\(visit.entity(alert.key.entity))</td>\
                <td>\(state)</td><td class="number">\(alert.count)</td></tr>

                """
        }
        let head = [
            frame.timeColumn("last_seen"), frame.column("alert"), frame.column("entity"), frame.column("state"),
            frame.column("count"),
        ]
        return frame.table("rules.alerts", head: head, rows: rows)
            + frame.next(page.next.map { here.with("cursor", Cursor.text($0)) })
    }

    private func muteLists(
        _ mutes: [(mute: QueueState.Mute, entry: JournalEntry)], _ here: Address, _ visit: Visit
    ) -> HTML {
        let frame = visit.frame
        if mutes.isEmpty { return "<p>\(frame("rules.mutes.none_of_rule"))</p>" }
        let active = mutes.filter { frame.now < $0.mute.until }
        let ended = mutes.filter { frame.now >= $0.mute.until }
        let now: HTML =
            active.isEmpty
            ? "<p>\(frame("rules.mutes.none"))</p>"
            : muteTable(active.reversed(), "rules.mutes.active", nil, here, visit)
        let over: HTML? =
            ended.isEmpty
            ? nil
            : """
            <h3>\(frame("rules.mutes.ended", "\(ended.count)"))</h3>
            \(muteTable(ended.reversed(), "rules.mutes.ended.table", nil, nil, visit))
            """
        return now + (over ?? .none)
    }

    /// The rule as it is written.
    private func document(_ entry: RuleCatalog.Entry, _ text: RuleCatalog.Text?, _ frame: Frame) -> HTML {
        let place: HTML = "<p class=\"hint log\">\(entry.place.description)</p>"
        guard let text else { return "<h2>\(frame("rules.text_as_is"))</h2>\(place)<p>\(frame("rules.text_gone"))</p>" }
        let changed = text.isChanged ? frame.note("soon", "<p>\(frame("rules.text_changed"))</p>") : .none
        return """
            <h2>\(frame("rules.text_as_is"))</h2>\(place)\(changed)
            <pre class="log" tabindex="0">\(text.yaml)</pre>
            """
    }
}

extension Pages {
    /// The most lines of an alert of which is said why.
    private static let linesExplained = 3

    /// Ways of comparing for which there is a word; the others are said as rules write them (Sigma, modifiers).
    private static let comparisons: Set<String> = [
        "contains", "startswith", "endswith", "exists", "re", "cidr", "all", "gt", "gte", "lt", "lte", "cased",
    ]

    /// Why the rule of an alert met the lines on which it rests: each field with what stood there and what the rule
    /// asks. Nothing for who may not read the lines.
    func whyAlert(_ alert: Alert, _ evidence: [AlertEvidence]?, _ visit: Visit) async throws(Problem) -> HTML {
        guard let evidence, !evidence.isEmpty else { return .none }
        let (services, rule) = (api.services, alert.key.rule)
        let lines = Array(evidence.prefix(Pages.linesExplained))
        let found = try await api.read { () throws(Problem) in
            lines.flatMap { line -> [ShownReason] in
                // The day of the line may be gone; then the line alone says what it is.
                let source = (try? services.archive.line(line.ref.position))??.source.name ?? ""
                return services.explain(rule, line.line, source)
            }
        }
        var reasons: [ShownReason] = []
        for reason in found where !reasons.contains(reason) { reasons.append(reason) }
        let frame = visit.frame
        let heading: HTML = "<h2>\(frame("alert.why"))</h2>"
        guard !reasons.isEmpty else { return heading + "<p>\(frame("alert.why.none"))</p>" }
        let rows = reasons.prefix(Pages.alertsOfRule).map { reason -> HTML in
            let field: HTML = reason.field.map { "<span class=\"log\">\($0)</span>" } ?? frame("alert.why.anywhere")
            let value: HTML =
                reason.value.map { "<span class=\"log\">\(RawLine.text(Array($0.utf8)))</span>" }
                ?? frame("alert.why.missing")
            let modifiers = reason.modifiers.map { Pages.comparisons.contains($0) ? visit.words("compares.\($0)") : $0 }
            let how = modifiers.isEmpty ? "" : " (\(modifiers.joined(separator: ", ")))"
            let title = frame.ruleSays(reason.key, frame.view.language)?.title ?? reason.rule
            let wanted: HTML =
                reason.matched.map { "<span class=\"log\">\($0)</span>\(how)" }
                ?? frame("alert.why.missing")
            return "<tr><td>\(field)</td><td>\(value)</td><td>\(wanted)</td><td>\(title)</td></tr>\n"
        }
        return heading
            + frame.table(
                "alert.why",
                head: [
                    frame.column("field"), frame.column("value"), frame.column("wanted"), frame.column("rule"),
                ], rows: rows)
    }
}
