// Corners of ODF, Office Open XML and HTML that offices and browsers write, and damage that must be seen.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Letters
import Testing

@Suite("Corners of documents")
struct MarkupEdgeTests {
    private func shown(_ text: LetterText) -> [String] {
        text.paragraphs.map { "\($0.place)\($0.isNote ? "n" : "") \($0.text)" }
    }

    private func html(_ page: String) throws -> [String] { shown(try LetterText(html: Array(page.utf8))) }

    private func odt(_ body: String) throws -> [String] {
        let content = "<office:document-content><office:text>\(body)</office:text></office:document-content>"
        return shown(try LetterText(odt: Array(content.utf8)))
    }

    private func docx(_ body: String, _ footnotes: String? = nil, _ endnotes: String? = nil) throws -> [String] {
        func part(_ name: String, _ content: String) -> [UInt8] { Array("<w:\(name)>\(content)</w:\(name)>".utf8) }
        return shown(
            try LetterText(
                docx: part("document", "<w:body>\(body)</w:body>"), footnotes: footnotes.map { part("footnotes", $0) },
                endnotes: endnotes.map { part("endnotes", $0) }))
    }

    private func code(_ read: () throws -> [String]) -> Problem.Code? {
        do {
            _ = try read()
            return nil
        } catch {
            return (error as? Problem)?.code
        }
    }

    @Test("HTML 13.2.5.72: a reference by number is the character, and what is none is U+FFFD or stays as it is")
    func references() throws {
        var generator = SeededGenerator(71)
        for _ in 0..<300 {
            let value = UInt32.random(in: 0xA1...0x10_FFFF, using: &generator)
            guard let scalar = Unicode.Scalar(value), !scalar.properties.isWhitespace, value & 0xFFFE != 0xFFFE else {
                continue
            }
            let forms = [
                "&#\(value);", "&#x\(String(value, radix: 16));", "&#X\(String(value, radix: 16, uppercase: true));",
            ]
            for form in forms {
                let wanted = ["1 a\(Character(scalar))b"]
                #expect(try html("<p>a\(form)b").first?.unicodeScalars.elementsEqual(wanted[0].unicodeScalars) == true)
                #expect(try odt("<text:p>a\(form)b</text:p>").first?.utf8.elementsEqual(wanted[0].utf8) == true)
            }
        }
        for number in ["0", "1", "x1F", "xFFFE"] {
            #expect(try html("<p>a&#\(number);b") == ["1 a\u{FFFD}b"])
            #expect(try odt("<text:p>a&#\(number);b</text:p>") == ["1 a\u{FFFD}b"])
        }
        // What is no number of a character is no reference: text in HTML, and not well-formed in XML.
        for number in ["#xD800", "#x110000", "#99999999999", "#", "#x", "#-1", "#1a", "", "AMP", "amp amp"] {
            #expect(try html("<p>a&\(number);b") == ["1 a&\(number);b"], "\(number)")
            #expect(code { try odt("<text:p>a&\(number);b</text:p>") } == .letterMarkup, "\(number)")
        }
    }

    @Test("an entity is decoded once: what comes out of it is text, and no markup or entity again")
    func onceOnly() throws {
        #expect(try html("<p>&amp;lt;b&amp;gt; &lt;script&gt;x&lt;/script&gt;") == ["1 &lt;b&gt; <script>x</script>"])
        #expect(try odt("<text:p>&amp;#60; &lt;text:p&gt;</text:p>") == ["1 &#60; <text:p>"])
        // Names of HTML are none of XML.
        #expect(try html("<p>a&eacute;&hellip;&euro;") == ["1 aé…€"])
        for name in ["nbsp", "eacute", "euro"] {
            #expect(code { try odt("<text:p>&\(name);</text:p>") } == .letterMarkup)
        }
    }

    @Test("HTML: each element of a block ends the one before, and an element within a line ends none")
    func blocks() throws {
        for name in ["p", "div", "h1", "h6", "li", "dt", "dd", "td", "th", "caption", "blockquote", "pre", "section"] {
            #expect(try html("een<\(name)>twee</\(name)>drie") == ["1 een", "2 twee", "3 drie"], "\(name)")
            #expect(try html("een<\(name.uppercased()) a>twee</\(name) >drie") == ["1 een", "2 twee", "3 drie"])
        }
        for name in ["b", "em", "span", "a", "sup", "u", "font", "abbr"] {
            #expect(try html("een<\(name) a='>'>twee</\(name)>drie") == ["1 eentweedrie"], "\(name)")
        }
        #expect(try html("een<br>twee<br/>drie<BR />vier") == ["1 een\ntwee\ndrie\nvier"])
    }

    @Test("HTML: what a browser does not show as text is none, also when it is never closed")
    func hidden() throws {
        for name in ["script", "style", "title", "template", "noscript", "textarea"] {
            #expect(try html("<p>een<\(name)>weg<p>weg</\(name)>twee") == ["1 eentwee"], "\(name)")
            #expect(try html("<p>een<\(name) a=\"</\(name)>\">weg</\(name.uppercased())\n>twee") == ["1 eentwee"])
            #expect(try html("<p>een<\(name)>weg<p>weg") == ["1 een"], "\(name)")
        }
        #expect(try html("<p>een<!-- <p>weg -->twee<?php weg ?>drie<!weg>vier") == ["1 eentweedrievier"])
        #expect(try html("<p>een<!-- <p>weg") == ["1 een"])
        #expect(try html("<p>een<p class=weg") == ["1 een"])
    }

    @Test("HTML: a sign that begins no tag is text, and no end of a page stops the reading")
    func signs() throws {
        for text in ["a < b", "1<2", "<3", "a <", "a <= b", "5 > 4", "a && b", "&", "&;", "&amp", "AT&T"] {
            #expect(try html("<p>\(text)</p>") == ["1 \(text)"], "\(text)")
        }
        let page = "<!doctype html><p a=\"b\" c='d' e=f>Een &amp; <b>twee</b><!-- x --></p><script>x</script><p>Drie"
        let whole = Array(page.utf8)
        for end in 0...whole.count {
            // A tag without its end is the one thing that is refused.
            let isTag = (whole[..<end].lastIndex(of: 0x3C) ?? -1) > (whole[..<end].lastIndex(of: 0x3E) ?? -1)
            let read = code { shown(try LetterText(html: Array(whole[..<end]))) }
            #expect(read == nil || isTag && read == .letterMarkup, "\(end)")
        }
    }

    @Test("DPUB-ARIA 1.1: what has the role of notes is notes until that very element ends")
    func roles() throws {
        let body = "<p>Tekst.<aside role=\"doc-footnote\"><aside><p>Noot</aside><p>Nog</aside><p>Einde"
        #expect(try html(body) == ["1 Tekst.", "2n Noot", "3n Nog", "4 Einde"])
        #expect(try html("<div class=\"a footnotes b\">Noot</div>Einde") == ["1n Noot", "2 Einde"])
        for other in ["class=\"myfootnotes\"", "class=\"foot notes\"", "role=\"note\"", "id=\"footnotes\"", "role"] {
            #expect(try html("<div \(other)>Tekst</div>") == ["1 Tekst"], "\(other)")
        }
    }

    @Test("ODF 1.3 part 3, 6.1.3: a number of blanks that is none or too large is no reason to stop")
    func blanks() throws {
        for (count, length) in [("1", 1), ("2", 2), ("80", 80), ("81", 80), ("0", 1), ("-5", 1), ("x", 1), ("", 1)] {
            let read = try odt("<text:p>a<text:s text:c=\"\(count)\"/>b</text:p>")
            #expect(read == ["1 a" + String(repeating: " ", count: length) + "b"], "\(count)")
        }
        #expect(try odt("<text:p>a<text:s/>b<text:s></text:s>c</text:p>") == ["1 a b c"])
        let many = try odt("<text:p>a<text:s text:c=\"99999999999999999999999\"/>b</text:p>")
        #expect(many == ["1 a b"])
    }

    @Test("ODF 1.3 part 3, 6.3: a note of several paragraphs has them all at its mark, and an endnote too")
    func odtNotes() throws {
        func note(_ kind: String, _ texts: String...) -> String {
            "<text:note text:note-class=\"\(kind)\"><text:note-citation>9</text:note-citation><text:note-body>"
                + texts.map { "<text:p>\($0)</text:p>" }.joined() + "</text:note-body></text:note>"
        }
        let body =
            "<text:p/><text:p>A\(note("footnote", "een", "twee"))B"
            + "\(note("endnote", "drie"))C</text:p><text:h>D</text:h>"
        #expect(try odt(body) == ["2 ABC", "2n een", "2n twee", "2n drie", "3 D"])
    }

    @Test("ECMA-376 17.11: notes go to the paragraph of their mark by kind and id, in the order of that mark")
    func docxNotes() throws {
        func note(_ kind: String, _ id: Int, _ text: String) -> String {
            "<w:\(kind) w:id=\"\(id)\"><w:p><w:r><w:t>\(text)</w:t></w:r></w:p></w:\(kind)>"
        }
        let body =
            "<w:p><w:r><w:t>Een</w:t><w:footnoteReference w:id=\"3\"/></w:r></w:p><w:p/>"
            + "<w:p><w:r><w:t>Drie</w:t><w:footnoteReference w:id=\"2\"/><w:endnoteReference w:id=\"3\"/></w:r></w:p>"
        let footnotes = note("footnote", 2, "bij drie") + note("footnote", 3, "bij een")
        let read = try docx(body, footnotes, note("endnote", 3, "eind bij drie"))
        #expect(read == ["1 Een", "1n bij een", "3 Drie", "3n bij drie", "3n eind bij drie"])
        // A note that nothing points at stands somewhere, and is not lost.
        #expect(try docx(body, note("footnote", 77, "los")).contains { $0.hasSuffix("n los") })
        for type in ["separator", "continuationSeparator", "continuationNotice"] {
            let line = "<w:footnote w:type=\"\(type)\" w:id=\"3\"><w:p><w:t>weg</w:t></w:p></w:footnote>"
            #expect(try docx(body, line + footnotes) == ["1 Een", "1n bij een", "3 Drie", "3n bij drie"], "\(type)")
        }
        let normal = "<w:footnote w:type=\"normal\" w:id=\"3\"><w:p><w:t>gewoon</w:t></w:p></w:footnote>"
        #expect(try docx(body, normal) == ["1 Een", "1n gewoon", "3 Drie"])
    }

    @Test("ECMA-376 17.13.5: what was inserted is text; what was deleted or moved away is none")
    func changes() throws {
        func run(_ text: String) -> String { "<w:r><w:t>\(text)</w:t></w:r>" }
        let body =
            "<w:p>\(run("a"))<w:ins>\(run("b"))</w:ins><w:del><w:del>\(run("x"))</w:del>\(run("x"))</w:del>"
            + "<w:moveFrom>\(run("x"))</w:moveFrom><w:moveTo>\(run("c"))</w:moveTo>"
            + "<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>\(run("d"))<w:fldSimple>\(run("e"))</w:fldSimple></w:p>"
        #expect(try docx(body) == ["1 abcde"])
        // A paragraph within a paragraph: a box of text.
        let box = "<w:p>\(run("voor"))<w:txbxContent><w:p>\(run("doos"))</w:p></w:txbxContent>\(run("na"))</w:p>"
        #expect(try docx(box) == ["1 voorna", "2 doos"])
    }

    @Test("XML 1.0 2.1: a document that is cut off anywhere, in any form, is refused")
    func cutOff() throws {
        let odt = "<?xml version=\"1.0\"?><a:b c=\"d\"><text:p>e &amp; <![CDATA[f]]><!-- g --></text:p><h/></a:b>"
        let whole = Array(odt.utf8)
        #expect(throws: Never.self) { try LetterText(odt: whole) }
        for end in 0..<whole.count {
            let part = Array(whole[..<end])
            // Where a comment or CDATA is not yet known as such, it could be a declaration.
            let last = String(decoding: part[(part.lastIndex(of: 0x3C) ?? 0)...], as: UTF8.self)
            let isOpen = last.count >= 2 && ("<!--".hasPrefix(last) || "<![CDATA[".hasPrefix(last))
            let wanted: Problem.Code =
                isOpen && last != "<!--" && last != "<![CDATA[" ? .letterDeclarations : .letterMarkup
            #expect(code { shown(try LetterText(odt: part)) } == wanted, "\(end)")
            #expect(code { shown(try LetterText(docx: part)) } == wanted, "\(end)")
            #expect(code { shown(try LetterText(docx: whole, footnotes: part)) } == wanted, "\(end)")
            #expect(code { shown(try LetterText(docx: whole, endnotes: part)) } == wanted, "\(end)")
        }
    }

    @Test("bytes that are no UTF-8 are shown as U+FFFD, and the words around them stay")
    func damagedBytes() throws {
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]] {
            let page = Array("<p>voor ".utf8) + bytes + Array(" na X mei".utf8)
            let text = try LetterText(html: page)
            let words = text.paragraphs.first?.text ?? ""
            #expect(words.hasPrefix("voor \u{FFFD}") && words.hasSuffix("\u{FFFD} na X mei"))
            #expect(LetterCheck(text).findings.map(\.quote) == ["X mei"])
        }
    }
}
