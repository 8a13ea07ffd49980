// Hits as the objects of the contract: which members there are, in each form of results, and where values are cut.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Sigma
import Testing

@Suite struct HitWriterTests {
    private static let header = RuleHeader(
        id: "10000000-0000-4000-8000-000000000001", title: "A door", level: .high, tags: ["attack.t1078", "x.y"],
        place: Place(file: "r.yml", line: 1), dutch: DutchText(title: "Een deur"))

    private func rule(_ header: RuleHeader = header) -> Rule {
        Rule(header: header, logSource: LogSource(), selections: [], condition: .and([]))
    }

    private func line(
        _ header: RuleHeader = header, time: Timestamp? = Timestamp(seconds: 1_773_907_200),
        place: RecordPlace = RecordPlace(line: 7), source: String = "a.log", reasons: [Reason] = []
    ) -> [UInt8] {
        var json = JSONWriter()
        HitWriter.writeRule(
            rule(header), time: time, timeProblem: "no time", source: source, place: place, reasons: reasons, to: &json)
        return json.bytes
    }

    private func reason(_ field: String?, _ value: String?, _ matched: String? = "m") -> Reason {
        Reason(field: field, value: value, matched: matched, selection: "s", modifiers: ["contains", "all"])
    }

    @Test("A hit has the members of the contract, in their order, and no others")
    func whole() {
        let text = String(decoding: line(reasons: [reason("a", "b")]), as: UTF8.self)
        #expect(
            text == #"{"kind":"rule","rule_id":"10000000-0000-4000-8000-000000000001","rule_title":"A door","#
                + #""rule_title_nl":"Een deur","level":"high","tags":["attack.t1078","x.y"],"#
                + #""time":"2026-03-19T08:00:00Z","file":"a.log","line":7,"reasons":[{"field":"a","value":"b","#
                + #""matched":"m","selection":"s","modifiers":["contains","all"]}]}"# + "\n")
    }

    @Test("What is not known is null: id, time, the field of a keyword, a missing value; and no time has its problem")
    func unknown() throws {
        let header = RuleHeader(title: "T", place: Place(file: "r.yml"))
        let bytes = line(header, time: nil, place: RecordPlace(), reasons: [reason(nil, nil, nil)])
        let object = try Fixture.object(bytes)
        #expect(object["rule_id"] is NSNull && object["time"] is NSNull)
        #expect(object["problem"] as? String == "no time")
        #expect(object["level"] as? String == "informational")
        #expect(object["line"] == nil && object["record_id"] == nil && object["rule_title_nl"] == nil)
        let reason = (object["reasons"] as? [[String: Any]])?.first
        #expect(reason?["field"] is NSNull && reason?["value"] is NSNull && reason?["matched"] is NSNull)
        #expect(try Fixture.object(line())["problem"] == nil)
    }

    @Test("A record of an event log has its number and its offset, as whole numbers up to the largest")
    func records() throws {
        let text = String(
            decoding: line(place: RecordPlace(record: .max, offset: .max)), as: UTF8.self)
        #expect(text.contains(#""record_id":18446744073709551615,"offset":18446744073709551615,"reasons""#))
    }

    @Test("A value longer than the limit is cut at a whole code point, and the reason says so")
    func cut() throws {
        let limit = HitWriter.valueBytes
        for (value, kept) in [
            (String(repeating: "x", count: limit), limit), (String(repeating: "x", count: limit + 1), limit),
            ("x" + String(repeating: "é", count: limit), limit - 1),
            ("xx" + String(repeating: "😀", count: limit), limit - 2),
            ("e" + String(repeating: "\u{301}", count: limit), limit - 1),
        ] {
            let object = try Fixture.object(line(reasons: [reason("f", value)]))
            let reason = (object["reasons"] as? [[String: Any]])?.first
            let written = reason?["value"] as? String ?? ""
            #expect(written.utf8.count == kept)
            #expect(value.utf8.starts(with: written.utf8))
            #expect(reason?["value_cut"] as? Bool == (value.utf8.count > limit ? true : nil))
        }
    }

    @Test("Each hit is one well-formed line, whatever stands in rules, names of files and values")
    func hostile() throws {
        var random = HostileTexts(.max, seed: 21)
        for _ in 0..<1_000 {
            let texts = (0..<8).map { _ in random.next() ?? "" }
            let header = RuleHeader(
                id: texts[0], title: texts[1], tags: [texts[2]], place: Place(file: texts[3]),
                dutch: DutchText(title: texts[7]))
            let bytes = line(header, source: texts[4], reasons: [reason(texts[5], texts[6], texts[0])])
            #expect(bytes.count { $0 == 0x0A } == 1 && bytes.last == 0x0A)
            let object = try Fixture.object(bytes)
            let reason = (object["reasons"] as? [[String: Any]])?.first
            let read = [
                object["rule_id"], object["rule_title"], (object["tags"] as? [Any])?.first, texts[3], object["file"],
                reason?["field"], reason?["value"], object["rule_title_nl"],
            ]
            for (found, wanted) in zip(read, texts) {
                #expect((found as? String).map { Array($0.utf8) } == Array(wanted.utf8))
            }
        }
    }

    @Test("CSV has all members as columns; what is nested is JSON text, what is missing is empty")
    func csv() throws {
        let hits = [line(reasons: [reason("a", "x, \"y\"")]), line(time: nil, place: RecordPlace(record: 3))]
        let read = rows(ofCSV: try written(.csv, HitWriter.shape, hits))
        try #require(read.count == 3)
        let first = Dictionary(uniqueKeysWithValues: zip(read[0], read[1]))
        let second = Dictionary(uniqueKeysWithValues: zip(read[0], read[2]))
        #expect(first["line"] == "7" && first["time"] == "2026-03-19T08:00:00Z" && first["record_id"] == "")
        #expect(first["tags"] == #"["attack.t1078","x.y"]"#)
        let reasons = try JSONSerialization.jsonObject(with: Data((first["reasons"] ?? "").utf8)) as? [[String: Any]]
        #expect(reasons?.first?["value"] as? String == "x, \"y\"")
        #expect(second["time"] == "" && second["record_id"] == "3" && second["problem"] == "no time")
    }

    @Test("Every member that a hit can have has its column in CSV")
    func columns() throws {
        let rule = try Fixture.object(line(time: nil, place: RecordPlace(line: 1, record: 1, offset: 1)))
        let correlation = try Fixture.object(try #require(correlationLines().first))
        #expect(Set(rule.keys).union(correlation.keys) == Set(HitWriter.shape.members))
    }

    @Test("A table shows time, level, title, place and the first three reasons")
    func table() throws {
        let reasons = [reason("a", "1"), reason(nil, "long text", "word"), reason("b", "2"), reason("c", "3")]
        let text = try written(.table, HitWriter.shape, [line(reasons: reasons)])
        let row = text.split(separator: "\n").last ?? ""
        #expect(row.hasPrefix("2026-03-19 08:00:00  high           A door"))
        #expect(row.hasSuffix("a.log:7                             a=1 … word b=2"))
        let dutch = try written(
            .table, HitWriter.shape, [line()], style: Fixture.style(Fixture.dutch), words: Fixture.dutch)
        #expect(dutch.contains("hoog") && dutch.contains("Een deur") && !dutch.contains("A door"))
    }

    @Test("Of a long path the end is shown")
    func place() throws {
        let source = String(repeating: "deep/", count: 20) + "A.zip!in/the.log"
        let text = try written(.table, HitWriter.shape, [line(place: RecordPlace(record: 12), source: source)])
        #expect(text.contains("…eep/deep/deep/A.zip!in/the.log#12"))
    }

    // MARK: - Correlations

    /// The hits of a correlation of two in a minute, of which three come.
    private func correlationLines() -> [[UInt8]] {
        let correlation = Correlation(
            header: HitWriterTests.header,
            kind: .eventCount(Correlation.Bounds([Correlation.Bound(.greaterOrEqual, 2)])),
            rules: ["base"], groupBy: [FieldName("User"), FieldName("Host")], timespanSeconds: 60)
        let base = RuleHeader(id: "i\"d", name: "base", title: "Base", place: Place(file: "r.yml", line: 9))
        let set = CorrelationSet([correlation], rules: [base])
        var correlator = Correlator(set)
        let evidence = [
            Evidence(place: Place(file: "b.log", line: 3)),
            Evidence(place: Place(file: "s.evtx", record: 9), offset: 4_096, ruleID: "i\"d"),
            Evidence(place: Place(file: "s.evtx", record: 10), offset: 8_192),
        ]
        var lines: [[UInt8]] = []
        for (number, evidence) in evidence.enumerated() {
            let time = Timestamp(seconds: 1_773_907_200 + Int64(number))
            correlator.take(CorrelationInput(rule: 0, time: time, values: ["ria", "pc\"1"], evidence: evidence)) {
                hit in
                var json = JSONWriter()
                HitWriter.writeCorrelation(hit, set.correlations[hit.correlation], to: &json)
                lines.append(json.bytes)
            }
        }
        return lines
    }

    @Test("A correlation has the place of the event that fired it, its group and its events")
    func correlation() throws {
        let lines = correlationLines()
        try #require(lines.count == 2)
        let object = try Fixture.object(lines[0])
        #expect(object["kind"] as? String == "correlation" && object["time"] as? String == "2026-03-19T08:00:01Z")
        #expect(object["file"] as? String == "s.evtx" && object["record_id"] as? Int == 9)
        #expect(object["offset"] as? Int == 4_096 && object["line"] == nil)
        #expect(object["group"] as? [String: String] == ["User": "ria", "Host": "pc\"1"])
        #expect(object["event_count"] as? Int == 2 && object["continued"] as? Bool == false)
        let events = try #require(object["events"] as? [[String: Any]])
        try #require(events.count == 2)
        #expect(events[0]["line"] as? Int == 3 && events[0]["record_id"] == nil)
        #expect(events[1]["record_id"] as? Int == 9 && events[1]["rule_id"] as? String == "i\"d")
        #expect(try Fixture.object(lines[1])["continued"] as? Bool == true)
    }

    @Test("A table shows that a correlation begins, and not that it goes on")
    func continued() throws {
        let hits = correlationLines()
        let text = try written(.table, HitWriter.shape, hits)
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.contains("User=ria Host=pc\"1 × 2"))
        #expect(try written(.table, HitWriter.shape, Array(hits.suffix(1))) == "")
        #expect(try written(.jsonl, HitWriter.shape, hits).split(separator: "\n").count == 2)
    }
}
