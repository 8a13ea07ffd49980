// The fast engine against the plain reference, over rules and events made by chance.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma
import Testing

@Suite("Engine against reference")
struct EngineDifferentialTests {
    @Test("for generated rules and events, the matcher gives exactly the rules that the reference calls true")
    func generated() {
        var generator = RuleGenerator(chance: SeededChance(1))
        var events = EventGenerator(chance: SeededChance(2))
        var chance = SeededChance(3)
        var (pairs, met, rejected, different) = (0, 0, 0, 0)
        for _ in 0..<8 {
            var rules: [Rule] = []
            var texts: [String] = []
            while rules.count < 60 {
                let text = generator.rule()
                guard case .rule(let rule)? = SigmaSample.documents(text).first?.content else {
                    rejected += 1
                    continue
                }
                rules.append(rule)
                texts.append(text)
            }
            let engine = Engine(rules: rules, routing: nil, networks: GeneratedWords.networks)
            var matcher = Matcher(engine)
            var seen: [String] = []
            for _ in 0..<80 {
                // An event that came before meets the memo of values.
                let json = !seen.isEmpty && chance.once(in: 4) ? chance.pick(seen) : events.event()
                seen.append(json)
                // EVTX has no arrays and objects that could be empty.
                let isJSON = json.contains("[]") || json.contains("{}") || chance.once(in: 2)
                let format: Format = isJSON ? .jsonLines : .evtx
                let hits = EngineSample.hits(&matcher, json, format: format)
                let expected = EngineSample.expected(rules, json, format: format, networks: GeneratedWords.networks)
                pairs += rules.count
                met += hits.count
                guard hits != expected else { continue }
                different += 1
                guard different <= 5 else { continue }
                for index in Set(hits).symmetricDifference(expected) {
                    let side = hits.contains(index) ? "only the engine" : "only the reference"
                    Issue.record("\(side): \(format)\n\(json.prefix(1_500))\n\(texts[index])")
                }
            }
        }
        #expect(different == 0)
        // The generator must make rules that load, and pairs on both sides.
        #expect(pairs == 38_400 && rejected < 480, "\(rejected) rejected")
        #expect(met > pairs / 10 && met < pairs * 9 / 10, "\(met) of \(pairs)")
    }

    @Test("each rule once and in order, also if it is met in several ways")
    func order() throws {
        let rules = try ["a", "b", "c"].map { title in
            try SigmaSample.rule(
                "title: \(title)\nlogsource: {product: windows}\ndetection:\n    s: {A|contains: [x, y]}\n"
                    + "    t: {B: z}\n    condition: s or t\n")
        }
        let engine = Engine(rules: rules, routing: nil)
        #expect(EngineSample.titles(engine, #"{"A": ["xy", "yx", "x"], "B": "z"}"#) == ["a", "b", "c"])
        #expect(EngineSample.titles(engine, #"{"A": "k", "B": "k"}"#) == [])
    }

    @Test("a value longer than the memo takes is held like any other, also the second time")
    func longValues() throws {
        let rule = try SigmaSample.rule(SigmaSample.yaml("s:\n    A|endswith: needle\ncondition: s"))
        var matcher = Matcher(Engine(rules: [rule], routing: nil))
        for length in [500, 505, 506, 507, 512, 513, 600, 5_000] {
            let padding = String(repeating: "é", count: length)
            for _ in 0..<2 {
                #expect(EngineSample.hits(&matcher, "{\"A\": \"\(padding)NEEDLE\"}") == [0], "\(length)")
                #expect(EngineSample.hits(&matcher, "{\"A\": \"\(padding)needl\"}") == [], "\(length)")
            }
        }
    }

    @Test("more fields in one rule than 16 bits can number are no reason to stop")
    func manyFields() throws {
        let items = (0..<33_000).map { "        f\($0): x\n" }.joined()
        let rule = try SigmaSample.rule(
            "title: Wide\nlogsource: {product: windows}\ndetection:\n    s:\n\(items)    condition: 1 of s*\n")
        let engine = Engine(rules: [rule], routing: nil)
        #expect(EngineSample.titles(engine, #"{"f1": "x", "f32999": "x"}"#) == [])
    }
}
