// One alert: what it is about, the lines on which it rests, and what can be done with it.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

extension Pages {
    var alertRoutes: [PageRoute] {
        [
            .page("/signalen/{id}", nil) { visit in
                try visit.call.noParameters()
                guard let id = ULID(try visit.call.path("id")) else { throw Problem(.notThere) }
                return .page(try await alertPage(id, visit))
            },
            // The name behind a pseudonym: whoever asks for it looks a person up. As a change, so that no link does it.
            .change("/signalen/{id}/naam", nil) { visit, _ in
                guard let id = ULID(try visit.call.path("id")) else { throw Problem(.notThere) }
                let (records, now) = (api.services.records, api.services.now())
                let entity = try await api.read { () throws(Problem) in
                    try records.alert(id, for: Sight(visit.requester), now: now).value.alert.key.entity
                }
                try await noteLook(at: entity, visit)
                return .page(try await alertPage(id, visit, isNamed: true))
            },
        ]
    }

    private func alertPage(_ id: ULID, _ visit: Visit, isNamed: Bool = false) async throws(Problem) -> Page {
        let services = api.services
        let (queued, evidence) = try await api.read { () throws(Problem) in
            let cleared = try services.records.alert(id, for: Sight(visit.requester), now: services.now())
            let mayRead = cleared.permission == .readIncident || visit.may(.searchArchive)
            return (cleared.value, mayRead ? try services.records.evidence(of: id) : nil)
        }
        let (frame, alert) = (visit.frame, queued.alert)
        let why = try await whyAlert(alert, evidence, visit)
        let says = frame.ruleSays(alert.key.rule, frame.view.language)
        let hides = !isNamed && frame.hides(alert.key.entity)
        var page = Page(
            frame.title(alert), .queue,
            """
            <p class="path"><a href="\(Page.Section.queue.address)">\(frame("page.menu.queue"))</a></p>
            <h1>\(frame.level(alert.level)) \(frame.title(alert))</h1>
            \(says?.why.map { why -> HTML in "<p>\(why)</p>" })
            \(facts(queued, visit, isNamed: isNamed))
            \(says?.first.map { first -> HTML in "<h2>\(frame("rules.first"))</h2><p>\(first)</p>" })
            \(hides ? naming(alert, visit) : HTML.none)
            \(tools(queued, visit))
            \(hides ? HTML.none : why)
            <h2>\(frame("alert.evidence"))</h2>
            \(hides && evidence != nil ? "<p>\(frame("alert.evidence.hidden"))</p>" : lines(evidence, alert, visit))
            """)
        page.here = Address("/signalen").part(id.description)
        return page
    }

    /// The way to the name, and to the lines, which have it too.
    private func naming(_ alert: Alert, _ visit: Visit) -> HTML {
        let frame = visit.frame
        return frame.note(
            "plain",
            """
            <p>\(frame("alert.name.hidden"))</p>
            \(visit.form(
                Address("/signalen").part(alert.id.description).part("naam"),
                "<button>\(frame("alert.name.show"))</button>"))
            """)
    }

    private func facts(_ queued: QueuedAlert, _ visit: Visit, isNamed: Bool) -> HTML {
        let (frame, alert) = (visit.frame, queued.alert)
        let zone = frame.time.zone.name
        let state: HTML =
            switch alert.state {
            case .open: frame(queued.isMuted ? "alert.state.muted" : "alert.state.open")
            case .merged(let number): "\(frame("alert.state.merged")) \(visit.incident(number))"
            case .closed(let reason, let number):
                "\(frame("alert.state.closed", visit.words("reason.\(reason.rawValue)"))) \(number.map(visit.incident))"
            }
        return """
            <dl class="facts">
            <dt>\(frame("column.web.entity"))</dt><dd>\(visit.entity(alert.key.entity, isNamed: isNamed))</dd>
            <dt>\(frame("alert.state"))</dt><dd>\(state)</dd>
            <dt>\(frame("column.web.risk"))</dt>\
            <dd>\(queued.risk) <span class="hint">\(frame("alert.risk.hint"))</span></dd>
            <dt>\(frame("column.web.count"))</dt><dd>\(alert.count)</dd>
            <dt>\(frame("column.web.first_seen"))</dt><dd>\(frame.time.element(alert.firstSeen)) \(zone)</dd>
            <dt>\(frame("column.web.last_seen"))</dt><dd>\(frame.time.element(alert.lastSeen)) \(zone) \
            (\(frame.ago(alert.lastSeen)))</dd>
            <dt>\(frame("column.web.rule"))</dt>\
            <dd><a href="\(Page.Section.rules.address.part(alert.key.rule))">\(frame.title(alert))</a> \
            <span class="hint log">\(alert.key.rule)</span></dd>
            </dl>
            """
    }

    /// The same as in the queue, for this one alert.
    private func tools(_ queued: QueuedAlert, _ visit: Visit) -> HTML {
        guard queued.alert.state == .open, visit.may(.workQueue) else { return .none }
        let frame = visit.frame
        let id: HTML = "<input type=\"hidden\" name=\"signaal\" value=\"\(queued.alert.id.description)\">"
        let back: HTML = "<input type=\"hidden\" name=\"terug\" value=\"\(Page.Section.queue.address)\">"
        return """
            <div class="tools">
            <details class="menu" data-key="m"><summary>\(frame("alert.merge"))</summary>\
            \(visit.form(Page.Section.queue.address, """
                \(id)\(back)
                \(frame.input("queue.merge.number", "incident", longest: 11, hint: "queue.merge.number.hint"))
                \(frame.input("queue.merge.title", "titel", longest: 200))
                <button name="doe" value="merge" class="main">\(frame("queue.merge.do"))</button>
                """))</details>
            <details class="menu" data-key="c"><summary>\(frame("queue.close"))</summary>\
            \(visit.form(Page.Section.queue.address, """
                \(id)\(back)\(frame.closeReasons)
                \(frame.input("queue.note", "noot"))
                <button name="doe" value="close" class="main">\(frame("queue.close.do"))</button>
                """))</details>
            </div>
            """
    }

    /// The raw lines, each with its hash, the way an officer of justice would want to see them.
    private func lines(_ evidence: [AlertEvidence]?, _ alert: Alert, _ visit: Visit) -> HTML {
        let frame = visit.frame
        guard let evidence else { return "<p>\(frame("alert.evidence.not_yours"))</p>" }
        guard !evidence.isEmpty else { return "<p>\(frame("alert.evidence.none"))</p>" }
        let shown = evidence.map { line -> HTML in
            let position = line.ref.position.description.replacing("/", with: ".")
            return """
                <li><pre class="log">\(RawLine.text(line.line))</pre>
                <p class="hint"><a href="\(Address("/regel").part(position))">\(line.ref.position.description)</a> \
                sha256 <span class="log">\(line.ref.digest.hex)</span></p></li>
                """
        }
        return "<ol class=\"lines\">\(shown)</ol>"
    }
}

extension Visit {
    /// An incident by its number, with the way to it.
    func incident(_ number: IncidentNumber) -> HTML {
        "<a href=\"\(Address("/incidenten").part(number.description))\">\(number.description)</a>"
    }
}

/// A raw line as text on a page.
enum RawLine {
    /// The most bytes of one line that a page shows; the whole line is a file of its own.
    private static let most = 16 << 10

    /// The line as UTF-8; what is none is shown as what it is not.
    static func text(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(most), as: UTF8.self)
        return bytes.count > most ? text + " \u{2026} (\(bytes.count) bytes)" : text
    }
}
