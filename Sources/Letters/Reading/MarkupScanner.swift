// Reads markup piece by piece, without declarations, entities of its own or anything from elsewhere, so that a document
// can neither grow nor fetch. XML 1.0 (fifth edition), of which it takes what documents of offices use; and HTML as it
// comes, in which nothing is wrong.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// A piece of markup.
enum MarkupPiece: Hashable {
    /// Names are without the part before a colon; of attributes the first of a name counts.
    case start(name: String, attributes: [String: String])
    case end(name: String)
    case text(String)
}

/// Gives the pieces of a document one by one. An element without content gives a start and an end.
struct MarkupScanner {
    enum Form {
        case xml, html
    }

    private let bytes: [UInt8]
    private let form: Form
    private var at = 0
    /// The names of the open elements, of XML only.
    private var open: [String] = []
    /// The end of an element without content, which comes next.
    private var pendingEnd: String?
    private var hasRoot = false

    init(_ bytes: [UInt8], _ form: Form) throws(Problem) {
        guard bytes.count <= LetterLimits.checkedBytes else {
            throw Problem(.letterTextTooLarge, ["\(LetterLimits.checkedBytes)"])
        }
        self.bytes = bytes
        self.form = form
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    /// The next piece; nil at the end.
    mutating func next() throws(Problem) -> MarkupPiece? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name: name)
        }
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "<") else { return try text() }
            if let piece = try tag() { return piece }
        }
        if form == .xml, !open.isEmpty || !hasRoot { throw wrong }
        return nil
    }

    /// Passes over the content of an element of HTML that is no markup (`script`), up to before its end tag: its name,
    /// and behind that a blank, `/` or `>` (HTML 13.2.5.17).
    mutating func skipRaw(_ name: String) {
        let end = Array(name.utf8)
        while at < bytes.count {
            let behind = at + 2 + end.count
            if starts(with: "</"), behind < bytes.count,
                [0x09, 0x0A, 0x0C, 0x0D, 0x20, UInt8(ascii: "/"), UInt8(ascii: ">")].contains(bytes[behind]),
                zip(bytes[at + 2..<behind], end).allSatisfy({ $0 | 0x20 == $1 })
            {
                return
            }
            at += 1
        }
    }

    private var wrong: Problem { Problem(.letterMarkup, ["\(at)"]) }

    // MARK: Text

    private mutating func text() throws(Problem) -> MarkupPiece {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
        return .text(try decoded(start..<at))
    }

    /// The text with entities as what they stand for. XML 4.6 knows five; HTML many, of which the usual ones.
    private func decoded(_ range: Range<Int>) throws(Problem) -> String {
        guard bytes[range].contains(UInt8(ascii: "&")) else { return String(decoding: bytes[range], as: UTF8.self) }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "&") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let limit = min(range.upperBound, index + 32)
            if let end = (index..<limit).first(where: { bytes[$0] == UInt8(ascii: ";") }),
                let scalar = MarkupEntity.scalar(String(decoding: bytes[index + 1..<end], as: UTF8.self), form)
            {
                result += Array(String(scalar).utf8)
                index = end + 1
            } else if form == .xml {
                throw wrong
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Tags

    private mutating func tag() throws(Problem) -> MarkupPiece? {
        if starts(with: "<!--") {
            at += 4
            try form == .xml ? skipComment() : skipCommentOfPage()
            return nil
        }
        if starts(with: "<![CDATA[") {
            let start = at + 9
            try skip(past: "]]>")
            return .text(String(decoding: bytes[min(start, at)..<max(start, at - 3)], as: UTF8.self))
        }
        if starts(with: "<?") {
            try skip(past: form == .xml ? "?>" : ">")
            return nil
        }
        if starts(with: "<!") {
            if form == .xml { throw Problem(.letterDeclarations) }
            try skip(past: ">")
            return nil
        }
        let isEnd = starts(with: "</")
        // In HTML a sign that begins no tag is text: "a < b", and one at the very end (13.2.5.6 and 13.2.5.7).
        let name = at + (isEnd ? 2 : 1)
        if form == .html, name == bytes.count || !isEnd && !MarkupScanner.beginsName(bytes[name]) {
            at = name
            return .text(isEnd ? "</" : "<")
        }
        return isEnd ? try endTag() : try startTag()
    }

    /// XML 1.0 2.5 [15]: two hyphens stand in a comment at its end only.
    private mutating func skipComment() throws(Problem) {
        try skip(past: "--")
        guard at < bytes.count, bytes[at] == UInt8(ascii: ">") else { throw wrong }
        at += 1
    }

    /// HTML 13.2.5.43 to 13.2.5.52: `<!-->` and `<!--->` are whole, and `--!>` ends a comment too.
    private mutating func skipCommentOfPage() {
        for end in [">", "->"] where starts(with: end) {
            at += end.utf8.count
            return
        }
        while let next = bytes[at...].firstIndex(of: UInt8(ascii: "-")) {
            at = next
            for end in ["-->", "--!>"] where starts(with: end) {
                at += end.utf8.count
                return
            }
            at += 1
        }
        at = bytes.count
    }

    private mutating func endTag() throws(Problem) -> MarkupPiece? {
        at += 2
        let name = try name()
        blanks()
        if form == .html {
            try skip(past: ">")
            return name.isEmpty ? nil : .end(name: name)
        }
        guard at < bytes.count, bytes[at] == UInt8(ascii: ">"), open.popLast() == name else { throw wrong }
        at += 1
        return .end(name: MarkupScanner.local(name))
    }

    private mutating func startTag() throws(Problem) -> MarkupPiece? {
        let limit = at + LetterLimits.tagBytes
        at += 1
        let name = try name()
        guard !name.isEmpty else { throw wrong }
        var attributes: [String: String] = [:]
        var qualified: Set<String> = []
        while true {
            let before = at
            blanks()
            // Without its end the rest of a page is no text.
            guard at < bytes.count, at < limit else {
                if form == .xml || at < bytes.count { throw wrong }
                return nil
            }
            if bytes[at] == UInt8(ascii: ">") {
                at += 1
                return try started(name, attributes, isEmpty: false)
            }
            if bytes[at] == UInt8(ascii: "/") {
                at += 1
                guard at < bytes.count, bytes[at] == UInt8(ascii: ">") else {
                    if form == .xml { throw wrong }
                    continue
                }
                at += 1
                return try started(name, attributes, isEmpty: true)
            }
            if form == .xml, before == at { throw wrong }
            let (attribute, value) = try attribute()
            // XML 1.0 3.1: no attribute stands there twice. HTML 13.2.5.33: the second is dropped.
            if form == .xml, !qualified.insert(attribute).inserted { throw wrong }
            let local = MarkupScanner.local(attribute)
            if attributes[local] == nil { attributes[local] = value }
        }
    }

    private mutating func started(
        _ name: String, _ attributes: [String: String], isEmpty: Bool
    ) throws(Problem) -> MarkupPiece {
        let local = MarkupScanner.local(name)
        if form == .xml {
            if open.isEmpty, hasRoot { throw wrong }
            hasRoot = true
            if open.count >= LetterLimits.depth { throw Problem(.letterTooDeep, ["\(LetterLimits.depth)"]) }
            if !isEmpty { open.append(name) }
            if isEmpty { pendingEnd = local }
        }
        return .start(name: local, attributes: attributes)
    }

    private mutating func attribute() throws(Problem) -> (name: String, value: String) {
        let name = try name()
        if name.isEmpty {
            if form == .xml { throw wrong }
            at += 1
            return ("", "")
        }
        blanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else {
            if form == .xml { throw wrong }
            return (name, "")
        }
        at += 1
        blanks()
        guard at < bytes.count else {
            if form == .xml { throw wrong }
            return (name, "")
        }
        let quote = bytes[at]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = at + 1
            let value = bytes[start...].prefix(LetterLimits.tagBytes)
            guard let end = value.firstIndex(of: quote) else {
                if form == .xml || value.endIndex < bytes.count { throw wrong }
                at = bytes.count
                return (name, "")
            }
            if form == .xml, bytes[start..<end].contains(UInt8(ascii: "<")) { throw wrong }
            at = end + 1
            return (name, try decoded(start..<end))
        }
        if form == .xml { throw wrong }
        let start = at
        while at < bytes.count, bytes[at] > 0x20, bytes[at] != UInt8(ascii: ">") { at += 1 }
        return (name, try decoded(start..<at))
    }

    // MARK: Names and blanks

    private mutating func name() throws(Problem) -> String {
        let start = at
        while at < bytes.count, MarkupScanner.isOfName(bytes[at]), at - start < 256 { at += 1 }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        if form == .xml, start == at || !MarkupScanner.beginsName(bytes[start]) { throw wrong }
        return form == .html ? name.lowercased() : name
    }

    private static func beginsName(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        beginsName(byte) || 0x30...0x3A ~= byte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func local(_ name: String) -> String {
        name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }

    private mutating func blanks() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private func starts(with text: String) -> Bool {
        bytes[at...].starts(with: text.utf8)
    }

    /// Goes on behind the text. In HTML what is never closed goes to the end.
    private mutating func skip(past text: String) throws(Problem) {
        let end = Array(text.utf8)
        while at + end.count <= bytes.count {
            if bytes[at] == end[0], bytes[at..<at + end.count].elementsEqual(end) {
                at += end.count
                return
            }
            at += 1
        }
        if form == .xml { throw wrong }
        at = bytes.count
    }
}

/// What entities stand for.
enum MarkupEntity {
    static func scalar(_ name: String, _ form: MarkupScanner.Form) -> Unicode.Scalar? {
        if name.hasPrefix("#x") || name.hasPrefix("#X") { return number(UInt32(name.dropFirst(2), radix: 16)) }
        if name.hasPrefix("#") { return number(UInt32(name.dropFirst(), radix: 10)) }
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: return form == .html ? names[name] : nil
        }
    }

    private static func number(_ value: UInt32?) -> Unicode.Scalar? {
        guard let scalar = value.flatMap(Unicode.Scalar.init) else { return nil }
        return MarkupText.isCharacter(scalar) ? scalar : "\u{FFFD}"
    }

    private static let names: [String: Unicode.Scalar] = [
        "nbsp": "\u{A0}", "thinsp": "\u{2009}", "ensp": "\u{2002}", "emsp": "\u{2003}", "shy": "\u{AD}",
        "ndash": "–", "mdash": "—", "hellip": "…", "bull": "•", "middot": "·", "euro": "€", "sect": "§",
        "laquo": "«", "raquo": "»", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "bdquo": "„",
        "aacute": "á", "agrave": "à", "auml": "ä", "ccedil": "ç", "eacute": "é", "egrave": "è", "ecirc": "ê",
        "euml": "ë", "iacute": "í", "iuml": "ï", "oacute": "ó", "ouml": "ö", "uacute": "ú", "uuml": "ü",
        "sup1": "¹", "sup2": "²", "sup3": "³",
    ]
}
