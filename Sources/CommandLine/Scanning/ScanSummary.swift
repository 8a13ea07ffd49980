// The figures of a scan, for a person who has just run it and for a program that reads them.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Sigma

/// What a scan came to.
package struct ScanSummary {
    /// The most rules, hosts and accounts that are named.
    package static let named = 12
    package static let bars = 24

    let tally: ScanTally
    let hitsByCorrelation: [Int: Int]
    let correlationHits: Int
    let loaded: LoadedRules
    let engine: Engine
    let correlations: CorrelationSet
    let loadSeconds: Double
    let scanSeconds: Double
    let sourcesOpened: Int

    package init(
        tally: ScanTally, hitsByCorrelation: [Int: Int] = [:], correlationHits: Int = 0, loaded: LoadedRules,
        engine: Engine, correlations: CorrelationSet, loadSeconds: Double, scanSeconds: Double, sourcesOpened: Int
    ) {
        self.tally = tally
        self.hitsByCorrelation = hitsByCorrelation
        self.correlationHits = correlationHits
        self.loaded = loaded
        self.engine = engine
        self.correlations = correlations
        self.loadSeconds = loadSeconds
        self.scanSeconds = scanSeconds
        self.sourcesOpened = sourcesOpened
    }

    /// Rules and correlations with their hits, the most serious first, then the most frequent.
    private var findings: [(header: RuleHeader, count: Int)] {
        let rules = tally.hitsByRule.map { (header: engine.rules[$0.key].header, count: $0.value) }
        let fired = hitsByCorrelation.map { (header: correlations.correlations[$0.key].header, count: $0.value) }
        return (rules + fired).sorted {
            ($1.header.level, $1.count, $0.header.title, $0.header.place.description)
                < ($0.header.level, $0.count, $1.header.title, $1.header.place.description)
        }
    }

    /// Hits that correlations wait for and cannot place in time.
    private var notCounted: Int {
        tally.problems.entries.reduce(0) { $0 + ($1.key.code == .correlationWithoutTime ? $1.value.count : 0) }
    }

    package var rejected: Int {
        loaded.documents.count { if case .rejected = $0.content { true } else { false } } + correlations.problems.count
    }

    // MARK: For people

    package func text(_ words: Words, _ style: Style) -> String {
        var lines: [String] = [""]
        lines.append(style.bold(words("summary.title")))
        lines.append(
            "  "
                + words(
                    "summary.read", "\(tally.events)", "\(sourcesOpened)", ScanSummary.size(tally.bytes),
                    ScanSummary.seconds(loadSeconds + scanSeconds)))
        if let first = tally.firstEvent, let last = tally.lastEvent {
            lines.append("  " + words("summary.period", style.time(first), style.time(last), style.zoneName))
        }
        lines.append(
            "  "
                + words(
                    "summary.rules", "\(loaded.rules.count + correlations.correlations.count)", "\(rejected)",
                    "\(engine.unmapped.count)"))
        if tally.unusable > 0 { lines.append("  " + words("summary.unusable", "\(tally.unusable)")) }
        if tally.withoutTime > 0 { lines.append("  " + words("summary.no_time", "\(tally.withoutTime)")) }
        if notCounted > 0 { lines.append("  " + words("summary.not_counted", "\(notCounted)")) }
        if tally.outsideTime > 0 { lines.append("  " + words("summary.outside", "\(tally.outsideTime)")) }
        let findings = findings
        guard !findings.isEmpty else { return (lines + ["", "  " + words("summary.nothing")]).joined(separator: "\n") }
        lines += levelLines(findings, words, style) + ruleLines(findings, words, style)
        lines += nameLines(words("summary.hosts"), tally.hitsByHost, style)
        lines += nameLines(words("summary.accounts"), tally.hitsByAccount, style)
        lines += histogram(words, style)
        return lines.joined(separator: "\n")
    }

    private func levelLines(_ findings: [(header: RuleHeader, count: Int)], _ words: Words, _ style: Style) -> [String]
    {
        var lines = ["", style.bold(words("summary.levels"))]
        for level in Level.allCases.reversed() {
            let count = findings.filter { $0.header.level == level }.reduce(0) { $0 + $1.count }
            if count > 0 {
                lines.append(
                    "  \(ScanSummary.right(count))  " + style.level(level.rawValue, words("level.\(level.rawValue)")))
            }
        }
        return lines
    }

    private func ruleLines(_ findings: [(header: RuleHeader, count: Int)], _ words: Words, _ style: Style) -> [String] {
        var lines = ["", style.bold(words("summary.by_rule"))]
        for (header, count) in findings.prefix(ScanSummary.named) {
            let level = words("level.\(header.level.rawValue)")
            let padded = level + String(repeating: " ", count: max(0, 13 - level.count))
            lines.append(
                "  \(ScanSummary.right(count))  " + style.level(header.level.rawValue, padded) + "  "
                    + Style.visible(header.title(in: words.language)))
        }
        let left = findings.count - ScanSummary.named
        if left > 0 { lines.append("  " + style.dim(words("summary.more_rules", "\(left)"))) }
        return lines
    }

    private func nameLines(_ title: String, _ counts: [String: Int], _ style: Style) -> [String] {
        if counts.isEmpty { return [] }
        let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
        return ["", style.bold(title)] + most.map { "  \(ScanSummary.right($0.value))  \(Style.visible($0.key))" }
    }

    /// Hits over time in at most `bars` bars of a whole number of hours.
    private func histogram(_ words: Words, _ style: Style) -> [String] {
        guard let first = tally.hitsByHour.keys.min(), let last = tally.hitsByHour.keys.max(), last > first else {
            return []
        }
        // Bars begin at whole hours of the zone that is shown.
        let start = Date(timeIntervalSince1970: Double(first) * 3_600)
        let shift = Int64(style.zone.secondsFromGMT(for: start) / 3_600)
        let hours = ScanSummary.width(from: first + shift, to: last + shift)
        var counts: [Int64: Int] = [:]
        for (hour, count) in tally.hitsByHour {
            counts[ScanSummary.bar(of: hour + shift, hours), default: 0] += count
        }
        let most = counts.values.max() ?? 1
        var lines = ["", style.bold(words("summary.when", "\(hours)"))]
        var skipped = false
        for bar in ScanSummary.bar(of: first + shift, hours)...ScanSummary.bar(of: last + shift, hours) {
            guard let count = counts[bar] else {
                if !skipped { lines.append("  " + style.dim("⋮")) }
                skipped = true
                continue
            }
            skipped = false
            let length = max(1, Int((Double(count) / Double(most) * 40).rounded()))
            let time = Timestamp(seconds: (bar * hours - shift) * 3_600)
            lines.append("  \(style.time(time).dropLast(3))  " + String(repeating: "▇", count: length) + " \(count)")
        }
        return lines
    }

    private static func bar(of hour: Int64, _ hours: Int64) -> Int64 {
        let (quotient, rest) = hour.quotientAndRemainder(dividingBy: hours)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The fewest hours to a bar with which no more than `bars` bars reach from the first to the last.
    private static func width(from first: Int64, to last: Int64) -> Int64 {
        func fits(_ hours: Int64) -> Bool { bar(of: last, hours) - bar(of: first, hours) < Int64(bars) }
        return [1, 2, 3, 6, 12, 24, 48, 168, 720, 8_760].first(where: fits) ?? (last - first) / Int64(bars - 1) + 1
    }

    private static func right(_ count: Int) -> String {
        let text = String(count)
        return String(repeating: " ", count: max(0, 8 - text.count)) + text
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 1_000_000 ? "\((bytes + 999) / 1_000) kB" : "\((bytes + 500_000) / 1_000_000) MB"
    }

    private static func seconds(_ seconds: Double) -> String {
        "\((seconds * 10).rounded() / 10)"
    }

    // MARK: For programs

    package var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        for (name, count) in [
            ("events", tally.events), ("bytes", tally.bytes), ("rules_loaded", loaded.rules.count),
            ("correlations_loaded", correlations.correlations.count), ("rules_rejected", rejected),
            ("rules_unmapped", engine.unmapped.count), ("unusable", tally.unusable),
            ("events_without_time", tally.withoutTime), ("events_outside", tally.outsideTime),
            ("hits", tally.hitsByRule.values.reduce(0, +) + correlationHits),
            ("peak_rss", Usage.peakResidentBytes),
        ] {
            json.name(name)
            json.number(count)
        }
        for (name, seconds) in [("load_cpu_s", loadSeconds), ("scan_cpu_s", scanSeconds)] {
            json.name(name)
            json.number(seconds)
        }
        for (name, time) in [("first_event", tally.firstEvent), ("last_event", tally.lastEvent)] {
            json.name(name)
            if let time { json.string(time.description) } else { json.null() }
        }
        json.name("problems")
        json.beginArray()
        for key in tally.problems.order { write(key, to: &json) }
        json.endArray()
        json.name("problems_not_listed")
        json.number(tally.problems.others)
        json.endObject()
        json.endLine()
        return json.bytes
    }

    private func write(_ key: ProblemTally.Key, to json: inout JSONWriter) {
        guard let entry = tally.problems.entries[key] else { return }
        json.beginObject()
        json.name("file")
        json.string(key.source)
        json.name("problem")
        json.string(key.code.name)
        json.name("count")
        json.number(entry.count)
        json.name("first")
        json.string(entry.first.place?.description ?? key.source)
        json.endObject()
    }
}
