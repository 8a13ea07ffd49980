// What stands beside the logs: the mark, the table of networks, and the truth for who leads the exercise.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct WrittenFilesTests {
    @Test("The mark comes first, then the table, then logs in whole lines; no call is empty")
    func calls() throws {
        var calls: [(name: String, bytes: [UInt8])] = []
        let truth = ExerciseLogs.write(try Scenario(json: ScenarioTree.day.json), scale: 1) { calls.append(($0, $1)) }
        #expect(calls.prefix(2).map(\.name) == ["EXERCISE.txt", "networks.csv"])
        #expect(calls.allSatisfy { $0.bytes.last == 0x0A })
        let logs = calls.dropFirst(2)
        #expect(logs.allSatisfy { $0.name.hasPrefix("logs/oefening-") && !$0.name.contains("..") })
        #expect(logs.reduce(0) { $0 + $1.bytes.count { $0 == 0x0A } } == truth.recordCount)
        #expect(!logs.contains { [0x0A, 0x0A].isIn($0.bytes) || $0.bytes.first == 0x0A })
    }

    @Test("RFC 4180: the table has a row for each range of the scenario, in its order, with its four columns")
    func networks() throws {
        let tree = ScenarioTree()
        var wanted = ["network,asn,provider,country"]
        for network in tree.list("networks") {
            for range in [network["cidr"] as? String, network["v6"] as? String].compactMap(\.self) {
                let (number, country) = (network["asn"] as? Int ?? 0, network["country"] as? String ?? "")
                wanted.append("\(range),\(number),\(network["provider"] as? String ?? ""),\(country)")
            }
        }
        #expect(try Run.small.get().texts("networks.csv") == wanted)
        #expect(wanted.allSatisfy { $0.count { $0 == "," } == 3 })
    }

    @Test("The mark names the organisation and the exercise in both languages")
    func mark() throws {
        var tree = ScenarioTree.day
        tree["title"] = ["nl": "Oefening Zilverreiger", "en": "Exercise Egret"]
        tree.change("organisation") { $0["name"] = "Waterschap Achterland" }
        let text = try Run(tree.json, scale: 1).texts("EXERCISE.txt").joined(separator: "\n")
        #expect(text.hasPrefix("DIT IS EEN OEFENING / THIS IS AN EXERCISE\n\nOefening Zilverreiger\n"))
        #expect(text.contains("\n\nExercise Egret\n"))
        #expect(text.components(separatedBy: "(Waterschap Achterland)").count == 3)
        for promise in [".example", "oefening-", "documentatie", "documentation"] { #expect(text.contains(promise)) }
    }

    private func objects(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }

    @Test("RFC 8259: the truth as JSON says of each part what the truth says, record by record")
    func truth() throws {
        let truth = try Run.small.get().truth
        #expect(truth.json.last == 0x0A)
        #expect(truth.json.count { $0 == 0x0A } == 1)
        let read = try #require(JSONSerialization.jsonObject(with: Data(truth.json)) as? [String: Any])
        #expect(read["marking"] as? String == "EXERCISE / OEFENING")
        #expect(read["exercise"] as? String == "finance-2026")
        #expect(read["records"] as? Int == truth.recordCount)
        #expect(read["scale"] as? Int == 1)
        #expect(read["seed"] as? String == "20260319")
        for (name, role) in [("steps", ExerciseTruth.Role.step), ("measures", .measure), ("ordinary", .ordinary)] {
            let (found, wanted) = (objects(read[name]), truth.parts.filter { $0.role == role })
            #expect(found.map { $0["id"] as? String } == wanted.map(\.id))
            for (object, part) in zip(found, wanted) {
                #expect(object["kind"] as? String == part.kind)
                #expect(object["title_nl"] as? String == part.title.nl)
                #expect(object["title_en"] as? String == part.title.en)
                #expect(object["expect_en"] as? String == part.expect?.en)
                #expect(object["accounts"] as? [String] == part.accounts)
                #expect(object["host"] as? String == part.host)
                let times = part.records.map(\.time.nanoseconds).sorted()
                #expect(object["first_time"] as? String == times.first.map { "\(Timestamp(nanoseconds: $0))" })
                #expect(object["last_time"] as? String == times.last.map { "\(Timestamp(nanoseconds: $0))" })
                let records = objects(object["records"]).map {
                    "\($0["file"] ?? "") \($0["line"] ?? "") \($0["time"] ?? "")"
                }
                #expect(records == part.records.map { "\($0.file) \($0.line) \($0.time)" })
            }
        }
    }

    @Test("RFC 8259, 7: titles with quotes, line ends and other alphabets come back from the truth as they were")
    func hostileTitles() throws {
        let titles = ["\"", "\\", "\n\r\t", "\u{0}\u{1F}\u{7F}", "</script>", "\u{2028}", "\u{1F6A8}é\u{202E}", ""]
        var tree = ScenarioTree.day
        tree["steps"] = titles.enumerated().map { number, title in
            var happening = ScenarioTree.happening("h-\(number)", "log_rotation", "2025-03-19T11:00")
            happening["title"] = ["nl": title, "en": title + title]
            return happening
        }
        let truth = ExerciseLogs.write(try Scenario(json: tree.json), scale: 1) { _, _ in }
        let read = try #require(JSONSerialization.jsonObject(with: Data(truth.json)) as? [String: Any])
        let found = objects(read["steps"])
        for (object, title) in zip(found, titles) {
            #expect((object["title_nl"] as? String)?.unicodeScalars.elementsEqual(title.unicodeScalars) == true)
            #expect((object["title_en"] as? String)?.unicodeScalars.count == 2 * title.unicodeScalars.count)
            // Without records there is no time.
            #expect(object["first_time"] == nil && object["last_time"] == nil)
        }
        #expect(found.count == titles.count)
    }

    @Test("Any seed is a seed, and stands whole in the truth; a scale outside 1 to 100 is the nearest inside")
    func seeds() throws {
        let scenario = try Scenario(json: ScenarioTree.day.json)
        for seed in [UInt64.min, 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max] {
            let truth = ExerciseLogs.write(scenario, seed: seed, scale: 1) { _, _ in }
            #expect(truth.seed == seed)
            #expect(String(decoding: truth.json, as: UTF8.self).contains("\"seed\":\"\(seed)\""))
        }
        for (scale, taken) in [(Int.min, 1), (0, 1), (2, 2), (101, 100), (Int.max, 100)] {
            #expect(ExerciseLogs.write(scenario, scale: scale) { _, _ in }.scale == taken)
        }
    }

    @Test(
        "A case needs nobody by name: the staff is the cast and at least twenty-four others, and grows with the scale")
    func staff() throws {
        func people(_ employees: Int, _ scale: Int) throws -> Int {
            var tree = ScenarioTree.day
            tree.change("organisation") { $0["employees"] = employees }
            // The new passwords reach everybody, each once.
            tree["steps"] = [ScenarioTree.happening("reset", "passwords_reset", "2026-03-19T06:00")]
            let run = try Run(tree.json, scale: scale)
            let names = run.texts("dc01.jsonl").filter { $0.contains("\"EventID\":4724") }.compactMap {
                $0.components(separatedBy: "\"TargetUserName\":\"").last?.prefix { $0 != "\"" }
            }
            #expect(Set(names).count == names.count)
            return names.count
        }
        #expect(try people(1, 1) == 11 + 24)
        #expect(try people(35, 100) == 35)
        #expect(try people(36, 100) == 36)
        #expect(try people(120, 50) == 60)
    }

    @Test("Exercises are found by the name in the file: the first of two that are called alike")
    func named() throws {
        var (first, second, third) = (ScenarioTree.day, ScenarioTree.day, ScenarioTree.day)
        (first["name"], second["name"], third["name"]) = ("one", "two", "two")
        third["title"] = ["nl": "x", "en": "x"]
        let files = [("b.json", first.json), ("a.json", second.json), ("c.json", third.json)]
            .map { (name: $0.0, json: $0.1) }
        #expect(try Exercise.all(files).map(\.scenario.name) == ["one", "two", "two"])
        #expect(try Exercise.named("two", in: files).scenario.title == Scenario(json: second.json).title)
        let problem = #expect(throws: Problem.self) { try Exercise.named("a.json", in: files) }
        #expect(problem?.code == .exerciseUnknown)
        #expect(problem?.arguments == ["a.json", "one, two, two"])
        #expect(throws: Problem.self) { try Exercise.named("", in: []) }
        #expect(try Exercise.all([]).isEmpty)
        // One bad file is told by its name, though the others are good.
        let bad = #expect(throws: Problem.self) {
            try Exercise.named("one", in: files + [(name: "d.json", json: Array("{}".utf8))])
        }
        #expect(bad?.place?.file == "d.json")
    }
}

extension [UInt8] {
    /// Whether these bytes stand behind each other in others.
    fileprivate func isIn(_ others: [UInt8]) -> Bool {
        others.indices.contains { others[$0...].starts(with: self) }
    }
}
