// The program: its commands and what they have in common.
// SPDX-License-Identifier: EUPL-1.2

public import ArgumentParser
import Base
import Foundation

/// `dijkwacht`.
public struct Dijkwacht: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "dijkwacht", abstract: "The digital dike watch for public bodies: reads logs, sees what is wrong.",
        version: "0.1.0", subcommands: [ScanCommand.self, EventsCommand.self, RulesCommand.self, ExerciseCommand.self])

    /// Made by the argument parser.
    public init() {}

    /// Runs the command that the arguments name, and ends the program with its exit code.
    public static func runProgram() {
        // A reader that goes away, as `head` does, is an error of a write and not a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let end as EarlyEnd {
            exit(withError: ExitCode(end.exitCode))
        } catch let problem as Problem {
            let words = Words.embedded(Language(environment: ProcessInfo.processInfo.environment))
            let line = words("console.problem", Style.visible(words.line(for: problem)))
            FileHandle.standardError.write(Data((line + "\n").utf8))
            exit(withError: ExitStatus.unusable.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}
