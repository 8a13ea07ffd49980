// The journal of the organisation: who looked up whom, who changed accounts and tokens, and what was decided.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

extension Pages {
    var auditRoutes: [PageRoute] {
        [
            .page("/beheer/journaal", .readAudit) { visit in .page(try await auditPage(visit)) },
            .page("/beheer/journaal/uitvoer", .readAudit) { visit in try await auditExport(visit) },
        ]
    }

    private func auditPage(_ visit: Visit) async throws(Problem) -> Page {
        let (subject, before) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            (try parameters.value("soort", AuditSubject.init(rawValue:)), try Cursor.sequence(&parameters))
        }
        let (records, sight) = (api.services.records, Sight(visit.requester))
        let page = try await api.read { () throws(Problem) in
            try records.audit(subject, for: sight, before: before, limit: QueueQuestion.rows)
        }
        let (frame, address) = (visit.frame, AdministrationPart.audit.address.with("soort", subject?.rawValue))
        let choice = frame.select(
            "soort", records.auditSubjects(for: sight), key: "audit.subject", chosen: subject,
            empty: "audit.subject.all")
        let damaged = page.damaged.map { problem -> HTML in
            "<p class=\"problem\">\(frame.words.text("problem.\(problem.code.name)", problem.arguments))</p>"
        }
        let list: HTML =
            page.entries.isEmpty && damaged.isEmpty
            ? frame.note("plain", "<p>\(frame("audit.none"))</p>")
            : frame.table(
                "administration.part.audit",
                head: [
                    frame.timeColumn("recorded"), frame.column("by"), frame.column("what"), frame.column("details"),
                ],
                rows: page.entries.map { entry -> HTML in
                    """
                    <tr id="r-\(entry.entryID)"><td>\(frame.time.element(entry.recorded))</td>\
                    <td>\(IncidentJournal.who(entry.actor, frame))</td>\
                    <td>\(frame("entry.\(entry.content.kind)"))</td>\
                    <td>\(AuditDetails.html(entry.content, frame))</td></tr>

                    """
                })
        return Pages.administration(
            .audit, visit.words("administration.part.audit"), visit,
            """
            <p>\(frame("audit.about"))</p>
            <form method="get" action="\(AdministrationPart.audit.address)" class="bar">
            \(frame.field("audit.subject", choice))<button>\(frame("audit.show"))</button></form>
            \(HTML(damaged))\(list)
            \(frame.next(page.next.map { address.with("cursor", Cursor.text($0)) }))
            \(Pages.exports(Address("/beheer/journaal/uitvoer").with("soort", subject?.rawValue), frame))
            """)
    }

    private func auditExport(_ visit: Visit) async throws(Problem) -> PageAnswer {
        let (subject, form) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            (
                try parameters.value("soort", AuditSubject.init(rawValue:)),
                try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
            )
        }
        let (records, sight) = (api.services.records, Sight(visit.requester))
        var (entries, damaged, before): ([JournalEntry], [Problem], Int?) = ([], [], nil)
        repeat {
            let start = before
            let page = try await api.read { () throws(Problem) in
                try records.audit(subject, for: sight, before: start, limit: WebLimits.pageRows)
            }
            entries += page.entries
            damaged += page.damaged
            before = page.next
        } while before != nil && entries.count + damaged.count < WebLimits.exportRows
        let head = ["id", "recorded", "by_kind", "by", "kind", "about", "change", "detail"]
        let rows = entries.map { entry -> [String] in
            let (kind, name) =
                switch entry.actor {
                case .person(let name): ("person", name)
                case .token(let id): ("token", id)
                case .program: ("program", "")
                }
            return [entry.entryID, entry.recorded.description, kind, name, entry.content.kind]
                + AuditDetails.cells(entry.content)
        }
        let messages = damaged.map { visit.words.text("problem.\($0.code.name)", $0.arguments) }
        let rest = messages.map { ["", "", "", "", "damaged", "", "", $0] }
        let found = entries
        let isWhole = before == nil
        let end = isWhole ? [] : [[visit.words("page.export.cut", "\(rows.count)")]]
        return Pages.file("journaal", form, visit, rows: [head] + rest + rows + end) { json in
            for (problem, message) in zip(damaged, messages) {
                json.beginObject()
                json.name("problem")
                json.problem(code: problem.code.name, message: message)
                json.mark(visit.frame)
                json.endObject()
                json.endLine()
            }
            let ids = EntryIDs(found)
            for entry in found {
                json.entry(entry, ids, isExercise: visit.frame.isExercise)
                json.endLine()
            }
            if !isWhole { json.cut(after: found.count) }
        }
    }
}

/// What an entry of the journal of the organisation says.
enum AuditDetails {
    static func html(_ content: EntryContent, _ frame: Frame) -> HTML {
        switch content {
        case .searchedPerson(let query): return "<span class=\"log\">\(query)</span>"
        case .accountChanged(let account, let change, let role):
            return """
                <span class="log">\(account)</span>: \(frame("account.change.\(change.rawValue)")) \
                (\(frame("role.\(role)")))
                """
        case .tokenChanged(let label, let change, let role):
            return "\(label): \(frame("token.change.\(change.rawValue)")) (\(frame("role.\(role)")))"
        case .clockJumped(let seconds): return frame("audit.seconds", "\(seconds)")
        case .daysRemoved(let from, let to, let lines):
            return frame(
                "audit.days", ArchivePosition.text(day: from), ArchivePosition.text(day: to), "\(lines)")
        case .heldLogs(let from, let to):
            return "\(frame.time.element(from)) - \(frame.time.element(to)) \(frame.time.zone.name)"
        case .alertsClosed(let alerts, let reason, let note):
            return "\(frame("journal.alerts", "\(alerts.count)")), \(frame("reason.\(reason.rawValue)")). \(note)"
        case .muted(let rule, let entity, let until, let reason):
            return """
                <span class="log">\(rule)</span> <span class="log">\(entity?.description ?? "")</span> \
                \(frame("audit.until")) \(frame.time.element(until)) \(frame.time.zone.name): \(reason)
                """
        case .packInstalled(let pack):
            return details(
                pack.reference,
                frame(
                    "audit.pack", "\(pack.counts.loaded)", "\(pack.counts.unmapped)", "\(pack.counts.rejected)"))
        case .packChosen(let reference), .packRemoved(let reference): return details(reference)
        case .undone: return frame("audit.undoes")
        case .opened(let text), .note(let text), .corrected(_, let text): return "\(text)"
        case .merged, .detached, .closed, .memberAdded, .memberRemoved, .openToHouse, .glassBroken, .momentRecorded,
            .noticeGiven, .sentence:
            return .none
        }
    }

    private static func details(_ pack: RulePackReference, _ more: HTML? = nil) -> HTML {
        """
        <span class="log">\(pack.name) \(pack.version)</span> \(more) \
        <span class="hint log">SHA-256 \(pack.digest)</span>
        """
    }

    /// The same for programs: about what, which change, and the rest.
    static func cells(_ content: EntryContent) -> [String] {
        switch content {
        case .searchedPerson(let query): [query, "", ""]
        case .accountChanged(let account, let change, let role): [account, change.rawValue, role]
        case .tokenChanged(let label, let change, let role): [label, change.rawValue, role]
        case .clockJumped(let seconds): ["", "", "\(seconds)"]
        case .daysRemoved(let from, let to, let lines):
            ["\(ArchivePosition.text(day: from))/\(ArchivePosition.text(day: to))", "", "\(lines)"]
        case .heldLogs(let from, let to): ["\(from)/\(to)", "", ""]
        case .alertsClosed(let alerts, let reason, let note):
            [alerts.map(\.description).joined(separator: " "), reason.rawValue, note]
        case .muted(let rule, let entity, let until, let reason):
            ["\(rule) \(entity?.description ?? "")", until.description, reason]
        case .packInstalled(let pack): [pack.name, pack.version, pack.digest]
        case .packChosen(let pack), .packRemoved(let pack): [pack.name, pack.version, pack.digest]
        default: ["", "", content.texts.joined(separator: " ")]
        }
    }
}
