// The figures of a scan: for people in a fixed order with ties decided, for programs as one well-formed object.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Sigma
import Testing

@Suite struct ScanSummaryTests {
    /// A summary over rules with these titles and levels.
    private func summary(
        _ rules: [(title: String, level: String)], hits: [Int: Int] = [:], correlationHits: Int = 0,
        _ change: (inout ScanTally) -> Void = { _ in }
    ) throws -> ScanSummary {
        let folder = try TemporaryFolder()
        var text = ""
        for rule in rules {
            text += "title: \(rule.title)\nlevel: \(rule.level)\nlogsource: {category: webserver}\n"
            text += "detection:\n    s: {x: 1}\n    condition: s\n---\n"
        }
        let loaded = LoadedRules([try folder.write("r.yml", text)])
        var tally = ScanTally()
        for (rule, count) in hits {
            for _ in 0..<count { tally.hit(rule: rule, time: nil, host: nil, account: nil) }
        }
        change(&tally)
        return ScanSummary(
            tally: tally, correlationHits: correlationHits, loaded: loaded,
            engine: Engine(rules: loaded.rules, routing: nil),
            correlations: CorrelationSet([], rules: loaded.rules.map(\.header)), loadSeconds: 0.25, scanSeconds: 1.5,
            sourcesOpened: 3)
    }

    private func lines(_ summary: ScanSummary, _ words: Words = Fixture.english, zone: TimeZone = .gmt) -> [String] {
        summary.text(words, Fixture.style(words, zone: zone)).split(separator: "\n").map(String.init)
    }

    /// The lines under a heading, up to the next one.
    private func section(_ heading: String, _ lines: [String]) -> [String] {
        Array(lines.drop { !$0.hasPrefix(heading) }.dropFirst().prefix { $0.hasPrefix("  ") })
    }

    @Test("Rules: the most serious first, then the most frequent, then by title")
    func order() throws {
        let rules = [("b", "low"), ("z", "critical"), ("a", "low"), ("c", "low"), ("m", "medium"), ("none", "high")]
        let text = lines(try summary(rules, hits: [0: 2, 1: 1, 2: 2, 3: 7, 4: 1]))
        #expect(
            section("Hits by rule", text).map { $0.split(separator: " ").joined(separator: " ") } == [
                "1 critical z", "1 medium m", "7 low c", "2 low a", "2 low b",
            ])
        #expect(
            section("Hits by level", text).map { $0.split(separator: " ").joined(separator: " ") } == [
                "1 critical", "1 medium", "11 low",
            ])
    }

    @Test("The order is the same in every run, also of rules that are alike in all that is shown")
    func stable() throws {
        let rules = (0..<9).map { _ in ("same", "high") }
        let first = lines(try summary(rules, hits: [0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1]))
        for _ in 0..<5 {
            let again = lines(try summary(rules, hits: [8: 1, 7: 1, 6: 1, 5: 1, 4: 1, 3: 1, 2: 1, 1: 1, 0: 1]))
            #expect(again == first)
        }
    }

    @Test("At most twelve rules are named, and the rest is counted")
    func most() throws {
        let rules = (0..<15).map { ("rule \($0)", "low") }
        let hits = Dictionary(uniqueKeysWithValues: (0..<15).map { ($0, 15 - $0) })
        let named = section("Hits by rule", lines(try summary(rules, hits: hits)))
        #expect(named.count == ScanSummary.named + 1)
        #expect(named.last == "  and 3 more rules")
        #expect(named[0].hasSuffix("rule 0") && named[11].hasSuffix("rule 11"))
        let twelve = hits.filter { $0.key < 12 }
        #expect(section("Hits by rule", lines(try summary(rules, hits: twelve))).count == 12)
    }

    @Test("Five hosts and accounts, the busiest first, ties by name; nothing in them steers the terminal")
    func names() throws {
        let text = lines(
            try summary([("a", "low")]) { tally in
                for (name, count) in [("pc2", 2), ("pc1", 2), ("pc9", 9), ("x\u{1B}[2J\ny", 1), ("b", 1), ("c", 1)] {
                    for _ in 0..<count { tally.hit(rule: 0, time: nil, host: name, account: "\u{202E}ria") }
                }
            })
        #expect(
            section("Busiest hosts", text) == [
                "         9  pc9", "         2  pc1", "         2  pc2", "         1  b", "         1  c",
            ])
        #expect(section("Busiest accounts", text) == ["        16  \u{FFFD}ria"])
        #expect(!text.contains { steers($0, allowing: []) })
    }

    @Test("Without a hit it says so; counts of what was passed over are only shown when there are any")
    func nothing() throws {
        let quiet = lines(try summary([("a", "low")]))
        #expect(quiet.last == "  No rule hit.")
        #expect(quiet.count == 4)
        let text = lines(
            try summary([("a", "low")]) { tally in
                tally.events = 10
                tally.bytes = 1_499_999
                tally.unusable = 2
                tally.outsideTime = 3
                tally.saw(nil)
                tally.saw(Timestamp(seconds: 1_773_907_200))
            })
        #expect(text[1] == "  10 events from 3 files (1 MB), in 1.8 s of processor time")
        #expect(text[2] == "  From 2026-03-19 08:00:00 to 2026-03-19 08:00:00 (UTC)")
        #expect(text.contains("  2 records could not be used; the problems above say why"))
        #expect(text.contains("  1 events have no time that can be read"))
        #expect(text.contains("  3 events lie outside --from and --to"))
    }

    @Test("Hits that correlations could not place in time are said")
    func notCounted() throws {
        let code = Problem.Code("correlation.no_time")
        let text = lines(
            try summary([("a", "low")]) { tally in
                tally.problems.add(Problem(code), source: "a", count: 2)
                tally.problems.add(Problem(code), source: "b")
            })
        #expect(text.contains { $0.hasPrefix("  3 hits could not be counted together") })
    }

    // MARK: - When

    private func histogram(_ hours: [Int64], zone: TimeZone = .gmt) throws -> [String] {
        let summary = try summary([("a", "low")]) { tally in
            for hour in hours {
                tally.hit(rule: 0, time: Timestamp(seconds: hour * 3_600 + 60), host: nil, account: nil)
            }
        }
        return Array(lines(summary, zone: zone).drop { !$0.hasPrefix("When") })
    }

    @Test("Hits over time: a bar for each hour, the longest is forty wide, and gaps are marked once")
    func bars() throws {
        #expect(
            try histogram([0, 0, 0, 0, 1, 1, 5]) == [
                "When (each bar 1 hours)", "  1970-01-01 00:00  " + String(repeating: "▇", count: 40) + " 4",
                "  1970-01-01 01:00  " + String(repeating: "▇", count: 20) + " 2", "  ⋮",
                "  1970-01-01 05:00  " + String(repeating: "▇", count: 10) + " 1",
            ])
        #expect(try histogram([7, 7]).isEmpty, "one hour is no course")
        #expect(try histogram([]).isEmpty)
    }

    @Test("Times before 1970 fall in their own hour")
    func early() throws {
        let text = try histogram([-2, -1, 0])
        #expect(
            text.dropFirst().map { $0.prefix(18) } == [
                "  1969-12-31 22:00", "  1969-12-31 23:00", "  1970-01-01 00:00",
            ])
    }

    @Test("A bar of several hours begins at or before its first hit, before 1970 too")
    func earlyBars() throws {
        let text = try histogram([-5, 20, 40])
        #expect(text.first == "When (each bar 2 hours)")
        #expect(
            text.dropFirst().filter { $0.contains("▇") }.map { $0.prefix(18) } == [
                "  1969-12-31 18:00", "  1970-01-01 20:00", "  1970-01-02 16:00",
            ])
    }

    @Test("Bars begin at whole hours of the zone that is shown")
    func zone() throws {
        let zone = try #require(TimeZone(secondsFromGMT: 7_200))
        let text = try histogram([0, 30], zone: zone)
        #expect(text.first == "When (each bar 2 hours)")
        #expect(text.dropFirst().map { $0.prefix(18) } == ["  1970-01-01 02:00", "  ⋮", "  1970-01-02 08:00"])
    }

    @Test("However far apart: never more bars than fit, and no hit is lost", arguments: [0, -9, 5])
    func width(_ shift: Int) throws {
        let zone = try #require(TimeZone(secondsFromGMT: shift * 3_600))
        var spans: [Int64] = Array(1...80)
        spans += [143, 144, 167, 168, 550, 1_130, 4_000, 17_000, 205_000, 2_500_000]
        for span in spans {
            for start in (span > 2_000_000 ? [-3, 0, 1] : [-3, 0, 1, 491_000]) as [Int64] {
                let hours = stride(from: start, through: start + span, by: max(1, Int(span) / 60)).map { Int64($0) }
                let text = try histogram(hours, zone: zone).dropFirst()
                let bars = text.filter { $0.contains("▇") }
                #expect(bars.count <= ScanSummary.bars, "\(span) hours from \(start)")
                #expect(bars.reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) } == hours.count)
            }
        }
    }

    // MARK: - For programs

    @Test("JSON: one line with the counts of the contract, times as RFC 3339 or null")
    func json() throws {
        let empty = try Fixture.object(try summary([("a", "low")]).json)
        #expect(empty["first_event"] is NSNull && empty["last_event"] is NSNull)
        #expect(empty["rules_loaded"] as? Int == 1 && empty["hits"] as? Int == 0)
        #expect(empty["load_cpu_s"] as? Double == 0.25 && empty["scan_cpu_s"] as? Double == 1.5)
        #expect((empty["peak_rss"] as? Int ?? 0) > 1_000_000)
        let bytes = try summary([("a", "low"), ("b", "high")], hits: [0: 3, 1: 2], correlationHits: 4) { tally in
            tally.events = 12
            tally.saw(Timestamp(seconds: 1_773_907_200, nanoseconds: 5_000_000))
            tally.problems.add(
                Problem(.jsonSyntax, at: Place(file: "a\"\n.log", line: 3)), source: "a\"\n.log", count: 2)
            tally.problems.add(Problem(.timeMissing), source: "b.log")
        }.json
        #expect(bytes.count { $0 == 0x0A } == 1 && bytes.last == 0x0A)
        let object = try Fixture.object(bytes)
        #expect(object["hits"] as? Int == 9 && object["events"] as? Int == 12)
        #expect(object["first_event"] as? String == "2026-03-19T08:00:00.005Z")
        let problems = try #require(object["problems"] as? [[String: Any]])
        #expect(problems.map { $0["file"] as? String } == ["a\"\n.log", "b.log"])
        #expect(problems.map { $0["problem"] as? String } == ["json.syntax", "time.missing"])
        #expect(problems.map { $0["first"] as? String } == ["a\"\n.log:3", "b.log"])
        #expect(problems.map { $0["count"] as? Int } == [2, 1])
        #expect(object["problems_not_listed"] as? Int == 0)
    }

    @Test("Problems beyond those that are told apart are still counted")
    func others() throws {
        let summary = try summary([("a", "low")]) { tally in
            for number in 0..<(ProblemTally.most + 3) { tally.problems.add(Problem(.jsonSyntax), source: "\(number)") }
        }
        #expect(try Fixture.object(summary.json)["problems_not_listed"] as? Int == 3)
    }

    @Test("Rejected documents and correlations without their rules are counted as rejected")
    func rejected() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "r.yml",
            "title: x\n---\ntitle: c\ncorrelation:\n    type: event_count\n    rules: [nowhere]\n    timespan: 1m\n"
                + "    condition: {gte: 2}\n")
        let loaded = LoadedRules([path])
        let set = CorrelationSet(loaded.correlations, rules: [])
        let summary = ScanSummary(
            tally: ScanTally(), loaded: loaded, engine: Engine(rules: [], routing: nil), correlations: set,
            loadSeconds: 0,
            scanSeconds: 0, sourcesOpened: 0)
        #expect(loaded.correlations.count == 1 && loaded.documents.count == 2)
        #expect(summary.rejected == 2)
    }
}
