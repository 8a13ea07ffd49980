// Letters in ODT, DOCX and HTML, and the reader of markup: what is not well-formed is said, and nothing can grow.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Letters
import Testing

@Suite("Letters in documents")
struct ReadingTests {
    private func odt(_ body: String) throws -> [LetterText.Paragraph] {
        let content =
            "<?xml version=\"1.0\"?><office:document-content><office:body><office:text>\(body)"
            + "</office:text></office:body></office:document-content>"
        return try LetterText(odt: Array(content.utf8)).paragraphs
    }

    private func shown(_ paragraphs: [LetterText.Paragraph]) -> [String] {
        paragraphs.map { "\($0.place)\($0.isNote ? "n" : "") \($0.text)" }
    }

    @Test("ODT: paragraphs and headings by number, notes with that of their mark, deleted text and remarks left out")
    func openDocument() throws {
        let body = """
            <text:tracked-changes><text:p>weg</text:p></text:tracked-changes>
            <text:h text:outline-level="1">Kop</text:h><text:p/>
            <text:p>Een<text:s text:c="3"/>twee<text:tab/>drie<text:line-break/>vier\n\
            vijf<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noot</text:p>\
            </text:note-body></text:note> zes<office:annotation><text:p>opmerking</text:p></office:annotation>.</text:p>
            <table:table><table:table-row><table:table-cell><text:p>Cel &amp; &#8364;&#x41;</text:p></table:table-cell>\
            </table:table-row></table:table>
            """
        #expect(
            shown(try odt(body)) == [
                "1 Kop", "3 Een   twee\tdrie\nvier vijf zes.", "3n Noot", "4 Cel & €A",
            ])
        #expect(try odt("<text:p><text:s text:c=\"999999999\"/>x</text:p>").map(\.text.count) == [81])
    }

    @Test("DOCX: text only of what stands in the letter, and notes at the paragraph of their mark")
    func officeOpenXML() throws {
        let document = """
            <w:document xmlns:w="x"><w:body><w:p><w:r><w:t>Een </w:t></w:r><w:del><w:r><w:delText>weg</w:delText>\
            <w:t>ook weg</w:t></w:r></w:del><w:r><w:t xml:space="preserve">twee</w:t><w:tab/><w:t>drie</w:t><w:br/>\
            <w:noBreakHyphen/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:p></w:p>
            <w:p><w:r><w:t>Vier</w:t><w:footnoteReference w:id="2"/><w:endnoteReference w:id="5"/></w:r>\
            <mc:AlternateContent><mc:Choice><w:t> vijf</w:t></mc:Choice><mc:Fallback><w:t> vijf</w:t></mc:Fallback>\
            </mc:AlternateContent></w:p></w:body></w:document>
            """
        let footnotes = """
            <w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>streep</w:t></w:r></w:p></w:footnote>\
            <w:footnote w:id="2"><w:p><w:r><w:t>Noot twee,</w:t></w:r></w:p></w:footnote></w:footnotes>
            """
        let endnotes = "<w:endnotes><w:endnote w:id=\"5\"><w:p><w:t>Eindnoot</w:t></w:p></w:endnote></w:endnotes>"
        let text = try LetterText(
            docx: Array(document.utf8), footnotes: Array(footnotes.utf8), endnotes: Array(endnotes.utf8))
        #expect(shown(text.paragraphs) == ["1 Een twee\tdrie\n-", "3 Vier vijf", "3n Noot twee,", "3n Eindnoot"])
        let found = LetterCheck(text).findings
        #expect(found.map(\.rule) == [.noteEndPunctuation] && found.map(\.place) == [3])
    }

    @Test("HTML: blocks are paragraphs; script, style and title are no text; notes are known by their role")
    func page() throws {
        let html = """
            <!doctype html><html><head><title>Titel</title><style>p { }</style></head><body>
            <h1>Kop</h1><p>Op X <b>mei</b>&nbsp;&laquo;a&raquo; &onbekend; a < b<br>regel<p>Tweede
            <script>document.write("<p>weg</p>")</SCRIPT><ul><li>Punt<li>Punt 2</ul>
            <div hidden data-a=1 data-b='2'>D</div>
            <section role="doc-endnotes"><section><ol><li>Noot;</li></ol></section></section><p>Einde <!-- weg -->
            """
        let text = try LetterText(html: Array(html.utf8))
        #expect(
            shown(text.paragraphs).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } == [
                "1 Kop", "2 Op X mei «a» &onbekend; a < b regel", "3 Tweede", "4 Punt", "5 Punt 2", "6 D", "7n Noot;",
                "8 Einde",
            ])
        #expect(LetterCheck(text).findings.map(\.rule) == [.placeholderDate, .noteEndPunctuation])
    }

    @Test("a letter of our own reads back from ODT and HTML with the same words")
    func roundTrip() throws {
        let words = try LettersSample.words()
        let statement = LetterStatement(
            .happened, "Er was een storing.", sources: [try LettersSample.entry(1)], visibility: .public,
            asOf: LettersSample.start, occurred: Moment(LettersSample.start))
        let letter = try LettersSample.first([statement], date: nil, isExercise: true, hasChronology: true)
            .letter(words, time: LettersSample.time(words))
        let rules = Array(repeating: LetterRule.placeholderText, count: 3)
        let zip = try ZipReading(ODTLetter(words).bytes(letter))
        #expect(LetterCheck(try LetterText(odt: zip.members["content.xml"] ?? [])).findings.map(\.rule) == rules)
        let page = try HTMLLetter(words).document(letter)
        #expect(LetterCheck(try LetterText(html: Array(page.utf8))).findings.map(\.rule) == rules)
        #expect(LetterCheck(LetterText(letter)).findings.map(\.rule) == rules)
    }

    private func problem(_ xml: String) -> Problem.Code? {
        do {
            _ = try LetterText(odt: Array(xml.utf8))
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "XML 1.0 2.1: what is not well-formed is not read",
        arguments: [
            "", "text", "<a>", "<a></b>", "<a></a><b></b>", "<a><b></a></b>", "<a", "<a b></a>", "<a b=c></a>",
            "<a b=\"1\" b=\"2\"></a>", "<a b=\"<\"></a>", "<a>&unknown;</a>", "<a>&amp</a>", "<a>& b</a>", "<!-- <a/>",
            "<a/",
            "<1/>", "<a><![CDATA[x</a>", "<?xml <a/>", "</a>", "<a b=\"1\"c=\"2\"/>",
        ])
    func notWellFormed(_ xml: String) {
        #expect(problem(xml) == .letterMarkup)
    }

    @Test("XML that offices write is read, with comments, CDATA and a byte order mark")
    func wellFormed() throws {
        let xml =
            "\u{FEFF}<?xml version='1.0'?>\n<!-- x --><a b='1' c:d=\"2\" e:d=\"3\">"
            + "<p><![CDATA[1 < 2]]> &lt;&#0;</p><q/></a>\n"
        #expect(try LetterText(odt: Array(xml.utf8)).paragraphs.map(\.text) == ["1 < 2 <\u{FFFD}"])
    }

    @Test("a document with declarations of its own is not read, so that no entity can grow or fetch")
    func declarations() {
        #expect(problem("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>") == .letterDeclarations)
        #expect(problem("<a><!ENTITY b SYSTEM \"file:///etc/passwd\"></a>") == .letterDeclarations)
    }

    @Test("over the limits of depth, tags and size a document is not read")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(problem(nested(LetterLimits.depth)) == nil)
        #expect(problem(nested(LetterLimits.depth + 1)) == .letterTooDeep)
        let long = String(repeating: "x", count: LetterLimits.tagBytes + 1)
        #expect(problem("<a b=\"\(long)\"/>") == .letterMarkup)
        #expect(throws: Problem(.letterTextTooLarge, ["\(LetterLimits.checkedBytes)"])) {
            try LetterText(html: [UInt8](repeating: 0x20, count: LetterLimits.checkedBytes + 1))
        }
    }

    @Test("documents that were damaged anywhere are read or refused, and never stop the program")
    func damaged() throws {
        let words = try LettersSample.words()
        let letter = try LettersSample.first(date: nil).letter(words, time: LettersSample.time(words))
        let content = try ZipReading(ODTLetter(words).bytes(letter)).members["content.xml"] ?? []
        let page = Array(try HTMLLetter(words).document(letter).utf8)
        var generator = SeededGenerator(5)
        var refused = 0
        for _ in 0..<600 {
            var (xml, html) = (content, page)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let at = Int.random(in: 0..<xml.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: xml[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: xml.remove(at: at)
                default: xml.insert(Array("<>&/\"".utf8).randomElement(using: &generator) ?? 0, at: at)
                }
                html[Int.random(in: 0..<html.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            do { _ = try LetterText(odt: xml) } catch { refused += 1 }
            _ = try? LetterText(docx: xml)
            _ = try? LetterText(html: html)
            _ = try? LetterText(html: Array(html.prefix(Int.random(in: 0...html.count, using: &generator))))
        }
        #expect(100..<600 ~= refused)
    }
}
