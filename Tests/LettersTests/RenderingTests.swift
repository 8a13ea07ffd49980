// Letters as HTML and ODT: well-formed whatever the text, the same bytes each time, and marked in an exercise.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Letters
import Testing

@Suite("Letters as files")
struct RenderingTests {
    private static let hostile =
        signs + " \u{202E}é👩‍👩‍👧  twee\tspaties\nregel"
    private static let signs =
        "a<b>&\"'\u{0}\u{1}\u{1B}\u{7F}\u{FFFE}]]> <script>alert(1)</script> {0} -->"

    private func letter(_ text: String = "Een zin.", isExercise: Bool = false) throws -> Letter {
        let source = try LettersSample.entry(12)
        return Letter(
            title: "Titel \(text)", language: .dutch, isExercise: isExercise, addressee: ["Aan \(text)"],
            meta: [Letter.MetaLine("Onderwerp \(text)", text)],
            blocks: [
                .heading(level: 1, "Kop \(text)"),
                .paragraph([
                    Letter.Sentence(
                        [.text(text), .emphasis("nadruk"), .note("Noot \(text)")], sources: [source],
                        visibility: .public),
                    Letter.Sentence([.text("Niet voor buiten.")], sources: [source]),
                ]),
                .heading(level: 9, "Diep"), .paragraph([Letter.Sentence([.text("Weg.")])]),
                .table(
                    Letter.Table(
                        caption: "Feiten \(text)", heading: ["Wanneer", text],
                        rows: [
                            Letter.Row(["nu", text], sources: [source], visibility: .public),
                            Letter.Row(["kort"], visibility: .public), Letter.Row(["geheim", "geheim"]),
                        ])),
            ], signature: ["De minister,", text])
    }

    private func html(_ letter: Letter) throws -> String {
        try HTMLLetter(LettersSample.words()) { "/journaal/\($0)" }.document(letter, stylesheet: "/brief.css")
    }

    @Test("HTML: a whole document with language, headings by level, notes and table, and no form of its own")
    func htmlShape() throws {
        let page = try html(letter())
        for part in [
            "<!DOCTYPE html>\n<html lang=\"nl\">", "<title>Titel Een zin.</title>",
            "<link rel=\"stylesheet\" href=\"/brief.css\">", "<h1 class=\"letter-title\">Titel Een zin.</h1>",
            "<h2 class=\"letter-heading\">Kop Een zin.</h2>", "<h4 class=\"letter-heading\">Diep</h4>",
            "<span class=\"letter-sentence\" data-entries=\"2026-0007/12\">Een zin.<em>nadruk</em>",
            "<a class=\"letter-source\" href=\"/journaal/2026-0007/12\">2026-0007/12</a>",
            "id=\"letter-note-mark-1\" href=\"#letter-note-1\"", "<li id=\"letter-note-1\">Noot Een zin.",
            "href=\"#letter-note-mark-1\"", "<th scope=\"col\">Wanneer</th>", "<caption>Feiten Een zin.</caption>",
        ] {
            #expect(page.contains(part), "\(part)")
        }
        for part in ["style=", "<style", "<script", "onclick", "Niet voor buiten", "Weg.", "geheim"] {
            #expect(!page.contains(part), "\(part)")
        }
    }

    @Test("HTML: hostile text stays text, and an address that runs something is not written")
    func hostileHTML() throws {
        let page = try html(letter(RenderingTests.hostile))
        #expect(!page.contains("<script") && !page.contains("\u{0}") && !page.contains("\u{1B}"))
        #expect(page.contains("a&lt;b&gt;&amp;&quot;&#39;\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}]]&gt;"))
        let text = try LetterText(html: Array(page.utf8)).paragraphs.map(\.text).joined()
        #expect(text.contains("<script>alert(1)</script>"))
        for address in ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "\" onclick=\"x", ""] {
            let page = try HTMLLetter(LettersSample.words()) { _ in address }.document(letter(), stylesheet: address)
            #expect(!page.contains("<a class=\"letter-source\"") && !page.contains("<link"), "\(address)")
        }
        let odd = try HTMLLetter(LettersSample.words()) { _ in "/a\"><b>" }.document(letter())
        #expect(odd.contains("href=\"/a&quot;&gt;&lt;b&gt;\""))
    }

    @Test("a fragment for a page of the house shows what may not be told outside, and says so")
    func fragment() throws {
        let part = try HTMLLetter(LettersSample.words()).fragment(letter())
        #expect(part.hasPrefix("<article class=\"letter\" lang=\"nl\">") && !part.contains("<html"))
        #expect(part.contains("<span class=\"letter-sentence letter-inside\" data-entries=\"2026-0007/12\">"))
        #expect(part.contains("[niet openbaar]</strong> Niet voor buiten."))
        #expect(part.contains("<tr class=\"letter-inside\"><td>geheim</td>"))
    }

    @Test("an exercise says so on top of the page and the file, in its title, and in its properties")
    func exercise() throws {
        let exercise = try letter(isExercise: true)
        let page = try html(exercise)
        #expect(page.contains("<title>OEFENING: Titel") && page.contains("<p class=\"letter-mark\">OEFENING</p>"))
        let zip = try ZipReading(ODTLetter(LettersSample.words()).bytes(exercise))
        for name in ["content.xml", "styles.xml", "meta.xml"] {
            #expect(zip.text(name).contains("OEFENING"), "\(name)")
        }
        let real = try ZipReading(ODTLetter(LettersSample.words()).bytes(letter()))
        for name in real.names { #expect(!real.text(name).contains("OEFENING")) }
        #expect(try !html(letter()).contains("OEFENING"))
    }

    @Test("ODF 1.3 part 2, 3.3: the type is the first member, stored and without more, and all parts are listed")
    func odtShape() throws {
        let bytes = try ODTLetter(LettersSample.words()).bytes(letter())
        #expect(Array(bytes[30..<38]) == Array("mimetype".utf8))
        #expect(Array(bytes[38..<77]) == Array("application/vnd.oasis.opendocument.text".utf8))
        let zip = try ZipReading(bytes)
        #expect(zip.names == ["mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"])
        for name in zip.names.dropFirst() {
            #expect(try isWellFormed(zip.members[name] ?? []), "\(name)")
            if name != "META-INF/manifest.xml" {
                #expect(zip.text("META-INF/manifest.xml").contains("full-path=\"\(name)\""))
            }
        }
        let content = zip.text("content.xml")
        #expect(content.contains("<text:h text:style-name=\"Title\" text:outline-level=\"1\">Titel"))
        #expect(content.contains("<text:h text:style-name=\"Heading_20_2\" text:outline-level=\"2\">Kop"))
        #expect(content.contains("text:note-class=\"footnote\"") && !content.contains("Niet voor buiten"))
        #expect(zip.text("styles.xml").contains("fo:language=\"nl\" fo:country=\"NL\""))
        #expect(zip.text("styles.xml").contains("Liberation Sans"))
        #expect(zip.text("meta.xml").contains("<dc:title>Titel Een zin.</dc:title>"))
    }

    @Test("the same letter gives the same bytes; another gives others")
    func reproducible() throws {
        let words = try LettersSample.words()
        #expect(try ODTLetter(words).bytes(letter()) == ODTLetter(words).bytes(letter()))
        #expect(try ODTLetter(words).bytes(letter()) != ODTLetter(words).bytes(letter("Anders.")))
    }

    @Test("sources are footnotes when they are asked for, and nowhere else")
    func sources() throws {
        let words = try LettersSample.words()
        let plain = try ZipReading(ODTLetter(words).bytes(letter())).text("content.xml")
        let shown = try ZipReading(ODTLetter(words, showsSources: true).bytes(letter())).text("content.xml")
        #expect(!plain.contains("2026-0007/12") && shown.contains("Journaal: 2026-0007/12."))
        #expect(shown.contains("text:id=\"note2\"") && !plain.contains("text:id=\"note2\""))
    }

    @Test("XML 1.0 2.2: whatever characters come, every part is well-formed and the text reads back")
    func anyText() throws {
        let words = try LettersSample.words()
        var generator = SeededGenerator(3)
        for round in 0..<150 {
            let text = round == 0 ? RenderingTests.hostile : randomText(&generator)
            let bytes = try ODTLetter(words, showsSources: true).bytes(letter(text))
            let zip = try ZipReading(bytes)
            for name in zip.names.dropFirst() { #expect(try isWellFormed(zip.members[name] ?? []), "\(name)") }
            let read = try LetterText(odt: zip.members["content.xml"] ?? []).paragraphs
            let wanted = "Kop " + shown(text)
            #expect(read.contains { $0.text == wanted }, "\(text.debugDescription)")
            _ = try html(letter(text))
        }
    }

    /// What a text becomes in a document: whatever ends a line is a new line.
    private func shown(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x0A where index > 0 && scalars[index - 1] == "\r": break
            case 0x0D: result.append("\n")
            case 0x09, 0x0A, 0x85: result.append(scalar)
            case ..<0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private func randomText(_ generator: inout SeededGenerator) -> String {
        let odd: [UInt32] = [
            0, 9, 10, 13, 27, 32, 32, 34, 38, 39, 60, 62, 93, 127, 133, 159, 0xD7FF, 0xFFFD, 0xFFFE, 0xFFFF,
        ]
        var text = "b".unicodeScalars
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            let value =
                Bool.random(using: &generator)
                ? odd.randomElement(using: &generator) ?? 0 : UInt32.random(in: 0...0x10_FFFF, using: &generator)
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text + "e".unicodeScalars)
    }

    private func isWellFormed(_ bytes: [UInt8]) throws -> Bool {
        _ = try LetterText(odt: bytes)
        return !bytes.isEmpty
    }

    @Test("a letter over a limit is not made")
    func limits() throws {
        let words = try LettersSample.words()
        func code(_ change: (inout Letter) -> Void) throws -> [Problem?] {
            var big = try letter()
            change(&big)
            var problems: [Problem?] = []
            do { _ = try ODTLetter(words).bytes(big); problems.append(nil) } catch { problems.append(error) }
            do { _ = try HTMLLetter(words).document(big); problems.append(nil) } catch { problems.append(error) }
            return problems
        }
        let sentence = Letter.Sentence([.text("x")], visibility: .public)
        let row = Letter.Row(["x"], visibility: .public)
        func tooLarge(_ limit: Int, _ what: String) -> [Problem?] {
            Array(repeating: Problem(.letterTooLarge, ["\(limit)", what]), count: 2)
        }
        #expect(
            try code { $0.blocks = Array(repeating: .paragraph([sentence]), count: LetterLimits.blocks + 1) }
                == tooLarge(LetterLimits.blocks, "blocks"))
        #expect(
            try code {
                let rows = Array(repeating: row, count: LetterLimits.rows + 1)
                $0.blocks = [.table(Letter.Table(caption: "", heading: [], rows: rows))]
            } == tooLarge(LetterLimits.rows, "rows"))
        #expect(
            try code {
                let wide = Letter.Row(Array(repeating: "x", count: LetterLimits.columns + 1), visibility: .public)
                $0.blocks = [.table(Letter.Table(caption: "", heading: [], rows: [wide]))]
            } == tooLarge(LetterLimits.columns, "columns"))
        #expect(
            try code { $0.title = String(repeating: "x", count: LetterLimits.letterBytes) }
                == tooLarge(LetterLimits.letterBytes, "bytes"))
        #expect(
            try code { $0.blocks = Array(repeating: .heading(level: 1, "x"), count: LetterLimits.blocks) } == [
                nil, nil,
            ])
    }
}

/// Reads a ZIP archive of stored members back, from its directory, and checks each sum and size.
struct ZipReading {
    private(set) var names: [String] = []
    private(set) var members: [String: [UInt8]] = [:]

    init(_ bytes: [UInt8]) throws {
        func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        let end = bytes.count - 22
        try #require(number(end, 4) == 0x0605_4B50 && number(end + 20, 2) == 0)
        var at = number(end + 16, 4)
        try #require(at + number(end + 12, 4) == end)
        for _ in 0..<number(end + 10, 2) {
            try #require(number(at, 4) == 0x0201_4B50)
            let (size, length, offset) = (number(at + 24, 4), number(at + 28, 2), number(at + 42, 4))
            // Stored; on 1980-01-01 at midnight.
            try #require(number(at + 10, 2) == 0 && number(at + 12, 2) == 0 && number(at + 14, 2) == 0x21)
            let name = String(decoding: bytes[at + 46..<at + 46 + length], as: UTF8.self)
            try #require(number(offset, 4) == 0x0403_4B50 && number(offset + 26, 2) == length)
            // The local header says the same as the directory.
            try #require(Array(bytes[offset + 4..<offset + 30]) == Array(bytes[at + 6..<at + 32]))
            let content = Array(bytes[offset + 30 + length..<offset + 30 + length + size])
            try #require(number(at + 16, 4) == ZipReading.sum(content) && number(at + 20, 4) == size)
            names.append(name)
            members[name] = content
            at += 46 + length
        }
    }

    func text(_ name: String) -> String { String(decoding: members[name] ?? [], as: UTF8.self) }

    /// CRC-32 bit by bit, apart from the table that the writer uses.
    static func sum(_ bytes: [UInt8]) -> Int {
        var sum: UInt32 = .max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return Int(~sum)
    }

}

@Suite("The sum that a ZIP carries")
struct ChecksumTests {
    @Test("CRC-32 of \"123456789\" is CBF43926")
    func known() {
        #expect(ZipReading.sum(Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
