// One page as it goes to the browser: what is in it, and the frame that all pages share.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes

/// A page.
struct Page: Sendable {
    /// The entries of the main menu.
    enum Section: String, Sendable, CaseIterable {
        case queue, search, incidents, rules, sources, health, administration, help

        var address: Address {
            switch self {
            case .queue: Address("/signalen")
            case .search: Address("/onderzoek")
            case .incidents: Address("/incidenten")
            case .rules: Address("/regels")
            case .sources: Address("/bronnen")
            case .health: Address("/gezondheid")
            case .administration: Address("/beheer")
            case .help: Address("/hulp")
            }
        }

        /// What one must have to see it in the menu.
        var permission: Permission? {
            switch self {
            case .queue, .rules: .readQueue
            case .search: .searchArchive
            case .sources, .health: .readHealth
            case .administration: .readAudit
            case .incidents, .help: nil
            }
        }
    }

    var title: String
    var body: HTML
    var section: Section?
    var status: HTTPResponse.Status = .ok
    /// The part of the handbook for this page, if it is not that of its section.
    var help: HelpTopic?
    /// Where one comes back to it, if its own address takes forms only.
    var here: Address?
    /// After how many seconds it makes sense to ask again (RFC 9110, 10.2.3).
    var retrySeconds: Int?
    /// Where server-sent events for this page come from.
    var live: Address?
    /// What is announced when something came: the key of a text.
    var says = "page.live"

    init(_ title: String, _ section: Section?, _ body: HTML) {
        self.title = title
        self.section = section
        self.body = body
    }
}

extension Page {
    /// The whole document.
    func document(_ frame: Frame, _ visit: Visit?) -> HTML {
        let menu = visit.map { mainMenu($0) }
        let person = visit.map { Page.person($0) }
        let help: HTML? = visit.map { _ in
            """
            <a class="help" href="\((self.help ?? section?.help ?? HelpTopic()).target)">\(frame("page.help"))</a>
            """
        }
        let watching: HTML? = live.map { " data-live=\"\($0)\" data-say=\"\(frame(says))\"" }
        return """
            <!DOCTYPE html>
            <html lang="\(frame.view.language.rawValue)"\(" data-keys=\"off\"", !frame.view.hasKeys)>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title) - Dijkwacht</title>
            <link rel="icon" href="\(Assets.address("icon.svg"))">
            <link rel="stylesheet" href="\(Assets.address("style.css"))">
            <script src="\(Assets.address("keys.js"))" defer></script>
            <script src="\(Assets.address("live.js"))" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">\(frame("page.skip"))</a>
            \(frame.exerciseBand)
            <header>
            <a class="brand" href="/">Dijkwacht</a>
            \(menu)
            \(help)
            \(Page.choices(frame, here?.text ?? frame.back, isIn: visit != nil))
            \(person)
            </header>
            <main id="main" tabindex="-1"\(watching)>
            \(body)
            </main>
            <p id="say" role="status" aria-live="polite" class="quiet"></p>
            </body>
            </html>

            """
    }

    private func mainMenu(_ visit: Visit) -> HTML {
        let items = Section.allCases.filter { $0.permission.map(visit.may) ?? true }.map { item -> HTML in
            """
            <li><a href="\(item.address)"\(" aria-current=\"page\"", item == section)>\
            \(visit.frame("page.menu.\(item.rawValue)"))</a></li>
            """
        }
        return "<nav aria-label=\"\(visit.frame("page.menu"))\"><ul>\(items)</ul></nav>"
    }

    /// Zone and language: a form, so that it works without scripts.
    private static func choices(_ frame: Frame, _ here: String, isIn: Bool) -> HTML {
        let zones = ShownTime.Zone.allCases.map { zone -> HTML in
            "<option value=\"\(zone.rawValue)\"\(" selected", zone == frame.view.zone)>\(zone.name)</option>"
        }
        let languages = Language.allCases.map { language -> HTML in
            """
            <option value="\(language.rawValue)" lang="\(language.rawValue)"\
            \(" selected", language == frame.view.language)>\
            \(frame.words("page.language.\(language.rawValue)"))</option>
            """
        }
        let keys: HTML? =
            isIn
            ? """
            <label class="box"><input type="checkbox" name="keys" value="on"\(" checked", frame.view.hasKeys)> \
            \(frame("page.keys"))</label>
            """ : nil
        return """
            <details class="menu"><summary>\(frame("page.view", frame.view.zone.name))</summary>
            <form method="post" action="/weergave"><input type="hidden" name="back" value="\(here)">
            <label>\(frame("page.zone"))<select name="zone">\(zones)</select></label>
            <label>\(frame("page.language"))<select name="language">\(languages)</select></label>
            \(keys)
            <button>\(frame("page.view.set"))</button></form></details>
            """
    }

    private static func person(_ visit: Visit) -> HTML {
        let out = visit.form(Address("/uitloggen"), "<button>\(visit.frame("page.log_out"))</button>")
        let role = visit.words("role.\(visit.requester.role.rawValue)")
        return """
            <details class="menu"><summary>\(visit.name)</summary>
            <p>\(visit.frame("page.role", role))</p>\
            <p><a href="\(Pages.passwordAddress)">\(visit.frame("page.password"))</a></p>\
            \(visit.otherPeople(visit.frame.people))\(out)</details>
            """
    }
}
