// `dijkwacht exercise run`: a scenario through the real watch, and the alerts that came of it.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Events
import Exercises
import Foundation
import Store
import Watch

struct ExerciseRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run an exercise through the watch, and list its alerts by risk.",
        discussion: """
            The lines come in at their time, are stored, looked at, and become alerts in a data directory of their \
            own: a new one below the folder for temporary files, or the empty one that --data names.
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
            try AlertOutput.write(outcome.alerts, output)
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
}
