// One account, host, address or service: what it weighs, its alerts, and all that the archive has of it as a timeline.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

/// What is known of an entity for who asks.
struct EntityFindings: Sendable {
    var alerts: [QueuedAlert] = []
    var hasMoreAlerts = false
    var risk = 0
    /// Nil for who may not search the archive.
    var lines: SearchPage?
    /// What is wrong with the words that were looked for.
    var problem: Problem?
}

extension Pages {
    var entityRoutes: [PageRoute] {
        [
            .page("/onderzoek/{kind}/{value}", .readQueue) { visit in
                let question = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try EntityQuestion(visit.call, &parameters)
                }
                // Before anything is looked at.
                try await noteLook(at: question.entity, visit)
                return .page(try await entityPage(question, visit))
            },
            .page("/onderzoek/{kind}/{value}/uitvoer", .searchArchive) { visit in
                let (question, form) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    let form = try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
                    return (try EntityQuestion(visit.call, &parameters), form)
                }
                try await noteLook(at: question.entity, visit)
                let query = try question.query(sources: sourceNames)
                if PersonSearch.asks(query) { try await api.noteSearch(of: question.text, by: visit.requester) }
                return try await exportLines(query, asked: question.start, form, visit)
            },
        ]
    }

    private var sourceNames: [String] {
        api.services.status()?.sources.compactMap(\.name) ?? []
    }

    private func find(_ question: EntityQuestion, _ visit: Visit) async throws(Problem) -> EntityFindings {
        var findings = EntityFindings()
        var query = AlertQuery()
        query.state = .all
        query.entity = question.entity
        query.limit = WebLimits.entityAlerts
        let page = try await api.alerts(query, visit.requester)
        findings.alerts = page.alerts
        findings.hasMoreAlerts = page.next != nil
        findings.risk = try await api.risk(question.entity, visit.requester)
        guard visit.may(.searchArchive) else { return findings }
        let asked: ArchiveQuery
        do throws(Problem) {
            asked = try question.query(sources: sourceNames)
        } catch {
            findings.problem = error
            return findings
        }
        if PersonSearch.asks(asked) { try await api.noteSearch(of: question.text, by: visit.requester) }
        let archive = api.services.archive
        // The first page counts more lines than it shows, for the chart.
        let limit = question.before == nil ? WebLimits.entityLines : SearchQuestion.rows
        findings.lines = try await api.search { () throws(Problem) in
            try archive.search(asked, before: question.before, limit: limit)
        }
        return findings
    }

    private func entityPage(_ question: EntityQuestion, _ visit: Visit) async throws(Problem) -> Page {
        let findings = try await find(question, visit)
        let mayWork = visit.may(.workQueue)
        let incidents = mayWork ? try await openIncidents(visit) : []
        let frame = visit.frame
        let parts = EntityParts(question: question, findings: findings, visit: visit)
        let kind = frame.words("entity.\(question.entity.kind.rawValue)")
        let isMatch = findings.alerts.isEmpty && (findings.lines?.lines.isEmpty ?? true)
        let nothing: HTML? =
            isMatch && question.before == nil && findings.problem == nil && findings.lines?.next == nil
            ? frame.note("plain", "<p>\(frame("entity.none"))</p>\(heard(frame))") : nil
        let path: HTML? =
            visit.may(.searchArchive)
            ? "<p class=\"path\"><a href=\"\(Page.Section.search.address)\">\(frame("page.menu.search"))</a></p>" : nil
        return Page(
            "\(question.entity.value) (\(kind))", .search,
            """
            \(path)
            <h1><span class="kind">\(kind)</span> <span class="log">\(question.entity.value)</span></h1>
            \(question.outcome.map { $0.shown(visit, back: question.here) })
            \(nothing)
            \(parts.facts)
            \(parts.chart)
            <h2 id="h-alerts">\(frame("entity.alerts"))</h2>
            \(parts.alerts(tools: mayWork ? tools(incidents, visit) : .none, mayWork: mayWork))
            <section aria-labelledby="h-timeline"><h2 id="h-timeline">\(frame("entity.timeline"))</h2>
            \(parts.timeline)</section>
            """)
    }
}
