// A rule held against one event, in JSON and in words: each modifier, each join, and texts that want to mislead.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Sigma
import Testing

@Suite struct ExplanationTests {
    private func explained(_ detection: String, _ event: String, networks: NetworkLookup? = nil) throws -> [String: Any]
    {
        let rule = try Fixture.rule(Fixture.yaml(detection))
        return try Fixture.with(event) { event in
            var json = JSONWriter()
            Explanation(rule, &event, routing: nil, networks: networks).write(to: &json)
            return try Fixture.object(json.bytes)
        }
    }

    private func items(_ part: [String: Any]) -> [[String: Any]] {
        let inner = (part["parts"] as? [[String: Any]] ?? []).flatMap(items)
        return part["kind"] as? String == "item" ? [part] + inner : inner
    }

    private static let modifiers: [(key: String, value: String, yes: String, no: String)] = [
        ("f", "Open", "open", "opens"), ("f", "o*n", "outrun", "outruns"), ("f", "null", "", "x"),
        ("f|contains", "pen", "opened", "pan"), ("f|startswith", "op", "open", "drop"),
        ("f|endswith", "en", "open", "end"), ("f|contains|all", "[op, en]", "open", "opa"),
        ("f|neq", "open", "shut", "open"), ("f|cased", "Open", "Open", "open"), ("f|re", "'^o.{2}n$'", "open", "opn"),
        ("f|re|i", "'^O'", "open", "no"), ("f|re|m", "'^b'", "a\\nb", "ab"), ("f|re|s", "'a.b'", "a\\nb", "ab"),
        ("f|base64", "open", "b3Blbg==", "open"), ("f|base64offset|contains", "open", "eG9wZW4=", "open"),
        ("f|utf16le|base64offset|contains", "op", "bwBwAA==", "op"),
        ("f|wide|base64offset|contains", "op", "bwBwAA==", "op"), ("f|utf16be|base64", "op", "AG8AcA==", "op"),
        ("f|utf16|base64offset|contains", "op", "//5vAHAA", "op"), ("f|windash|contains", "' -x '", "a /x b", "a x b"),
        ("f|cidr", "192.0.2.0/24", "192.0.2.9", "192.0.3.9"),
        ("f|cidr", "'2001:db8::/32'", "2001:db8::1", "2001:db9::"),
        ("f|lt", "5", "4", "5"), ("f|lte", "5", "5", "6"), ("f|gt", "5", "6", "5"), ("f|gte", "5", "5", "4"),
        ("f|fieldref", "g", "same", "other"), ("f|exists", "true", "x", ""),
        ("f|minute", "12", "2026-03-19T08:12:00Z", "x"),
        ("f|hour", "8", "2026-03-19T08:12:00Z", "2026-03-19T09:12:00Z"), ("f|day", "19", "2026-03-19T08:12:00Z", "x"),
        ("f|week", "12", "2026-03-19T08:12:00Z", "x"), ("f|month", "3", "2026-03-19T08:12:00Z", "x"),
        ("f|year", "2026", "2026-03-19T08:12:00Z", "2025-03-19T08:12:00Z"),
        ("f|hour|gte", "8", "2026-03-19T09:12:00Z", "2026-03-19T07:12:00Z"),
    ]

    @Test("Sigma 2.1, modifiers: each is named as written, with what was wanted and found", arguments: modifiers)
    func modifier(_ key: String, _ value: String, _ yes: String, _ no: String) throws {
        for (text, holds) in [(yes, true), (no, false)] {
            let isMissing = text.isEmpty
            let event = isMissing ? #"{"g":"same"}"# : #"{"f":"\#(text)","g":"same"}"#
            // Null asks for a field without value; missing counts as that.
            let object = try explained("s: {'\(key)': \(value)}\ncondition: s", event)
            #expect(object["matched"] as? Bool == holds, "\(key): \(value) and \(event)")
            let items = items(["parts": object["parts"] ?? []])
            try #require(items.count == 1)
            #expect(items[0]["name"] as? String == key)
            #expect(items[0]["holds"] as? Bool == holds)
            let found = items[0]["found"] as? [String]
            #expect(found == (isMissing ? [] : [text.replacing("\\n", with: "\n")]))
            let wanted = try #require(items[0]["wanted"] as? [Any])
            #expect(!wanted.isEmpty)
            if value == "null" { #expect(wanted[0] is NSNull) }
            if value == "Open" { #expect(wanted as? [String] == ["Open"]) }
        }
    }

    @Test("Every modifier of the specification is in the list above")
    func allModifiers() {
        let named = Set(ExplanationTests.modifiers.flatMap { $0.key.split(separator: "|").dropFirst() })
        let all: [Substring] = [
            "contains", "startswith", "endswith", "all", "neq", "cased", "re", "i", "m", "s", "base64", "base64offset",
            "utf16le", "utf16be", "utf16", "wide", "windash", "cidr", "lt", "lte", "gt", "gte", "fieldref", "exists",
            "minute", "hour", "day", "week", "month", "year",
        ]
        #expect(named == Set(all))
    }

    @Test("The network of an address, from what a file says of it")
    func networks() throws {
        let detection = "s: {'f@country': NL}\ncondition: s"
        let lookup: NetworkLookup = { property, text in
            property == .country && text == "192.0.2.1" ? "NL" : nil
        }
        let object = try explained(detection, #"{"f":"192.0.2.1"}"#, networks: lookup)
        #expect(object["matched"] as? Bool == true)
        #expect(items(["parts": object["parts"] ?? []]).first?["name"] as? String == "f@country")
        #expect(try explained(detection, #"{"f":"192.0.2.1"}"#)["matched"] as? Bool == false)
    }

    @Test("Joins: selections, not, all of and any of stand as a tree, also the parts that do not change the outcome")
    func tree() throws {
        let object = try explained(
            "a: {x: 1}\nb: [{x: 2}, {y: 3, z: 4}]\ncondition: not a and (b or 1 of a*)", #"{"x":9,"y":3,"z":4}"#)
        #expect(object["matched"] as? Bool == true)
        #expect(object["rule_id"] is NSNull)
        let root = try #require((object["parts"] as? [[String: Any]])?.first)
        #expect(root["kind"] as? String == "all")
        let parts = try #require(root["parts"] as? [[String: Any]])
        #expect(parts.map { $0["kind"] as? String } == ["not", "any"])
        #expect(parts.map { $0["holds"] as? Bool } == [true, true])
        #expect(items(root).map { $0["name"] as? String } == ["x", "x", "y", "z", "x"])
        #expect(items(root).map { $0["holds"] as? Bool } == [false, false, true, true, false])
    }

    @Test("Keywords have no field: nothing is found under a name")
    func keywords() throws {
        let object = try explained("k: [open, shut]\ncondition: k", #"{"m":"the door is open"}"#)
        let item = try #require(items(["parts": object["parts"] ?? []]).first)
        #expect(item["name"] as? String == "" && item["holds"] as? Bool == true)
        #expect(item["wanted"] as? [String] == ["open", "shut"])
        #expect(item["found"] as? [String] == [])
    }

    // MARK: - In words

    private func inWords(_ yaml: String, _ event: String, _ words: Words = Fixture.english) throws -> [String] {
        let rule = try Fixture.rule(yaml)
        let text = Fixture.with(event) { event in
            var json = JSONWriter()
            let style = Fixture.style(words)
            Explanation(rule, &event, routing: nil, networks: nil).write(to: &json, words, style)
            return String(decoding: json.bytes, as: UTF8.self)
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    @Test("In words: the title, the outcome, then one line for each part, deeper ones further in")
    func lines() throws {
        let lines = try inWords(Fixture.yaml("s: {x: open, y: 2}\ncondition: s"), #"{"x":"open"}"#)
        #expect(lines[0] == "Sample")
        #expect(lines[1] == "The rule does not hit this event.")
        #expect(
            lines.dropFirst(3) == [
                "  ✗ no  selection s", "    ✗ no  all of", "      ✓ yes  field x: open   ← open",
                "      ✗ no  field y: 2   ← –",
            ])
    }

    @Test("On a Dutch screen a rule says why it matters and what to do first")
    func dutch() throws {
        let more = "nl: {title: Een deur, why: Omdat., first: Kijk.}\n"
        let yaml = Fixture.yaml("s: {x: 1}\ncondition: s", more: more)
        #expect(try inWords(yaml, #"{"x":1}"#, Fixture.dutch).prefix(3) == ["Een deur", "Omdat.", "Kijk."])
        #expect(try inWords(yaml, #"{"x":1}"#).prefix(2) == ["Sample", "The rule hits this event."])
    }

    @Test("Long lists are shortened with their number, long values are cut")
    func long() throws {
        let values = (1...9).map { "v\($0)" }.joined(separator: ", ")
        let value = String(repeating: "y", count: 5_000)
        let lines = try inWords(Fixture.yaml("s: {x: [\(values)]}\ncondition: s"), #"{"x":"\#(value)"}"#)
        let item = try #require(lines.last)
        #expect(item.contains("v1 | v2 | v3 | v4 | …(9)   ← yyy"))
        #expect(item.count < 250)
        let several = try inWords(Fixture.yaml("s: {x: a}\ncondition: s"), #"{"x":["1","2","3","4"]}"#)
        #expect(several.last?.hasSuffix("← 1 | 2 | 3") == true)
    }

    @Test("Nothing of an event or a rule steers the terminal or adds a line")
    func steering() throws {
        let yaml = Fixture.yaml(
            #"s: {"x\e[2J\n": ["a\u202e\e]0;t\a", "b\nc"]}"# + "\ncondition: s", title: #""T\e[31m\nnext""#)
        for value in HostileTexts(300, seed: 4) {
            var json = JSONWriter()
            json.beginObject()
            json.name("x\u{1B}[2J\n")
            json.string(value)
            json.endObject()
            let lines = try inWords(yaml, String(decoding: json.bytes, as: UTF8.self))
            #expect(lines.count == 5)
            #expect(!lines.contains { steers($0, allowing: []) })
        }
    }
}
