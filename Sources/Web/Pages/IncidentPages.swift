// Incidenten: the list, opening one, and what is written in one. The page of one incident is in IncidentPage.swift.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

extension Pages {
    var incidentRoutes: [PageRoute] {
        [
            .page("/incidenten", nil) { visit in .page(try await incidentList(visit)) },
            .change("/incidenten", .openIncident) { visit, form in
                guard let title = form.text("titel") else { throw Problem(.memberMissing, ["titel"]) }
                let tlp = try EntryFields.word("tlp", form.text("tlp"), TLP.self) ?? .amber
                let entry = try await api.open(title, tlp: tlp, members: [], alerts: [], visit.requester)
                return .seeOther(Page.Section.incidents.address.part(entry.log.name))
            },
            .page("/incidenten/{number}", nil) { visit in .page(try await incidentPage(visit)) },
            writing("regel") { form, visit in
                guard let text = form.text("tekst") else { throw Problem(.memberMissing, ["tekst"]) }
                return EntryOrder(
                    .note(text), tlp: try EntryFields.word("tlp", form.text("tlp"), TLP.self),
                    occurred: try Pages.moment(form, visit, isNeeded: false))
            },
            writing("los") { form, _ in EntryOrder(.detached(try EntryFields.alerts(form.all("signaal")))) },
            writing("sluiten") { form, _ in
                guard let reason = form.text("reden").flatMap(CloseReason.init) else { throw Problem(.reasonNeeded) }
                return EntryOrder(.closed(reason, form.text("noot") ?? ""))
            },
            writing("leden") { form, _ in
                let name = try EntryFields.account("naam", form.text("naam"))
                return form.has("weg")
                    ? EntryOrder(.memberRemoved(name))
                    : EntryOrder(.memberAdded(name, isRecipient: form.has("rood")))
            },
            writing("moment") { form, visit in
                guard let moment = form.text("moment").flatMap(MomentKind.init) else {
                    throw Problem(.memberMissing, ["moment"])
                }
                guard let reason = form.text("waarom") else { throw Problem(.reasonNeeded) }
                return EntryOrder(
                    .momentRecorded(moment, reason: reason), occurred: try Pages.moment(form, visit, isNeeded: true))
            },
            writing("melding") { form, visit in
                guard let term = form.text("termijn"), let proof = form.text("kenmerk") else {
                    throw Problem(.memberMissing, [form.text("termijn") == nil ? "termijn" : "kenmerk"])
                }
                return EntryOrder(
                    .noticeGiven(term: term, proof: proof), occurred: try Pages.moment(form, visit, isNeeded: true))
            },
            writing("zin") { form, _ in
                guard let part = form.text("deel").flatMap(LetterPart.init), let text = form.text("tekst") else {
                    throw Problem(.memberMissing, [form.text("tekst") == nil ? "tekst" : "deel"])
                }
                let visibility = form.has("openbaar") ? Visibility.public : .confidential
                return EntryOrder(.sentence(part, text, basis: form.all("bron")), visibility: visibility)
            },
            .change("/incidenten/{number}/glas", nil) { visit, form in
                guard let reason = form.text("waarom") else { throw Problem(.reasonNeeded) }
                let number = try Pages.number(visit)
                _ = try await api.write(EntryOrder(.glassBroken(reason: reason)), number, visit.requester)
                return .seeOther(Page.Section.incidents.address.part(number.description))
            },
        ]
    }

    /// A form below an incident that writes one entry in its journal.
    private func writing(
        _ name: String, _ order: @escaping @Sendable (Form, Visit) throws -> EntryOrder
    ) -> PageRoute {
        .change("/incidenten/{number}/\(name)", nil) { visit, form in
            let number = try Pages.number(visit)
            let (entry, _) = try await api.write(try order(form, visit), number, visit.requester)
            let outcome = Outcome(.written, entry: entry.entryID, incident: number)
            return .seeOther(outcome.added(to: Page.Section.incidents.address.part(number.description)))
        }
    }

    static func number(_ visit: Visit) throws(Problem) -> IncidentNumber {
        guard let number = IncidentNumber(try visit.call.path("number")) else { throw Problem(.notThere) }
        return number
    }

    /// When something was so, in the zone that the page shows.
    private static func moment(_ form: Form, _ visit: Visit, isNeeded: Bool) throws(Problem) -> Moment? {
        guard let text = form.text("tijd") else {
            if isNeeded { throw Problem(.timeNeeded, [visit.time.zone.name]) }
            return nil
        }
        // The form says in which zone it was filled in: someone may have chosen another since.
        let zone = form.text("zone").flatMap(ShownTime.Zone.init) ?? visit.time.zone
        guard let time = ShownTime(zone: zone, language: visit.time.language).read(text) else {
            throw Problem(.timeNeeded, [zone.name])
        }
        guard time <= visit.frame.now.advanced(byNanoseconds: 60_000_000_000) else { throw Problem(.timeAhead) }
        let precision = form.text("zekerheid").flatMap(Moment.Precision.init) ?? .exact
        return Moment(time, precision)
    }

    // MARK: The list

    private func incidentList(_ visit: Visit) async throws(Problem) -> Page {
        let before = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            try Cursor.incident(&parameters)
        }
        let records = api.services.records
        let page = try await api.read { () throws(Problem) in
            try records.incidents(for: Sight(visit.requester), before: before, limit: QueueQuestion.rows)
        }
        let frame = visit.frame
        let rows = page.incidents.map { incident -> HTML in
            let summary = incident.value
            let state = summary.closed == nil ? "incident.state.open" : "incident.state.closed"
            return """
                <tr><td>\(visit.incident(summary.number))</td><td>\(summary.title)</td><td>\(frame(state))</td>\
                <td>TLP:\(summary.circle.tlp.rawValue.uppercased())</td><td class="number">\(summary.alerts)</td>\
                <td>\(summary.opened.map(frame.time.element))</td></tr>

                """
        }
        let list: HTML =
            rows.isEmpty
            ? frame.note("plain", "<p>\(frame("incidents.none"))</p>")
            : frame.table(
                "page.menu.incidents",
                head: [
                    frame.column("incident"), frame.column("title"), frame.column("state"), frame.column("tlp"),
                    frame.column("alerts"), frame.timeColumn("opened"),
                ], rows: rows)
        let opening: HTML =
            visit.may(.openIncident)
            ? """
            <details class="menu"><summary>\(frame("incidents.open"))</summary>
            \(visit.form(Page.Section.incidents.address, """
                \(frame.field("incidents.title", "<input name=\"titel\" required maxlength=\"200\">"))
                \(frame.field("column.web.tlp", frame.select("tlp", TLP.allCases, key: "tlp", chosen: .amber)))
                <button class="main">\(frame("incidents.open.do"))</button>
                """))</details>
            """ : .none
        return Page(
            frame.words("page.menu.incidents"), .incidents,
            """
            <h1>\(frame("page.menu.incidents"))</h1>
            \(opening)
            \(list)
            \(frame.next(page.next.map { Page.Section.incidents.address.with("cursor", Cursor.text($0)) }))
            """)
    }
}
