// A scenario may come from anyone: what is wrong in it is refused by name, and nothing in it stops the program.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct HostileScenarioTests {
    private let short = [
        "\"from\": \"2026-03-09\"", "\"from\": \"2026-03-19\"", "\"to\": \"2026-03-21\"", "\"to\": \"2026-03-20\"",
    ]

    @Test(
        "Each wrong value is refused with its code and with the place in the file",
        arguments: [
            ("\"2026-03-18T18:37:22\"", "\"yesterday\"", "scenarioTime", "yesterday"),
            ("\"2026-03-18T18:37:22\"", "\"2026-03-20T18:37:22\"", "scenarioTime", "2026-03-20T18:37:22"),
            ("\"2026-03-19T01:15\"", "\"2026-3-19T01:15\"", "scenarioTime", "2026-3-19T01:15"),
            ("\"2026-03-19T01:15\"", "\"2026-03-19T25:15\"", "scenarioTime", "2026-03-19T25:15"),
            ("\"2026-03-19T01:15\"", "\"2026-03-19 01:15\"", "scenarioTime", "2026-03-19 01:15"),
            ("\"2026-03-19T01:15\"", "\"2026-03-19T01:15Z\"", "scenarioTime", "2026-03-19T01:15Z"),
            ("\"2026-03-19T01:15\"", "\"\"", "scenarioTime", ""),
            ("\"megabytes\": 61", "\"megabytes\": 9223372036854775807", "scenarioNumber", "boris.vanrijn"),
            ("\"megabytes\": 61", "\"megabytes\": -1", "scenarioNumber", "boris.vanrijn"),
            ("\"text\": \"6400\"", "\"text\": \"9223372036854775807\"", "scenarioNumber", "s09-session"),
            ("\"addresses\": 6", "\"addresses\": 201", "scenarioNumber", "s08-spray"),
            ("\"addresses\": 6", "\"addresses\": 0", "scenarioNumber", "s08-spray"),
            ("\"count\": 90", "\"count\": -90", "scenarioNumber", "s08-spray"),
            ("\"employees\": 310", "\"employees\": 0", "scenarioNumber", "employees"),
            ("\"parts\": 3", "\"parts\": 1001", "scenarioNumber", "financien"),
            ("\"name\": \"FS02\"", "\"name\": \"../../FS02\"", "scenarioName", "hosts"),
            ("\"name\": \"LNX01\"", "\"name\": \"lnx02\"", "scenarioName", "hosts"),
            ("\"account\": \"selma.acar\"", "\"account\": \"selma acar\"", "scenarioName", "cast"),
            ("\"account\": \"selma.acar\"", "\"account\": \"boris.vanrijn\"", "scenarioName", "cast"),
            ("\"id\": \"s03-names\"", "\"id\": \"s02-names\"", "scenarioName", "ordinary, steps"),
            ("\"id\": \"hotel\"", "\"id\": \"train\"", "scenarioName", "networks"),
            ("Nimbus Servers", "Nimbus, Servers", "scenarioName", "rented-b"),
            ("thema_nl.php", "thema\\nnl.php", "scenarioName", "s07-page"),
            ("archief@post-elders.example", "archief@post-elders.invalid", "scenarioRealDomain", "post-elders.invalid"),
            ("archief@post-elders.example", "a@real.invalid/.example", "scenarioRealDomain", "real.invalid/.example"),
            ("\"werkplek.minist", "\"werkplek invalid.minist", "scenarioRealDomain", "werkplek invalid"),
            ("2001:db8:22::/48", "2001:db8:zz::/48", "scenarioRealNetwork", "mobile"),
            ("2001:db8:22::/48", "2001:db8:::/48", "scenarioRealNetwork", "mobile"),
            ("\"address\": \"10.10.3.21\"", "\"address\": \"10.10.3\"", "scenarioRealNetwork", "FS01"),
            ("\"department\": \"bestuur\"", "\"department\": \"tuin\"", "scenarioUnknownName", "maurits.haverkamp"),
        ])
    func refuses(_ old: String, _ new: String, _ code: String, _ place: String) throws {
        #expect(String(decoding: ScenarioData.json, as: UTF8.self).contains(old))
        let problem = #expect(throws: Problem.self) { try Scenario(json: ScenarioData.changed(old, new)) }
        #expect(problem?.code.name == code)
        #expect(problem?.arguments.first?.hasPrefix(place) == true, "\(problem?.arguments ?? [])")
        try explained(try #require(problem))
    }

    /// Both languages have a text, and it uses each argument.
    private func explained(_ problem: Problem) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        for language in Language.allCases {
            let file = root.appending(path: "Words/\(language.rawValue)/exercises.json")
            let words = try Words(language, json: Array(try Data(contentsOf: file)))
            let line = words.line(for: problem)
            #expect(!line.hasPrefix("problem."), "\(line)")
            for argument in problem.arguments where !argument.isEmpty { #expect(line.contains(argument)) }
            #expect(line.contains(". "), "what is wrong, and then what to do: \(line)")
        }
    }

    @Test("Values at a limit are taken, and logs can be written with them")
    func atTheLimit() throws {
        for (old, new) in [
            ("\"megabytes\": 6460", "\"megabytes\": 1000000"), ("\"text\": \"6400\"", "\"text\": \"1000000\""),
            ("\"count\": 40, \"from\": \"rented-b\"", "\"count\": 1, \"from\": \"rented-b\""),
            ("\"minutes\": 650", "\"minutes\": 2880"), ("\"addresses\": 6", "\"addresses\": 200"),
        ] {
            let run = try Run(ScenarioData.changed(short[0], short[1], short[2], short[3], old, new), scale: 1)
            #expect(run.truth.recordCount > 1_000, "\(new)")
        }
    }

    @Test("Any number in the file may be any number: it is refused, or the logs are written")
    func anyNumber() throws {
        var dice = Dice(seed: 29, [])
        let text = String(
            decoding: ScenarioData.changed(short[0], short[1], short[2], short[3]), as: UTF8.self)
        let places = text.matches(of: try Regex("\": (-?\\d+)[ ,}]")).compactMap { $0.output[1].range }
        #expect(places.count > 50)
        var (refused, written) = (0, 0)
        for round in 0..<160 {
            let number = dice.pick([
                "-1", "0", "1", "2", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e400",
                "4294967296", "0.5",
            ])
            let json = Array(text.replacingCharacters(in: dice.pick(places), with: number).utf8)
            guard let scenario = try? Scenario(json: json) else {
                refused += 1
                continue
            }
            // Writing is the slow part: of the scenarios that are taken, one in eight is written.
            guard round % 8 == 0 else { continue }
            ExerciseLogs.write(scenario, scale: 1) { _, _ in }
            written += 1
        }
        #expect(refused > 60)
        #expect(written > 0)
    }

    @Test("Cut off at any place, a scenario is no scenario")
    func cut() {
        for length in stride(from: 0, to: ScenarioData.json.count - 3, by: 397) {
            let problem = #expect(throws: Problem.self) {
                try Scenario(json: Array(ScenarioData.json.prefix(length)))
            }
            #expect(problem?.code.name == "scenarioUnreadable", "\(length)")
        }
    }

    @Test(
        "RFC 8259: what is JSON but no scenario is refused, however deep",
        arguments: [
            "null", "[]", "{}", "1", "\"x\"", "{\"name\":null}", "\u{0}", "{\"name\":\"a\",\"name\":\"b\"}",
        ])
    func noScenario(_ json: String) {
        for bytes in [Array(json.utf8), [UInt8](repeating: UInt8(ascii: "["), count: 100_000) + Array(json.utf8)] {
            let problem = #expect(throws: Problem.self) { try Scenario(json: bytes) }
            #expect(problem?.code.name == "scenarioUnreadable")
        }
    }
}
