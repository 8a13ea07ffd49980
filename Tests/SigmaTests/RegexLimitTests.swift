// A regular expression that reaches its limit is told of, with the rule and the field, in every event it happens in.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite("Limit of regular expressions")
struct RegexLimitTests {
    /// On this value `^(a+a+)+$` takes more steps than it may.
    private static let astray = String(repeating: "a", count: 60) + "b"

    private static func matcher(_ rules: [String]) throws -> Matcher {
        Matcher(Engine(rules: try rules.map { try SigmaSample.rule(SigmaSample.yaml($0)) }, routing: nil))
    }

    private static func told(_ matcher: inout Matcher, _ json: String) -> [RegexLimitHit] {
        _ = EngineSample.hits(&matcher, json)
        return matcher.limitHits
    }

    @Test("it names the rules that asked, and the field, and no other rule")
    func names() throws {
        var matcher = try Self.matcher([
            "s:\n    A: x\ncondition: s", "s:\n    B|re: '^(a+a+)+$'\ncondition: s",
            "s:\n    A: x\nt:\n    - C: y\n    - B|re: '^(a+a+)+$'\ncondition: s and not t",
            "s:\n    A|re: '^(a+a+)+$'\ncondition: s",
        ])
        let hits = Self.told(&matcher, "{\"A\": \"x\", \"B\": \"\(Self.astray)\"}")
        #expect(hits.map(\.rule) == [1, 2])
        #expect(hits.map(\.field) == ["B", "B"])
    }

    @Test("each event with the value is told of, also when the answer is remembered, and no event without it")
    func everyEvent() throws {
        var matcher = try Self.matcher(["s:\n    A|re: '^(a+a+)+$'\n    B: x\ncondition: s"])
        for _ in 0..<3 {
            #expect(Self.told(&matcher, "{\"A\": \"\(Self.astray)\"}").map(\.rule) == [0])
            #expect(Self.told(&matcher, "{\"A\": \"aaaa\", \"B\": \"x\"}").isEmpty)
            #expect(Self.told(&matcher, "{}").isEmpty)
        }
        let long = Self.astray + String(repeating: "b", count: ValueMemo.longestValue)
        for _ in 0..<2 { #expect(Self.told(&matcher, "{\"A\": \"\(long)\"}").map(\.field) == ["A"]) }
    }

    @Test("what else the value meets is found, the first time and when it is remembered")
    func otherTests() throws {
        var matcher = try Self.matcher([
            "s:\n    A|re: '^(a+a+)+$'\ncondition: s", "s:\n    A|endswith: ab\ncondition: s",
        ])
        for _ in 0..<3 {
            #expect(EngineSample.hits(&matcher, "{\"A\": \"\(Self.astray)\"}") == [1])
            #expect(matcher.limitHits.map(\.rule) == [0])
        }
    }

    @Test("a rule is told of once for an event, with the first field")
    func once() throws {
        var matcher = try Self.matcher([
            "s:\n    A|re: '^(a+a+)+$'\n    B|re: '^(a+a+)+$'\n    C|re: '^(a+a+)+c'\ncondition: s"
        ])
        let value = Self.astray
        let hits = Self.told(
            &matcher, "{\"B\": \"\(value)\", \"A\": \"\(value)\", \"C\": [\"\(value)\", \"\(value)\"]}")
        #expect(hits.map(\.field) == ["B"])
    }

    @Test("keywords name the field in which the search gave up")
    func keywords() throws {
        var matcher = try Self.matcher(["s:\n    '|re': '^(a+a+)+$'\ncondition: s"])
        #expect(Self.told(&matcher, "{\"k\": \"x\", \"l\": \"\(Self.astray)\"}").map(\.field) == ["l"])
    }

    @Test("the memory of such values is emptied when it is full")
    func full() {
        var values = LimitedValues()
        let numbers = (0...LimitedValues.most).map { Array("value \($0)".utf8) }
        for (index, value) in numbers.enumerated() {
            if index == LimitedValues.most {
                #expect(numbers[0].withUnsafeBufferPointer { values.find(1, $0)?.rules } == [0])
            }
            value.withUnsafeBufferPointer { values.store(1, $0, atoms: [2], rules: [index]) }
        }
        #expect(numbers[0].withUnsafeBufferPointer { values.find(1, $0) == nil })
        #expect(numbers[LimitedValues.most].withUnsafeBufferPointer { values.find(1, $0)?.atoms } == [2])
        #expect(numbers[LimitedValues.most].withUnsafeBufferPointer { values.find(2, $0) == nil })
    }

    @Test("what a network is called is held against the limit too")
    func networks() throws {
        let rule = try SigmaSample.rule(SigmaSample.yaml("s:\n    A@provider|re: '^(a+a+)+$'\ncondition: s"))
        var matcher = Matcher(Engine(rules: [rule], routing: nil, networks: { _, _ in RegexLimitTests.astray }))
        #expect(Self.told(&matcher, "{\"A\": \"192.0.2.1\"}").map(\.field) == ["A"])
        #expect(Self.told(&matcher, "{\"B\": \"192.0.2.1\"}").isEmpty)
    }
}
