// The program: its commands and what they have in common.
// SPDX-License-Identifier: EUPL-1.2

public import ArgumentParser
import Base
import Foundation

/// `dijkwacht`.
public struct Dijkwacht: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "dijkwacht", abstract: "The digital dike watch for public bodies: reads logs, sees what is wrong.",
        version: "0.1.0",
        subcommands: [
            ScanCommand.self, EventsCommand.self, RulesCommand.self, ExerciseCommand.self, ServeCommand.self,
            DemoCommand.self,
            UserCommand.self, TokenCommand.self,
            AlertCommand.self, IncidentCommand.self, DutyCommand.self, LetterCommand.self,
            BackupCommand.self, RestoreCommand.self,
            StatusCommand.self, ConfigCommand.self,
        ])

    /// Made by the argument parser.
    public init() {}

    /// Runs the command that the arguments name, and ends the program with its exit code.
    public static func runProgram() -> Never {
        Interrupts.ignoreClosedPipes()
        do {
            var command = try parseAsRoot()
            try command.run()
            Foundation.exit(ExitStatus.done.rawValue)
        } catch let end as EarlyEnd {
            Foundation.exit(end.exitCode)
        } catch let problem as Problem {
            report(problem)
            Foundation.exit(ExitStatus.unusable.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    /// What stopped a command: results that cannot be written.
    private static func report(_ problem: Problem) {
        let environment = ProcessInfo.processInfo.environment
        let words = Words.embedded(Language(environment: environment))
        let style = Style(.auto, descriptor: 2, environment: environment, zone: .gmt, words: words)
        Console(words: words, style: style, isQuiet: false).report(problem)
    }
}
