// Whom the outbox tells, as the configuration has it, and secrets in files.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing
import Watch

@Suite("Settings of the outbox")
struct OutboxSettingsTests {
    private typealias Sample = OutboxSample

    @Test("notices are wanted from the lowest level that anyone hears of; when nobody does, from none")
    func levels() {
        #expect(Sample.settings("").noticesFrom == nil && Sample.settings("").destinations.isEmpty)
        #expect(Sample.settings(Sample.mail).noticesFrom == .high)
        #expect(Sample.settings(Sample.mail + Sample.hook).noticesFrom == .medium)
    }

    @Test("what a destination is called says nothing of the path of a webhook, and stays the same")
    func destinations() throws {
        let settings = Sample.settings(Sample.mail + Sample.hook)
        #expect(settings.destinations.map(\.name) == ["mail mail.gemeente.example:587", "webhook chat.example:443"])
        #expect(settings.destinations.map(\.channel) == [.mail, .webhook])
        let hook = try #require(settings.destinations.last)
        #expect(hook.id.hasPrefix("webhook:") && hook.id.count == 24 && !hook.id.contains("geheim"))
        #expect(Sample.settings(Sample.hook).destinations.first?.id == hook.id)
        #expect(
            Sample.settings("webhooks: [{url: 'https://chat.example/hooks/ander'}]").destinations.first?.id != hook.id)
    }

    @Test("messages write times in the zone of the summary, else of quiet hours, else that of the Netherlands")
    func zone() {
        let quiet = "quiet_hours: {from: '22:00', to: '07:00', zone: Europe/Lisbon}\n"
        let daily = "daily_summary: {zone: Europe/Athens}\n"
        #expect(Sample.settings(Sample.mail).zone == "Europe/Amsterdam")
        #expect(Sample.settings(Sample.mail + quiet).zone == "Europe/Lisbon")
        #expect(Sample.settings(Sample.mail + quiet + daily).zone == "Europe/Athens")
    }

    @Test("RFC 8314: port 465 is encrypted from the first byte; elsewhere as the configuration says")
    func encryption() throws {
        func encryption(_ more: String) throws -> SMTPServer.Encryption {
            let settings = Sample.settings("mail: {server: m.example, from: a@b.example, to: [a@b.example]\(more)}")
            return SMTPServer(try #require(settings.mail), login: nil).encryption
        }
        #expect(try encryption("") == .startTLS)
        #expect(try encryption(", starttls: false") == .none)
        #expect(try encryption(", port: 465") == .immediate)
        #expect(try encryption(", port: 465, starttls: false") == .immediate)
    }

    @Test("a secret in a file is read without the end of its line, from the folder of the configuration")
    func secrets() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func read(_ bytes: [UInt8], path: String = "geheim") throws -> String {
            try Data(bytes).write(to: folder.appending(path: "geheim"))
            do {
                return String(decoding: try Secret.file(path).read(in: folder), as: UTF8.self)
            } catch {
                return error.code.name
            }
        }
        #expect(try read(Array("wacht woord\n".utf8)) == "wacht woord")
        #expect(try read(Array("wacht\r\n".utf8)) == "wacht")
        #expect(try read(Array("wacht".utf8), path: folder.appending(path: "geheim").path) == "wacht")
        #expect(try read(Array("x".utf8), path: "elders") == "outbox.secret")
        for bad in ["", "\n", "a\nb\n", "a\u{0}b"] { #expect(try read(Array(bad.utf8)) == "outbox.secret_form") }
        let longest = [UInt8](repeating: 0x61, count: OutboxLimits.secretBytes)
        #expect(try read(longest + [0x0A]).utf8.count == OutboxLimits.secretBytes)
        #expect(try read(longest + [0x61]) == "outbox.secret_form")
        #expect(try Secret.text("abc").read(in: folder) == Array("abc".utf8))
    }

    @Test("whatever prints a login shows nothing of it")
    func printed() {
        let server = SMTPServer(
            host: "m.example", port: 587, encryption: .startTLS,
            login: SMTPServer.Login(user: "jan", password: "geheim"))
        var text = "\(server)"
        dump(server, to: &text)
        #expect(!text.contains("geheim"))
    }
}
