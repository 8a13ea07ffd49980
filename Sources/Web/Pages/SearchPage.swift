// Onderzoek: one search box over the archive, with a span of time and a source, and how much the archive has over time.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Store

/// What a page of a search shows.
struct SearchFindings: Sendable {
    var page: SearchPage
    /// Only for the first page.
    var spans: ArchiveSpans?

    /// Whether it looked through so much that it stopped before it had a page full.
    var endedEarly: Bool { page.next != nil && page.lines.count < SearchQuestion.rows }
}

extension Pages {
    var searchRoutes: [PageRoute] {
        [
            .page("/onderzoek", .searchArchive) { visit in
                let question = try SearchQuestion(visit.call, visit.time)
                return .page(try await searchPage(question, visit))
            },
            .page("/onderzoek/uitvoer", .searchArchive) { visit in
                let (question, form) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    let form = try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
                    return (try SearchQuestion(&parameters, visit.time), form)
                }
                if let problem = question.problem { throw problem }
                if PersonSearch.asks(question.query) {
                    try await api.noteSearch(of: question.text, by: visit.requester)
                }
                return try await exportLines(question.query, asked: question.start, form, visit)
            },
        ]
    }

    private func searchPage(_ question: SearchQuestion, _ visit: Visit) async throws(Problem) -> Page {
        if PersonSearch.asks(question.query) { try await api.noteSearch(of: question.text, by: visit.requester) }
        let archive = api.services.archive
        var findings: SearchFindings?
        if question.problem == nil {
            findings = try await api.search { () throws(Problem) -> SearchFindings in
                let page = try archive.search(
                    question.query, before: question.before, limit: SearchQuestion.rows)
                let spans = question.before == nil ? archive.spans(source: question.source) : nil
                return SearchFindings(page: page, spans: spans)
            }
        }
        let frame = visit.frame
        let sources = api.services.status()?.sources.compactMap(\.name).sorted() ?? []
        let parts = SearchParts(question: question, frame: frame)
        let trouble: HTML? = question.problem.map { problem in
            """
            <p class="problem" role="alert" id="trouble">\
            \(frame.words.text("problem.\(problem.code.name)", problem.arguments))</p>
            """
        }
        let found = findings.map { parts.found($0, heard: heard(frame)) }
        var page = Page(
            frame.words("page.menu.search"), .search,
            """
            <h1>\(frame("page.menu.search"))</h1>
            \(trouble)
            \(parts.form(sources))
            \(parts.links)
            \(found)
            """)
        if question.problem != nil { page.status = .badRequest }
        return page
    }

    /// When each source was heard last, so that "nothing" is never taken for "broken".
    func heard(_ frame: Frame) -> HTML {
        guard let status = api.services.status() else { return lastHeard(frame) }
        // The archive may have lines all the same: of a restored one, or of an exercise.
        guard !status.sources.isEmpty else { return "<p>\(frame("search.heard.none"))</p>" }
        let shown = status.sources.sorted { $0.lastLine > $1.lastLine }
        let rows = shown.prefix(WebLimits.sourcesHeard).map { source -> HTML in
            """
            <li><span class="log">\(source.name ?? "...")</span>: \(frame.time.element(source.lastLine)) \
            \(frame.time.zone.name) (\(frame.ago(source.lastLine)))</li>
            """
        }
        let more: HTML? =
            shown.count > rows.count ? "<p>\(frame("search.heard.more", "\(shown.count - rows.count)"))</p>" : nil
        return "<p>\(frame("search.heard"))</p><ul class=\"plain\">\(rows)</ul>\(more)"
    }
}

/// The parts of the page of a search.
struct SearchParts {
    let question: SearchQuestion
    let frame: Frame

    // MARK: Asking

    func form(_ sources: [String]) -> HTML {
        var names = sources
        if let source = question.source, !names.contains(source) { names.append(source) }
        let options = names.map { name -> HTML in
            "<option\(" selected", name == question.source)>\(name)</option>"
        }
        let zone = frame.time.zone
        let order = frame.select(
            "volgorde", SearchQuestion.Order.allCases, key: "search.order", chosen: question.order)
        func field(_ name: StaticString, _ key: String, _ time: Timestamp?) -> HTML {
            """
            <label>\(frame(key)) <span class="zone">\(zone.name)</span>\
            <input type="datetime-local" step="1" name="\(HTML(literal: name))" \
            value="\(time.map(frame.time.secondField) ?? "")"></label>
            """
        }
        return """
            <form method="get" action="\(Page.Section.search.address)" role="search">
            <label for="q">\(frame("search.q"))</label>
            <div class="bar"><input id="q" name="q" type="search" value="\(question.text)" maxlength="4096" \
            autocapitalize="none" autocomplete="off" spellcheck="false"\
            \(" aria-describedby=\"trouble\" aria-invalid=\"true\"", question.problem != nil)>\
            <button class="main">\(frame("search.do"))</button></div>
            <div class="bar">
            \(field("van", "search.from", question.from))
            \(field("tot", "search.to", question.to))
            <input type="hidden" name="zone" value="\(zone.rawValue)">
            <label>\(frame("column.web.source"))<select name="bron">\
            <option value="">\(frame("search.source.all"))</option>\(options)</select></label>
            \(frame.field("search.order", order))
            </div></form>
            \(help)
            """
    }

    /// Spans that are asked for often.
    var links: HTML {
        let spans: [(key: String, hours: Int64)] = [("hour", 1), ("day", 24), ("week", 168)]
        var links = spans.map { key, hours -> HTML in
            let from = frame.now.advanced(byNanoseconds: -hours * SearchParts.hour)
            return "<li><a href=\"\(question.within(from, nil))\">\(frame("search.last.\(key)"))</a></li>"
        }
        if question.from != nil || question.to != nil {
            if let from = question.from {
                let earlier = question.within(from.advanced(byNanoseconds: -SearchParts.hour), question.to)
                links.append(link(earlier, "search.earlier.short", label: "search.earlier"))
            }
            if let to = question.to {
                let later = question.within(question.from, to.advanced(byNanoseconds: SearchParts.hour))
                links.append(link(later, "search.later.short", label: "search.later"))
            }
            links.append("<li><a href=\"\(question.within(nil, nil))\">\(frame("search.always"))</a></li>")
        }
        return "<nav aria-label=\"\(frame("search.spans"))\"><ul class=\"row\">\(links)</ul></nav>"
    }

    /// What is seen is short; what is heard says all of it, and begins with what is seen (WCAG 2.2, 2.5.3).
    private func link(_ address: Address, _ key: String, label: String) -> HTML {
        "<li><a href=\"\(address)\" aria-label=\"\(frame(key)), \(frame(label))\">\(frame(key))</a></li>"
    }

    private static let hour: Int64 = 3_600_000_000_000

    private var help: HTML {
        let rows = ["word", "field", "text", "not", "all"].map { key -> HTML in
            "<dt class=\"log\">\(frame("search.help.\(key).example"))</dt><dd>\(frame("search.help.\(key)"))</dd>"
        }
        return """
            <details><summary>\(frame("search.help"))</summary><dl class="facts">\(rows)</dl>\
            <p>\(frame("search.help.time"))</p><p>\(frame("search.help.person"))</p></details>
            """
    }

    // MARK: What was found

    func found(_ findings: SearchFindings, heard: HTML) -> HTML {
        let page = findings.page
        var lines = page.lines
        if question.order == .time {
            lines.sort { (FoundLines.time($0), $0.position) > (FoundLines.time($1), $1.position) }
        }
        let list: HTML =
            lines.isEmpty
            ? (page.next == nil ? nothing(findings, heard) : .none)
            : FoundLines.table(lines, hasGaps: question.order == .time, frame)
        let chart = findings.spans.map { self.chart($0, lines) }
        return """
            \(chart)
            <h2>\(frame("search.found"))</h2>
            \(progress(page))
            \(SearchParts.problems(page.problems + (findings.spans?.problems ?? []), frame))
            \(list)
            \(onward(findings))
            \(export)
            """
    }

    private func progress(_ page: SearchPage) -> HTML {
        let progress = page.progress
        let counts = ["\(page.lines.count)", "\(progress.blocksRead)", "\(progress.blocks)"]
        return "<p class=\"hint\">\(frame.words.text("search.progress", counts))</p>"
    }

    /// What could not be read. Without its place: where files lie is not for who searches.
    static func problems(_ problems: [Problem], _ frame: Frame) -> HTML {
        var shown: [String] = []
        for problem in problems {
            let text = frame.words.text("problem.\(problem.code.name)", problem.arguments)
            if !shown.contains(text), shown.count < WebLimits.problemsShown { shown.append(text) }
        }
        guard !shown.isEmpty else { return .none }
        return """
            <div class="problem" role="alert"><p>\(frame("search.problems"))</p>\
            <ul>\(shown.map { text -> HTML in "<li>\(text)</li>" })</ul></div>
            """
    }

    private func onward(_ findings: SearchFindings) -> HTML {
        guard let next = findings.page.next else { return .none }
        let address = question.start.with("cursor", Cursor.text(next))
        guard findings.endedEarly else { return frame.next(address) }
        return frame.note(
            "plain",
            """
            <p>\(frame("search.early", "\(ArchiveLimits.pageBytes >> 20)"))</p>\
            <p><a rel="next" href="\(address)">\(frame("search.early.on"))</a></p>
            """)
    }

    private var export: HTML {
        SearchParts.export(question.added(to: Address("/onderzoek/uitvoer")), frame)
    }

    /// The ways to take lines along, and how many.
    static func export(_ address: Address, _ frame: Frame) -> HTML {
        let most = frame("search.export.most", "\(WebLimits.exportLines)", "\(WebLimits.exportBytes >> 20)")
        return """
            <p class="export">\(frame("page.export"))
            <a href="\(address.with("vorm", "csv"))">CSV</a> <a href="\(address.with("vorm", "jsonl"))">JSON Lines</a> \
            <span class="hint">\(most)</span></p>
            """
    }

    /// Nothing found, told apart from an archive that is empty and from lines that do not come in.
    private func nothing(_ findings: SearchFindings, _ heard: HTML) -> HTML {
        if question.before != nil { return frame.note("plain", "<p>\(frame("search.none.more"))</p>") }
        guard let spans = findings.spans else { return .none }
        guard let received = spans.received, spans.problems.isEmpty || !spans.blocks.isEmpty else {
            let key =
                question.source != nil && spans.days > 0 ? "search.none.source" : "search.none.archive"
            return frame.note("plain", "<p>\(frame(key))</p>\(heard)")
        }
        var hint: HTML?
        if question.from != nil || question.to != nil {
            let always = question.within(nil, nil)
            hint = "<p>\(frame("search.none.span")) <a href=\"\(always)\">\(frame("search.always"))</a></p>"
        }
        let time = frame.time
        let reach = [time.text(received.lowerBound), time.text(received.upperBound), time.zone.name]
        return frame.note(
            "plain",
            """
            <p><strong>\(frame("search.none", "\(spans.days)"))</strong> \
            \(frame.words.text("search.none.reach", reach))</p>
            \(hint)\(heard)
            """)
    }

    // MARK: Over time

    private func chart(_ spans: ArchiveSpans, _ lines: [ArchivedLine]) -> HTML {
        let histogram = Histogram(spans.blocks, from: question.from, to: question.to, time: frame.time)
        guard !histogram.bars.isEmpty, !spans.blocks.isEmpty else { return .none }
        var marked = Array(repeating: 0, count: histogram.counts.count)
        for line in lines {
            if let bar = line.time.flatMap(histogram.bar) { marked[bar] += 1 }
        }
        let bars = histogram.bars.map { index in
            let (from, to) = (histogram.edges[index], histogram.edges[index + 1])
            let isDay = histogram.step == .day || histogram.step == .days
            return Chart.Bar(
                label: isDay ? frame.time.date(from) : frame.time.minute(from), count: histogram.counts[index],
                marked: marked[index], address: question.within(from, to))
        }
        let chart = Chart(
            id: "archive", bars: bars,
            labels: Chart.Labels(
                title: frame.words("search.chart"), description: description(histogram, spans),
                bar: frame.words("search.chart.bar.\(histogram.step.rawValue)") + " (\(frame.time.zone.name))",
                count: frame.words("search.chart.count"), most: frame.words("chart.most", "\(Chart.most(bars))"),
                marked: frame.words("search.chart.marked"),
                table: frame.words("chart.table")))
        return """
            <section aria-labelledby="h-chart"><h2 id="h-chart">\(frame("search.chart"))</h2>\(chart.html)</section>
            """
    }

    /// What is counted, in words: all lines, not those that were asked for, since only reading them could tell.
    private func description(_ histogram: Histogram, _ spans: ArchiveSpans) -> String {
        let words = frame.words
        var parts = [
            words(question.source == nil ? "search.chart.what" : "search.chart.what.source"),
            words("search.chart.per.\(histogram.step.rawValue)", frame.time.zone.name),
        ]
        if histogram.spread > 0 { parts.append(words("search.chart.spread", "\(histogram.spread)")) }
        if question.from == nil, question.to == nil, histogram.outside > 0 {
            parts.append(words("search.chart.outside", "\(histogram.outside)"))
        }
        if histogram.untimed > 0 { parts.append(words("search.chart.untimed", "\(histogram.untimed)")) }
        if !spans.isWhole { parts.append(words("search.chart.part", "\(spans.blocks.count)")) }
        return parts.joined(separator: " ")
    }
}
