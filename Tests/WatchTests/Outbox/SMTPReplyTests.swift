// Replies of mail servers, also of hostile ones, and what the client says to them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing
import Watch

@Suite("Replies of a mail server")
struct SMTPReplyTests {
    private func replies(_ text: String) throws -> [SMTPReply] {
        var reader = SMTPReplyReader()
        return try Array(text.utf8).compactMap { try reader.take($0) }
    }

    @Test("RFC 5321 4.2: one line or more, the last with a space behind the code")
    func lines() throws {
        #expect(try replies("220 mail.example ESMTP\r\n") == [SMTPReply(code: 220, lines: ["mail.example ESMTP"])])
        let hello = try replies("250-mail.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n")
        #expect(hello == [SMTPReply(code: 250, lines: ["mail.example", "STARTTLS", "8BITMIME"])])
        #expect(try replies("250\r\n354 \n") == [SMTPReply(code: 250, lines: [""]), SMTPReply(code: 354, lines: [""])])
        #expect(try replies("250-a\r\n").isEmpty)
    }

    @Test(
        "what is no reply is not taken for one",
        arguments: [
            "\r\n", "25\r\n", "2x0 ok\r\n", "150 x\r\n", "650 x\r\n", "250+x\r\n", "250-a\r\n251 b\r\n",
            "HTTP/1.1 200 OK\r\n",
            "\u{0}\u{1}\u{2}\u{3}\r\n", "2500 x\r\n",
        ])
    func malformed(text: String) {
        #expect(throws: SMTPMalformed.self) { try replies(text) }
    }

    @Test("a reply over the limits is not read on")
    func limits() throws {
        let longest = "250 " + String(repeating: "x", count: OutboxLimits.replyLineBytes - 5) + "\r\n"
        #expect(try replies(longest).count == 1)
        #expect(throws: SMTPMalformed.self) { try replies("250 " + String(repeating: "x", count: 4_093)) }
        let most = String(repeating: "250-x\r\n", count: OutboxLimits.replyLines - 1)
        #expect(try replies(most + "250 x\r\n").first?.lines.count == OutboxLimits.replyLines)
        #expect(throws: SMTPMalformed.self) { try replies(most + "250-x\r\n250 x\r\n") }
    }

    @Test("what stands in it is shown without what steers a screen, and is cut")
    func shown() throws {
        let reply = try #require(try replies("550 \u{1B}[31m" + String(repeating: "x", count: 900) + "\r\n").first)
        #expect(
            reply.shown.hasPrefix("550 \u{FFFD}[31m")
                && reply.shown.unicodeScalars.count == OutboxLimits.textScalars + 1)
    }

    @Test("no bytes make the reader trap, and it gives nothing that was not sent")
    func mutations() {
        var chance = SeededNumbers(seed: 9)
        let good = Array("220 a\r\n250-b\r\n250-SIZE 1000\r\n250 AUTH PLAIN LOGIN\r\n550 nee\r\n".utf8)
        for _ in 0..<5_000 {
            var bytes = good
            for _ in 0...(chance.next() % 4) {
                let index = Int(chance.next() % UInt64(bytes.count))
                switch chance.next() % 3 {
                case 0: bytes[index] = UInt8(truncatingIfNeeded: chance.next())
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[Int(chance.next() % UInt64(bytes.count))], at: index)
                }
            }
            var reader = SMTPReplyReader()
            var count = 0
            for byte in bytes {
                guard let reply = try? reader.take(byte) else { continue }
                count += reply.lines.count
                #expect(200..<600 ~= reply.code)
            }
            #expect(count <= bytes.count { $0 == 0x0A })
        }
    }
}

@Suite("Conversation with a mail server")
struct SMTPDialogueTests {
    private static let hello = ["a@b.example", "c@d.example"]

    private func dialogue(
        _ encryption: SMTPServer.Encryption = .none, login: Bool = false, to: [String] = ["a@b.example"]
    ) -> SMTPDialogue {
        let mail = MailText(
            id: OutboxSample.id(1), from: "d@g.example", to: ["z@z.example"], subject: "x", body: "één",
            date: utc("2026-11-24"))
        let server = SMTPServer(
            host: "mail.example", port: 587, encryption: encryption,
            login: login ? SMTPServer.Login(user: "jan", password: "gé heim") : nil)
        return SMTPDialogue(mail, for: to, server, name: "[192.0.2.1]")
    }

    /// What is said to a list of replies; `<TLS>` where the line is encrypted.
    private func said(_ dialogue: SMTPDialogue, _ replies: String...) -> [String] {
        var dialogue = dialogue
        var said: [String] = []
        func note(_ action: SMTPDialogue.Action) {
            switch action {
            case .send(let bytes): said.append(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
            case .encrypt:
                said.append("<TLS>")
                note(dialogue.secured())
            case .finish(let result):
                let codes = result.refused.map { "\($0.reply.code)" }.joined(separator: " ")
                said.append("<\(result.accepted.joined(separator: " "))|\(codes)>")
            case .fail(let failure):
                let kind = (failure.isRefusal ? " refusal" : "") + (failure.isOfDestination ? " server" : "")
                said.append("<\(failure.problem.code.name)\(kind)>")
            }
        }
        for reply in replies {
            let lines = reply.split(separator: "\n").map(String.init)
            let code = Int(lines[0].prefix(3)) ?? 0
            note(dialogue.take(SMTPReply(code: code, lines: lines.map { String($0.dropFirst(4)) })))
        }
        return said
    }

    @Test("the ordinary way: greeting, EHLO, MAIL, RCPT, DATA, and the mail with its dot")
    func ordinary() {
        let said = said(dialogue(), "220 x", "250 x\n250 8BITMIME", "250 ok", "250 ok", "354 go", "250 queued")
        #expect(
            said[..<4] == [
                "EHLO [192.0.2.1]", "MAIL FROM:<d@g.example> BODY=8BITMIME", "RCPT TO:<a@b.example>", "DATA",
            ])
        #expect(said[4].contains("\r\n\r\néén") && said[4].hasSuffix("\r\n.") && said[4].contains("To: z@z.example"))
        #expect(said[5] == "<a@b.example|>")
    }

    @Test("RFC 6152: without 8BITMIME only ASCII is sent")
    func ascii() {
        let said = said(dialogue(), "220 x", "250 x", "250 ok", "250 ok", "354 go")
        #expect(said[1] == "MAIL FROM:<d@g.example>" && said[4].utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("RFC 3207: nothing is said before the line is encrypted, and what was offered before counts no more")
    func startTLS() {
        let all = said(
            dialogue(.startTLS, login: true), "220 x", "250 x\n250 STARTTLS\n250 AUTH PLAIN", "220 go",
            "250 x\n250 AUTH LOGIN")
        #expect(all == ["EHLO [192.0.2.1]", "STARTTLS", "<TLS>", "EHLO [192.0.2.1]", "AUTH LOGIN"])
        #expect(said(dialogue(.startTLS), "220 x", "250 x\n250 8BITMIME").last == "<smtp.no_starttls server>")
        #expect(said(dialogue(.startTLS), "220 x", "250 x\n250 STARTTLS", "454 later").last == "<smtp.refused server>")
        #expect(said(dialogue(.startTLS), "220 x", "500 what").last == "<smtp.refused refusal server>")
    }

    @Test("RFC 4954: PLAIN, or else LOGIN, and only when the line is encrypted")
    func login() {
        let plain = said(dialogue(.immediate, login: true), "220 x", "250 x\n250 AUTH LOGIN PLAIN", "235 ok")
        #expect(plain[1] == "AUTH PLAIN " + Data("\0jan\0gé heim".utf8).base64EncodedString())
        #expect(plain[2] == "MAIL FROM:<d@g.example>")
        let login = said(
            dialogue(.immediate, login: true), "220 x", "250 x\n250 AUTH=LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6",
            "235 ok")
        #expect(
            login[1...3] == [
                "AUTH LOGIN", Data("jan".utf8).base64EncodedString(), Data("gé heim".utf8).base64EncodedString(),
            ])
        #expect(
            said(dialogue(.none, login: true), "220 x", "250 x\n250 AUTH PLAIN").last == "<smtp.plain_password server>")
        #expect(
            said(dialogue(.immediate, login: true), "220 x", "250 x\n250 AUTH CRAM-MD5").last == "<smtp.no_auth server>"
        )
        #expect(
            said(dialogue(.immediate, login: true), "220 x", "250 x\n250 AUTH PLAIN", "535 no").last
                == "<smtp.refused refusal server>")
        #expect(
            said(dialogue(.immediate, login: true), "220 x", "250 x\n250 AUTH PLAIN", "334 more").last
                == "<smtp.refused server>")
    }

    @Test("a receiver that is refused does not keep the mail from the others; with none left nothing is sent")
    func receivers() {
        let two = dialogue(to: ["a@b.example", "c@d.example"])
        let some = said(two, "220 x", "250 x", "250 ok", "550 no", "250 ok", "354 go", "250 queued")
        #expect(some[3] == "RCPT TO:<c@d.example>" && some[4] == "DATA" && some[6] == "<c@d.example|550>")
        let none = said(two, "220 x", "250 x", "250 ok", "550 no", "451 later")
        #expect(none.last == "<|550 451>" && !none.contains("DATA"))
    }

    @Test("each refusal says whether it is for good, and whether it holds for all mail to that server")
    func refusals() {
        #expect(said(dialogue(), "554 no") == ["<smtp.refused refusal server>"])
        #expect(said(dialogue(), "220 x", "250 x", "451 later").last == "<smtp.refused>")
        #expect(said(dialogue(), "220 x", "250 x", "550 no").last == "<smtp.refused refusal>")
        #expect(said(dialogue(), "220 x", "250 x", "250 ok", "250 ok", "554 no").last == "<smtp.refused refusal>")
        #expect(said(dialogue(), "220 x", "250 x", "250 ok", "250 ok", "354 go", "452 full").last == "<smtp.refused>")
        #expect(said(dialogue(), "220 x", "250 x", "250 ok", "421 going down").last == "<smtp.refused server>")
        #expect(said(dialogue(), "220 x", "502 what", "250 ok").last == "MAIL FROM:<d@g.example>")
        #expect(said(dialogue(), "220 x", "502 what").last == "HELO [192.0.2.1]")
    }

    @Test("no value ends its line and begins another command")
    func injection() {
        let said = said(dialogue(to: ["a@b.example>\r\nRCPT TO:<x@y.example"]), "220 x", "250 x", "250 ok")
        #expect(said.last == "RCPT TO:<a@b.example>RCPT TO:<x@y.example>")
    }

    @Test("whatever a server answers, the conversation ends, and no password is said in the clear")
    func mutations() {
        var chance = SeededNumbers(seed: 21)
        let codes = [220, 235, 250, 251, 334, 354, 421, 450, 454, 500, 535, 550, 554]
        let extensions = ["STARTTLS", "AUTH PLAIN", "AUTH LOGIN", "AUTH=PLAIN", "8BITMIME", "", "SIZE"]
        for _ in 0..<3_000 {
            let encryption: SMTPServer.Encryption = [.none, .startTLS, .immediate][Int(chance.next() % 3)]
            var dialogue = dialogue(encryption, login: true, to: ["a@b.example", "c@d.example"])
            var isSecure = encryption == .immediate
            var steps = 0
            talk: while true {
                steps += 1
                let code = chance.next() % 2 == 0 ? 250 : codes[Int(chance.next() % UInt64(codes.count))]
                let lines = (0...(chance.next() % 4)).map { _ in
                    extensions[Int(chance.next() % UInt64(extensions.count))]
                }
                var action = dialogue.take(SMTPReply(code: steps == 1 ? 220 : code, lines: lines))
                if action == .encrypt {
                    isSecure = true
                    action = dialogue.secured()
                }
                switch action {
                case .send(let bytes):
                    let line = String(decoding: bytes, as: UTF8.self)
                    if line.hasPrefix("AUTH") { #expect(isSecure) }
                    if encryption == .startTLS, !isSecure {
                        #expect(line.hasPrefix("EHLO") || line.hasPrefix("STARTTLS"))
                    }
                case .finish, .fail, .encrypt: break talk
                }
                #expect(steps < 30)
                if steps >= 30 { break }
            }
        }
    }
}
