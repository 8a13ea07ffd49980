// The table of keys, and what is written from it: the sample and docs/configuration.md.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing
import Watch

@Suite("Pages from the table of keys")
struct ConfigurationPageTests {
    @Test("the sample reads back with no problem and says nothing but the defaults", arguments: Language.allCases)
    func sample(language: Language) {
        let reading = read(Configuration.sample(language: language), mode: 0o644)
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty)
        #expect(reading.configuration == read("").configuration)
    }

    @Test("with all marks taken away the sample reads back with no problem", arguments: Language.allCases)
    func allOn(language: Language) {
        let sample = Configuration.sample(language: language)
        let lines = sample.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("#") && (!line.hasPrefix("##")) ? line.dropFirst() : line
        }
        let text = lines.joined(separator: "\n")
        let reading = read(text, mode: 0o600)
        #expect(reading.errors.map(short).isEmpty && reading.warnings.map(short).isEmpty)
        #expect(text == Configuration.sample(language: language, isAllOn: true))
        let configuration = reading.configuration
        #expect(configuration.listeners.count == 4 && configuration.follow.count == 2 && configuration.mail != nil)
        #expect(configuration.quietHours != nil && configuration.dailySummary != nil && configuration.web.tls != nil)
    }

    @Test("every key stands in the sample, with its sentence and its default", arguments: Language.allCases)
    func everyKey(language: Language) {
        let sample = Configuration.sample(language: language)
        for key in ConfigurationKey.table {
            #expect(sample.contains("\(key.name):"), "\(key.path)")
            #expect(sample.contains(key.text(language)), "\(key.path)")
            if let standard = key.standard, !key.path.hasPrefix("follow."), !key.path.hasPrefix("webhooks.") {
                let isThere = sample.contains("\(key.name): \(standard)") || sample.contains("#\(key.name):")
                #expect(isThere, "\(key.path)")
            }
        }
    }

    @Test("every default is a value that its key takes, and every key is said in both languages")
    func table() {
        #expect(Set(ConfigurationKey.table.map(\.path)).count == ConfigurationKey.table.count)
        for key in ConfigurationKey.table {
            #expect(key.dutch.hasSuffix(".") && key.english.hasSuffix(".") && key.dutch != key.english, "\(key.path)")
            let parent = key.path.split(separator: ".").dropLast().joined(separator: ".")
            #expect(parent.isEmpty || ConfigurationKey.table.contains { $0.path == parent }, "\(key.path)")
            #expect(ConfigurationKey.keys(of: parent).contains { $0.path == key.path })
            #expect(!(key.isNeeded && key.standard != nil), "\(key.path) is needed and has a default")
        }
    }

    @Test("docs/configuration.md says what the table says")
    func page() throws {
        let file = root.appending(path: "docs/configuration.md")
        let page = ConfigurationKey.page()
        if ProcessInfo.processInfo.environment["DIJKWACHT_WRITE_DOCS"] != nil {
            try Data(page.utf8).write(to: file)
        }
        #expect(
            try String(contentsOf: file, encoding: .utf8) == page, "run `make docs` and look at what changes")
    }

    @Test("the example in the guide for administrators reads with no problem")
    func guide() throws {
        let file = root.appending(path: "docs/handleiding/beheerder.md")
        let guide = try String(contentsOf: file, encoding: .utf8)
        let example = try #require(guide.firstMatch(of: #/```yaml\n((?s:.*?))```/#)).output.1
        let reading = read(String(example), mode: 0o644)
        #expect(reading.errors.map(short).isEmpty && reading.warnings.map(short).isEmpty)
        #expect(reading.configuration.listeners.count == 2 && reading.configuration.mail?.to.count == 1)
    }
}
