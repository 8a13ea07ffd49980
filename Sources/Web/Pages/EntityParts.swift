// The parts of the page of an entity, each a function of what was found.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

struct EntityParts {
    let question: EntityQuestion
    let findings: EntityFindings
    let visit: Visit

    private var frame: Frame { visit.frame }
    /// The lines that this page shows.
    private var shown: ArraySlice<ArchivedLine> { findings.lines?.lines.prefix(SearchQuestion.rows) ?? [] }
    /// Where the next page begins.
    private var next: ArchivePosition? {
        guard let page = findings.lines else { return nil }
        return page.lines.count > shown.count ? shown.last?.position : page.next
    }

    var facts: HTML {
        let zone = frame.time.zone.name
        var rows: HTML = """
            <dt>\(frame("column.web.risk"))</dt>\
            <dd>\(findings.risk) <span class="hint">\(frame("alert.risk.hint"))</span></dd>
            """
        let alerts = findings.alerts.map(\.alert)
        if let first = alerts.map(\.firstSeen).min(), let last = alerts.map(\.lastSeen).max() {
            let orEarlier: HTML? = findings.hasMoreAlerts ? " \(frame("entity.or_earlier"))" : nil
            rows += """
                <dt>\(frame("entity.seen.alerts"))</dt><dd>\(frame.time.element(first))\(orEarlier) \
                \(frame("entity.to")) \(frame.time.element(last)) \(zone)</dd>
                """
        }
        if let page = findings.lines, question.before == nil, !page.lines.isEmpty {
            let times = page.lines.map(FoundLines.time)
            if let first = times.min(), let last = times.max() {
                let orEarlier: HTML? = page.next != nil ? " \(frame("entity.or_earlier"))" : nil
                rows += """
                    <dt>\(frame("entity.seen.lines"))</dt><dd>\(frame.time.element(first))\(orEarlier) \
                    \(frame("entity.to")) \(frame.time.element(last)) \(zone)</dd>
                    """
            }
        }
        let incidents = Set(alerts.compactMap(\.state.incident)).sorted(by: >)
        if !incidents.isEmpty {
            let links = incidents.map { "\(visit.incident($0)) " as HTML }
            rows += "<dt>\(frame("page.menu.incidents"))</dt><dd>\(links)</dd>"
        }
        return "<dl class=\"facts\">\(rows)</dl>"
    }

    // MARK: Alerts

    /// All of its alerts; those that are open can be put into an incident, closed and muted here.
    func alerts(tools: HTML, mayWork: Bool) -> HTML {
        guard !findings.alerts.isEmpty else { return "<p>\(frame("entity.alerts.none"))</p>" }
        let open = findings.alerts.filter { $0.alert.state == .open }
        let rows = findings.alerts.enumerated().map { row($1, isFirst: $0 == 0, mayWork: mayWork) }
        let choose: HTML = mayWork ? "<th scope=\"col\">\(frame("queue.choose"))</th>" : .none
        let table = frame.table(
            "entity.alerts",
            head: [
                choose, frame.timeColumn("last_seen"), frame.column("level"), frame.column("alert"),
                frame.column("state"), frame.column("count"),
            ], rows: rows)
        let queue = Page.Section.queue.address.with("stand", "all").with("wie", question.entity.description)
        let more: HTML? =
            findings.hasMoreAlerts ? "<p><a href=\"\(queue)\">\(frame("entity.alerts.more"))</a></p>" : nil
        guard mayWork, !open.isEmpty else { return table + (more ?? .none) }
        let back: HTML = "<input type=\"hidden\" name=\"terug\" value=\"\(question.here)\">"
        return visit.form(Page.Section.queue.address, "\(back)\(tools)\(table)", id: "queue") + (more ?? .none)
    }

    private func row(_ queued: QueuedAlert, isFirst: Bool, mayWork: Bool) -> HTML {
        let alert = queued.alert
        let address = Address("/signalen").part(alert.id.description)
        let label = visit.words("queue.choose.row", visit.frame.title(alert), alert.key.entity.value)
        let state: HTML =
            switch alert.state {
            case .open: frame(queued.isMuted ? "alert.state.muted" : "alert.state.open")
            case .merged(let number): "\(frame("alert.state.merged")) \(visit.incident(number))"
            case .closed(let reason, let number):
                "\(frame("alert.state.closed", visit.words("reason.\(reason.rawValue)"))) \(number.map(visit.incident))"
            }
        // Chosen from the start: what one looks into is what one puts into an incident.
        let box: HTML =
            alert.state == .open
            ? """
            <input type="checkbox" name="signaal" value="\(alert.id.description)" aria-label="\(label)"\
            \(" checked", !queued.isMuted)>
            """ : .none
        let cell: HTML = mayWork ? "<td>\(box)</td>" : .none
        return """
            <tr data-href="\(address)" tabindex="\(isFirst ? 0 : -1)">\(cell)\
            <td>\(frame.time.element(alert.lastSeen))</td>\
            <td>\(frame.level(alert.level))</td>\
            <td><a href="\(address)">\(frame.title(alert))</a></td><td>\(state)</td>\
            <td class="number">\(alert.count)</td></tr>

            """
    }

    // MARK: Lines and alerts together

    private struct Moment {
        let time: Timestamp
        let html: HTML
    }

    var timeline: HTML {
        let trouble: HTML? = findings.problem.map { problem in
            """
            <p class="problem" role="alert" id="trouble">\
            \(frame.words.text("problem.\(problem.code.name)", problem.arguments))</p>
            """
        }
        let moments = (shown.map(moment) + alertMoments).sorted { $0.time > $1.time }
        var rows: [HTML] = []
        var before: Timestamp?
        for moment in moments {
            if let before, let gap = FoundLines.gap(between: before, and: moment.time, frame) {
                rows.append("<li class=\"gap\">\(gap)</li>\n")
            }
            before = moment.time
            rows.append(moment.html)
        }
        let list: HTML =
            rows.isEmpty
            ? "<p>\(frame(question.text.isEmpty ? "entity.timeline.none" : "entity.timeline.none.filtered"))</p>"
            : """
            <p class="hint">\(frame("entity.timeline.zone", frame.time.zone.name))</p>
            <ol class="timeline">\(rows)</ol>
            """
        return """
            \(trouble)
            \(filter)
            \(archive)
            \(list)
            \(onward)
            """
    }

    private var filter: HTML {
        """
        <form method="get" action="\(question.page)" class="bar" role="search">
        <label for="q">\(frame("entity.filter"))<input id="q" name="q" type="search" value="\(question.text)" \
        maxlength="2048" autocapitalize="none" autocomplete="off" spellcheck="false"\
        \(" aria-describedby=\"trouble\" aria-invalid=\"true\"", findings.problem != nil)></label>
        <button>\(frame("queue.filter"))</button></form>
        """
    }

    /// What was looked through, or why not.
    private var archive: HTML {
        guard let page = findings.lines else {
            return findings.problem == nil ? "<p>\(frame("alert.evidence.not_yours"))</p>" : .none
        }
        let counts = ["\(page.lines.count)", "\(page.progress.blocksRead)", "\(page.progress.blocks)"]
        let key = question.entity.kind == .source ? "entity.lines.source" : "entity.lines.word"
        return """
            <p class="hint">\(frame(key)) \(frame.words.text("search.progress", counts))</p>
            \(SearchParts.problems(page.problems, frame))
            \(SearchParts.export(question.page.part("uitvoer").with("q", question.text), frame))
            """
    }

    private func moment(_ line: ArchivedLine) -> Moment {
        let address = FoundLines.address(line.position)
        let field: HTML? = ReadLine(line).field(of: question.entity).map {
            " <span class=\"hint\">\(frame("entity.field", $0))</span>"
        }
        return Moment(
            time: FoundLines.time(line),
            html: """
                <li>\(FoundLines.time(line, frame)) <span class="kind">\(line.source.name)</span>\(field) \
                <a class="log" href="\(address)">\(FoundLines.shown(line))</a></li>

                """)
    }

    /// The alerts that were seen last within what this page shows of the time; the first page has what is newer than
    /// all lines, the last one what is older.
    private var alertMoments: [Moment] {
        let oldest = next == nil ? nil : shown.map(FoundLines.time).min()
        return findings.alerts.map(\.alert).filter { alert in
            question.admits(alert) && (oldest.map { alert.lastSeen >= $0 } ?? true)
                && (question.until.map { alert.lastSeen < $0 } ?? true)
        }.map { alert in
            let address = Address("/signalen").part(alert.id.description)
            return Moment(
                time: alert.lastSeen,
                html: """
                    <li class="alert">\(frame.time.element(alert.lastSeen)) \(frame.level(alert.level)) \
                    <a href="\(address)">\(frame.title(alert))</a> <span class="hint">\
                    \(frame("entity.alert.count", "\(alert.count)", frame.time.text(alert.firstSeen)))</span></li>

                    """)
        }
    }

    private var onward: HTML {
        guard let next else { return .none }
        let oldest = shown.map(FoundLines.time).min() ?? question.until
        let address = question.start.with("cursor", Cursor.text(next)).with("voor", oldest?.description)
        // The first page asks for more lines than it shows; what it shows is full unless the search ended early.
        guard shown.count < SearchQuestion.rows else { return frame.next(address) }
        return frame.note(
            "plain",
            """
            <p>\(frame("search.early", "\(ArchiveLimits.pageBytes >> 20)"))</p>\
            <p><a rel="next" href="\(address)">\(frame("search.early.on"))</a></p>
            """)
    }

    // MARK: By day

    /// The newest lines by day. They were found and counted one by one: no more is known without reading more.
    var chart: HTML {
        guard let page = findings.lines, question.before == nil, !page.lines.isEmpty else { return .none }
        let times = page.lines.map(FoundLines.time)
        guard let first = times.min(), let last = times.max() else { return .none }
        let blocks = times.map { BlockSpan(lines: 1, untimed: 0, received: $0...$0, times: $0...$0) }
        let length: Int64 = 97 * 86_400_000_000_000
        let start = max(first, last.advanced(byNanoseconds: -length))
        let histogram = Histogram(
            blocks, from: min(start, last.advanced(byNanoseconds: -5 * 86_400_000_000_000)),
            to: last.advanced(byNanoseconds: 1), time: frame.time)
        let bars = histogram.bars.map { index in
            Chart.Bar(label: frame.time.date(histogram.edges[index]), count: histogram.counts[index])
        }
        let key = page.next == nil ? "entity.chart.all" : "entity.chart.newest"
        let description = [
            visit.words(key, "\(page.lines.count)"), visit.words("entity.chart.zone", frame.time.zone.name),
        ]
        return Chart(
            id: "activity", bars: bars,
            labels: Chart.Labels(
                title: visit.words("entity.chart"), description: description.joined(separator: " "),
                bar: visit.words("search.chart.bar.day"), count: visit.words("search.chart.count"),
                most: visit.words("chart.most", "\(Chart.most(bars))"), marked: nil,
                table: visit.words("chart.table"))
        ).html
    }
}
