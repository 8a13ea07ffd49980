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
            let read = code { shown(try LetterText(html: Array(whole[..<end]))) }
            #expect(read == nil, "\(end)")
        }
    }

    @Test("HTML 13.2.5.8: a tag that the end of the page cuts off is dropped, and what stands before it is read")
    func cutTag() throws {
        for tag in [
            "<p", "<p ", "<p a", "<p a=", "<p a= ", "<p a=\"b", "<p a='b > c", "<p a=b", "<p a/", "</p", "</p a",
        ] {
            #expect(try html("<p>Op X mei.\(tag)") == ["1 Op X mei."], "\(tag)")
        }
        // Where no name follows there is no tag.
        for sign in ["<", "</"] { #expect(try html("<p>Een \(sign)") == ["1 Een \(sign)"]) }
        // An attribute over the limit is no cut, and what could stand behind it is not read unseen.
        let long = String(repeating: "x", count: LetterLimits.tagBytes + 1)
        #expect(code { try html("<p>een<p a=\"\(long)\">twee") } == .letterMarkup)
        #expect(try html("<p>een<p a=\"\(long.dropLast(2))") == ["1 een"])
    }

    @Test(
        "HTML 13.2.5.17: only the very name of a script ends it, with a blank, a slash or the end of the tag behind it")
    func endOfScript() throws {
        for end in [
            "</script>", "</SCRIPT>", "</script >", "</script/>", "</script\t>", "</script\u{0C}>", "</script a>",
        ] {
            #expect(try html("<p>een<script>weg\(end)twee") == ["1 eentwee"], "\(end)")
        }
        for other in [
            "</scripts>", "</script-a>", "</script", "</ script>", "<\u{0F}script>", "</scr\u{1}pt>", "</script.",
        ] {
            #expect(try html("<p>een<script>weg\(other)weg</script>twee") == ["1 eentwee"], "\(other)")
            #expect(try html("<p>een<script>weg\(other)weg") == ["1 een"], "\(other)")
        }
    }

    @Test("HTML 13.2.5.43: a comment may end at once, or with an exclamation mark; what begins one within is no end")
    func commentsOfPages() throws {
        for comment in [
            "<!-->", "<!--->", "<!---->", "<!-- a -->", "<!-- a --!>", "<!-- <!-- -->", "<!----->", "<!-- > - -->",
        ] {
            #expect(try html("<p>een\(comment)twee") == ["1 eentwee"], "\(comment)")
        }
        for open in ["<!--", "<!---", "<!-- a ->", "<!-- a --", "<!-- a --!", "<!--a>"] {
            #expect(try html("<p>een\(open)") == ["1 een"], "\(open)")
        }
    }

    @Test("XML 1.0 2.5: a comment has an end of its own, and two hyphens in it are that end")
    func commentsOfXML() throws {
        for comment in ["<!---->", "<!-- a -->", "<!-- - > -->", "<!--->-->", "<!--<text:p>-->"] {
            #expect(try odt("<text:p>een\(comment)twee</text:p>") == ["1 eentwee"], "\(comment)")
        }
        for wrong in ["<!-->", "<!--->", "<!-- a -- b -->", "<!-- a --->", "<!-- a --!>"] {
            #expect(code { try odt("<text:p>een\(wrong)twee</text:p>") } == .letterMarkup, "\(wrong)")
        }
    }

    @Test("HTML 13.2.5.33: of two attributes of one name the first counts; XML 1.0 3.1: no element has two")
    func equalAttributes() throws {
        #expect(try html("<div role=\"doc-endnotes\" ROLE=\"none\">Noot</div>") == ["1n Noot"])
        #expect(try html("<div role=\"none\" role=\"doc-endnotes\">Tekst</div>") == ["1 Tekst"])
        #expect(code { try odt("<text:p>a<text:s text:c=\"2\" text:c=\"3\"/>b</text:p>") } == .letterMarkup)
        #expect(code { try odt("<text:p>a<text:s c=\"2\" c=\"2\"/>b</text:p>") } == .letterMarkup)
        // Under another prefix it is another, and the first is taken.
        #expect(try odt("<text:p>a<text:s text:c=\"2\" x:c=\"3\"/>b</text:p>") == ["1 a  b"])
    }

    @Test("ODF 1.3 part 3, 7.5.19: what a field about the text holds is text of the letter")
    func odtMeta() throws {
        let meta = "<text:meta xhtml:about=\"x\">op X mei</text:meta>"
        #expect(try odt("<text:p>Dit was \(meta).</text:p>") == ["1 Dit was op X mei."])
        let field = "<text:meta-field xml:id=\"a\">twee <text:meta>drie</text:meta></text:meta-field>"
        #expect(try odt("<text:p>een \(field) vier</text:p>") == ["1 een twee drie vier"])
    }

    @Test("ECMA-376 17.3.1.37: where a tab stops is a property of the paragraph, and no tab in its text")
    func docxTabs() throws {
        let stops = "<w:tabs><w:tab w:val=\"left\" w:pos=\"720\"/><w:tab w:val=\"right\" w:pos=\"9072\"/></w:tabs>"
        let run = "<w:r><w:t>Een</w:t><w:tab/><w:t>twee</w:t></w:r>"
        #expect(try docx("<w:p><w:pPr>\(stops)</w:pPr>\(run)</w:p>") == ["1 Een\ttwee"])
        #expect(try docx("<w:p><w:pPr>\(stops)</w:pPr></w:p><w:p><w:r><w:t>Twee</w:t></w:r></w:p>") == ["2 Twee"])
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
