// When somebody first saw that something is wrong: the moment that a demonstration lays some hours back.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct DetectedTests {
    private func detected(_ value: Any?) throws -> Timestamp {
        var tree = ScenarioTree()
        tree["detected"] = value
        return try Scenario(json: tree.json).detected
    }

    @Test("The exercise of the repository is seen on 19 March at 09:12, after its first step and before any measure")
    func repository() throws {
        let scenario = try Scenario(json: ScenarioData.json)
        #expect(scenario.detected.description == "2026-03-19T08:12:00Z")
        let seen = "2026-03-19T09:12"
        let measures: Set = ["accounts_disabled", "gateway_closed", "passwords_reset"]
        let steps = ScenarioTree().list("steps")
        #expect(steps.filter { measures.contains($0["kind"] as? String ?? "") }.count == 3)
        for step in steps where measures.contains(step["kind"] as? String ?? "") {
            #expect((step["at"] as? String ?? "") > seen)
        }
        #expect(scenario.steps.first.map { $0.at < seen } == true)
        #expect(scenario.period.first <= seen && seen.prefix(10) <= scenario.period.last)
    }

    @Test(
        "It is a time on the wall in the Netherlands, in winter, in summer, and in the hour that comes twice",
        arguments: [
            ("2026-01-01T00:00", "2025-12-31T23:00:00Z"), ("2026-07-01T00:00", "2026-06-30T22:00:00Z"),
            ("2026-03-29T01:59:59", "2026-03-29T00:59:59Z"), ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
            ("2026-03-29T02:30", "2026-03-29T01:30:00Z"), ("2026-10-25T01:59:59", "2026-10-24T23:59:59Z"),
            ("2026-10-25T02:30", "2026-10-25T01:30:00Z"), ("2028-02-29T12:00:05", "2028-02-29T11:00:05Z"),
        ])
    func wall(_ text: String, _ utc: String) throws {
        var tree = ScenarioTree.day
        (tree["from"], tree["to"]) = (String(text.prefix(10)), String(text.prefix(8)) + "31")
        if text.hasPrefix("2028") { tree["to"] = "2028-03-01" }
        tree["detected"] = text
        #expect(try Scenario(json: tree.json).detected.description == utc)
    }

    @Test("Without it, it is the beginning of the first step of the file; null is as if it were not there")
    func absent() throws {
        #expect(try detected(nil).description == "2026-03-10T02:12:00Z")
        #expect(try detected(NSNull()).description == "2026-03-10T02:12:00Z")
        var tree = ScenarioTree()
        tree["detected"] = nil
        let steps = tree.list("steps")
        tree["steps"] = Array(steps.reversed())
        // The order is that of the file, and not that of time.
        let last = try #require(steps.last?["at"] as? String)
        var named = ScenarioTree()
        named["detected"] = last
        #expect(try Scenario(json: tree.json).detected == Scenario(json: named.json).detected)
    }

    @Test("A scenario without a case is seen when it says, and else never: the time is zero")
    func noCase() throws {
        var tree = ScenarioTree.day
        #expect(try Scenario(json: tree.json).detected.description == "2026-03-19T08:12:00Z")
        tree["detected"] = nil
        #expect(try Scenario(json: tree.json).detected.nanoseconds == 0)
        #expect(try Scenario(json: tree.json).steps.isEmpty)
    }

    @Test(
        "What is no time is refused, with the text that was given",
        arguments: [
            "", " ", "yesterday", "2026-03-19", "2026-03-19T", "2026-03-19T9:12", "2026-03-19T09:12Z",
            "2026-03-19T09:12+01:00", "2026-03-19 09:12", "2026-03-19T09:12:", "2026-03-19T09:12:5",
            "2026-03-19T09:60", "2026-02-29T09:12", "2026-03-19T24:00", "2026-13-19T09:12", "1677-12-31T09:12",
            "2262-01-01T09:12", "0000-00-00T00:00", "٢٠٢٦-03-19T09:12", "-026-03-19T09:12", "2026-03-19T09:12\u{0}",
        ])
    func refused(_ text: String) {
        let problem = #expect(throws: Problem.self) { try detected(text) }
        #expect(problem?.code == .scenarioTime)
        #expect(problem?.arguments == [text])
    }

    @Test("It lies in the period: not before its first midnight, and before the midnight on which it ends")
    func period() throws {
        for inside in ["2026-03-09T00:00", "2026-03-20T23:59:59", "2026-03-20T23:59"] {
            #expect(throws: Never.self) { try detected(inside) }
        }
        for outside in [
            "2026-03-08T23:59:59", "2026-03-21T00:00", "2026-03-21T00:00:00", "2025-03-19T09:12", "2261-12-31T23:59",
            "1678-01-01T00:00",
        ] {
            let problem = #expect(throws: Problem.self) { try detected(outside) }
            #expect(problem == Problem(.scenarioDetected, [outside, "2026-03-09", "2026-03-21"]))
        }
    }

    @Test("RFC 8259: another kind of value is no time", arguments: ["1", "true", "[]", "{}", "1e9"])
    func otherKinds(_ value: String) {
        let json = ScenarioData.changed("\"detected\": \"2026-03-19T09:12\"", "\"detected\": \(value)")
        let problem = #expect(throws: Problem.self) { try Scenario(json: json) }
        #expect(problem?.code == .scenarioUnreadable)
    }

    @Test("It changes no log: with it, without it and with another the bytes are the same")
    func logs() throws {
        var tree = ScenarioTree.day
        let one = try Run(tree.json, scale: 1)
        tree["detected"] = nil
        #expect(try Run(tree.json, scale: 1).isSame(as: one))
        tree["detected"] = "2026-03-19T23:59:59"
        #expect(try Run(tree.json, scale: 1).isSame(as: one))
    }
}
