// Eerste brief: the first letter about an incident, with each sentence on its source, what the check finds in it, and
// the letter as a file.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Letters
import Store

extension Pages {
    var letterRoutes: [PageRoute] {
        [
            .page("/incidenten/{number}/brief", nil) { visit in
                let sight = try await letterSight(visit, .readIncident)
                return .page(try letterPage(sight))
            },
            .page("/incidenten/{number}/brief.odt", nil) { visit in
                let sight = try await letterSight(visit, .exportIncident)
                let bytes = try ODTLetter(visit.words).bytes(FirstLetter(sight, api.services).letter(sight))
                return .file(bytes: bytes, type: "application/vnd.oasis.opendocument.text", name: name(sight, "odt"))
            },
            .page("/incidenten/{number}/brief.html", nil) { visit in
                let sight = try await letterSight(visit, .exportIncident)
                let text = try HTMLLetter(visit.words).document(FirstLetter(sight, api.services).letter(sight))
                return .file(bytes: Array(text.utf8), type: "text/html; charset=utf-8", name: name(sight, "html"))
            },
        ]
    }

    /// The incident, for who may do this with it.
    private func letterSight(_ visit: Visit, _ permission: Permission) async throws -> IncidentSight {
        try visit.call.noParameters()
        let number = try Pages.number(visit)
        let services = api.services
        let file = try await api.read { () throws(Problem) in
            try services.records.incident(number, for: Sight(visit.requester), to: permission).value
        }
        return IncidentSight(
            file: file, alerts: [], clocks: IncidentClocks(file.state, services, now: visit.frame.now), visit: visit)
    }

    private func name(_ sight: IncidentSight, _ ending: String) -> String {
        "brief-\(sight.number).\(ending)"
    }

    private func letterPage(_ sight: IncidentSight) throws(Problem) -> Page {
        let (visit, frame) = (sight.visit, sight.visit.frame)
        let letter = FirstLetter(sight, api.services).letter(sight)
        let ids = EntryIDs(sight.file.entries)
        let address = sight.address
        let hidden = sight.file.state.sentences.count { $0.visibility != .public }
        let left: HTML? = hidden > 0 ? "<p>\(frame("letter.page.left_out", "\(hidden)"))</p>" : nil
        let body = try HTMLLetter(visit.words, level: 3) { entry in
            ids[entry.sequence].map { address.text + "#r-" + $0 }
        }.fragment(letter)
        let files: HTML =
            sight.may(.exportIncident)
            ? """
            <p><a href="\(address.part("brief.odt"))">ODT</a> <a href="\(address.part("brief.html"))">HTML</a></p>
            """ : .none
        return Page(
            "\(frame.words("letter.page.title")) \(sight.number)", .incidents,
            """
            <p class="path"><a href="\(address)">\(sight.number.description) \(sight.file.state.title)</a></p>
            <h1>\(frame("letter.page.title"))</h1>
            \(ClockParts.html(sight))
            <p>\(frame("letter.page.about"))</p>
            \(left)
            \(files)
            <h2>\(frame("letter.page.check"))</h2>
            \(findings(letter, frame))
            <h2>\(frame("letter.page.preview"))</h2>
            \(HTML(rendered: body))
            """)
    }

    private func findings(_ letter: Letter, _ frame: Frame) -> HTML {
        let check = LetterCheck(LetterText(letter))
        guard !check.findings.isEmpty else { return frame.note("done", "<p>\(frame("letter.page.clean"))</p>") }
        let rows = check.findings.map { finding -> HTML in
            """
            <li><strong>\(frame("letter.severity.\(finding.severity.rawValue)"))</strong> \
            \(frame.words.text("letter.rule.\(finding.rule.rawValue)", finding.arguments)) <q>\(finding.quote)</q></li>
            """
        }
        return "<ul>\(rows)</ul>"
    }
}

extension FirstLetter {
    /// The letter about an incident, of its sentences.
    init(_ sight: IncidentSight, _ services: WebServices) {
        let state = sight.file.state
        let statements = state.sentences.map { sentence in
            let log = JournalLog.incident(state.number)
            let sources = (sentence.basis + [sentence.sequence]).compactMap { EntryRef(log: log, sequence: $0) }
            return LetterStatement(
                sentence.part, sentence.text, sources: sources, visibility: sentence.visibility, asOf: sentence.recorded
            )
        }
        let words = sight.visit.words
        self.init(
            organisation: services.profile()?.organisation ?? words("letter.page.organisation"),
            minister: words("letter.page.minister"),
            addressee: words("letter.page.addressee").split(separator: "\n").map(String.init),
            subject: state.title, incident: state.number, isExercise: sight.visit.frame.isExercise,
            statements: statements)
    }

    /// Written with the times as the page shows them.
    func letter(_ sight: IncidentSight) -> Letter {
        letter(sight.visit.words, time: LetterTime(sight.visit.words) { sight.visit.time.offsetSeconds(at: $0) })
    }
}

extension HTML {
    /// What `HTMLLetter` has written: escaped there.
    init(rendered: String) {
        self.init(stringLiteral: rendered)
    }
}
