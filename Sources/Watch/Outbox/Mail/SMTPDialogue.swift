// The conversation of one mail as a machine of states, without the line: a reply goes in, what to do next comes out.
// RFC 5321 (commands), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 6152 (8BITMIME).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// One mail, from the greeting to the end.
package struct SMTPDialogue: Sendable {
    /// What was asked last; names stand in problems, so that an administrator finds the place in the log.
    package enum Step: String, Sendable {
        case greeting, ehlo = "EHLO", helo = "HELO", startTLS = "STARTTLS", auth = "AUTH", mail = "MAIL FROM"
        case recipient = "RCPT TO", data = "DATA", end = "end of DATA", done = "QUIT"
    }

    package enum Action: Sendable, Hashable {
        case send([UInt8])
        /// The line is to be encrypted; then `secured` is called.
        case encrypt
        case finish(SMTPResult)
        case fail(DeliveryFailure)
    }

    private let mail: MailText
    private let recipients: [String]
    private let server: SMTPServer
    /// How the client calls itself: RFC 5321 section 4.1.3, an address in brackets.
    private let name: String
    package private(set) var step = Step.greeting
    private var isSecure: Bool
    private var extensions: [String: [String]] = [:]
    /// What is still to be said to log in.
    private var answers: [String] = []
    private var next = 0
    private var result = SMTPResult()

    /// - Parameter recipients: who is to get it now; the mail itself names all that it is for.
    package init(_ mail: MailText, for recipients: [String], _ server: SMTPServer, name: String) {
        self.mail = mail
        self.recipients = recipients
        self.server = server
        self.name = name
        isSecure = server.encryption == .immediate
    }

    /// Takes a reply to what was asked.
    package mutating func take(_ reply: SMTPReply) -> Action {
        // Section 3.8: the server may end it at any time.
        if reply.code == 421 { return refused(reply, isOfDestination: true) }
        switch step {
        case .greeting: return reply.code == 220 ? hello() : refused(reply, isOfDestination: true)
        case .ehlo: return greeted(reply)
        case .helo: return reply.isPositive ? proceed() : refused(reply, isOfDestination: true)
        case .startTLS: return reply.code == 220 ? .encrypt : refused(reply, isOfDestination: true)
        case .auth: return authenticated(reply)
        case .mail: return reply.isPositive ? recipient() : refused(reply, isOfDestination: false)
        case .recipient:
            let recipient = recipients[next]
            if reply.isPositive {
                result.accepted.append(recipient)
            } else {
                result.refused.append(SMTPResult.Refusal(recipient: recipient, reply: reply))
            }
            next += 1
            return self.recipient()
        case .data:
            guard reply.code == 354 else { return refused(reply, isOfDestination: false) }
            step = .end
            return .send(mail.data(takes8Bit: takes8Bit))
        case .end: return reply.isPositive ? finish() : refused(reply, isOfDestination: false)
        case .done: return .finish(result)
        }
    }

    /// The line is encrypted now. RFC 3207 section 4.2: nothing that was said before counts.
    package mutating func secured() -> Action {
        isSecure = true
        extensions = [:]
        return hello()
    }

    private mutating func hello() -> Action { say("EHLO \(name)", .ehlo) }

    private mutating func greeted(_ reply: SMTPReply) -> Action {
        guard reply.isPositive else {
            // Section 3.2: a server without extensions. It can neither encrypt nor take a password.
            let needsExtensions = server.encryption != .none || server.login != nil
            if reply.isRefusal, !needsExtensions { return say("HELO \(name)", .helo) }
            return refused(reply, isOfDestination: true)
        }
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
            guard let keyword = words.first else { continue }
            extensions[keyword, default: []] += words.dropFirst()
        }
        if server.encryption == .startTLS, !isSecure {
            guard extensions["STARTTLS"] != nil else { return fail(.smtpNoSTARTTLS) }
            return say("STARTTLS", .startTLS)
        }
        return proceed()
    }

    /// Logs in, if that is asked.
    private mutating func proceed() -> Action {
        guard let login = server.login else { return from() }
        guard isSecure else { return fail(.smtpPlainPassword) }
        let ways = extensions["AUTH"] ?? []
        if ways.contains("PLAIN") {
            // RFC 4616 section 2.
            return say("AUTH PLAIN " + SMTPDialogue.base64("\0\(login.user)\0\(login.password)"), .auth)
        }
        if ways.contains("LOGIN") {
            answers = [login.user, login.password].map(SMTPDialogue.base64)
            return say("AUTH LOGIN", .auth)
        }
        return fail(.smtpNoAuth)
    }

    private mutating func authenticated(_ reply: SMTPReply) -> Action {
        if reply.code == 334, !answers.isEmpty { return say(answers.removeFirst(), .auth) }
        guard reply.code == 235 else { return refused(reply, isOfDestination: true) }
        return from()
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private var takes8Bit: Bool { extensions["8BITMIME"] != nil }

    private mutating func from() -> Action {
        say("MAIL FROM:<\(mail.from)>" + (takes8Bit ? " BODY=8BITMIME" : ""), .mail)
    }

    /// Names the next receiver; when all were named, the mail follows if anyone gets it.
    private mutating func recipient() -> Action {
        if next < recipients.count { return say("RCPT TO:<\(recipients[next])>", .recipient) }
        return result.accepted.isEmpty ? finish() : say("DATA", .data)
    }

    private mutating func finish() -> Action {
        step = .done
        return .finish(result)
    }

    private mutating func say(_ line: String, _ step: Step) -> Action {
        self.step = step
        // No value may end its line and begin another command.
        let bytes = line.utf8.filter { $0 >= 0x20 && $0 != 0x7F }
        return .send(bytes + [0x0D, 0x0A])
    }

    private func fail(_ code: Problem.Code) -> Action { .fail(DeliveryFailure(Problem(code, [server.name]))) }

    private func refused(_ reply: SMTPReply, isOfDestination: Bool) -> Action {
        let problem = Problem(.smtpRefused, [server.name, step.rawValue, reply.shown])
        return .fail(DeliveryFailure(problem, isRefusal: reply.isRefusal, isOfDestination: isOfDestination))
    }
}
