// Regels: the rules that run, how often they hit and were wrong, what is muted, and what could not be loaded.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

extension Pages {
    /// The most mutes that have ended which the page shows, the newest.
    private static let endedMutes = 50
    /// The most problems of loading that the page shows.
    private static let loadingProblems = 50

    var rulesRoutes: [PageRoute] {
        [
            .page("/regels", .readQueue) { visit in
                .page(try await rulesPage(try RuleQuestion(visit.call), visit))
            },
            .page("/regels/uitvoer", .readQueue) { visit in
                try await exportRules(visit)
            },
            .page("/regels/dempingen/uitvoer", .readQueue) { visit in
                try await exportMutes(visit)
            },
            .page("/regels/{id}", .readQueue) { visit in
                .page(try await rulePage(visit))
            },
        ]
    }

    private func rulesPage(_ question: RuleQuestion, _ visit: Visit) async throws(Problem) -> Page {
        let (services, frame) = (api.services, visit.frame)
        let catalog = try await api.read { () throws(Problem) in services.rules() }
        let all = try await ruleRows(catalog, visit)
        let chosen = question.choose(all)
        let shown = Array(chosen.dropFirst(question.first).prefix(RuleQuestion.rows))
        let mutes = try await api.read { () throws(Problem) in try services.records.mutes() }
        let packs: HTML? = services.packs == nil ? nil : try await packSection(visit)
        let packsLink: HTML? = packs.map { _ in " <a href=\"#pakketten\">\(frame("packs.title"))</a>" }
        let next = question.first + RuleQuestion.rows
        let list: HTML =
            shown.isEmpty
            ? frame.note("plain", "<p>\(frame(all.isEmpty ? "rules.none" : "rules.none_filtered"))</p>")
            : table(shown, question, frame)
        return Page(
            frame.words("page.menu.rules"), .rules,
            """
            <h1>\(frame("page.menu.rules"))</h1>
            \(question.outcome.map { $0.shown(visit, back: question.here) })
            \(counts(all, frame))
            <p><a href="#dempingen">\(frame("rules.mutes"))</a> <a href="#filters">\(frame("rules.filters"))</a> \
            <a href="#problemen">\(frame("rules.problems"))</a>\(packsLink)</p>
            <h2>\(frame("rules.list"))</h2>
            \(filters(question, frame))
            <p>\(frame("rules.found", "\(chosen.count)"))</p>
            \(list)
            \(frame.next(next < chosen.count ? question.start.with("vanaf", "\(next)") : nil))
            \(frame.export(question.export))
            <h2 id="dempingen">\(frame("rules.mutes"))</h2>
            \(muteLists(mutes, catalog, question.here, visit))
            <h2 id="filters">\(frame("rules.filters"))</h2>
            \(filterFiles(catalog, frame))
            <h2 id="problemen">\(frame("rules.problems"))</h2>
            \(problems(catalog, frame))
            \(packs)
            """)
    }

    /// How many documents are in use, in a sentence that says it when something is wrong.
    private func counts(_ rows: [RuleRow], _ frame: Frame) -> HTML {
        func count(_ standing: RuleRow.Standing) -> Int { rows.count { $0.standing == standing } }
        let rejected = count(.rejected)
        let text = frame("rules.counts", "\(count(.loaded))", "\(count(.unmapped))", "\(rejected)")
        return rejected > 0 ? frame.note("soon", "<p>\(text)</p>") : "<p>\(text)</p>"
    }

    private func filters(_ question: RuleQuestion, _ frame: Frame) -> HTML {
        let standings = frame.select(
            "stand", RuleRow.Standing.allCases, key: "rules.standing", chosen: question.standing, empty: "rules.all")
        let levels = frame.select(
            "niveau", AlertLevel.allCases.reversed(), key: "level", chosen: question.level, empty: "queue.level.all")
        let orders = frame.select("volgorde", RuleQuestion.Order.allCases, key: "rules.order", chosen: question.order)
        let text: HTML = "<input id=\"q\" name=\"zoek\" maxlength=\"200\" value=\"\(question.text ?? "")\">"
        return """
            <form method="get" action="\(Page.Section.rules.address)" class="bar">
            \(frame.field("rules.text", text))
            \(frame.field("column.web.level", levels))
            \(frame.field("column.web.state", standings))
            \(frame.field("rules.order", orders))
            <button>\(frame("queue.filter"))</button></form>
            """
    }

    private func table(_ rows: [RuleRow], _ question: RuleQuestion, _ frame: Frame) -> HTML {
        func sorting(_ order: RuleQuestion.Order, _ key: String) -> HTML {
            let sort = order == .title ? "ascending" : "descending"
            let isChosen = question.order == order
            let mark: HTML? = isChosen ? " aria-sort=\"\(sort)\"" : nil
            let address = question.start.with("volgorde", order.rawValue)
            return "<th scope=\"col\"\(mark)><a href=\"\(address)\">\(frame("column.web.\(key)"))</a></th>"
        }
        let head = [
            sorting(.title, "rule"), sorting(.level, "level"), frame.column("state"), frame.column("log_source"),
            sorting(.open, "open"), sorting(.hits, "hits"), sorting(.falseAlarms, "false_alarms"),
        ]
        return frame.table("rules.table", head: head, rows: rows.enumerated().map { row($1, frame, isFirst: $0 == 0) })
    }

    private func row(_ row: RuleRow, _ frame: Frame, isFirst: Bool) -> HTML {
        let address = Page.Section.rules.address.part(row.key)
        let problem: HTML? = row.problem.map { problem in
            "<br><span class=\"hint\">\(frame.words.line(for: problem))</span>"
        }
        let key: HTML? = row.key == row.title ? nil : "<br><span class=\"hint log\">\(row.key)</span>"
        let pack: HTML? = row.pack.map { "<br><span class=\"hint\">\(frame("rules.from_pack", $0))</span>" }
        return """
            <tr data-href="\(address)" tabindex="\(isFirst ? 0 : -1)">\
            <td><a href="\(address)">\(row.title)</a>\(key)\(pack)</td><td>\(row.level.map(frame.level))</td>\
            <td>\(frame("rules.standing.\(row.standing.rawValue)"))\(problem)</td>\
            <td>\(row.logSource)</td><td class="number">\(row.figures.open)</td>\
            <td class="number">\(row.figures.all)</td><td class="number">\(frame.falseShare(row.figures))</td></tr>

            """
    }

    private func filterFiles(_ catalog: RuleCatalog, _ frame: Frame) -> HTML {
        let refused = catalog.entries.filter { $0.problem?.code.name == "rule.filter" }
        if refused.isEmpty { return "<p>\(frame("rules.filters.none"))</p>" }
        let items = refused.prefix(Pages.loadingProblems).map { entry -> HTML in
            "<li>\(entry.title) <span class=\"hint log\">\(entry.place.description)</span></li>"
        }
        return "<p>\(frame("rules.filters.refused", "\(refused.count)"))</p><ul class=\"plain\">\(items)</ul>"
    }

    private func problems(_ catalog: RuleCatalog, _ frame: Frame) -> HTML {
        let rejected = catalog.entries.filter { $0.status == .rejected }.compactMap(\.problem)
        let all = catalog.problems + rejected
        if all.isEmpty { return "<p>\(frame("rules.problems.none"))</p>" }
        let items = all.prefix(Pages.loadingProblems).map { problem -> HTML in
            "<li class=\"log\">\(frame.words.line(for: problem))</li>"
        }
        let more: HTML? =
            all.count > Pages.loadingProblems
            ? "<p>\(frame("rules.problems.more", "\(all.count - Pages.loadingProblems)"))</p>" : nil
        return "<ul class=\"plain\">\(items)</ul>\(more)"
    }

    // MARK: Mutes

    /// The mutes in force with a way to end each, and those that are over.
    private func muteLists(
        _ mutes: [(mute: QueueState.Mute, entry: JournalEntry)], _ catalog: RuleCatalog, _ back: Address,
        _ visit: Visit
    ) -> HTML {
        let frame = visit.frame
        let active = mutes.filter { frame.now < $0.mute.until }.reversed()
        let ended = mutes.filter { frame.now >= $0.mute.until }.reversed().prefix(Pages.endedMutes)
        let now: HTML =
            active.isEmpty
            ? "<p>\(frame("rules.mutes.none"))</p>"
            : muteTable(Array(active), "rules.mutes.active", catalog, back, visit)
        let over: HTML? =
            ended.isEmpty
            ? nil
            : """
            <details class="menu"><summary>\(frame("rules.mutes.ended", "\(ended.count)"))</summary>
            \(muteTable(Array(ended), "rules.mutes.ended.table", catalog, nil, visit))</details>
            """
        return """
            <p>\(frame("rules.mutes.about"))</p>
            \(now)
            \(over)
            \(frame.export(Address("/regels/dempingen/uitvoer")))
            """
    }

    /// - Parameter back: where the way back from ending one leads; nil for a list of mutes that are over.
    func muteTable(
        _ mutes: [(mute: QueueState.Mute, entry: JournalEntry)], _ label: String, _ catalog: RuleCatalog?,
        _ back: Address?, _ visit: Visit
    ) -> HTML {
        let frame = visit.frame
        let mayEnd = back != nil && visit.may(.workQueue)
        let rows = mutes.map { mute, entry -> HTML in
            let title = catalog?.entry(mute.rule)?.title(in: frame.words.language) ?? mute.rule
            let rule: HTML? = catalog.map { _ in
                "<td><a href=\"\(Page.Section.rules.address.part(mute.rule))\">\(title)</a></td>"
            }
            let entity = mute.entity.map { visit.entity($0) } ?? frame("rules.mutes.everything")
            let end: HTML? = mayEnd ? back.map { "<td>\(endMute(entry, mute, $0, visit))</td>" } : nil
            return """
                <tr>\(rule)<td>\(entity)</td><td>\(frame.actor(mute.actor))</td><td>\(mute.reason)</td>\
                <td>\(frame.time.element(mute.from))</td><td>\(frame.time.element(mute.until))</td>\(end)</tr>

                """
        }
        let rule: HTML = catalog == nil ? .none : frame.column("rule")
        let end: HTML = mayEnd ? frame.column("end") : .none
        return frame.table(
            label,
            head: [
                rule, frame.column("entity"), frame.column("by"), frame.column("reason"), frame.timeColumn("from"),
                frame.timeColumn("until"), end,
            ], rows: rows)
    }

    private func endMute(_ entry: JournalEntry, _ mute: QueueState.Mute, _ back: Address, _ visit: Visit) -> HTML {
        let label = visit.words("rules.mutes.end.label", mute.rule, mute.entity?.value ?? "*")
        return visit.form(
            Address("/ongedaan"),
            """
            <input type="hidden" name="regel" value="\(entry.entryID)">\
            <input type="hidden" name="terug" value="\(back)">\
            <button aria-label="\(label)">\(visit.frame("rules.mutes.end"))</button>
            """)
    }

    // MARK: To take along

    private func exportRules(_ visit: Visit) async throws(Problem) -> PageAnswer {
        let services = api.services
        let (question, form) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            let form = try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
            return (try RuleQuestion(&parameters), form)
        }
        let catalog = try await api.read { () throws(Problem) in services.rules() }
        var list = ListToTake(
            name: "regels",
            columns: [
                "rule", "title", "level", "status", "problem", "log_source", "open", "merged", "closed",
                "false_alarms", "false_share",
            ])
        list.rows = question.choose(try await ruleRows(catalog, visit)).map { row in
            [
                .text(row.key), .text(row.title), .text(row.level?.rawValue), .text(row.standing.rawValue),
                .text(row.problem.map { visit.words.line(for: $0) }), .text(row.logSource),
                .number(row.figures.open), .number(row.figures.merged), .number(row.figures.closed),
                .number(row.figures.falseAlarms), .share(row.figures.falseShare),
            ]
        }
        return list.answer(form, visit, about: question.start)
    }

    private func exportMutes(_ visit: Visit) async throws(Problem) -> PageAnswer {
        let services = api.services
        let form = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
        }
        let mutes = try await api.read { () throws(Problem) in try services.records.mutes() }
        let now = visit.frame.now
        var list = ListToTake(
            name: "dempingen", columns: ["entry", "rule", "entity", "by", "reason", "from", "until", "active"])
        list.rows = mutes.reversed().map { mute, entry in
            [
                .text(entry.entryID), .text(mute.rule), .text(mute.entity?.description),
                .text(visit.frame.actorText(mute.actor)), .text(mute.reason), .time(mute.from), .time(mute.until),
                .text(now < mute.until ? "true" : "false"),
            ]
        }
        return list.answer(form, visit, about: Page.Section.rules.address)
    }
}

extension Frame {
    /// The share of false alarms, or why there is none.
    func falseShare(_ figures: RuleFigures) -> HTML {
        guard let share = figures.falseShare else {
            return "<span class=\"hint\">\(self("rules.too_few"))</span>"
        }
        return
            "\(self("rules.share", "\(Int((share * 100).rounded()))", "\(figures.falseAlarms)", "\(figures.closed)"))"
    }
}

extension Frame {
    func actor(_ actor: Actor) -> HTML {
        "\(actorText(actor))"
    }

    func actorText(_ actor: Actor) -> String {
        switch actor {
        case .person(let name): name
        case .token(let id): "\(words("actor.token")) \(id)"
        case .program: words("actor.program")
        }
    }
}
