// What browsers send (forms, the cookie of the view) and tables that people take along.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import HTTPTypes
import Testing
import Web

@Suite("Forms")
struct FormTests {
    @Test("URL Standard, 5.1: names and values in their order, plus for a blank, percent signs, names more than once")
    func reading() throws {
        let form = try Form(Array("b=2&a=1+1&a=%C3%A9%26&c&=leeg&d=x%0D%0Ay&&e=".utf8))
        #expect(form.fields.map(\.name) == ["b", "a", "a", "c", "", "d", "e"])
        #expect(form.all("a") == ["1 1", "\u{E9}&"] && form.text("a") == "1 1")
        // HTML 4.10.21.4: browsers end lines with CR LF.
        #expect(form.text("d") == "x\ny")
        #expect(form.has("c") && form.text("c") == nil && form.text("e") == nil && form.text("x") == nil)
        #expect(try Form([]).fields.isEmpty)
    }

    @Test("what is no text is refused, not guessed")
    func refused() {
        for text in ["a=%", "a=%1", "a=%ZZ", "%=1", "a=%FF", "a=%C3", "a=%ED%A0%80"] {
            #expect(throws: Problem.self, "\(text)") { try Form(Array(text.utf8)) }
        }
    }

    @Test("the limit of fields: that many are read, one more is refused")
    func limit() throws {
        let most = String(repeating: "signaal=x&", count: WebLimits.formFields)
        #expect(try Form(Array(most.utf8)).fields.count == WebLimits.formFields)
        #expect(throws: Problem.self) { try Form(Array((most + "y=1").utf8)) }
    }

    @Test("whatever bytes come, reading ends, and what was read can be sent again")
    func mutated() throws {
        var random = SplitMix(state: 31)
        var source = HostileText(seed: 32)
        var read = 0
        for _ in 0..<5_000 {
            let address = Address("/x").with("a", source.next()).with("b", source.next())
            var bytes = Array(address.text.utf8.dropFirst(3))
            if Bool.random(using: &random), !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let form = try? Form(bytes) else { continue }
            read += 1
            var again = Address("/x")
            for field in form.fields where form.all(field.name).count == 1 {
                again = again.with(field.name, field.value)
            }
            let second = try Form(Array(again.text.utf8.dropFirst(3)))
            for field in second.fields { #expect(form.text(field.name) ?? field.value == field.value) }
        }
        #expect(read > 2_500)
    }

    @Test("hidden fields keep what was typed, character by character")
    func hidden() throws {
        var form = Form()
        form.add("kept.tekst", "regel 1\nregel 2 \"'<>&\u{202E}\u{200F}\u{7F}\r\u{85}")
        let html = form.hidden.text
        let value = try #require(html.split(separator: "value=\"").last?.dropLast(2))
        #expect(HTMLText.decode(value).unicodeScalars.elementsEqual((form.text("kept.tekst") ?? "").unicodeScalars))
    }
}

@Suite("The view that someone has chosen")
struct ViewTests {
    private func view(_ cookie: String?, language: String? = nil) -> View {
        var fields = HTTPFields()
        fields[.cookie] = cookie
        fields[.acceptLanguage] = language
        return View(fields)
    }

    @Test("from the cookie; what it does not say from the browser, else Dutch and Amsterdam")
    func reading() {
        let standard = view(nil)
        #expect(standard.language == .dutch && standard.zone == .amsterdam && standard.hasKeys)
        #expect(view(nil, language: "en-GB,en").language == .english)
        let chosen = view("a=b; dijkwacht-view=en.utc.nokeys; dijkwacht=x", language: "nl")
        #expect(chosen.language == .english && chosen.zone == .utc && !chosen.hasKeys)
        #expect(view("dijkwacht-view=utc").zone == .utc)
    }

    @Test("what is set is read as the same")
    func roundTrip() {
        for language in Language.allCases {
            for zone in ShownTime.Zone.allCases {
                for hasKeys in [true, false] {
                    var one = view(nil)
                    (one.language, one.zone, one.hasKeys) = (language, zone, hasKeys)
                    let set = one.setCookie(isEncrypted: true)
                    #expect(view(String(set.prefix { $0 != ";" })) == one)
                    for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] { #expect(set.contains("; \(part)")) }
                    #expect(!one.setCookie(isEncrypted: false).contains("Secure"))
                }
            }
        }
    }

    @Test("junk in the cookie gives the view of who has none")
    func junk() {
        var source = HostileText(seed: 41)
        for _ in 0..<2_000 {
            let text = source.next().filter { $0 != ";" && $0 != "." }
            let found = view("dijkwacht-view=\(text).x.\(text)")
            #expect(found == view(nil) || ["nl", "en", "ams", "utc", "nokeys"].contains(text))
        }
        let long = "dijkwacht-view=" + String(repeating: "en.", count: WebLimits.headerBytes)
        #expect(view(long) == view(nil), "a field that is too long is not looked at")
        for text in ["dijkwacht-view", "dijkwacht-view=", "=en", ";;;", "dijkwacht-viewx=en"] {
            #expect(view(text) == view(nil), "\(text)")
        }
    }
}

@Suite("CSV")
struct CSVTests {
    private func cell(_ text: String) -> String {
        var csv = CSV()
        csv.row([text])
        return String(csv.text.dropFirst().dropLast())
    }

    @Test("RFC 4180, 2: cells in quotation marks, those within doubled, rows ended by CR LF")
    func form() {
        var csv = CSV()
        csv.row(["a", "b\"c", "d,e", "f\ng"])
        csv.row([])
        #expect(csv.text == "\u{FEFF}\"a\",\"b\"\"c\",\"d,e\",\"f\ng\"\r\n\r\n")
    }

    @Test("OWASP CSV Injection: no cell begins as a formula")
    func formulas() {
        for first in ["=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"] {
            let safe = cell("\(first)1+1")
            #expect(safe.hasPrefix("\"'"), "\(first.debugDescription) gives \(safe)")
        }
        #expect(cell("a=1") == "\"a=1\"" && cell("1-2") == "\"1-2\"" && cell("a, -b") == "\"a, -b\"")
    }

    @Test("a spreadsheet that cuts at semicolons and line ends finds no formula either")
    func otherSeparators() {
        for text in ["x;=1+1", "x;\"=1+1", "x; \"\" +1", "x\n=1+1", "x\n\n@a", ";-1"] {
            let safe = cell(text)
            for part in safe.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
                let start = part.drop { $0 == " " || $0 == "\"" }.first
                #expect(start.map { !"=+-@".contains($0) } ?? true, "\(safe)")
            }
        }
    }

    /// How many cells a row has for who reads it character by character (RFC 4180, 2); nil if it is none.
    private func read(_ row: [Unicode.Scalar]) -> Int? {
        var (cells, at) = (0, 0)
        while at < row.count, row[at] == "\"" {
            at += 1
            while at < row.count {
                if row[at] != "\"" {
                    at += 1
                } else if at + 1 < row.count, row[at + 1] == "\"" {
                    at += 2
                } else {
                    break
                }
            }
            cells += 1
            at += 1
            guard at < row.count, row[at] == "," else { break }
            at += 1
        }
        return at == row.count - 2 && row[at] == "\r" && row[at + 1] == "\n" ? cells : nil
    }

    @Test("a quotation mark with a combining character behind it is doubled too")
    func combining() {
        for text in ["a\"\u{301},\"x", "\"\u{200D}", "\"\u{FE0F}"] {
            var csv = CSV()
            csv.row([text])
            #expect(read(Array(csv.text.unicodeScalars.dropFirst())) == 1, "\(text.debugDescription)")
        }
    }

    @Test(
        "no cell has characters that steer a terminal or turn the order of text, and each row reads back as its cells")
    func hostile() {
        var source = HostileText(seed: 51)
        for _ in 0..<5_000 {
            let cells = (0..<3).map { _ in source.next() }
            var csv = CSV()
            csv.row(cells)
            let row = csv.text.dropFirst()
            let wrong = row.dropLast().unicodeScalars.first { scalar in
                (scalar.value < 0x20 && scalar != "\n") || 0x7F...0x9F ~= scalar.value
                    || [0x61C, 0x200E, 0x200F].contains(scalar.value) || 0x202A...0x202E ~= scalar.value
                    || 0x2066...0x2069 ~= scalar.value
            }
            #expect(wrong == nil)
            #expect(read(Array(row.unicodeScalars)) == 3)
        }
    }
}
