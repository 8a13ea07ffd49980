// Pages asked in process, and what must be true of each of them.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Testing
import Web

extension WebSample {
    /// A page as a browser asks for it. Whatever page it is, it is held against the rules for all pages.
    func page(
        _ target: String, as who: Who? = nil, fields: [String: String] = [:], status: Int = 200
    ) async throws -> ShownPage {
        var more = fields
        more["Accept"] = "text/html,application/xhtml+xml"
        let reply = try await ask("GET", target, as: who, fields: more)
        #expect(reply.status == status, "\(target): \(reply.status) \(reply.text.prefix(200))")
        return ShownPage(reply, target)
    }

    /// A form as a browser sends it.
    func submit(
        _ target: String, as who: Who? = nil, _ values: [(String, String)], fields: [String: String] = [:]
    ) async throws -> Reply {
        var values = values
        if case .cookie(_, let key) = who, !values.contains(where: { $0.0 == "csrf" }) {
            values.insert(("csrf", key), at: 0)
        }
        var more = fields
        more["Content-Type"] = fields["Content-Type"] ?? "application/x-www-form-urlencoded"
        more["Accept"] = "text/html"
        return try await ask("POST", target, as: who, FormText.encode(values), fields: more)
    }

    /// Sends a form that works, and gives the page to which it leads.
    func done(_ target: String, as who: Who, _ values: [(String, String)]) async throws -> ShownPage {
        let reply = try await submit(target, as: who, values)
        #expect(reply.status == 303, "\(target): \(reply.status) \(reply.text)")
        return try await page(try #require(reply.fields[.location]), as: who)
    }

    /// Takes back what a page says was done.
    func undo(_ page: ShownPage, as who: Who) async throws -> ShownPage {
        let form = try #require(page.forms.first { $0.action == "/ongedaan" }, "\(page.target) has no way back")
        return try await done("/ongedaan", as: who, form.hidden.filter { $0.0 != "csrf" })
    }
}

enum FormText {
    static func encode(_ values: [(String, String)]) -> String {
        values.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "\0"..."\u{7F}")))
            ?? ""
    }
}

/// A form on a page.
struct ShownForm {
    let action: String
    /// Names and values of the hidden fields.
    let hidden: [(String, String)]
}

/// A page as it came.
struct ShownPage {
    let reply: Reply
    let target: String
    var text: String { reply.text }
    /// The text without marks, as one reads it.
    var read: String { HTMLText.decode(text.replacing(#/<[^>]*>/#, with: " ")) }

    init(_ reply: Reply, _ target: String) {
        self.reply = reply
        self.target = target
        PageRules.check(reply, target)
    }

    /// The alerts in its rows, in their order.
    var alerts: [String] {
        text.matches(of: #/<tr id="a-([0-9A-Z]{26})"/#).map { String($0.1) }
    }

    /// Where the next rows are.
    var next: String? {
        text.firstMatch(of: #/rel="next" href="([^"]*)"/#).map { HTMLText.decode($0.1) }
    }

    var heading: String? {
        text.firstMatch(of: #/<h1>(.*?)</h1>/#.dotMatchesNewlines()).map {
            HTMLText.decode(String($0.1).replacing(#/<[^>]*>/#, with: ""))
        }
    }

    var forms: [ShownForm] {
        text.matches(of: #/<form method="post" action="([^"]*)"[^>]*>(.*?)</form>/#.dotMatchesNewlines()).map { match in
            let hidden = match.2.matches(of: #/<input type="hidden" name="([^"]*)" value="([^"]*)">/#).map {
                (HTMLText.decode($0.1), HTMLText.decode($0.2))
            }
            return ShownForm(action: HTMLText.decode(match.1), hidden: hidden)
        }
    }
}

/// What holds for every page, whatever is on it.
enum PageRules {
    static func check(_ reply: Reply, _ target: String) {
        fields(reply, target)
        guard reply.fields[.contentType]?.hasPrefix("text/html") == true else { return }
        marks(reply.text, target)
        structure(reply.text, target)
    }

    /// CSP level 3 without any `unsafe`; nothing is kept, guessed at or framed.
    private static func fields(_ reply: Reply, _ target: String) {
        let policy = reply.fields[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(target)")
        #expect(!policy.contains("unsafe") && !policy.contains("*") && !policy.contains("data:"), "\(target)")
        #expect(reply.fields[.xContentTypeOptions] == "nosniff", "\(target)")
        if !target.hasPrefix("/bestanden") { #expect(reply.fields[.cacheControl] == "no-store", "\(target)") }
        if let name = HTTPField.Name("Referrer-Policy") {
            #expect(["same-origin", "no-referrer"].contains(reply.fields[name]), "\(target)")
        }
    }

    /// No script or style in the page itself, and no attribute that is one.
    private static func marks(_ html: String, _ target: String) {
        for match in html.matches(of: #/<([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]|"[^"]*")*)>/#) {
            let (name, attributes) = (match.1.lowercased(), String(match.2))
            let names = attributes.replacing(#/"[^"]*"/#, with: "\"\"").lowercased()
            #expect(names.firstMatch(of: #/\son[a-z]+\s*=/#) == nil, "\(target): <\(name)\(attributes)>")
            #expect(names.firstMatch(of: #/\sstyle\s*=/#) == nil, "\(target): <\(name)\(attributes)>")
            #expect(!["style", "iframe", "object", "embed", "base"].contains(name), "\(target)")
            if name == "script" { #expect(attributes.contains("src=\"/bestanden/"), "\(target)") }
            for address in attributes.matches(of: #/\s(?:href|src|action)="([^"]*)"/#) {
                let text = HTMLText.decode(address.1)
                #expect(text.hasPrefix("/") && !text.hasPrefix("//") || text.hasPrefix("#"), "\(target): \(text)")
            }
            // Every attribute is quoted, so that a blank in a value begins no other.
            #expect(names.firstMatch(of: #/=[^"]/#) == nil, "\(target): <\(name)\(attributes)>")
        }
        #expect(html.matches(of: #/<script [^>]*></script>/#).count == html.matches(of: #/<script/#).count, "\(target)")
    }

    /// WCAG 2.2: 1.3.1 (headings in order, heads of columns), 2.4.2 (a title), 3.1.1 (the language), 4.1.2 (names of
    /// fields), 4.1.1 as it was (one of each id).
    private static func structure(_ html: String, _ target: String) {
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\""), "\(target)")
        #expect(
            html.matches(of: #/<title>[^<]+</title>/#).count == 1 && html.matches(of: #/<h1/#).count == 1, "\(target)")
        var last = 0
        for match in html.matches(of: #/<h([1-6])/#) {
            let level = Int(match.1) ?? 0
            #expect(level <= last + 1, "\(target): h\(level) behind h\(last)")
            last = level
        }
        #expect(html.matches(of: #/<th(?![^>]*scope=)(?=[ >])/#).isEmpty, "\(target)")
        let ids = html.matches(of: #/\sid="([^"]*)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count, "\(target): \(ids)")
        let labels = html.replacing(#/<label[^>]*>.*?</label>/#.dotMatchesNewlines(), with: "")
        let labelled = Set(html.matches(of: #/<label for="([^"]*)"/#).map { String($0.1) })
        for match in labels.matches(of: #/<(input|select|textarea)((?:[^>"]|"[^"]*")*)>/#) {
            let isNamed =
                match.2.contains("type=\"hidden\"") || match.2.contains("aria-label")
                || match.2.firstMatch(of: #/\sid="([^"]*)"/#).map { labelled.contains(String($0.1)) } ?? false
            #expect(isNamed, "\(target): <\(match.1)\(match.2)>")
        }
        missingWords(html, target)
    }

    /// A word that is missing would be shown as its key.
    private static func missingWords(_ html: String, _ target: String) {
        let topics =
            "page|queue|alert|incident|journal|letter|entry|column|login|done|entity|reason|level|moment|precision|tlp"
            + "|role|ago|actor|sources|visibility|problem|export"
        guard let form = try? Regex(">\\s*((?:\(topics))\\.[a-z0-9_.]+)\\s*<", as: (Substring, Substring).self) else {
            Issue.record("the form of keys is none")
            return
        }
        let key = html.firstMatch(of: form).map { String($0.output.1) }
        #expect(key == nil, "\(target)")
    }
}
