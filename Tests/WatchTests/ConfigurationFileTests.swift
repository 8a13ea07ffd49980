// Whole files as people write them, and what is said about them line by line (Tests/Configurations).
// SPDX-License-Identifier: EUPL-1.2

import Base
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
}
