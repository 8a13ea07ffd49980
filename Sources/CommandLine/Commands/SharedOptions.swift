// The options that several commands have in common.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Events
import Foundation

/// How results and messages are written.
struct OutputOptions: ParsableArguments {
    @Option(help: "Form of the results: table, json, jsonl or csv. Default: table on a terminal, else jsonl.")
    var format: ResultFormat?

    @Option(help: "Colour: auto, always or never.")
    var color = ColorChoice.auto

    @Flag(name: [.short, .long], help: "Results only: no progress and no summary.")
    var quiet = false

    @Option(help: "Zone of the times that people read, and of times in logs that name none: Europe/Amsterdam, UTC.")
    var zone: String?

    var words: Words { Words.embedded(Language(environment: ProcessInfo.processInfo.environment)) }

    /// The style for a file descriptor: 1 for results, 2 for messages.
    func style(_ descriptor: Int32, words: Words) -> Style {
        Style(
            color, descriptor: descriptor, environment: ProcessInfo.processInfo.environment,
            zone: shownZone, words: words)
    }

    /// The zone of the times that people read: a name, or an offset such as +01:00.
    private var shownZone: TimeZone {
        guard let zone else { return .gmt }
        if let named = TimeZone(identifier: zone) { return named }
        guard let noon = CivilTime(year: 2000, month: 1, day: 1, hour: 12),
            let time = ZoneRule(named: zone)?.reading(of: noon).timestamp
        else { return .gmt }
        return TimeZone(secondsFromGMT: Int((noon.timestamp().nanoseconds - time.nanoseconds) / 1_000_000_000)) ?? .gmt
    }

    func console(_ words: Words) -> Console {
        Console(words: words, style: style(2, words: words), isQuiet: quiet)
    }

    func validate() throws {
        if let zone, ZoneRule(named: zone) == nil {
            throw ValidationError("\(zone) is not a time zone. Use a name such as Europe/Amsterdam or UTC.")
        }
    }
}

/// What is read, and on how many threads.
struct InputOptions: ParsableArguments {
    @Argument(help: "Files and folders; - is standard input.")
    var paths: [String]

    @Option(help: "Number of threads. Default: one for each processor.")
    var threads: Int?

    var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    func validate() throws {
        if paths.isEmpty { throw ValidationError("Name at least one file or folder.") }
        if let threads, !(1...256 ~= threads) { throw ValidationError("--threads takes a number from 1 to 256.") }
    }
}

/// How times in logs are read.
struct TimeOptions: ParsableArguments {
    @Option(help: "Only events at or after this time (RFC 3339).")
    var from: String?

    @Option(help: "Only events before this time (RFC 3339).")
    var to: String?

    @Option(help: "Year of times in logs that name none (syslog).")
    var year: Int?

    func range() throws -> TimeRange {
        let range = TimeRange(
            from: try from.map { try TimeOptions.time($0, "--from") },
            to: try to.map { try TimeOptions.time($0, "--to") })
        if let from = range.from, let to = range.to, from >= to {
            throw ValidationError("--from lies at or after --to, so no event can lie between them.")
        }
        return range
    }

    func validate() throws {
        if let year, !(1970...2261 ~= year) { throw ValidationError("--year takes a year from 1970 to 2261.") }
    }

    /// The rule for times without a zone or a year.
    func rule(zone: String?) -> ZoneRule {
        (zone.flatMap { ZoneRule(named: $0) } ?? .none).with(year: year)
    }

    static func time(_ text: String, _ option: String) throws -> Timestamp {
        // A date alone is its first moment in UTC.
        let whole = text.count == 10 ? text + "T00:00:00Z" : text
        let padded = Array(whole.utf8) + [UInt8](repeating: 0, count: 16)
        let reading = padded.withUnsafeBufferPointer {
            TimestampText.parse(Bytes(rebasing: $0[0..<whole.utf8.count]), zone: .none)
        }
        guard let time = reading.timestamp else {
            throw ValidationError(
                "\(option): \(text) is not a time with a zone. Write 2026-03-19T08:00:00Z or 2026-03-19.")
        }
        return time
    }
}

/// Which rules are used.
struct RuleOptions: ParsableArguments {
    @Option(
        name: .customLong("rules"),
        help: "Rule file or folder; may be given more than once. Default: the rules of Dijkwacht.")
    var rules: [String] = []

    @Flag(help: "Hold every rule against every record as it is written.")
    var noRouting = false

    @Option(help: "File with networks (.mmdb or CSV network,country,asn,provider); may be given more than once.")
    var networks: [String] = []
}
