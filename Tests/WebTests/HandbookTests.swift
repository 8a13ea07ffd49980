// The handbook: its files as pages, and that nothing in a file becomes HTML of itself.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Testing
import Web

enum Handbook {
    static let folder = Repository.root.appending(path: "docs/handleiding")

    /// The files of the repository by name.
    static func files() throws -> [String: String] {
        let urls = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var files: [String: String] = [:]
        for url in urls where url.pathExtension == "md" && url.lastPathComponent != "README.md" {
            files[url.deletingPathExtension().lastPathComponent] = String(
                decoding: try Data(contentsOf: url), as: UTF8.self)
        }
        return files
    }

    static func bytes() throws -> [String: [UInt8]] {
        try files().mapValues { Array($0.utf8) }
    }

    static func read(_ text: String) -> String {
        HandbookText(text, pages: ["leider", "soc-analist"]).html
    }

    /// What is wrong with the elements of a piece: names that the reader does not make, and ends that do not fit.
    static func findings(_ html: String) -> [String] {
        let known: Set<String> = [
            "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "div", "pre", "code",
            "strong", "a", "mark",
        ]
        var open: [String] = []
        var findings: [String] = []
        for match in html.matches(of: #/<([^>]*)>?/#.matchingSemantics(.unicodeScalar)) {
            let inner = String(match.output.1)
            let name = String(inner.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
            if !known.contains(name) { findings.append("<\(inner)>") }
            if inner.hasPrefix("/") {
                if open.popLast() != name { findings.append("</\(name)> ends nothing") }
            } else {
                open.append(name)
            }
        }
        return findings + open.map { "<\($0)> has no end" }
    }
}

@Suite("Pages: the handbook")
struct HandbookTests {
    @Test("every file of the handbook has a title, a first paragraph, and only elements that the reader makes")
    func files() throws {
        let files = try Handbook.files()
        #expect(files.count >= 8)
        for (name, text) in files {
            let page = HandbookText(text, pages: Set(files.keys))
            #expect(text.hasPrefix("# \(page.title)") && !page.title.isEmpty && page.summary.count > 20, "\(name)")
            #expect(Handbook.findings(page.html).isEmpty, "\(name): \(Handbook.findings(page.html))")
            #expect(Set(page.headings.map(\.id)).count == page.headings.count, "\(name): two headings with one id")
            #expect(!page.html.contains("**") && !page.html.contains("](") && !page.html.contains("|---"), "\(name)")
        }
    }

    @Test("links between pages of the handbook lead to pages and headings that are there")
    func links() throws {
        let files = try Handbook.files()
        let pages = files.mapValues { HandbookText($0, pages: Set(files.keys)) }
        func isThere(_ target: String) -> Bool {
            let parts = target.split(separator: "#").map(String.init)
            guard let page = pages[parts[0]] else { return false }
            return parts.count == 1 || page.headings.contains { $0.id == parts[1] }
        }
        for (name, page) in pages {
            for match in page.html.matches(of: #/href="\/hulp\/([^"]+)"/#) {
                #expect(isThere(String(match.output.1)), "\(name) leads to \(match.output.1)")
            }
        }
        #expect(HelpTopic.targets.count >= 8)
        for target in HelpTopic.targets { #expect(isThere(target), "the program leads to \(target)") }
    }

    @Test("blocks: headings, paragraphs, lists, tables and code")
    func blocks() {
        #expect(Handbook.read("a\nb\n\nc") == "<p>a b</p>\n<p>c</p>\n")
        #expect(Handbook.read("## Een `x`\n### Twee\n#### Drie").contains("<h2 id=\"een-x\">Een <code>x</code></h2>"))
        #expect(Handbook.read("# Titel\n\n# Nog een") == "<h2 id=\"nog-een\">Nog een</h2>\n")
        #expect(Handbook.read("## A\n## A\n## A").matches(of: #/id="a(-[12])?"/#).count == 3)
        #expect(Handbook.read("- a\n  b\n- c") == "<ul>\n<li>a b</li>\n<li>c</li>\n</ul>\n")
        #expect(Handbook.read("1. a\n2. b\n\ntekst") == "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>tekst</p>\n")
        #expect(Handbook.read("- a\n  - b\n- c").contains("<li>a<ul>\n<li>b</li>\n</ul>\n</li>"))
        #expect(Handbook.read("- a\n\n- b").matches(of: #/<ul>/#).count == 1)
        #expect(Handbook.read("tekst\n- a") == "<p>tekst</p>\n<ul>\n<li>a</li>\n</ul>\n")
        #expect(Handbook.read("```sh\n- <a> **b**\n```\n").contains("<code>- &lt;a&gt; **b**\n</code>"))
        let table = Handbook.read("| a | `b` |\n|---|---|\n| 1 \\| 2 | **3** | 4 |\nna")
        #expect(table.contains("<th scope=\"col\">a</th><th scope=\"col\"><code>b</code></th>"))
        #expect(table.contains("<tr><td>1 | 2</td><td><strong>3</strong></td></tr>") && table.hasSuffix("<p>na</p>\n"))
        #expect(Handbook.read("| geen tabel |") == "<p>| geen tabel |</p>\n")
    }

    @Test("links: within the handbook and over https; all else is text")
    func targets() {
        #expect(Handbook.read("[a](leider.md)") == "<p><a href=\"/hulp/leider\">a</a></p>\n")
        #expect(Handbook.read("[a](soc-analist.md#in-een-script)").contains("href=\"/hulp/soc-analist#in-een-script\""))
        #expect(Handbook.read("[a](#b)").contains("href=\"#b\""))
        #expect(Handbook.read("[a](https://example.org/x?y=1&z)").contains("href=\"https://example.org/x?y=1&amp;z\""))
        for target in [
            "javascript:alert(1", "http://example.org", "../api.md", "//example.org", "onbekend.md", "/beheer",
            "leider.md#\"onclick", "https://a\"b c", "data:text/html,x",
        ] {
            let html = Handbook.read("[a](\(target))")
            #expect(!html.contains("<a") || (target.hasPrefix("https:") && html.contains("&quot;")), "\(target)")
        }
        #expect(Handbook.read("[invullen: naam <b>]") == "<p><mark>[invullen: naam &lt;b&gt;]</mark></p>\n")
        #expect(Handbook.read("[invullen]") == "<p><mark>[invullen]</mark></p>\n")
        #expect(Handbook.read("[los] ** ` [a](") == "<p>[los] ** ` [a](</p>\n")
    }

    @Test("whatever stands in a file, only elements of the reader come out, each with its end")
    func hostile() throws {
        let parts = [
            "<script>", "</p>", "`", "**", "[", "](", ")", "|", "\n", "\n\n", "- ", "1. ", "  ", "# ", "## ", "```\n",
            "|---|\n", "\"", "'", "&", "\\", "a", "https://x", "leider.md", "[invullen:", "\u{202E}", "\0", "\u{301}",
        ]
        var random = Numbers(state: 11)
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
                parts[Int.random(in: 0..<parts.count, using: &random)]
            }.joined()
            let html = Handbook.read(text)
            #expect(Handbook.findings(html).isEmpty, "\(text.debugDescription): \(html)")
        }
        for text in try Handbook.files().values {
            var bytes = Array(text.utf8)
            for _ in 0..<60 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...127, using: &random)
            }
            #expect(Handbook.findings(Handbook.read(String(decoding: bytes, as: UTF8.self))).isEmpty)
        }
        // Lists deeper than the reader goes are text.
        let deep = (0..<200).map { String(repeating: "  ", count: $0) + "- x" }.joined(separator: "\n")
        #expect(Handbook.read(deep).matches(of: #/<ul>/#).count == 3 && Handbook.findings(Handbook.read(deep)).isEmpty)
    }

    @Test("the handbook stands under Hulp for who is logged in, with a list of what is on a page")
    func pages() async throws {
        let sample = try WebSample(handbook: try Handbook.bytes())
        let who = try await sample.person("an.bakker", .reader)
        let list = try await sample.get("/hulp", as: who)
        for name in try Handbook.files().keys { #expect(list.text.contains("href=\"/hulp/\(name)\""), "\(name)") }
        let page = try await sample.get("/hulp/dpia", as: who)
        #expect(
            page.status == 200 && page.text.contains("<mark>[invullen:") && page.text.contains("class=\"contents\""))
        #expect(page.text.matches(of: #/<h1/#).count == 1)
        let english = try await sample.ask("GET", "/hulp/leider", as: who, fields: ["Accept-Language": "en"])
        #expect(english.text.contains("in Dutch only") && english.text.contains("<h1 lang=\"nl\">"))
        for target in ["/hulp/onbekend", "/hulp/..%2Fapi", "/hulp/%3Cb%3E"] {
            #expect(try await sample.get(target, as: who).status == 404, "\(target)")
        }
        #expect(try await sample.get("/hulp/dpia").status == 303)
        let none = try WebSample()
        let other = try await none.person("an.bakker", .reader)
        #expect(try await none.get("/hulp", as: other).text.contains("niet meegeleverd"))
    }

    @Test("WCAG 2.2, 3.2.6: each page leads to the help that fits it, at the same place")
    func sameplace() async throws {
        let sample = try WebSample(hasStore: true, handbook: try Handbook.bytes())
        let lead = try await sample.person("lea.leider", .lead)
        for (page, help) in [
            ("/signalen", "/hulp/signalen"), ("/incidenten", "/hulp/leider"), ("/beheer/journaal", "/hulp/accounts"),
            ("/wachtwoord", "/hulp/lezer#uw-wachtwoord"), ("/hulp", "/hulp"), ("/signalen/onzin", "/hulp"),
        ] {
            let text = try await sample.get(page, as: lead).text
            let link = try #require(text.firstMatch(of: #/<a class="help" href="([^"]+)">/#), "\(page)")
            #expect(link.output.1 == help)
            let (menu, main) = (try #require(text.firstRange(of: "</nav>")), try #require(text.firstRange(of: "<main")))
            #expect(menu.upperBound < link.range.lowerBound && link.range.upperBound < main.lowerBound, "\(page)")
        }
    }

    @Test("the page of keys has every key of the script, and the page of words only words of the list")
    func keysAndWords() throws {
        let files = try Handbook.files()
        let script = try String(contentsOf: Repository.root.appending(path: "Assets/keys.js"), encoding: .utf8)
        let page = try #require(files["toetsen"])
        var keys = script.matches(of: #/event\.key === '([^']+)'/#).map { String($0.output.1) }
        let places = try #require(script.firstMatch(of: #/pages = \{([^}]+)\}/#)).output.1
        keys += places.matches(of: #/(\w): '/#).map { "g` en dan `\($0.output.1)" }
        #expect(keys.count > 10)
        for key in keys { #expect(page.contains("`\(key == "Escape" ? "Esc" : key)`"), "\(key)") }
        let sources = try FileManager.default.contentsOfDirectory(
            at: Repository.root.appending(path: "Sources/Web/Pages"), includingPropertiesForKeys: nil)
        for source in sources {
            let code = try String(contentsOf: source, encoding: .utf8)
            for match in code.matches(of: #/data-key=\\?"(\w)\\?"/#) {
                #expect(page.contains("| `\(match.output.1)` |"), "\(match.output.1) of \(source.lastPathComponent)")
            }
        }
        let words = try String(contentsOf: Repository.root.appending(path: "docs/words.md"), encoding: .utf8)
        let own = try #require(files["woorden"]).matches(of: #/(?m)^\| ([^|]+) \| [^|]+ \|$/#).map { $0.output.1 }
        #expect(own.count > 20)
        for word in own where word != "woord" && word != "TLP" {
            #expect(words.contains(word), "\(word)")
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64).
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
