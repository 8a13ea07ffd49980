// The journal of an incident as people read it: newest first, each entry with its moment, its writer and its way into
// the letter.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Store

enum IncidentJournal {
    static func html(_ sight: IncidentSight) -> HTML {
        let ids = EntryIDs(sight.file.entries)
        let entries = sight.file.entries.suffix(WebLimits.journalEntries).reversed().map { entry in
            item(entry, ids, sight)
        }
        return "<ol class=\"journal\" reversed>\(entries)</ol>"
    }

    private static func item(_ entry: JournalEntry, _ ids: EntryIDs, _ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        let id = entry.entryID
        let isUndone = ids.isUndone(entry)
        let occurred: HTML? = entry.occurred.map {
            "<p class=\"hint\">\(frame("journal.occurred")) \(self.occurred($0, frame))</p>"
        }
        let mark: HTML? = isUndone ? " <span class=\"hint\">\(frame("journal.undone"))</span>" : nil
        return """
            <li id="r-\(id)"\(" class=\"undone\"", isUndone)>
            <p class="head">\(frame.time.element(entry.recorded)) \(who(entry.actor, frame)) \
            <span class="kind">\(frame("entry.\(entry.content.kind)"))</span> \
            <span class="hint">TLP:\(entry.tlp.rawValue.uppercased())</span>\(mark)</p>
            \(said(entry.content, ids, frame))\(occurred)\(tools(entry, id, isUndone: isUndone, sight))</li>

            """
    }

    static func who(_ actor: Actor, _ frame: Frame) -> HTML {
        switch actor {
        case .person(let name): "<strong>\(name)</strong>"
        case .token(let id): "\(frame("actor.token")) \(id)"
        case .program: frame("actor.program")
        }
    }

    /// A moment with how sure it is.
    static func occurred(_ moment: Moment, _ frame: Frame) -> HTML {
        guard let time = moment.earliest else { return frame("precision.unknown") }
        let sure: HTML = moment.precision == .exact ? .none : " (\(frame("precision.\(moment.precision.rawValue)")))"
        return "\(frame.time.element(time)) \(frame.time.zone.name)\(sure)"
    }

    private static func said(_ content: EntryContent, _ ids: EntryIDs, _ frame: Frame) -> HTML {
        switch content {
        case .opened(let text), .note(let text), .searchedPerson(let text), .corrected(_, let text):
            return text.isEmpty ? .none : paragraphs(text)
        case .merged(let alerts), .detached(let alerts): return "<p>\(frame("journal.alerts", "\(alerts.count)"))</p>"
        case .closed(let reason, let note), .alertsClosed(_, let reason, let note):
            return "<p>\(frame("reason.\(reason.rawValue)")). \(note)</p>"
        case .undone(let sequence):
            return ids[sequence].map { "<p><a href=\"#r-\($0)\">\(frame("journal.undoes"))</a></p>" } ?? .none
        case .memberAdded(let account, _), .memberRemoved(let account): return "<p>\(account)</p>"
        case .glassBroken(let account, let reason): return "<p>\(account): \(reason)</p>"
        case .momentRecorded(let moment, let reason):
            return "<p><strong>\(frame("moment.\(moment.rawValue)"))</strong>: \(reason)</p>"
        case .noticeGiven(let term, let proof): return "<p>\(term): \(proof)</p>"
        case .sentence(let part, let text, let basis):
            let sources = basis.compactMap { ids[$0] }.map { id -> HTML in
                " <a href=\"#r-\(id)\">\(frame("letter.source"))</a>"
            }
            return "<p><strong>\(frame("letter.part.\(part.rawValue)"))</strong> \(text)\(sources)</p>"
        case .muted, .accountChanged, .tokenChanged, .clockJumped, .heldLogs, .daysRemoved, .openToHouse,
            .packInstalled, .packChosen, .packRemoved:
            return .none
        }
    }

    private static func paragraphs(_ text: String) -> HTML {
        HTML(text.split(separator: "\n", omittingEmptySubsequences: true).map { "<p>\($0)</p>" })
    }

    /// What can be done with an entry: take it back, or say in the letter what it says.
    private static func tools(_ entry: JournalEntry, _ id: String, isUndone: Bool, _ sight: IncidentSight) -> HTML {
        guard sight.mayWrite, !isUndone else { return .none }
        let frame = sight.visit.frame
        var tools: HTML = .none
        if case .note(let text) = entry.content {
            tools += """
                <details class="menu"><summary>\(frame("journal.to_letter"))</summary>\
                \(sight.form("zin", """
                    <input type="hidden" name="bron" value="\(id)">
                    \(frame.field("letter.part", frame.select("deel", LetterPart.allCases, key: "letter.part")))
                    \(frame.field("letter.sentence", "<textarea name=\"tekst\" rows=\"3\" required>\(text)</textarea>"))
                    <label class="box"><input type="checkbox" name="openbaar" value="1"> \
                    \(frame("letter.public"))</label>
                    <button class="main">\(frame("letter.sentence.do"))</button>
                    """))</details>
                """
        }
        switch entry.content {
        case .merged, .detached, .closed, .momentRecorded, .noticeGiven, .sentence:
            tools += sight.visit.form(
                Address("/ongedaan"),
                """
                <input type="hidden" name="regel" value="\(id)">\
                <input type="hidden" name="in" value="\(sight.number.description)">\
                <input type="hidden" name="terug" value="\(sight.address)"><button>\(frame("done.take_back"))</button>
                """)
        default: break
        }
        return tools.isEmpty ? .none : "<div class=\"tools\">\(tools)</div>"
    }
}
