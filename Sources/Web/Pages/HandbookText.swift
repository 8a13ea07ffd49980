// The handbook as pages: a reader of the part of Markdown that its files use (CommonMark 0.31: 4.2, 4.5, 4.8, 5.2, 6.1,
// 6.3; GitHub Flavored Markdown: 4.10). What it does not know stays text; nothing in a file becomes HTML of itself.
// SPDX-License-Identifier: EUPL-1.2

/// One page of the handbook, read.
package struct HandbookText: Sendable {
    /// A heading below the title.
    package struct Heading: Sendable, Hashable {
        package let text: String
        /// By which addresses name it.
        package let id: String
        package let level: Int
    }

    /// The first heading, without marks.
    package private(set) var title = ""
    package private(set) var headings: [Heading] = []
    /// The first paragraph, without marks.
    package private(set) var summary = ""
    /// What stands below the title.
    private(set) var body: HTML = .none
    private let pages: Set<String>

    /// Lists within lists; what is deeper is text.
    private static let depth = 3

    /// - Parameter pages: the names of the pages that there are, to which links may lead.
    package init(_ text: String, pages: Set<String>) {
        self.pages = pages
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        var isFirst = true
        while !lines.isEmpty {
            if isFirst, let (level, heading) = HandbookText.heading(lines.first ?? ""), level == 1 {
                title = HandbookText.plain(heading)
                lines.removeFirst()
                isFirst = false
            } else {
                body += block(&lines, depth: 0)
            }
        }
    }

    /// The HTML below the title, as text.
    package var html: String { body.text }

    // MARK: Blocks

    /// Takes one block off the front.
    private mutating func block(_ lines: inout ArraySlice<String>, depth: Int) -> HTML {
        guard let line = lines.first else { return .none }
        if HandbookText.isBlank(line) {
            lines.removeFirst()
            return .none
        }
        if line.hasPrefix("```") { return HandbookText.code(&lines) }
        if let (level, text) = HandbookText.heading(line) {
            lines.removeFirst()
            return heading(max(level, 2), text)
        }
        if line.hasPrefix("|"), lines.dropFirst().first.map(HandbookText.isRuler) == true { return table(&lines) }
        if depth < HandbookText.depth, let marker = HandbookText.marker(line) {
            return list(&lines, marker.isOrdered, depth: depth)
        }
        let text = HandbookText.paragraph(&lines, depth: depth)
        if summary.isEmpty { summary = HandbookText.plain(text) }
        return "<p>\(inline(text))</p>\n"
    }

    private mutating func heading(_ level: Int, _ text: String) -> HTML {
        let id = newID(text)
        headings.append(Heading(text: HandbookText.plain(text), id: id, level: level))
        switch level {
        case 2: return "<h2 id=\"\(id)\">\(inline(text))</h2>\n"
        case 3: return "<h3 id=\"\(id)\">\(inline(text))</h3>\n"
        default: return "<h4 id=\"\(id)\">\(inline(text))</h4>\n"
        }
    }

    /// As GitHub makes them: lower case, a hyphen for a blank, no marks.
    private func newID(_ text: String) -> String {
        let kept = HandbookText.plain(text).lowercased().compactMap { character -> Character? in
            character == " " ? "-" : character.isLetter || character.isNumber || character == "-" ? character : nil
        }
        let id = String(kept)
        let same = headings.count { $0.id == id || $0.id.hasPrefix(id + "-") }
        return headings.contains { $0.id == id } ? "\(id)-\(same)" : id
    }

    private static func code(_ lines: inout ArraySlice<String>) -> HTML {
        lines.removeFirst()
        var text = ""
        while let line = lines.popFirst(), !line.hasPrefix("```") { text += line + "\n" }
        return "<pre class=\"log\" tabindex=\"0\"><code>\(text)</code></pre>\n"
    }

    private func table(_ lines: inout ArraySlice<String>) -> HTML {
        let head = HandbookText.cells(lines.removeFirst()).map { cell -> HTML in
            "<th scope=\"col\">\(inline(cell))</th>"
        }
        lines.removeFirst()
        var rows: [HTML] = []
        while let line = lines.first, line.hasPrefix("|") {
            lines.removeFirst()
            let cells = HandbookText.cells(line).prefix(head.count).map { cell -> HTML in "<td>\(inline(cell))</td>" }
            rows.append("<tr>\(cells)</tr>\n")
        }
        return """
            <div class="scroll" tabindex="0"><table><thead><tr>\(head)</tr></thead><tbody>
            \(rows)</tbody></table></div>

            """
    }

    private mutating func list(_ lines: inout ArraySlice<String>, _ isOrdered: Bool, depth: Int) -> HTML {
        var items: [HTML] = []
        while let line = lines.first, let marker = HandbookText.marker(line), marker.isOrdered == isOrdered {
            lines.removeFirst()
            var own = [String(line.dropFirst(marker.width))]
            while let next = lines.first {
                let isIndented = next.hasPrefix("  ")
                if HandbookText.isBlank(next) {
                    guard lines.dropFirst().first?.hasPrefix("  ") == true else { break }
                } else if !isIndented {
                    break
                }
                lines.removeFirst()
                own.append(String(next.drop(prefix: marker.width)))
            }
            while let blank = lines.first, HandbookText.isBlank(blank),
                lines.dropFirst().first.flatMap(HandbookText.marker)?.isOrdered == isOrdered
            {
                lines.removeFirst()
            }
            items.append("<li>\(item(own, depth: depth))</li>\n")
        }
        return isOrdered ? "<ol>\n\(items)</ol>\n" : "<ul>\n\(items)</ul>\n"
    }

    /// What is in one: its first paragraph without an element of its own.
    private mutating func item(_ lines: [String], depth: Int) -> HTML {
        var rest = lines[...]
        let text = HandbookText.paragraph(&rest, depth: depth + 1)
        var html: HTML = inline(text)
        while !rest.isEmpty { html += block(&rest, depth: depth + 1) }
        return html
    }

    /// The lines up to a blank one or to one that begins something else.
    private static func paragraph(_ lines: inout ArraySlice<String>, depth: Int) -> String {
        var parts: [String] = []
        while let line = lines.first, !isBlank(line) {
            if !parts.isEmpty, depth < HandbookText.depth, marker(line) != nil { break }
            if !parts.isEmpty, line.hasPrefix("```") || line.hasPrefix("|") || heading(line) != nil { break }
            parts.append(line.trimmed)
            lines.removeFirst()
        }
        return parts.joined(separator: " ")
    }

    // MARK: Lines

    private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

    private static func heading(_ line: String) -> (level: Int, text: String)? {
        let level = line.prefix { $0 == "#" }.count
        let rest = line.dropFirst(level)
        guard 1...4 ~= level, rest.hasPrefix(" ") else { return nil }
        return (level, String(rest).trimmed)
    }

    private static func marker(_ line: String) -> (isOrdered: Bool, width: Int)? {
        if line.hasPrefix("- ") { return (false, 2) }
        let digits = line.prefix { ("0"..."9").contains($0) }.count
        guard 1...3 ~= digits, line.dropFirst(digits).hasPrefix(". ") else { return nil }
        return (true, digits + 2)
    }

    private static func isRuler(_ line: String) -> Bool {
        line.hasPrefix("|") && line.contains("-") && line.allSatisfy { "|-: ".contains($0) }
    }

    /// The cells of a row; `\|` is a bar within one.
    private static func cells(_ line: String) -> [String] {
        var cells: [String] = [""]
        var isEscaped = false
        for character in line.trimmed.dropFirst() {
            if character == "|", !isEscaped {
                cells.append("")
            } else {
                if isEscaped, character != "|" { cells[cells.count - 1].append("\\") }
                if character != "\\" || isEscaped { cells[cells.count - 1].append(character) }
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if cells.last?.trimmed.isEmpty == true { cells.removeLast() }
        return cells.map(\.trimmed)
    }

    // MARK: Within a line

    private func inline(_ text: String) -> HTML {
        InlineText(text, pages: pages).html
    }

    /// Without marks.
    private static func plain(_ text: String) -> String {
        InlineText(text, pages: []).plain
    }
}

/// Code, emphasis, links and what is left to fill in, within one line.
private struct InlineText {
    private(set) var html: HTML = .none
    private(set) var plain = ""
    private let pages: Set<String>

    init(_ text: String, pages: Set<String>) {
        self.pages = pages
        var rest = text[...]
        var run = ""
        while let first = rest.first {
            if let (piece, said, after) = special(first, rest) {
                take(&run)
                html += piece
                plain += said
                rest = after
            } else {
                run.append(first)
                rest = rest.dropFirst()
            }
        }
        take(&run)
    }

    private mutating func take(_ run: inout String) {
        html += "\(run)"
        plain += run
        run = ""
    }

    private func special(_ first: Character, _ rest: Substring) -> (HTML, String, Substring)? {
        switch first {
        case "`":
            guard let (code, after) = rest.between("`", "`") else { return nil }
            return ("<code>\(code)</code>", String(code), after)
        case "*":
            guard let (text, after) = rest.between("**", "**") else { return nil }
            let inner = InlineText(String(text), pages: pages)
            return ("<strong>\(inner.html)</strong>", inner.plain, after)
        case "[":
            guard let (text, after) = rest.between("[", "]") else { return nil }
            if text == "invullen" || text.hasPrefix("invullen:") {
                return ("<mark>[\(text)]</mark>", "[\(text)]", after)
            }
            guard let (target, end) = after.between("(", ")") else { return nil }
            let inner = InlineText(String(text), pages: [])
            return (link(inner.html, String(target)), inner.plain, end)
        default: return nil
        }
    }

    /// A link to a page of the handbook, to a heading, or over https to another place; anything else is its text.
    private func link(_ text: HTML, _ target: String) -> HTML {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let part = parts.count > 1 ? parts[1] : ""
        guard part.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) || target.hasPrefix("https://") else {
            return text
        }
        if target.hasPrefix("https://"), target.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) {
            return "<a href=\"\(target)\" rel=\"noreferrer\">\(text)</a>"
        }
        if parts[0].isEmpty, !part.isEmpty { return "<a href=\"#\(part)\">\(text)</a>" }
        guard parts[0].hasSuffix(".md"), pages.contains(String(parts[0].dropLast(3))) else { return text }
        let address = Page.Section.help.address.part(String(parts[0].dropLast(3)))
        return part.isEmpty
            ? "<a href=\"\(address)\">\(text)</a>" : "<a href=\"\(address)#\(part)\">\(text)</a>"
    }
}

extension Substring {
    /// What stands between two marks at the beginning, and what comes after; nil if it is empty or has no end.
    fileprivate func between(_ open: String, _ close: String) -> (inner: Substring, after: Substring)? {
        guard hasPrefix(open), let end = dropFirst(open.count).firstRange(of: close) else { return nil }
        let inner = self[index(startIndex, offsetBy: open.count)..<end.lowerBound]
        return inner.isEmpty ? nil : (inner, self[end.upperBound...])
    }
}

extension String {
    fileprivate var trimmed: String {
        let front = drop(while: \.isWhitespace)
        return String(front.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// Without so many blanks at the beginning, or as many as there are.
    fileprivate func drop(prefix width: Int) -> Substring {
        let blanks = prefix(width).prefix { $0 == " " }.count
        return dropFirst(blanks)
    }
}
