// Hulp: the handbook within the program, and which page of it fits which page of the program.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base

/// A place in the handbook.
package struct HelpTopic: Sendable, Hashable {
    /// The name of the page; nil: the list of all.
    var page: String?
    /// The id of a heading on it.
    var part: String?

    /// Where it is, ready for an attribute.
    var target: HTML {
        let address = page.map { Page.Section.help.address.part($0) } ?? Page.Section.help.address
        return part.map { "\(address)#\($0)" } ?? "\(address)"
    }
}

extension HelpTopic {
    /// Those that the parts of the program lead to, as text: `page` or `page#part`.
    package static var targets: [String] {
        (Page.Section.allCases.map(\.help) + [.password, .packs]).compactMap { topic in
            topic.page.map { page in topic.part.map { "\(page)#\($0)" } ?? page }
        }
    }

    static let password = HelpTopic(page: "lezer", part: "uw-wachtwoord")
    static let packs = HelpTopic(page: "beheerder", part: "regelpakketten")
}

extension Page.Section {
    /// What helps on the pages of this part (WCAG 2.2, 3.2.6: always at the same place).
    var help: HelpTopic {
        switch self {
        case .queue: HelpTopic(page: "signalen")
        case .search: HelpTopic(page: "soc-analist")
        case .incidents: HelpTopic(page: "leider")
        case .rules: HelpTopic(page: "soc-analist", part: "een-regel-schrijven")
        case .sources, .health: HelpTopic(page: "beheerder", part: "de-dienst")
        case .administration: HelpTopic(page: "accounts")
        case .help: HelpTopic()
        }
    }
}

extension Pages {
    /// The pages of the handbook that come first, in this order; then the others by name.
    private static let order = [
        "lezer", "signalen", "soc-analist", "leider", "accounts", "beheerder", "toetsen", "woorden", "toegankelijkheid",
        "dpia",
    ]

    var helpRoutes: [PageRoute] {
        [
            .page("/hulp", nil) { visit in
                try visit.call.noParameters()
                return .page(helpList(visit))
            },
            .page("/hulp/{page}", nil) { visit in
                try visit.call.noParameters()
                return .page(try helpPage(try visit.call.path("page"), visit))
            },
        ]
    }

    private var helpNames: [String] {
        let names = api.services.handbook.keys
        return Pages.order.filter(names.contains) + names.filter { !Pages.order.contains($0) }.sorted()
    }

    private func helpText(_ name: String) -> HandbookText? {
        api.services.handbook[name].map { bytes in
            HandbookText(String(decoding: bytes, as: UTF8.self), pages: Set(api.services.handbook.keys))
        }
    }

    private func helpList(_ visit: Visit) -> Page {
        let frame = visit.frame
        let items = helpNames.compactMap { name -> HTML? in
            guard let text = helpText(name) else { return nil }
            return """
                <li><a href="\(Page.Section.help.address.part(name))">\(text.title)</a><br>\
                <span class="hint">\(text.summary)</span></li>

                """
        }
        let list: HTML =
            items.isEmpty
            ? frame.note("plain", "<p>\(frame("help.none"))</p>")
            : "<ul class=\"handbook\" lang=\"nl\">\n\(items)</ul>"
        return Page(
            frame.words("page.menu.help"), .help,
            "<h1>\(frame("page.menu.help"))</h1><p>\(frame("help.about"))</p>\(Pages.onlyDutch(frame))\(list)")
    }

    private func helpPage(_ name: String, _ visit: Visit) throws(Problem) -> Page {
        guard let text = helpText(name) else { throw Problem(.notThere) }
        let frame = visit.frame
        let parts = text.headings.filter { $0.level == 2 }.map { heading -> HTML in
            "<li><a href=\"#\(heading.id)\">\(heading.text)</a></li>"
        }
        let contents: HTML =
            parts.count < 2
            ? .none
            : """
            <nav class="contents" aria-labelledby="contents"><p id="contents">\(frame("help.contents"))</p>
            <ul lang="nl">\(parts)</ul></nav>
            """
        return Page(
            text.title, .help,
            """
            <p class="path"><a href="\(Page.Section.help.address)">\(frame("page.menu.help"))</a></p>
            <h1 lang="nl">\(text.title)</h1>
            \(Pages.onlyDutch(frame))\(contents)
            <div class="handbook" lang="nl">
            \(text.body)</div>
            """)
    }

    private static func onlyDutch(_ frame: Frame) -> HTML {
        frame.view.language == .dutch ? .none : "<p class=\"hint\">\(frame("help.dutch"))</p>"
    }
}
