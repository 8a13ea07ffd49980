// A mail as bytes: RFC 5322, RFC 2045, RFC 2047 and the dots of RFC 5321.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing
import Watch

@Suite("Mail as bytes")
struct MailTextTests {
    private func mail(_ subject: String = "x", _ body: String = "x", to: [String] = ["a@b.example"]) -> MailText {
        MailText(
            id: OutboxSample.id(7), from: "dijkwacht@gemeente.example", to: to, subject: subject, body: body,
            date: utc("2026-11-24 12:05:09"))
    }

    private func text(_ mail: MailText, takes8Bit: Bool = true) -> String {
        String(decoding: mail.bytes(takes8Bit: takes8Bit), as: UTF8.self)
    }

    private func field(_ name: String, _ text: String) -> String? {
        let unfolded = text.components(separatedBy: "\r\n\r\n")[0].replacingOccurrences(of: "\r\n ", with: " ")
        let line = unfolded.components(separatedBy: "\r\n").first { $0.hasPrefix(name + ": ") }
        return line.map { String($0.dropFirst(name.count + 2)) }
    }

    /// What a reader makes of encoded words: RFC 2047 section 6.2, white space between two of them is not shown.
    private func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for word in text.split(separator: " ") {
            guard word.hasPrefix("=?UTF-8?B?"), word.hasSuffix("?="),
                let data = Data(base64Encoded: String(word.dropFirst(10).dropLast(2)))
            else { return text }
            bytes += data
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("RFC 5322 3.6: the fields that a mail must have, and that no machine answers")
    func fields() {
        let text = text(mail("[Dijkwacht] 3 signalen", to: ["a@b.example", "c@d.example"]))
        #expect(field("Date", text) == "Tue, 24 Nov 2026 12:05:09 +0000")
        #expect(field("From", text) == "dijkwacht@gemeente.example")
        #expect(field("To", text) == "a@b.example, c@d.example")
        #expect(field("Subject", text) == "[Dijkwacht] 3 signalen")
        #expect(field("Message-ID", text) == "<\(OutboxSample.id(7))@gemeente.example>")
        #expect(field("Auto-Submitted", text) == "auto-generated" && field("MIME-Version", text) == "1.0")
    }

    @Test("sent again it has the same bytes, so also the same Message-ID")
    func again() {
        #expect(mail("één", "twee").bytes(takes8Bit: true) == mail("één", "twee").bytes(takes8Bit: true))
    }

    @Test(
        "RFC 2047: what is not ASCII becomes words of at most 75 characters, of whole characters each",
        arguments: [
            "[Dijkwacht] 3 signalen, hoogste: kritiek één", String(repeating: "é€\u{1F600}", count: 60), "é",
            "=?UTF-8?B?eA==?=", " begint met een spatie", String(repeating: "x", count: 300), "a  b", "",
        ])
    func subjects(subject: String) throws {
        let text = text(mail(subject))
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(decoded(try #require(field("Subject", text))) == subject)
        for word in MailText.words(of: subject, after: 9) where word.hasPrefix("=?") {
            #expect(word.utf8.count <= 75)
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            #expect(String(validating: data, as: UTF8.self) != nil)
        }
    }

    @Test("nothing in a subject or an address begins another field")
    func injection() {
        let hostile = mail("x\r\nBcc: e@vil.example\r\n\r\nlichaam", to: ["a@b.example\r\nBcc: e@vil.example"])
        let head = text(hostile).components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.components(separatedBy: "\r\n").contains { $0.lowercased().hasPrefix("bcc") })
        #expect(
            head.components(separatedBy: "\r\n").count
                == text(mail()).components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n").count)
    }

    @Test("many receivers are folded at 78 characters")
    func folding() {
        let to = (0..<64).map { "iemand.\($0)@afdeling.gemeente.example" }
        let text = text(mail(to: to))
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(field("To", text) == to.joined(separator: ", "))
    }

    @Test("RFC 2045: ASCII goes as it is, other text as 8 bit where the server takes it, else as base64")
    func encodings() throws {
        #expect(field("Content-Transfer-Encoding", text(mail("x", "gewoon"))) == "7bit")
        #expect(field("Content-Transfer-Encoding", text(mail("x", "één"))) == "8bit")
        #expect(text(mail("x", "één\ntwee")).hasSuffix("\r\n\r\néén\r\ntwee\r\n"))
        let body = String(repeating: "één regel\n", count: 50)
        let coded = text(mail("x", body), takes8Bit: false)
        #expect(field("Content-Transfer-Encoding", coded) == "base64")
        let lines = coded.components(separatedBy: "\r\n\r\n")[1]
        #expect(lines.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        let data = try #require(Data(base64Encoded: lines, options: .ignoreUnknownCharacters))
        #expect(String(decoding: data, as: UTF8.self) == body.replacingOccurrences(of: "\n", with: "\r\n"))
    }

    @Test("RFC 5322 2.1.1: a line over 998 bytes is never sent as it is")
    func longLines() {
        let long = text(mail("x", String(repeating: "a", count: 2_000)))
        #expect(field("Content-Transfer-Encoding", long) == "base64")
        #expect(long.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= MailText.lineBytes })
    }

    @Test("every end of a line becomes CRLF, and none stands alone", arguments: ["a\nb", "a\rb", "a\r\nb", "a\n\rb\n"])
    func ends(body: String) {
        let bytes = mail("x", body).bytes(takes8Bit: true)
        for index in bytes.indices {
            if bytes[index] == 0x0A { #expect(bytes[index - 1] == 0x0D) }
            if bytes[index] == 0x0D { #expect(bytes[index + 1] == 0x0A) }
        }
    }

    @Test("RFC 5321 4.5.2: a dot that begins a line is doubled, and only the last line is one dot")
    func dots() {
        let data = String(decoding: mail("x", ".\n..\n.x\nx.\n").data(takes8Bit: true), as: UTF8.self)
        #expect(data.hasSuffix("\r\n\r\n..\r\n...\r\n..x\r\nx.\r\n.\r\n"))
        let hostile = String(decoding: mail("x", "a\r\n.\r\nMAIL FROM:<x>").data(takes8Bit: true), as: UTF8.self)
        #expect(hostile.components(separatedBy: "\r\n.\r\n").count == 2)
    }

    @Test("whatever the text, the mail is of short lines with CRLF and ends with its dot only")
    func property() {
        var chance = SeededNumbers(seed: 3)
        let alphabet = Array("ab.\r\n\u{0}é€\u{1F600} =?".unicodeScalars)
        for _ in 0..<300 {
            var text = String.UnicodeScalarView()
            for _ in 0..<(chance.next() % 200) { text.append(alphabet[Int(chance.next() % UInt64(alphabet.count))]) }
            let data = mail(String(text), String(text)).data(takes8Bit: chance.next() % 2 == 0)
            let whole = String(decoding: data, as: UTF8.self)
            #expect(whole.hasSuffix("\r\n.\r\n"))
            let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
            #expect(
                lines.allSatisfy {
                    $0.last == 0x0D && $0.count <= 999 && $0.dropLast().allSatisfy { $0 != 0x0D && $0 != 0 }
                })
            #expect(lines.dropLast().allSatisfy { !$0.elementsEqual([0x2E, 0x0D]) })
        }
    }
}
