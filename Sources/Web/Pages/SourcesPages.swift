// Bron aansluiten: what comes in now, per sender the lines to copy, and the first lines as they arrive.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import HTTPTypes
import Hummingbird
import Store
import Watch

/// Lines of one kind of sender that came since a page was opened.
private struct Arrivals: Sendable {
    /// The newest first.
    var lines: [ArchivedLine] = []
    /// Whether there were more than were looked at: then the last of `lines` is not the first that came.
    var areMore = false
}

extension Pages {
    /// The most rows that one connection sends: enough to see that it works, whatever comes in.
    private static let arrivalRows = 100
    /// The most lines that one look looks at, of each source.
    private static let arrivalLines = 200
    /// The most sources that one look looks at.
    private static let arrivalSources = 5
    /// The newest lines that the page shows.
    private static let arrivalsShown = 20
    /// How long ago a page may have been opened, in seconds.
    private static let arrivalAge: Int64 = 86_400

    var sourcesRoutes: [PageRoute] {
        [
            .page("/bronnen", .readHealth) { visit in
                try visit.call.noParameters()
                return .page(sourcesPage(visit))
            },
            .page("/bronnen/{kind}", .readHealth) { visit in
                try await senderPage(visit)
            },
            .page("/live/bronnen", .readHealth) { visit in
                let (sender, since) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    (try parameters.value("soort", Sender.init(rawValue:)), try parameters.time("sinds"))
                }
                guard let sender, let since else { throw Problem(.notThere) }
                return .stream(liveArrivals(sender, since: since, visit))
            },
        ]
    }

    // MARK: All senders

    private func sourcesPage(_ visit: Visit) -> Page {
        let frame = visit.frame
        let status = api.services.status()
        let items = Sender.allCases.map { sender -> HTML in
            let address = Page.Section.sources.address.part(sender.rawValue)
            let running = SenderTarget.all(sender, status?.ways ?? [], asked: nil).filter(\.isRunning)
            let state: HTML =
                sender == .file
                ? frame("sources.files", "\(status?.files.count ?? 0)")
                : running.isEmpty
                    ? frame("sources.no_listener")
                    : frame("sources.listener", running.map(\.name).joined(separator: ", "))
            return """
                <li><a href="\(address)">\(frame("sender.\(sender.rawValue)"))</a> \
                <span class="hint">\(state)</span></li>
                """
        }
        return Page(
            frame.words("page.menu.sources"), .sources,
            """
            <h1>\(frame("page.menu.sources"))</h1>
            \(lastHeard(frame))
            <p>\(frame("sources.about"))</p>
            <h2>\(frame("sources.choose"))</h2>
            <ul class="plain">\(items)</ul>
            <p><a href="\(Page.Section.health.address)">\(frame("sources.all"))</a></p>
            """)
    }

    // MARK: One sender

    private func senderPage(_ visit: Visit) async throws -> PageAnswer {
        guard let sender = Sender(rawValue: try visit.call.path("kind")) else { throw Problem(.notThere) }
        let (frame, now) = (visit.frame, visit.frame.now)
        let (since, via) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            (try parameters.time("sinds"), try parameters.value("via", ListenerKind.init(rawValue:)))
        }
        let here = Page.Section.sources.address.part(sender.rawValue).with("via", via?.rawValue)
        // The moment stands in the address, so that loading the page again shows what came in between.
        let oldest = now.advanced(byNanoseconds: -Pages.arrivalAge * 1_000_000_000)
        guard let since, since >= oldest else {
            return .seeOther(here.with("sinds", Timestamp(seconds: now.nanoseconds / 1_000_000_000).description))
        }
        let status = api.services.status()
        let targets = SenderTarget.all(
            sender, status?.ways ?? [], asked: SenderTarget.host(visit.call.request.head.authority))
        let target = targets.first { $0.kind == via } ?? targets.first
        let arrivals = try await arrivals(sender, since: since)
        var page = Page(
            frame.words("sender.\(sender.rawValue)"), .sources,
            """
            <p class="path"><a href="\(Page.Section.sources.address)">\(frame("page.menu.sources"))</a></p>
            <h1>\(frame("sender.\(sender.rawValue)"))</h1>
            <h2>\(frame("sources.listen"))</h2>
            \(listening(sender, target, targets, status, visit))
            \(target.map { copied(sender, $0, frame) })
            <h2>\(frame("sources.first"))</h2>
            \(shown(arrivals, since: since, here: here, visit))
            """)
        page.live = Address("/live/bronnen").with("soort", sender.rawValue).with("sinds", since.description)
        page.says = "sources.live"
        return .page(page)
    }

    /// Whether something listens for it, and if not what to write so that something does.
    private func listening(
        _ sender: Sender, _ target: SenderTarget?, _ targets: [SenderTarget], _ status: WatchStatus?, _ visit: Visit
    ) -> HTML {
        let frame = visit.frame
        guard let target else { return followed(status, frame) }
        guard target.isRunning else {
            return frame.note(
                "soon",
                """
                <p><strong>\(frame(status == nil ? "sources.unknown" : "sources.no_listener.about"))</strong></p>
                <p>\(frame("sources.add", sender.kinds.map(\.rawValue).joined(separator: ", ")))</p>
                <pre class="log" tabindex="0">\(SenderText.configuration(target.kind))</pre>
                <p>\(frame("sources.reload"))</p>
                """)
        }
        let others = targets.filter { $0.kind != target.kind }.map { other -> HTML in
            let address = Page.Section.sources.address.part(sender.rawValue).with("via", other.kind.rawValue)
            return "<li><a href=\"\(address)\">\(frame("sources.instead", other.name))</a></li>"
        }
        var warnings: [HTML] = []
        if target.isLocal { warnings.append(frame("sources.local")) }
        if !target.isEncrypted, !target.isLocal { warnings.append(frame("sources.readable")) }
        if target.kind == .syslogUDP { warnings.append(frame("sources.udp")) }
        if target.asksCertificate { warnings.append(frame("sources.certificate")) }
        if !target.asksToken, target.kind.takesToken { warnings.append(frame("sources.no_token")) }
        let warned: HTML? =
            warnings.isEmpty ? nil : frame.note("soon", HTML(warnings.map { "<p>\($0)</p>" }))
        return """
            <p>\(frame("sources.listens", target.name))</p>
            \(warned)
            <ul class="plain">\(others)</ul>
            """
    }

    /// For files of this machine: those that are followed, and the lines for another.
    private func followed(_ status: WatchStatus?, _ frame: Frame) -> HTML {
        let files = (status?.files ?? []).prefix(Pages.arrivalRows).map { file -> HTML in
            let problem: HTML? = file.problem.map { " <strong>\(frame.words.line(for: $0))</strong>" }
            return "<li><span class=\"log\">\(file.path)</span>\(problem)</li>"
        }
        return """
            <p>\(frame("sources.files", "\(status?.files.count ?? 0)"))</p>
            <ul class="plain">\(files)</ul>
            <p>\(frame("sources.follow"))</p>
            <pre class="log" tabindex="0">\(SenderText.followed)</pre>
            <p>\(frame("sources.reload"))</p>
            """
    }

    /// The lines to copy, each with where they go.
    private func copied(_ sender: Sender, _ target: SenderTarget, _ frame: Frame) -> HTML {
        let texts = SenderText.texts(sender, target).map { text -> HTML in
            """
            <h3>\(frame("sender.place.\(text.place)"))</h3>
            <pre class="log" tabindex="0">\(text.text)</pre>
            """
        }
        var hints: [HTML] = []
        if target.asksToken { hints.append(frame("sources.token", SenderText.token)) }
        if target.isEncrypted { hints.append(frame("sources.authority", target.host)) }
        hints.append(frame("sender.hint.\(sender.rawValue)"))
        return """
            <h2>\(frame("sources.copy"))</h2>
            \(texts)
            <ul>\(hints.map { hint -> HTML in "<li>\(hint)</li>" })</ul>
            """
    }

    // MARK: What comes in

    private func shown(_ arrivals: Arrivals, since: Timestamp, here: Address, _ visit: Visit) -> HTML {
        let frame = visit.frame
        let zone = frame.time.zone.name
        let again: HTML = """
            <p><a href="\(here.with("sinds", since.description))">\(frame("sources.look_again"))</a> \
            <a href="\(here)">\(frame("sources.begin_again"))</a></p>
            """
        let opened: HTML = "<p>\(frame("sources.since")) \(frame.time.element(since)) \(zone)</p>"
        guard let first = arrivals.lines.last else {
            return opened + frame.note("plain", "<p>\(frame("sources.nothing"))</p>\(lastHeard(frame))") + again
        }
        let what: HTML =
            arrivals.areMore
            ? frame("sources.many", "\(arrivals.lines.count)")
            : "\(frame("sources.first_line")) <span class=\"log\">\(first.source.name)</span>, "
                + "\(frame.time.element(first.received)) \(zone)"
        let rows = arrivals.lines.prefix(Pages.arrivalsShown).map { ArrivalRow.html($0, visit) }
        let noLines: HTML? =
            visit.may(.searchArchive) ? nil : "<p class=\"hint\">\(frame("alert.evidence.not_yours"))</p>"
        return """
            \(opened)
            <div class="note done"><p><strong>\(frame("sources.works"))</strong> \(what)</p></div>
            \(frame.table("sources.table", head: ArrivalRow.head(visit), rows: rows, id: "rows"))
            \(noLines)
            \(again)
            """
    }

    /// What sources of a sender's kind have sent since then.
    private func arrivals(_ sender: Sender, since: Timestamp) async throws(Problem) -> Arrivals {
        let names = (api.services.status()?.sources ?? []).filter { source in
            // The figures say the moment as it was read from the clock; the archive keeps milliseconds.
            source.lastLine >= since && sender.prefixes.contains { source.name?.hasPrefix($0) ?? false }
        }.sorted { $0.lastLine > $1.lastLine }.prefix(Pages.arrivalSources).compactMap(\.name)
        guard !names.isEmpty else { return Arrivals() }
        let archive = api.services.archive
        return try await api.search { () throws(Problem) in
            var arrivals = Arrivals()
            for name in names {
                let page = try archive.search(ArchiveQuery(source: name), limit: Pages.arrivalLines)
                let lines = page.lines.filter { $0.received >= since }
                if lines.count == Pages.arrivalLines { arrivals.areMore = true }
                arrivals.lines += lines
            }
            arrivals.lines.sort { $0.position > $1.position }
            return arrivals
        }
    }

    private func liveArrivals(_ sender: Sender, since: Timestamp, _ visit: Visit) -> Response {
        let pages = self
        let none: (seen: ArchivePosition?, sent: Int) = (nil, 0)
        return live(visit, .readHealth, from: none) { state, visit in
            let seen = state.seen
            let fresh = try await pages.arrivals(sender, since: since).lines
                .filter { line in seen.map { line.position > $0 } ?? true }
                .prefix(min(Pages.arrivalsShown, Pages.arrivalRows - state.sent))
            guard let newest = fresh.first else { return [] }
            state = (newest.position, state.sent + fresh.count)
            return fresh.reversed().map { LiveRow(html: ArrivalRow.html($0, visit)) }
        }
    }
}

extension SenderTarget {
    /// For on a screen: `syslog_tls, poort 6514` without the word.
    fileprivate var name: String { "\(kind.rawValue) \(port)" }
}

/// One line that came in; the same in the page and in what comes live.
private enum ArrivalRow {
    /// The most of one line that is shown, in bytes.
    private static let bytes = 2_000

    static func head(_ visit: Visit) -> [HTML] {
        let frame = visit.frame
        return [frame.timeColumn("received"), frame.column("source")]
            + (visit.may(.searchArchive) ? [frame.column("line")] : [])
    }

    static func html(_ line: ArchivedLine, _ visit: Visit) -> HTML {
        let position = line.position.description.replacing("/", with: ".")
        let text = String(decoding: line.bytes.prefix(bytes), as: UTF8.self)
        let more = line.bytes.count > bytes ? " \u{2026}" : ""
        let content: HTML? = visit.may(.searchArchive) ? "<td class=\"log\">\(text)\(more)</td>" : nil
        return """
            <tr id="l-\(position)"><td>\(visit.time.element(line.received))</td>\
            <td class="log">\(line.source.name)</td>\(content)</tr>

            """
    }
}
