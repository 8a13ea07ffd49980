// The program: its commands and what they have in common.
// SPDX-License-Identifier: EUPL-1.2

public import ArgumentParser

/// `dijkwacht`.
public struct Dijkwacht: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "dijkwacht", abstract: "The digital dike watch for public bodies: reads logs, sees what is wrong.",
        version: "0.1.0", subcommands: [ScanCommand.self, EventsCommand.self, RulesCommand.self, ExerciseCommand.self])

    /// Made by the argument parser.
    public init() {}

    /// Runs the command that the arguments name, and ends the program with its exit code.
    public static func runProgram() {
        main()
    }
}
