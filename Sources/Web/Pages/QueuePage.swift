// Signalen: the queue of alerts, what can be done with some of them at once, and the way back.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

/// What the queue shows, as its address has it.
struct QueueQuestion: Sendable {
    /// The rows of one page.
    static let rows = 50

    var alerts = AlertQuery()
    var outcome: Outcome?
    private var cursor: String?

    init(_ call: Call) throws(Problem) {
        self = try call.parameters { (parameters: inout Parameters) throws(Problem) in
            try QueueQuestion(&parameters)
        }
    }

    init(_ parameters: inout Parameters) throws(Problem) {
        cursor = parameters.peek("cursor")
        alerts.after = try Cursor.alert(&parameters)
        alerts.state = try parameters.value("stand", AlertQuery.State.init(rawValue:)) ?? .open
        alerts.levels = try parameters.value("niveau") { AlertLevel(rawValue: $0).map { [$0] } } ?? []
        alerts.entity = try parameters.value("wie") { EntityRef($0) }
        let order = try parameters.value("volgorde", AlertQuery.Order.init(rawValue:))
        alerts.order = order ?? (alerts.state == .open || alerts.state == .muted ? .risk : .lastSeen)
        if alerts.order == .risk, alerts.state != .open, alerts.state != .muted { alerts.order = .lastSeen }
        alerts.limit = QueueQuestion.rows
        alerts.counts = true
        outcome = try Outcome(&parameters)
    }

    /// The address without what was just done and without a place in the list.
    var start: Address {
        Page.Section.queue.address.with("stand", alerts.state == .open ? nil : alerts.state.rawValue)
            .with("niveau", alerts.levels.first?.rawValue).with("wie", alerts.entity?.description)
            .with("volgorde", alerts.order == .risk ? nil : alerts.order.rawValue)
    }

    /// The same place in the list.
    var here: Address { start.with("cursor", cursor) }
}

extension Pages {
    var queueRoutes: [PageRoute] {
        [
            // Not by a permission of the house: who is a member of an incident sees its alerts.
            .page("/signalen", nil) { visit in
                let question = try QueueQuestion(visit.call)
                try await noteLook(at: question.alerts.entity, visit)
                return .page(try await kept(visit) { () throws(Problem) in try await queuePage(question, visit) })
            },
            .page("/signalen/uitvoer", nil) { visit in
                try await export(visit)
            },
            .change("/signalen", .workQueue) { visit, form in
                .seeOther(try await act(form, visit))
            },
        ]
    }

    /// Looking a person up is written down, whatever page it is on.
    func noteLook(at entity: EntityRef?, _ visit: Visit) async throws(Problem) {
        guard let entity, entity.kind == .account else { return }
        try await api.noteSearch(of: entity.description, by: visit.requester)
    }

    private func queuePage(_ question: QueueQuestion, _ visit: Visit) async throws(Problem) -> Page {
        let page = try await api.alerts(question.alerts, visit.requester)
        let records = api.services.records
        let incidents = try await api.read { () throws(Problem) in
            try records.incidents(for: Sight(visit.requester), closed: false, limit: 20).incidents.map(\.value)
        }
        let frame = visit.frame
        let outcome = question.outcome.map { $0.shown(visit, back: question.here) }
        let list: HTML
        if page.alerts.isEmpty {
            list = emptyQueue(question, visit)
        } else if visit.may(.workQueue) {
            list = visit.form(
                Page.Section.queue.address,
                """
                <input type="hidden" name="terug" value="\(question.here)">
                \(tools(incidents, visit))
                \(table(page, question, visit))
                """, id: "queue")
        } else {
            list = table(page, question, visit)
        }
        var shown = Page(
            frame.words("page.menu.queue"), .queue,
            """
            <h1>\(frame("page.menu.queue"))</h1>
            \(demoCard(frame))
            \(outcome)
            \(filters(question, visit))
            \(page.count.flatMap { $0 > 0 ? waiting($0, question, frame) : nil })
            \(list)
            \(frame.next(page.next.map { question.start.with("cursor", Cursor.text($0)) }))
            <p class="export">\(frame("page.export"))
            <a href="\(exportAddress(question, "csv"))">CSV</a> \
            <a href="\(exportAddress(question, "jsonl"))">JSON Lines</a></p>
            """)
        let isFirst = question.alerts.after == nil && question.alerts.state == .open && question.alerts.entity == nil
        if isFirst, visit.may(.readQueue) { shown.live = Pages.liveAddress(question, frame) }
        return shown
    }

    /// How many alerts there are behind the rows that are shown.
    private func waiting(_ count: Int, _ question: QueueQuestion, _ frame: Frame) -> HTML {
        "<p>\(frame("queue.count.\(question.alerts.state == .muted ? "muted" : "open")", "\(count)"))</p>"
    }

    // MARK: The list

    private func table(_ page: AlertPage, _ question: QueueQuestion, _ visit: Visit) -> HTML {
        let frame = visit.frame
        let mayChoose = visit.may(.workQueue)
        let choose: HTML = mayChoose ? "<th scope=\"col\">\(frame("queue.choose"))</th>" : .none
        let rows = page.alerts.enumerated().map { QueueRow.html($1, visit, isFirst: $0 == 0, mayChoose: mayChoose) }
        let head: [HTML] = [
            choose, sorting(.lastSeen, "last_seen", question, frame), frame.column("level"), frame.column("alert"),
            frame.column("entity"), sorting(.risk, "risk", question, frame), frame.column("count"),
        ]
        return frame.table("queue.table", head: head, rows: rows, id: "rows")
    }

    /// The head of a column by which can be sorted.
    private func sorting(
        _ order: AlertQuery.Order, _ key: String, _ question: QueueQuestion, _ frame: Frame
    ) -> HTML {
        let isChosen = question.alerts.order == order
        let zone: HTML? = order == .lastSeen ? " <span class=\"zone\">\(frame.time.zone.name)</span>" : nil
        let address = question.start.with("volgorde", order.rawValue)
        return """
            <th scope="col"\(" aria-sort=\"descending\"", isChosen)>\
            <a href="\(address)">\(frame("column.web.\(key)"))</a>\(zone)</th>
            """
    }

    private func filters(_ question: QueueQuestion, _ visit: Visit) -> HTML {
        let frame = visit.frame
        let states = frame.select(
            "stand", AlertQuery.State.allCases, key: "queue.state", chosen: question.alerts.state)
        let levels = frame.select(
            "niveau", AlertLevel.allCases.reversed(), key: "level", chosen: question.alerts.levels.first,
            empty: "queue.level.all")
        return """
            <form method="get" action="\(Page.Section.queue.address)" class="bar">
            \(frame.field("queue.state", states))
            \(frame.field("column.web.level", levels))
            \(frame.field("queue.who", "<input name=\"wie\" value=\"\(question.alerts.entity?.description ?? "")\">"))
            <button>\(frame("queue.filter"))</button></form>
            """
    }

    /// What can be done with the rows that are chosen.
    func tools(_ incidents: [IncidentSummary], _ visit: Visit) -> HTML {
        let frame = visit.frame
        let choices = incidents.map { incident -> HTML in
            "<option value=\"\(incident.number.description)\">\(incident.number.description) \(incident.title)</option>"
        }
        let days: [HTML] = [1, 7, 30, 90].map {
            "<option value=\"\($0)\">\(frame("queue.mute.days", "\($0)"))</option>"
        }
        let into: HTML = """
            <select name="incident"><option value="">\(frame("queue.merge.new"))</option>\(choices)</select>
            """
        return """
            <button name="doe" value="" hidden></button>
            <div class="tools" role="group" aria-label="\(frame("queue.tools"))">
            <details class="menu" data-key="m"><summary>\(frame("queue.merge"))</summary>
            \(frame.field("queue.merge.into", into))
            \(frame.input("queue.merge.title", "titel", longest: 200, hint: "queue.merge.title.hint"))
            <button name="doe" value="merge" class="main">\(frame("queue.merge.do"))</button></details>
            <details class="menu" data-key="c"><summary>\(frame("queue.close"))</summary>
            \(frame.closeReasons)
            \(frame.input("queue.note", "noot"))
            <button name="doe" value="close" class="main">\(frame("queue.close.do"))</button></details>
            <details class="menu" data-key="d"><summary>\(frame("queue.mute"))</summary>
            \(frame.field("queue.mute.until", "<select name=\"dagen\">\(days)</select>"))
            \(frame.input("queue.mute.reason", "waarom", hint: "queue.mute.hint"))
            <button name="doe" value="mute" class="main">\(frame("queue.mute.do"))</button></details>
            </div>
            """
    }

    /// Nothing to do, told apart from nothing that comes in.
    private func emptyQueue(_ question: QueueQuestion, _ visit: Visit) -> HTML {
        let frame = visit.frame
        // To who may not see the queue, an empty one would say that there is nothing to do.
        guard visit.may(.readQueue) else { return frame.note("plain", "<p>\(frame("queue.not_yours"))</p>") }
        let isFiltered = !question.alerts.levels.isEmpty || question.alerts.entity != nil
        return frame.note(
            "plain",
            """
            <p>\(frame(isFiltered ? "queue.empty.filtered" : "queue.empty.\(question.alerts.state.rawValue)"))</p>
            \(lastHeard(frame))
            """)
    }

    /// Which source was heard last, and when: an empty list is then never taken for a broken one.
    func lastHeard(_ frame: Frame) -> HTML {
        guard let status = api.services.status() else { return "<p>\(frame("sources.unknown"))</p>" }
        guard let newest = status.sources.max(by: { $0.lastLine < $1.lastLine }) else {
            return
                "<p><strong>\(frame("sources.none"))</strong> <a href=\"/bronnen\">\(frame("sources.connect"))</a></p>"
        }
        return """
            <p>\(frame("sources.last")) <span class="log">\(newest.name ?? "...")</span>: \
            \(frame.time.element(newest.lastLine)) \(frame.time.zone.name) (\(frame.ago(newest.lastLine)))</p>
            """
    }
}

/// One row of the queue; the same in the page and in what comes live.
enum QueueRow {
    static func html(_ queued: QueuedAlert, _ visit: Visit, isFirst: Bool = false, mayChoose: Bool) -> HTML {
        let (frame, alert) = (visit.frame, queued.alert)
        let address = Address("/signalen").part(alert.id.description)
        let label = visit.words("queue.choose.row", visit.frame.title(alert), frame.shown(alert.key.entity).value)
        let box: HTML? =
            mayChoose
            ? """
            <td><input type="checkbox" name="signaal" value="\(alert.id.description)" aria-label="\(label)"></td>
            """ : nil
        return """
            <tr id="a-\(alert.id.description)" data-href="\(address)" tabindex="\(isFirst ? 0 : -1)">\(box)\
            <td>\(frame.time.element(alert.lastSeen))</td><td>\(frame.level(alert.level))</td>\
            <td><a href="\(address)">\(frame.title(alert))</a></td><td>\(visit.entity(alert.key.entity))</td>\
            <td class="number">\(queued.risk)</td><td class="number">\(alert.count)</td></tr>

            """
    }
}
