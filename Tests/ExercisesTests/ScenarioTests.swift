// Reading a scenario, and what is refused.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Testing

struct ScenarioTests {
    @Test("The scenario of the repository is read, and its case lies on 19 March 2026")
    func reads() throws {
        let scenario = try Scenario(json: ScenarioData.json)
        #expect(scenario.name == "finance-2026")
        #expect(scenario.period.first == "2026-03-09")
        #expect(scenario.period.last == "2026-03-20")
        #expect(scenario.steps.filter { $0.at.hasPrefix("2026-03-19") }.count >= 12)
        #expect(scenario.steps.allSatisfy { !$0.title.nl.isEmpty && !$0.title.en.isEmpty })
        #expect(scenario.title[.dutch] != scenario.title[.english])
    }

    @Test("What a player reads beforehand names no account, network or step of the case")
    func noSpoilers() throws {
        let scenario = try Scenario(json: ScenarioData.json)
        for text in [scenario.about.nl, scenario.about.en, scenario.title.nl, scenario.title.en] {
            for word in ["203.0.113", "judith", "Judith", "Boris", "svc-", "nsupdate", "php"] {
                #expect(!text.contains(word))
            }
        }
    }

    @Test(
        "A scenario that asks for what may not be is refused with the reason",
        arguments: [
            ("\"from\": \"2026-03-09\"", "\"from\": \"2026-02-30\"", "scenarioTime"),
            ("\"to\": \"2026-03-21\"", "\"to\": \"2026-03-09\"", "scenarioPeriod"),
            ("\"to\": \"2026-03-21\"", "\"to\": \"2026-06-21\"", "scenarioPeriod"),
            ("203.0.113.192/27", "8.8.8.0/24", "scenarioRealNetwork"),
            ("203.0.113.192/27", "203.0.113.193/27", "scenarioRealNetwork"),
            ("2001:db8:22::/48", "2a00:1450:4013::/48", "scenarioRealNetwork"),
            ("10.10.3.21", "145.1.2.3", "scenarioRealNetwork"),
            ("\"ministerie-van-dijken.example\"", "\"dijken.invalid\"", "scenarioRealDomain"),
            ("\"on\": \"LNX02\"", "\"on\": \"LNX09\"", "scenarioUnknownName"),
            ("\"from\": \"hotel\"", "\"from\": \"motel\"", "scenarioUnknownName"),
            ("\"who\": [\"milan.rutgers\"]", "\"who\": [\"nobody\"]", "scenarioUnknownName"),
            ("\"server\": \"FS02\"", "\"server\": \"FS07\"", "scenarioUnknownName"),
            ("\"id\": \"train\"", "\"id\": \"tram\"", "scenarioUnknownName"),
            ("\"role\": \"jump_host\"", "\"role\": \"scanner\"", "scenarioUnknownName"),
            ("\"employees\": 310", "\"employees\": 5001", "scenarioNumber"),
            ("\"count\": 1400", "\"count\": 20001", "scenarioNumber"),
            ("\"minutes\": 650", "\"minutes\": 2881", "scenarioNumber"),
            ("\"minutes\": 650", "\"minutes\": 0", "scenarioNumber"),
            ("\"kind\": \"spray\"", "\"kind\": \"rain\"", "scenarioUnreadable"),
            ("\"name\": \"finance-2026\",", "", "scenarioUnreadable"),
        ])
    func refuses(_ old: String, _ new: String, _ code: String) throws {
        #expect(String(decoding: ScenarioData.json, as: UTF8.self).contains(old))
        let problem = #expect(throws: Problem.self) { try Scenario(json: ScenarioData.changed(old, new)) }
        #expect(problem?.code.name == code)
    }

    @Test("A file above the limit of a scenario is refused before it is read")
    func tooLarge() {
        let json = [UInt8](repeating: 32, count: ExerciseLimits.scenarioBytes + 1)
        let problem = #expect(throws: Problem.self) { try Scenario(json: json) }
        #expect(problem?.code.name == "scenarioNumber")
    }

    @Test("Damaged scenario files give a problem or a scenario, and never stop the program")
    func mutations() {
        var dice = Dice(seed: 11, [])
        var refused = 0
        for _ in 0..<150 {
            var json = ScenarioData.json
            for _ in 0..<dice.between(1, 3) {
                let place = dice.below(json.count)
                switch dice.below(3) {
                case 0: json[place] = UInt8(dice.below(256))
                case 1: json.remove(at: place)
                default: json.removeSubrange(place..<min(place + dice.below(40), json.count))
                }
            }
            do { _ = try Scenario(json: json) } catch { refused += 1 }
        }
        #expect(refused > 50)
    }

    @Test("An exercise is found by its name, and an unknown name is answered with the names there are")
    func byName() throws {
        let files = [(name: "finance-2026.json", json: ScenarioData.json)]
        #expect(try Exercise.named("finance-2026", in: files).scenario.name == "finance-2026")
        let problem = #expect(throws: Problem.self) { try Exercise.named("finance-1926", in: files) }
        #expect(problem?.arguments == ["finance-1926", "finance-2026"])
        let broken = #expect(throws: Problem.self) { try Exercise.all([(name: "x.json", json: [0x7B])]) }
        #expect(broken?.place?.file == "x.json")
    }
}
