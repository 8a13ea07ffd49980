// Sources that fall silent and clocks that are off: what is told, once, and what is not.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Testing
import Watch

@Suite("The watch over sources")
struct SourceWatchTests {
    private static let start = Timestamp(seconds: 1_773_900_000)
    private static let settings = SourceSettings(silenceAfter: .seconds(3_600), clockSkew: .seconds(300))

    private func at(_ seconds: Double) -> Timestamp {
        SourceWatchTests.start.advanced(byNanoseconds: Int64(seconds * 1_000_000_000))
    }

    private func watch(_ settings: SourceSettings = SourceWatchTests.settings, text: String? = nil) -> SourceWatch {
        SourceWatch(settings, started: SourceWatchTests.start, text: text)
    }

    /// A source with a line each so many seconds, whose times are off by what `offset` says.
    private func run(
        _ watch: inout SourceWatch, _ name: String = "a", from: Double = 0, count: Int, each: Double = 30,
        offset: (Int) -> Double = { _ in 0 }
    ) -> [SourceFinding] {
        var findings: [SourceFinding] = []
        for index in 0..<count {
            let now = at(from + Double(index) * each)
            let newest = now.advanced(byNanoseconds: Int64(offset(index) * 1_000_000_000))
            watch.note(name, lines: 2, bytes: 100, received: now, newest: newest)
            findings += watch.check(now: now)
        }
        return findings
    }

    @Test("a source that is silent for longer than the limit is told of once per silence")
    func silence() {
        var watch = self.watch()
        #expect(run(&watch, count: 10).isEmpty)
        let last = at(270)
        #expect(watch.check(now: last.advanced(byNanoseconds: 3_600_000_000_000)).isEmpty)
        let findings = watch.check(now: last.advanced(byNanoseconds: 3_600_000_000_001))
        #expect(findings.map(\.kind) == [.silent(since: last)] && findings.map(\.source) == ["a"])
        #expect(findings.first?.rule == "watch/silent-source")
        #expect(watch.check(now: at(9_000)).isEmpty)
        #expect(watch.figures(now: at(9_000)).map(\.isSilent) == [true])
        #expect(run(&watch, from: 10_000, count: 1).isEmpty)
        #expect(watch.check(now: at(20_000)).map(\.kind) == [.silent(since: at(10_000))])
    }

    @Test("a source of a few lines is not expected to go on, and without a limit none is")
    func notExpected() {
        var watch = self.watch()
        _ = run(&watch, count: Int(SourceWatch.linesToExpect) / 2 - 1)
        #expect(watch.check(now: at(100_000)).isEmpty)
        var never = self.watch(SourceSettings(silenceAfter: nil, clockSkew: .seconds(300)))
        _ = run(&never, count: 50)
        #expect(never.check(now: at(1_000_000)).isEmpty)
    }

    @Test("the time that the program itself was away counts for no silence, and what was told is not told again")
    func restart() {
        var first = self.watch()
        _ = run(&first, "a", count: 10)
        _ = run(&first, "b", count: 10)
        #expect(run(&first, "b", from: 4_000, count: 1).map(\.source) == ["a"])
        var second = SourceWatch(SourceWatchTests.settings, started: at(50_000), text: first.text)
        #expect(second.text == first.text)
        #expect(second.check(now: at(50_001)).isEmpty)
        let findings = second.check(now: at(53_601))
        #expect(findings.map(\.source) == ["b"] && findings.map(\.kind) == [.silent(since: at(4_000))])
        #expect(findings.map(\.time) == [at(53_600)])
    }

    @Test("a clock that is ahead is told of once, and again after it was right")
    func ahead() {
        var watch = self.watch()
        let findings = run(&watch, count: 40) { _ in 400 }
        #expect(findings.map(\.kind) == [.clock(offset: 400_000_000_000)])
        #expect(findings.first?.rule == "watch/clock-skew")
        #expect(run(&watch, from: 2_000, count: 60).isEmpty)
        #expect(run(&watch, from: 6_000, count: 60) { _ in 400 }.count == 1)
    }

    @Test("a clock that stays behind is told of")
    func behind() {
        var watch = self.watch()
        #expect(run(&watch, count: 40) { _ in -1_000 }.map(\.kind) == [.clock(offset: -1_000_000_000_000)])
    }

    @Test("within the limit, an odd line, a few looks, and lines without times tell nothing")
    func fine() {
        var watch = self.watch()
        #expect(run(&watch, "a", count: 100) { _ in 299 }.isEmpty)
        #expect(run(&watch, "b", count: 100) { $0 % 7 == 0 ? 90_000 : 0 }.isEmpty)
        #expect(run(&watch, "c", count: 100) { $0 % 3 == 0 ? -90_000 : -1 }.isEmpty)
        #expect(run(&watch, "d", count: 9) { _ in 90_000 }.isEmpty)
        for index in 0..<100 {
            watch.note("e", lines: 1, bytes: 1, received: at(Double(index) * 30), newest: nil)
        }
        #expect(watch.check(now: at(3_000)).isEmpty)
        #expect(watch.figures(now: at(3_000)).first { $0.name == "e" }?.lag == nil)
    }

    @Test("many batches within ten seconds are one look: a burst of old lines behind a new one tells nothing")
    func burst() {
        var watch = self.watch()
        #expect(run(&watch, count: 10_000, each: 0.01) { _ in 90_000 }.isEmpty == false)
        var late = self.watch()
        #expect(run(&late, count: 3_000, each: 0.01) { $0 % 50 == 0 ? 0 : -80_000 }.isEmpty)
    }

    @Test("a backlog after an outage comes closer while it is worked off, and tells nothing")
    func backlog() {
        var watch = self.watch()
        _ = run(&watch, count: 60)
        // Six hours of lines come within half an hour.
        #expect(run(&watch, from: 25_000, count: 60) { -21_600 + Double($0) * 360 }.isEmpty)
    }

    @Test(
        "a whole number of hours or half hours off is a zone, and says so",
        arguments: [(3_600.0, "1", true), (-7_200, "2", false), (19_800, "5:30", true), (-12_601, "3:30", false)])
    func zones(offset: Double, amount: String, isAhead: Bool) throws {
        var watch = self.watch()
        let finding = try #require(run(&watch, "udp 192.0.2.1", count: 40) { _ in offset }.first)
        for language in Language.allCases {
            let words = try SourceWatchTests.words(language)
            let hit = try #require(finding.hit(words))
            #expect(hit.title == words(isAhead ? "source.zone_ahead" : "source.zone_behind", amount))
            #expect(hit.title.contains(amount) && !hit.title.hasPrefix("source."))
            #expect(hit.key.rule == "watch/clock-skew" && hit.key.entity == EntityRef(.source, "udp 192.0.2.1"))
            #expect(hit.evidence.isEmpty && hit.level == .medium)
        }
    }

    @Test("other deviations are said in seconds, a silence with the time of the last line")
    func titles() throws {
        let words = try SourceWatchTests.words(.english)
        func title(_ offset: Double) throws -> String? {
            var watch = self.watch()
            return try #require(run(&watch, count: 40) { _ in offset }.first).hit(words)?.title
        }
        #expect(try title(500) == words("source.clock_ahead", "500"))
        #expect(try title(-3_700) == words("source.clock_behind", "3700"))
        // Further than any zone.
        #expect(try title(72_000) == words("source.clock_ahead", "72000"))
        var watch = self.watch()
        _ = run(&watch, count: 10)
        let silent = try #require(watch.check(now: at(10_000)).first)
        #expect(silent.hit(words)?.title == words("source.silent", "2026-03-19T06:04:30Z"))
    }

    @Test("figures: lines, bytes, the last minute, the last line and the lag")
    func figures() throws {
        var watch = self.watch()
        for second in 0..<120 {
            watch.note("a", lines: 3, bytes: 30, received: at(Double(second)), newest: at(Double(second) - 2))
        }
        let figures = try #require(watch.figures(now: at(119)).first)
        #expect(figures.lines == 360 && figures.bytes == 3_600 && figures.lastLine == at(119))
        #expect(150...210 ~= figures.linesPerMinute && figures.lag == 2_000_000_000)
        #expect(watch.figures(now: at(300)).map(\.linesPerMinute) == [0])
    }

    @Test("more sources than the limit are counted together; those of a line or two make place after an hour")
    func limit() {
        var watch = self.watch()
        for index in 0..<(SourceLimits.sources + 5) {
            watch.note("s\(index)", lines: 1, bytes: 10, received: at(0), newest: nil)
        }
        var figures = watch.figures(now: at(0))
        #expect(figures.count == SourceLimits.sources + 1)
        #expect(figures.last?.name == nil && figures.last?.lines == 5 && figures.last?.bytes == 50)
        for _ in 0..<5 { watch.note("s1", lines: 10, bytes: 1, received: at(4_000), newest: nil) }
        watch.note("new", lines: 1, bytes: 1, received: at(4_000), newest: nil)
        figures = watch.figures(now: at(4_000))
        #expect(figures.compactMap(\.name).sorted() == ["new", "s1"])
    }

    @Test("a long name is cut, at the border of a letter")
    func longName() {
        var watch = self.watch()
        watch.note(String(repeating: "é", count: 1_000), lines: 1, bytes: 1, received: at(0), newest: nil)
        let name = watch.figures(now: at(0)).first?.name ?? ""
        #expect(name.utf8.count == SourceLimits.sourceNameBytes && name.allSatisfy { $0 == "é" })
    }

    @Test("more looks at a clock than are kept: the oldest no longer count")
    func window() {
        var watch = self.watch()
        _ = run(&watch, count: 200)
        #expect(run(&watch, from: 10_000, count: SourceLimits.clockSamples / 2 - 1) { _ in 900 }.isEmpty)
        #expect(run(&watch, from: 20_000, count: SourceLimits.clockSamples) { _ in 900 }.count == 1)
    }

    @Test("times at the ends of the range, and 2,000 damaged texts, stop nothing")
    func hostile() {
        var watch = self.watch()
        for nanoseconds in [Int64.min, .max, 0, -1] {
            for _ in 0..<20 {
                watch.note("a", lines: .max, bytes: .max, received: at(0), newest: Timestamp(nanoseconds: nanoseconds))
            }
            _ = watch.check(now: at(1))
        }
        var good = self.watch()
        _ = run(&good, "bron", count: 20)
        var state: UInt64 = 5
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        for _ in 0..<2_000 {
            var bytes = Array(good.text.utf8)
            for _ in 0...next(3) { bytes[next(bytes.count)] = UInt8(0x20 + next(96)) }
            var damaged = self.watch(text: String(decoding: bytes, as: UTF8.self))
            _ = damaged.check(now: at(10_000))
            _ = damaged.figures(now: at(10_000))
        }
    }

    private static func words(_ language: Language) throws -> Words {
        let file = root.appending(path: "Words/\(language.rawValue)/sources.json")
        return try Words(language, json: Array(Data(contentsOf: file)))
    }
}
