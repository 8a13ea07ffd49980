// One incident on one page: its state, its alerts, its moments, its sentences for the letter, and its journal.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

/// What the page of an incident shows.
struct IncidentSight: Sendable {
    let file: IncidentFile
    let alerts: [QueuedAlert]
    let clocks: IncidentClocks
    let visit: Visit

    var number: IncidentNumber { file.state.number }
    var address: Address { Page.Section.incidents.address.part(number.description) }
    var mayWrite: Bool { may(.writeIncident) }

    func may(_ permission: Permission) -> Bool {
        Decision.may(visit.requester, permission, on: .incident(file.summary.circle))
    }

    /// A form below the incident.
    func form(_ name: String, _ body: HTML) -> HTML {
        visit.form(address.part(name), body)
    }
}

extension Pages {
    func incidentPage(_ visit: Visit) async throws(Problem) -> Page {
        let number = try Pages.number(visit)
        let (outcome, asOf) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            (try Outcome(&parameters), try parameters.time("stand"))
        }
        let services = api.services
        let (file, alerts) = try await api.read { () throws(Problem) in
            let file = try services.records.incident(number, for: Sight(visit.requester), asOf: asOf).value
            let alerts = file.state.alerts.prefix(WebLimits.incidentAlerts).compactMap { id in
                (try? services.records.alert(id, for: Sight(visit.requester), now: services.now()))?.value
            }
            return (file, alerts)
        }
        let sight = IncidentSight(
            file: file, alerts: alerts, clocks: IncidentClocks(file.state, services, now: asOf ?? visit.frame.now),
            visit: visit)
        let frame = visit.frame
        let then: HTML? = asOf.map { time in
            frame.note("plain", "<p>\(frame("incident.as_of", frame.time.text(time), frame.time.zone.name))</p>")
        }
        return Page(
            "\(number) \(file.state.title)", .incidents,
            """
            <p class="path"><a href="\(Page.Section.incidents.address)">\(frame("page.menu.incidents"))</a></p>
            <h1>\(number.description) \(file.state.title)</h1>
            \(outcome.map { $0.shown(visit, back: sight.address) })
            \(then)
            \(ClockParts.html(sight))
            \(IncidentParts.facts(sight))
            <div class="cols">
            <section aria-labelledby="h-moments"><h2 id="h-moments">\(frame("incident.moments"))</h2>
            \(IncidentParts.moments(sight))</section>
            <section aria-labelledby="h-alerts"><h2 id="h-alerts">\(frame("incident.alerts"))</h2>
            \(IncidentParts.alerts(sight))</section>
            </div>
            <section aria-labelledby="h-letter"><h2 id="h-letter">\(frame("incident.letter"))</h2>
            \(IncidentParts.letter(sight))</section>
            <section aria-labelledby="h-journal"><h2 id="h-journal">\(frame("incident.journal"))</h2>
            \(IncidentParts.writing(sight))
            \(IncidentJournal.html(sight))</section>
            """)
    }
}

/// The parts of the page, each a function of what it shows.
enum IncidentParts {
    static func facts(_ sight: IncidentSight) -> HTML {
        let (frame, state) = (sight.visit.frame, sight.file.state)
        let closed: HTML =
            state.closed.map { "\(frame("incident.state.closed")): \(frame("reason.\($0.rawValue)"))" }
            ?? frame("incident.state.open")
        let people = state.people.members.sorted().map { name -> HTML in
            "<li>\(name)\(state.people.leads.contains(name) ? " (\(frame("incident.lead")))" : HTML.none)</li>"
        }
        return """
            <dl class="facts">
            <dt>\(frame("column.web.state"))</dt><dd>\(closed)</dd>
            <dt>\(frame("column.web.tlp"))</dt><dd>TLP:\(state.tlp.rawValue.uppercased())</dd>
            <dt>\(frame("column.web.opened"))</dt>\
            <dd>\(state.opened.map(frame.time.element)) \(frame.time.zone.name)</dd>
            <dt>\(frame("incident.members"))</dt><dd><ul class="plain">\(people)</ul></dd>
            </dl>
            \(tools(sight))
            """
    }

    private static func tools(_ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        guard sight.may(.leadIncident) else { return .none }
        let members = sight.form(
            "leden",
            """
            \(frame.input("incident.member", "naam", longest: 64, isNeeded: true))
            <label class="box"><input type="checkbox" name="rood" value="1"> \(frame("incident.member.red"))</label>
            <label class="box"><input type="checkbox" name="weg" value="1"> \(frame("incident.member.remove"))</label>
            <button class="main">\(frame("incident.member.do"))</button>
            """)
        let closing: HTML? =
            sight.file.state.closed != nil
            ? nil
            : """
            <details class="menu" data-key="c"><summary>\(frame("incident.close"))</summary>\
            \(sight.form("sluiten", """
                \(frame.closeReasons)
                \(frame.input("queue.note", "noot"))
                <button class="main">\(frame("incident.close.do"))</button>
                """))</details>
            """
        return """
            <div class="tools"><details class="menu"><summary>\(frame("incident.members.change"))</summary>\
            \(members)</details>
            \(closing)</div>
            """
    }

    static func alerts(_ sight: IncidentSight) -> HTML {
        let (frame, visit) = (sight.visit.frame, sight.visit)
        guard !sight.alerts.isEmpty else { return "<p>\(frame("incident.alerts.none"))</p>" }
        let rows = sight.alerts.map { queued -> HTML in
            let alert = queued.alert
            let label = visit.words("queue.choose.row", visit.frame.title(alert), frame.shown(alert.key.entity).value)
            let box: HTML? =
                sight.mayWrite
                ? """
                <input type="checkbox" name="signaal" value="\(alert.id.description)" aria-label="\(label)">
                """ : nil
            let address = Address("/signalen").part(alert.id.description)
            return """
                <li>\(box) \(frame.level(alert.level)) <a href="\(address)">\(frame.title(alert))</a> \
                \(visit.entity(alert.key.entity)) <span class="hint">\(alert.count)x, \
                \(frame.time.element(alert.lastSeen))</span></li>
                """
        }
        let list: HTML = "<ul class=\"plain\">\(rows)</ul>"
        guard sight.mayWrite else { return list }
        return sight.form("los", "\(list)<button>\(frame("incident.detach"))</button>")
    }

    /// The moments of the law, and a form for another one.
    static func moments(_ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        let rows = sight.file.state.moments.map { moment -> HTML in
            """
            <li><strong>\(frame("moment.\(moment.moment.rawValue)"))</strong> \
            \(IncidentJournal.occurred(moment.occurred, frame)) <span class="hint">\(moment.reason)</span></li>
            """
        }
        let list: HTML = rows.isEmpty ? "<p>\(frame("incident.moments.none"))</p>" : "<ul class=\"plain\">\(rows)</ul>"
        guard sight.mayWrite else { return list }
        let kinds = frame.select("moment", MomentKind.allCases, key: "moment", chosen: .breachAware)
        return """
            \(list)<details class="menu" data-key="k"><summary>\(frame("incident.moment.new"))</summary>\
            \(sight.form("moment", """
                \(frame.field("incident.moment.kind", kinds))
                \(timeField(sight))
                \(frame.input("incident.moment.reason", "waarom", isNeeded: true, hint: "incident.moment.hint"))
                <button class="main">\(frame("incident.moment.do"))</button>
                """))</details>
            """
    }

    /// A moment in the zone of the page, and how sure it is.
    static func timeField(_ sight: IncidentSight, isNeeded: Bool = true) -> HTML {
        let frame = sight.visit.frame
        let value = isNeeded ? frame.time.field(frame.now) : ""
        let input: HTML = """
            <input type="datetime-local" name="tijd" value="\(value)"\(" required", isNeeded)>
            """
        let sure = frame.select(
            "zekerheid", [Moment.Precision.exact, .hour, .day], key: "precision", chosen: .exact)
        return """
            <label>\(frame("incident.time")) <span class="zone">\(frame.time.zone.name)</span>\(input)</label>
            <input type="hidden" name="zone" value="\(frame.time.zone.rawValue)">
            \(frame.field("incident.precision", sure))
            """
    }

    /// The sentences for the letter under its three headings.
    static func letter(_ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        let ids = EntryIDs(sight.file.entries)
        let parts = LetterPart.allCases.map { part -> HTML in
            let sentences = sight.file.state.sentences.filter { $0.part == part }.map { sentence -> HTML in
                let sources = sentence.basis.compactMap { ids[$0] }.map { id -> HTML in
                    "<a href=\"#r-\(id)\">\(frame("letter.source"))</a> "
                }
                let isPublic = sentence.visibility == .public
                return """
                    <li>\(sentence.text) <span class="hint">\
                    \(frame(isPublic ? "visibility.public" : "visibility.confidential")) \(sources)</span></li>
                    """
            }
            let list: HTML =
                sentences.isEmpty ? "<p class=\"hint\">\(frame("letter.part.empty"))</p>" : "<ul>\(sentences)</ul>"
            return "<h3>\(frame("letter.part.\(part.rawValue)"))</h3>\(list)"
        }
        let letter = sight.address.part("brief")
        return HTML(parts) + "<p><a class=\"button\" href=\"\(letter)\">\(frame("letter.make"))</a></p>"
    }

    /// A new entry of the journal.
    static func writing(_ sight: IncidentSight) -> HTML {
        guard sight.mayWrite else { return .none }
        let frame = sight.visit.frame
        let box: HTML = """
            <textarea name="tekst" rows="3" required maxlength="20000" data-key="n"></textarea>
            """
        let levels = frame.select("tlp", TLP.allCases, key: "tlp", chosen: sight.file.state.tlp)
        return sight.form(
            "regel",
            """
            \(frame.field("incident.note", box))
            <details><summary>\(frame("incident.note.more"))</summary>
            \(timeField(sight, isNeeded: false))
            \(frame.field("column.web.tlp", levels))
            </details>
            <button class="main">\(frame("incident.note.do"))</button>
            """)
    }
}
