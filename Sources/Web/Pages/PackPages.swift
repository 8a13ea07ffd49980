// Packs of rules: the list for who reads the rules, and for who keeps the program running also installing, choosing a version
// and removing.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

extension Pages {
    /// The most reasons why documents are not loaded that the page of an installation shows.
    private static let findingsShown = 50

    var packRoutes: [PageRoute] {
        [
            .page("/beheer/regelpakketten", .manageSettings) { visit in .page(try await packPage(visit)) },
            .upload("/beheer/regelpakketten", .manageSettings) { visit, upload in
                try await installPack(visit, upload)
            },
            .change("/beheer/regelpakketten/{name}/versie", .manageSettings) { visit, form in
                guard let version = form.text("versie") else { throw Problem(.memberMissing, ["versie"]) }
                return try await changePack(.changed, visit) { store, name, actor throws(Problem) in
                    try store.choose(name, version: version, by: actor).entry
                }
            },
            .change("/beheer/regelpakketten/{name}/weg", .manageSettings) { visit, _ in
                try await changePack(.removed, visit) { store, name, actor throws(Problem) in
                    try store.remove(name, by: actor).entry
                }
            },
        ]
    }

    private func changePack(
        _ kind: Outcome.Kind, _ visit: Visit,
        _ change: @escaping @Sendable (RulePackStore, String, Actor) throws(Problem) -> JournalEntry?
    ) async throws(Problem) -> PageAnswer {
        let (name, actor) = (try visit.call.path("name"), visit.requester.actor)
        let entry: JournalEntry?
        do throws(Problem) {
            entry = try await api.changePacks { store throws(Problem) in try change(store, name, actor) }
        } catch {
            return .page(try await packPage(visit, problem: error))
        }
        return .seeOther(Outcome(kind, entry: entry?.entryID).added(to: AdministrationPart.packs.address))
    }

    private func installPack(_ visit: Visit, _ upload: Upload) async throws(Problem) -> PageAnswer {
        let (actor, readPack) = (visit.requester.actor, api.services.readPack)
        var findings: [Problem] = []
        let outcome: Outcome
        do throws(Problem) {
            guard let file = upload.file else { throw Problem(.fileNeeded) }
            let labels = RulePackLabels(
                file: file.name, name: upload.form.text("naam"), version: upload.form.text("versie"))
            let content = try await api.readPack { () throws(Problem) in try readPack(file.bytes, labels) }
            findings = content.problems
            let done = try await api.changePacks { store throws(Problem) in
                try store.install(content.pack, file.bytes, by: actor)
            }
            switch done {
            case .installed(_, let entry): outcome = Outcome(.installed, entry: entry.entryID)
            case .same: outcome = Outcome(.kept)
            }
        } catch {
            return .page(try await packPage(visit, problem: error, findings: findings))
        }
        // With something to tell that no address can carry, the page comes at once.
        if findings.isEmpty { return .seeOther(outcome.added(to: AdministrationPart.packs.address)) }
        return .page(try await packPage(visit, outcome: outcome, findings: findings))
    }

    private func packPage(
        _ visit: Visit, problem: Problem? = nil, outcome made: Outcome? = nil, findings: [Problem] = []
    ) async throws(Problem) -> Page {
        var outcome = made
        if visit.call.request.method == .get || visit.call.request.method == .head {
            outcome = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                try Outcome(&parameters)
            }
        }
        let (frame, address) = (visit.frame, AdministrationPart.packs.address)
        let megabytes = RulePackLimits.packBytes >> 20
        let list = try await packList(visit, canChange: true)
        var page = Pages.administration(
            .packs, visit.words("administration.part.packs"), visit,
            """
            \(outcome?.shown(visit, back: address))\(Pages.trouble(problem, frame))
            \(Pages.findings(findings, frame))
            \(list)
            <h2>\(frame("packs.install"))</h2>
            <p>\(frame("packs.notes"))</p>
            <form method="post" action="\(address)" enctype="multipart/form-data" class="narrow">\
            <input type="hidden" name="csrf" value="\(visit.formKey)">
            \(frame.field("packs.file", "<input type=\"file\" name=\"bestand\" required>", "\(megabytes)"))
            \(frame.input("packs.name", "naam", longest: RulePackLimits.packNameBytes))
            \(frame.input("packs.version", "versie", longest: RulePackLimits.packNameBytes))
            <button class="main">\(frame("packs.install.do"))</button></form>
            """)
        if let problem { page.status = WebProblem(problem).status }
        page.here = address
        page.help = .packs
        return page
    }

    /// The part of the page of rules, without what changes something.
    func packSection(_ visit: Visit) async throws(Problem) -> HTML {
        let list = try await packList(visit, canChange: false)
        let way: HTML? =
            visit.may(.manageSettings)
            ? "<p><a href=\"\(AdministrationPart.packs.address)\">\(visit.frame("packs.manage"))</a></p>" : nil
        return "<h2 id=\"pakketten\">\(visit.frame("packs.title"))</h2>\(list)\(way)"
    }

    private func packList(_ visit: Visit, canChange: Bool) async throws(Problem) -> HTML {
        guard let packs = api.services.packs?.packs else { throw Problem(.notThere) }
        let frame = visit.frame
        let state = try await api.read { () throws(Problem) in try packs.state() }
        let broken = api.services.brokenPacks()
        let about: HTML = "<p>\(frame("packs.about"))</p>"
        if state.lines.isEmpty { return about + "<p>\(frame("packs.none"))</p>" }
        let rows = state.lines.sorted { $0.name < $1.name }.flatMap { line in
            line.versions.reversed().map { version in
                Pages.row(line, version, broken[line.name], canChange: canChange, visit)
            }
        }
        return about
            + frame.table(
                "packs.table",
                head: [
                    frame.column("pack"), frame.column("version"), frame.column("state"), frame.column("rules"),
                    frame.column("licence"), frame.column("source"), frame.timeColumn("installed"),
                    frame.column("by"), canChange ? frame.column("action") : .none,
                ], rows: rows)
    }

    private static func row(
        _ line: RulePackState.Line, _ version: RulePackState.Version, _ problem: Problem?, canChange: Bool,
        _ visit: Visit
    ) -> HTML {
        let (frame, pack, isActive) = (visit.frame, version.pack, version == line.current)
        let about: HTML? = pack.about.map { "<br><span class=\"hint\">\($0)</span>" }
        let trouble: HTML? = isActive ? problem.map { "<br>\(Pages.said($0, frame))" } : nil
        let address = AdministrationPart.packs.address.part(line.name)
        let label = { (key: String) in visit.words(key, line.name, pack.version) }
        let button: HTML =
            isActive
            ? visit.form(
                address.part("weg"),
                "<button aria-label=\"\(label("packs.remove.label"))\">\(frame("packs.remove"))</button>")
            : visit.form(
                address.part("versie"),
                """
                <input type="hidden" name="versie" value="\(pack.version)">\
                <button aria-label="\(label("packs.choose.label"))">\(frame("packs.choose"))</button>
                """)
        let action: HTML? = canChange ? "<td>\(button)</td>" : nil
        let counts = frame(
            "packs.counts", "\(pack.counts.loaded)", "\(pack.counts.unmapped)", "\(pack.counts.rejected)")
        return """
            <tr><td>\(line.name)\(about)</td><td>\(pack.version)<br><span class="hint log">\(pack.digest)</span></td>\
            <td>\(frame(isActive ? "packs.active" : "packs.kept"))\(trouble)</td><td>\(counts)</td>\
            <td>\(pack.licence ?? visit.words("packs.unknown"))</td><td>\(pack.source ?? "")</td>\
            <td>\(frame.time.element(version.installed))</td><td>\(frame.actor(version.actor))</td>\(action)</tr>

            """
    }

    /// Why documents are not loaded.
    private static func findings(_ problems: [Problem], _ frame: Frame) -> HTML {
        if problems.isEmpty { return .none }
        let items = problems.prefix(findingsShown).map { problem -> HTML in
            "<li class=\"log\">\(frame.words.line(for: problem))</li>"
        }
        let more: HTML? =
            problems.count > findingsShown
            ? "<p>\(frame("packs.findings.more", "\(problems.count - findingsShown)"))</p>" : nil
        return """
            <details class="menu" open><summary>\(frame("packs.findings", "\(problems.count)"))</summary>
            <ul class="plain">\(items)</ul>\(more)</details>
            """
    }

    /// A problem without the place on this machine.
    private static func said(_ problem: Problem, _ frame: Frame) -> HTML {
        "<span class=\"problem\">\(frame.words.text("problem.\(problem.code.name)", problem.arguments))</span>"
    }
}

extension API {
    /// Reads what was sent.
    func readPack<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        try await changes.run(work)
    }

    /// A change of packs of rules, which the watch takes over before anyone is told.
    func changePacks<Value: Sendable>(
        _ work: @escaping @Sendable (RulePackStore) throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        guard let packs = services.packs else { throw Problem(.notThere) }
        return try await changes.run { [changed = services.packsChanged] () throws(Problem) in
            let value = try work(packs)
            try changed()
            return value
        }
    }
}
