// `dijkwacht exercise run`: a scenario through the real watch, and the alerts that came of it.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Events
import Exercises
import Foundation
import Incidents
import Store
import Watch

struct ExerciseRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run an exercise through the watch, and list its alerts by risk.",
        discussion: """
            The lines come in at their time, are stored, looked at, and become alerts in a data directory of their own: \
            a new one below the folder for temporary files, or the empty one that --data names.
            """)

    @Argument(help: "The name of the exercise.")
    var name: String

    @Option(help: "How fast: max, or so many times as fast as life, such as 60x.")
    var speed = "max"

    @Option(help: "Another seed gives other people and other noise around the same case.")
    var seed: UInt64 = ExerciseLogs.usualSeed

    @Option(help: "The size of the organisation in percent, from 1 to 100.")
    var scale = 1

    @Option(name: .customLong("data"), help: "An empty directory for the data.")
    var path: String?

    @OptionGroup var timeOptions: TimeOptions
    @OptionGroup var ruleOptions: RuleOptions
    @OptionGroup var output: OutputOptions

    static let shape = ResultShape(
        members: [
            "rank", "id", "rule_id", "rule_title", "level", "entity", "count", "first_seen", "last_seen", "risk",
            "entity_risk",
        ],
        columns: [
            Column(name: "rank", width: 4, isWhole: true), Column(name: "level", width: 13),
            Column(name: "entity_risk", width: 6), Column(name: "count", width: 7, isWhole: true),
            Column(name: "first_seen", width: 19, isWhole: true), Column(name: "entity", width: 40),
            Column(name: "rule_title", width: 70),
        ])

    func validate() throws {
        if !(1...100 ~= scale) { throw ValidationError("--scale takes a number from 1 to 100.") }
        if ExerciseSpeed(speed) == nil { throw ValidationError("--speed takes max, or a number such as 60x.") }
        _ = try timeOptions.range()
    }

    func run() throws {
        let words = output.words
        let console = output.console(words)
        do {
            let exercise = try Exercise.named(name, in: ExerciseCommand.files)
            let folder = try dataFolder()
            let logs = folder.url.appendingPathComponent("exercise", isDirectory: true)
            let written = LogFolder(logs.path)
            ExerciseLogs.write(exercise.scenario, seed: seed, scale: scale) { written.append($1, to: $0) }
            if let problem = written.close() { throw problem }
            let run = ExerciseRun(
                exercise: exercise, folder: folder, logs: logs.appendingPathComponent("logs"),
                speed: ExerciseSpeed(speed) ?? .most, words: words, rules: try rules(logs, console),
                range: try timeOptions.range())
            let began = ContinuousClock.now
            let outcome = try Waiting.run { await ExerciseRunCommand.result(of: run) }.get()
            let seconds = began.duration(to: .now).components.seconds
            try write(outcome, words)
            if !output.quiet {
                let megabytes = outcome.memory.map { "\(($0 + 500_000) / 1_000_000)" }
                console.say(
                    words(
                        "exercise.ran", "\(outcome.lines)", "\(seconds)", "\(outcome.alerts.count)", folder.url.path,
                        megabytes.first ?? "?", megabytes.last ?? "?"))
            }
        } catch let problem as Problem {
            console.report(problem)
            throw ExitStatus.unusable.exitCode
        }
    }

    private static func result(of run: ExerciseRun) async -> Result<ExerciseRun.Outcome, any Error> {
        do {
            return .success(try await run.run())
        } catch {
            return .failure(error)
        }
    }

    private func dataFolder() throws(Problem) -> DataFolder {
        let url =
            path.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? FileManager.default.temporaryDirectory.appendingPathComponent("dijkwacht-exercise-\(UUID().uuidString)")
        let below = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        guard below.isEmpty else { throw Problem(.exerciseData, [], at: Place(file: url.path)) }
        return DataFolder(url)
    }

    /// The rules that the options name, with the networks of the exercise.
    private func rules(_ logs: URL, _ console: Console) throws(Problem) -> RuleSet {
        let networks = ruleOptions.networks + [logs.appendingPathComponent("networks.csv").path]
        return try WatchRules.read(
            ruleOptions.rules, networks: networks, routes: !ruleOptions.noRouting, console: console)
    }

    private func write(_ outcome: ExerciseRun.Outcome, _ words: Words) throws {
        var sink = ResultSink(
            output.format, shape: ExerciseRunCommand.shape, words: words, style: output.style(1, words: words))
        let risks = Risk.byEntity(outcome.alerts)
        var json = JSONWriter()
        for (index, alert) in outcome.alerts.enumerated() {
            json.removeAll()
            json.beginObject()
            json.name("rank")
            json.number(index + 1)
            for (name, text) in [
                ("id", alert.id.description), ("rule_id", alert.key.rule), ("rule_title", alert.title),
                ("level", alert.level.rawValue), ("entity", alert.key.entity.description),
            ] {
                json.name(name)
                json.string(text)
            }
            json.name("count")
            json.number(alert.count)
            json.name("first_seen")
            json.string(alert.firstSeen.description)
            json.name("last_seen")
            json.string(alert.lastSeen.description)
            json.name("risk")
            json.number(Risk.of(alert))
            json.name("entity_risk")
            json.number(risks[alert.key.entity] ?? 0)
            json.endObject()
            json.endLine()
            try sink.write(lines: json.bytes)
        }
        try sink.finish()
    }
}
