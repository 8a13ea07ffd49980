// Whole files as people write them, and what is said about them line by line (Tests/Configurations).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing
import Watch

@Suite("Whole configurations")
struct ConfigurationFileTests {
    private func file(_ name: String) -> URL { root.appending(path: "Tests/Configurations/\(name)") }

    private func reading(_ name: String) throws -> ConfigurationReading {
        ConfigurationReading(Array(try Data(contentsOf: file(name))), file: name, mode: 0o644)
    }

    @Test("a file with everything reads with no problem")
    func municipality() throws {
        let reading = try reading("municipality.yaml")
        #expect(reading.errors.map(short).isEmpty && reading.warnings.map(short).isEmpty)
        let configuration = reading.configuration
        #expect(configuration.listeners.map(\.kind) == [.syslogUDP, .syslogTCP, .syslogTLS, .bulk, .webhook])
        #expect(configuration.listeners[3].tls == configuration.listeners[4].tls)
        #expect(configuration.follow.map(\.format) == [.syslog, .accessLog, .netscaler])
        #expect(configuration.mail?.to.count == 2 && configuration.webhooks.map(\.url.port) == [443, 8080])
        #expect(configuration.quietHours?.zone == "Europe/Amsterdam" && configuration.retentionDays == 365)
        #expect(reading.secretFiles.count == 8)
    }

    @Test("a file full of mistakes is answered with all of them, in both languages", arguments: Language.allCases)
    func mistakes(language: Language) throws {
        let reading = try reading("mistakes.yaml")
        // YAML that can be read: all messages are of this part.
        let words = try words(language)
        let lines = ["errors"] + reading.errors.map(words.line) + ["warnings"] + reading.warnings.map(words.line)
        let text = lines.joined(separator: "\n") + "\n"
        let expected = file("mistakes.\(language.rawValue).txt")
        if ProcessInfo.processInfo.environment["DIJKWACHT_WRITE_DOCS"] != nil {
            try Data(text.utf8).write(to: expected)
        }
        #expect(try String(contentsOf: expected, encoding: .utf8) == text)
        #expect(!text.contains("secret@") && !text.contains("not a token"))
    }

    @Test("problems come in the order of the file, each once, and what is right beside them is read")
    func order() throws {
        let reading = try reading("mistakes.yaml")
        for problems in [reading.errors, reading.warnings] {
            let places = problems.compactMap(\.place)
            #expect(places.count == problems.count)
            #expect(Set(problems).count == problems.count)
            for (a, b) in zip(places, places.dropFirst()) {
                let isInOrder = (a.line ?? 0, a.column ?? 0) <= (b.line ?? 0, b.column ?? 0)
                #expect(isInOrder, "\(a) before \(b)")
            }
        }
        let configuration = reading.configuration
        #expect(!reading.isUsable)
        #expect(configuration.rules == ["/srv/rules"])
        #expect(configuration.networks.isEmpty)
        #expect(configuration.follow.map(\.path) == ["/var/log/auth.log", "/var/log/auth.log"])
        #expect(configuration.mail == nil)
        #expect(configuration.quietHours == nil)
        #expect(configuration.limits.connections == 1_024)
        #expect(configuration.retentionDays == 180)
    }
}
