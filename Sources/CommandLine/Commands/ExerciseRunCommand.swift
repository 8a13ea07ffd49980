// `dijkwacht exercise run`: a scenario through the real watch, and the alerts that came of it.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import CLinux
import Exercises
import Foundation
import Incidents
import Store
import Watch

struct ExerciseRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run an exercise through the watch, and list its alerts by risk.",
        discussion: """
            The lines come in at their time, are stored, looked at, and become alerts in a data directory of their \
            own: a new one below the folder for temporary files, or the empty one that --data names.

            With --listen people take part: the lines come from a log sender, and the pages have the clock of the \
            exercise, which keeps its dates, in a band above each. When the logs are over it goes on as fast as \
            life. Ctrl-C ends it and lists the alerts. Logging in goes by the clock of the machine.
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

    @Option(help: "Also show the pages, on this address: host:port. They stay until Ctrl-C.")
    var listen: String?

    @OptionGroup var timeOptions: TimeOptions
    @OptionGroup var ruleOptions: RuleOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...100 ~= scale) { throw ValidationError("--scale takes a number from 1 to 100.") }
        if ExerciseSpeed(speed) == nil { throw ValidationError("--speed takes max, or a number such as 60x.") }
        if let listen, Watch.SocketAddress(listen) == nil {
            throw ValidationError("--listen takes host:port, such as 127.0.0.1:8100 or [::1]:8100.")
        }
        _ = try timeOptions.range()
    }

    func run() throws {
        let words = output.words
        let console = output.console(words)
        do {
            let exercise = try Exercise.named(name, in: ExerciseCommand.files)
            let house = InventedHouse(exercise: exercise, folder: try InventedHouse.folder(path, kind: "exercise"))
            try house.writeLogs(seed: seed, scale: scale)
            let began = ContinuousClock.now
            let outcome = try listen.map { try play(house, on: $0, console) } ?? runAlone(house, console)
            let seconds = began.duration(to: .now).components.seconds
            try AlertOutput.write(outcome.alerts, output)
            if !output.quiet {
                let megabytes = outcome.memory.map { "\(($0 + 500_000) / 1_000_000)" }
                console.say(
                    words(
                        "exercise.ran", "\(outcome.lines)", "\(seconds)", "\(outcome.alerts.count)",
                        house.folder.url.path, megabytes.first ?? "?", megabytes.last ?? "?"))
            }
        } catch let problem as Problem {
            console.report(problem)
            throw ExitStatus.unusable.exitCode
        }
    }

    /// Without pages, to its end.
    private func runAlone(_ house: InventedHouse, _ console: Console) throws -> ExerciseRun.Outcome {
        let run = ExerciseRun(
            exercise: house.exercise, folder: house.folder, logs: house.logs, speed: ExerciseSpeed(speed) ?? .most,
            words: output.words, rules: try ruleOptions.read(house, console), range: try timeOptions.range())
        return try Waiting.run { await ExerciseRunCommand.result(of: run) }.get()
    }

    private static func result(of run: ExerciseRun) async -> Result<ExerciseRun.Outcome, any Error> {
        do {
            return .success(try await run.run())
        } catch {
            return .failure(error)
        }
    }

    /// With pages, until a signal comes.
    private func play(_ house: InventedHouse, on listen: String, _ console: Console) throws -> ExerciseRun.Outcome {
        linux_limit_heaps(2)
        let words = output.words
        let play = try ExercisePlay(house, speed: ExerciseSpeed(speed) ?? .most, range: try timeOptions.range())
        let now: @Sendable () -> Timestamp = { [clock = play.clock] in clock.now() }
        try house.writeSettings(listen: listen, language: words.language)
        try house.open(words, now: now)
        let link = try house.link(now: now)
        let (options, isQuiet) = (ruleOptions, output.quiet)
        let service = try WatchService(
            folder: house.folder, listen: listen, console: console,
            stage: Stage(
                people: InventedHouse.people.map(\.name), exercise: play.shown, now: now,
                rules: { kept, packs throws(Problem) in
                    try options.read(house, console, packs: packs, kept: kept)
                },
                sayReady: { url in
                    // Standard output is for the alerts.
                    console.say(words("demo.ready", "\(url)/login/\(link.text)", house.folder.url.path))
                },
                started: { watch in
                    play.begin(watch) { problem in
                        if let problem { console.report(problem) }
                        if !isQuiet { console.say(words("exercise.over")) }
                    }
                }, ending: { play.end() }))
        let status = service.run()
        if status != .done { throw status.exitCode }
        var outcome = play.outcome
        outcome.alerts = Risk.ranked(try service.records.alerts())
        return outcome
    }
}

extension RuleOptions {
    /// The rules that the options name, with the networks of the exercise.
    fileprivate func read(
        _ house: InventedHouse, _ console: Console, packs: RulePacks? = nil, kept: RulesInUse? = nil
    ) throws(Problem) -> RuleSet {
        try WatchRules.read(
            rules, networks: networks + [house.networks], routes: !noRouting, packs: packs, console: console,
            kept: kept)
    }
}
