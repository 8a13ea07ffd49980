// `dijkwacht alert list`: what waits for a decision.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Incidents
import Store

struct AlertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "List the alerts of a watch.", subcommands: [AlertListCommand.self])
}

struct AlertListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List open alerts, with what is most the matter first.",
        discussion: "Also beside a running watch.")

    @Option(help: "At most that many.")
    var limit = 1_000

    @Option(help: "Only this level and above.")
    var level: LevelOption?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...100_000 ~= limit) { throw ValidationError("--limit takes a number from 1 to 100000.") }
    }

    func run() throws {
        do {
            let file = data.folder.records
            guard FileManager.default.fileExists(atPath: file.path) else {
                throw Problem(.dataUnusable, [file.path], at: Place(file: data.folder.url.path))
            }
            let records = try Records(file: file)
            let least = level.flatMap { AlertLevel(rawValue: $0.level.rawValue) } ?? .informational
            let alerts = Risk.ranked(try records.alerts()).filter { $0.level >= least }
            let shown = Array(alerts.prefix(limit))
            try AlertOutput.write(shown, output)
        } catch let problem as Problem {
            output.console(output.words).report(problem)
            throw ExitStatus.unusable.exitCode
        }
    }
}
