// Beheer: who can log in, which programs can ask, and what was done. Every change goes the way of the command line, by
// which it stands in the journal of the organisation before it holds.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

extension Pages {
    var administrationRoutes: [PageRoute] {
        accountRoutes + tokenRoutes + auditRoutes
    }

    /// The pages of this group, for who may see them.
    enum AdministrationPart: String, CaseIterable {
        case accounts, tokens, packs, audit

        var address: Address {
            switch self {
            case .accounts: Page.Section.administration.address
            case .tokens: Page.Section.administration.address.part("tokens")
            case .packs: Page.Section.administration.address.part("regelpakketten")
            case .audit: Page.Section.administration.address.part("journaal")
            }
        }

        var permission: Permission {
            switch self {
            case .accounts: .manageAccounts
            case .tokens: .manageTokens
            case .packs: .manageSettings
            case .audit: .readAudit
            }
        }
    }

    /// A page of this group, with the way to the others.
    static func administration(
        _ part: AdministrationPart, _ title: String, _ visit: Visit, isPart: Bool = true, _ body: HTML
    ) -> Page {
        let frame = visit.frame
        let parts = AdministrationPart.allCases.filter { visit.may($0.permission) }.map { other -> HTML in
            """
            <li><a href="\(other.address)"\(" aria-current=\"page\"", isPart && other == part)>\
            \(frame("administration.part.\(other.rawValue)"))</a></li>
            """
        }
        return Page(
            title, .administration,
            """
            <nav class="parts" aria-label="\(frame("page.menu.administration"))"><ul>\(parts)</ul></nav>
            <h1>\(title)</h1>
            \(body)
            """)
    }

    /// Something that is shown this once: on the page that comes of asking for it, and nowhere else.
    ///
    /// - Parameters:
    ///   - topic: the words are those of `secret.topic`.
    ///   - value: what is shown.
    ///   - who: for whom it is.
    static func secretPage(
        _ part: AdministrationPart, _ topic: String, _ value: String, for who: String, until: Timestamp,
        back: Address, _ visit: Visit
    ) -> Page {
        let frame = visit.frame
        var page = administration(
            part, visit.words("secret.\(topic)", who), visit, isPart: false,
            """
            \(frame.note("done", "<p>\(frame("secret.\(topic).once"))</p>"))
            <label for="secret">\(frame("secret.\(topic).label"))</label>
            <input id="secret" class="log wide" value="\(value)" readonly autocomplete="off" spellcheck="false">
            <p><button type="button" data-copy="#secret" data-said="\(frame("secret.copied"))" hidden>\
            \(frame("secret.copy"))</button></p>
            <p>\(frame("secret.until")) \(frame.time.element(until)) \(frame.time.zone.name)</p>
            <p><a href="\(back)">\(frame("secret.back"))</a></p>
            """)
        page.here = back
        return page
    }

    /// What went wrong with a form, above it.
    static func trouble(_ problem: Problem?, _ frame: Frame) -> HTML {
        guard let problem else { return .none }
        return """
            <p class="problem" role="alert" id="trouble">\
            \(frame.words.text("problem.\(problem.code.name)", problem.arguments))</p>
            """
    }

    /// The ways to take a list along.
    static func exports(_ address: Address, _ frame: Frame) -> HTML {
        """
        <p class="export">\(frame("page.export")) <a href="\(address.with("vorm", "csv"))">CSV</a> \
        <a href="\(address.with("vorm", "jsonl"))">JSON Lines</a></p>
        """
    }

    /// A list as a file, with a mark if it is one of an exercise.
    ///
    /// - Parameter rows: of the CSV, with its head.
    static func file(
        _ name: String, _ form: ExportForm, _ visit: Visit, rows: [[String]], lines: (inout JSONWriter) -> Void
    ) -> PageAnswer {
        let bytes: [UInt8]
        switch form {
        case .csv:
            var csv = CSV(visit, about: name)
            for row in rows { csv.row(row) }
            bytes = Array(csv.text.utf8)
        case .jsonl:
            var writer = JSONWriter()
            lines(&writer)
            bytes = writer.bytes
        }
        return .file(bytes: bytes, type: form.type, name: "\(name).\(form.rawValue)")
    }
}
