// Rules that cannot be used in full are refused, with the place and the reason.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Sigma
import Testing

@Suite struct RejectionTests {
    /// In the detection of `SigmaSample.yaml`: its first line is line 5 of the file, indented by four.
    @Test(
        "A detection that cannot be supported in full is rejected with line and column",
        arguments: [
            ("s: {A|startwith: x}", "modifier.misspelt", 5, 9), ("s: {A|foo: x}", "modifier.unknown", 5, 9),
            ("s: {A|: x}", "modifier.unknown", 5, 9), ("s: {A|expand: '%x%'}", "modifier.expand", 5, 9),
            ("s: {A|i: x}", "modifier.combination", 5, 9), ("s: {A|contains|re: x}", "modifier.combination", 5, 9),
            ("s: {A|re|cased: x}", "modifier.combination", 5, 9), ("s: {A|gt|lt: 1}", "modifier.combination", 5, 9),
            ("s: {A|cidr|contains: x}", "modifier.combination", 5, 9),
            ("s: {A|gt|hour: 1}", "modifier.combination", 5, 9), ("s: {A|hour|day: 1}", "modifier.combination", 5, 9),
            ("s: {A|exists|contains: true}", "modifier.combination", 5, 9),
            ("s: {A|gt: abc}", "modifier.value", 5, 15), ("s: {A|hour: night}", "modifier.value", 5, 17),
            ("s: {A|exists: maybe}", "modifier.value", 5, 19), ("s: {A|exists: yes}", "modifier.value", 5, 19),
            ("s: {A|exists: [true, false]}", "modifier.value", 5, 20),
            ("s: {A|gt: null}", "value.null", 5, 15), ("s: {A|contains: null}", "value.null", 5, 21),
            ("s: {A: [x, null]}", "value.null_in_list", 5, 16), ("s: {A: [~]}", "value.null_in_list", 5, 13),
            ("s: {A: {B: 1}}", "value.nested", 5, 12), ("s: {A: [[x]]}", "value.nested", 5, 13),
            ("s: {A: []}", "rule.empty", 5, 12), ("s: {}", "rule.empty", 5, 8), ("s: []", "rule.empty", 5, 8),
            ("s:", "rule.empty", 5, 7), ("s: [x, null]", "value.null_in_list", 5, 12),
            ("s: ['']", "value.empty_keyword", 5, 9), ("s: {'|gt': 5}", "modifier.keyword", 5, 9),
            ("s: {'|exists': true}", "modifier.keyword", 5, 9), ("s: {'|fieldref': A}", "modifier.keyword", 5, 9),
            ("s: {A|re: 'a(?=b)'}", "regex.forbidden", 5, 15), ("s: {A|re: '(?<!a)b'}", "regex.forbidden", 5, 15),
            ("s: {A|re: '(a)\\1'}", "regex.forbidden", 5, 15), ("s: {A|re: '(?R)'}", "regex.forbidden", 5, 15),
            ("s: {A|re: '(*MARK:x)'}", "regex.forbidden", 5, 15),
            ("s: {A|re: '(?P<x>a)(?P=x)'}", "regex.forbidden", 5, 15),
            ("s: {A|re: '(a'}", "regex.invalid", 5, 15), ("s: {A|re: '[a'}", "regex.invalid", 5, 15),
            ("s: {A|re: 'a{2,1}'}", "regex.invalid", 5, 15), ("s: {A|cidr: 10.0.0.0/33}", "cidr.invalid", 5, 17),
            ("s: {A|cidr: 10.0.0}", "cidr.invalid", 5, 17), ("s: {A|cidr: 10.*}", "cidr.invalid", 5, 17),
            ("s: {A|base64: 'a*b'}", "modifier.wildcard", 5, 19),
            ("s: {A|base64offset: 'a?b'}", "modifier.wildcard", 5, 25),
            ("s: {A|contains|base64: abc}", "modifier.wildcard", 5, 28),
            ("s: {A|base64offset: a}", "modifier.too_short", 5, 25),
            ("s: {A|base64offset: ''}", "modifier.too_short", 5, 25),
            ("s: {A|fieldref: 'B*'}", "modifier.wildcard", 5, 21),
            ("s: {A|fieldref: ''}", "modifier.value", 5, 21),
            ("s: {A|windash: '-a -b -c -d -e -f'}", "modifier.too_many_forms", 5, 20),
            ("s: {A: 1, A: 2}", "yaml.duplicate_key", 5, 15), ("timeframe: 5m", "rule.timeframe", 5, 5),
        ])
    func detections(detection: String, code: String, line: Int, column: Int) {
        let problem = SigmaSample.problem(SigmaSample.yaml("\(detection)\ncondition: s"))
        #expect(problem?.code.name == code)
        #expect(problem?.place == Place(file: "sample.yml", line: line, column: column))
    }

    @Test(
        "A condition that cannot be read is rejected at its place",
        arguments: [
            ("t", "condition.unknown"), ("1 of t*", "condition.unknown"), ("s and", "condition.syntax"),
            ("(s", "condition.syntax"), ("s)", "condition.syntax"), ("s s", "condition.syntax"), ("''", "rule.missing"),
            ("and s", "condition.syntax"), ("2 of s*", "condition.quantity"), ("1 of", "condition.syntax"),
            ("s | count() > 5", "condition.aggregation"), ("s | near t", "condition.aggregation"),
            ("{a: b}", "rule.wrong_kind"), ("[s, null]", "rule.wrong_kind"), ("[]", "rule.empty"),
            ("()", "condition.syntax"),
        ])
    func conditions(condition: String, code: String) {
        let problem = SigmaSample.problem(SigmaSample.yaml("s: {A: 1}\ncondition: \(condition)"))
        #expect(problem?.code.name == code || (condition == "''" && problem?.code.name == "condition.syntax"))
        #expect(problem?.place?.line == 6 && problem?.place?.column != nil)
    }

    @Test("Conditions nested too deep or grown too long are rejected")
    func deepConditions() {
        let deep = String(repeating: "(", count: 65) + "s" + String(repeating: ")", count: 65)
        for condition in [deep, String(repeating: "not ", count: 65) + "s", String(repeating: "(", count: 100_000)] {
            let problem = SigmaSample.problem(SigmaSample.yaml("s: {A: 1}\ncondition: \(condition)"))
            #expect(problem?.code == .conditionTooDeep)
        }
        let long = repeatElement("s", count: RuleLimits.conditionTerms + 1).joined(separator: " or ")
        #expect(SigmaSample.problem(SigmaSample.yaml("s: {A: 1}\ncondition: \(long)"))?.code == .conditionTooLong)
        let values = repeatElement("'-a -b -c -d -e'", count: 17).joined(separator: ", ")
        let many = SigmaSample.problem(SigmaSample.yaml("s: {A|windash: [\(values)]}\ncondition: s"))
        #expect(many?.code == .ruleTooManyPatterns)
    }

    @Test(
        "A document that lacks something or is no rule says so",
        arguments: [
            ("a: 1", "rule.not_a_rule"), ("- a", "rule.not_a_rule"), ("just text", "rule.not_a_rule"),
            ("", "rule.empty_file"), ("# words", "rule.empty_file"),
            ("title: x", "rule.missing"), ("title: x\nlogsource: {product: y}", "rule.missing"),
            ("title: x\ndetection: {s: {A: 1}, condition: s}", "rule.missing"),
            ("title: x\nlogsource: {product: y}\ndetection: {s: {A: 1}}", "rule.missing"),
            ("title: x\nlogsource: {product: y}\ndetection: {condition: s}", "rule.empty"),
            ("title: x\nlogsource: {definition: y}\ndetection: {s: {A: 1}, condition: s}", "rule.empty"),
            ("title: x\nlogsource: windows\ndetection: {s: {A: 1}, condition: s}", "rule.wrong_kind"),
            ("title: [x]\nlogsource: {product: y}\ndetection: {s: {A: 1}, condition: s}", "rule.wrong_kind"),
            ("logsource: {product: y}\ndetection: {s: {A: 1}, condition: s}", "rule.missing"),
            ("title: x\nlevel: severe\nlogsource: {product: y}\ndetection: {s: {A: 1}, condition: s}", "rule.level"),
            ("action: global\ntitle: x", "rule.action"), ("action: repeat", "rule.action"),
            ("title: x\nlogsource: {product: y}\nfilter: {rules: [a]}", "rule.filter"),
        ])
    func documents(yaml: String, code: String) {
        let problem = SigmaSample.problem(yaml)
        #expect(problem?.code.name == code)
        #expect(problem?.place?.line != nil && problem?.place?.column != nil)
    }

    @Test("A rejected document still gives its id and title, and the others of the file are read")
    func otherDocuments() {
        let good = SigmaSample.yaml("s: {A: 1}\ncondition: s")
        let bad = "id: 5f1c7c2e-0000-4000-8000-000000000001\n" + SigmaSample.yaml("s: {A|x: 1}\ncondition: s")
        let documents = SigmaSample.documents("\(good)---\n\(bad)---\ntitle: [\n---\n\(good)")
        #expect(documents.count == 4)
        guard case .rejected(let problem, let id, let title) = documents[1].content else {
            Issue.record("should be rejected")
            return
        }
        #expect(id == "5f1c7c2e-0000-4000-8000-000000000001" && title == "Sample")
        #expect(problem.place?.line == 13)
        guard case .rule = documents[0].content, case .rejected = documents[2].content,
            case .rule(let last) = documents[3].content
        else {
            Issue.record("the others should be read")
            return
        }
        #expect(last.header.place.line == 18)
    }

    @Test("Every problem has its words in both languages")
    func words() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let source = try String(
            contentsOf: root.appendingPathComponent("Sources/Sigma/ProblemCodes.swift"), encoding: .utf8)
        let names = source.matches(of: #/Code\("([a-z_.]+)"\)/#).map { String($0.output.1) }
        #expect(names.count > 40)
        for language in Language.allCases {
            let file = root.appendingPathComponent("Words/\(language.rawValue)/sigma.json")
            let words = try Words(language, json: [UInt8](try Data(contentsOf: file)))
            for name in names { #expect(words.keys.contains("problem.\(name)")) }
        }
    }

    @Test("Ten thousand mutations of a rule file never trap, and each document is a rule or has a place")
    func mutations() {
        let detection = """
            sel:
                Image|endswith: ['\\a*.exe', "b?"]
                Line|windash|contains|all: [' -e ', x]
                Time|hour|gte: 5
            words: ['a', 4, '|']
            other:
                - R|re|i: '^(a|b)+[c-d]$'
                - N|cidr: 192.0.2.0/24
                - X|wide|base64offset|contains: abcd
            condition: 1 of sel* and (words or not other)
            """
        let correlation =
            "---\ntitle: C\ncorrelation: {type: event_count, rules: [a], timespan: 5m, condition: {gte: 3}}\n"
        let original = Array((SigmaSample.yaml(detection) + correlation).utf8)
        let pieces = [
            "|", "*", "\\", "'", "\"", "[", "]", "{", "}", ":", "- ", "&a ", "*a", "\n", "---\n", "\u{0}", "(", "null",
        ]
        #expect(
            RuleReader.read(original, file: "m.yml").count == 2
                && SigmaSample.problem(SigmaSample.yaml(detection)) == nil)
        var generator = SystemRandomNumberGenerator()
        var rules = 0
        for _ in 0..<10_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: at)
                default: bytes.removeSubrange(at..<min(at + Int.random(in: 1...9, using: &generator), bytes.count))
                }
                if bytes.isEmpty { bytes = original }
            }
            for document in RuleReader.read(bytes, file: "m.yml") {
                switch document.content {
                case .rule: rules += 1
                case .correlation: break
                case .rejected(let problem, _, _): #expect(problem.place?.line != nil)
                }
            }
        }
        #expect(rules > 1_000)
    }
}
