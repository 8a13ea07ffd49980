// `dijkwacht scan`: reads logs and says what is wrong in them.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Events
import Foundation
import Sigma

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Read logs and say what is wrong in them, with the reasons.",
        discussion: """
            Formats are told by content: EVTX, JSON lines and arrays, syslog, access logs, NetScaler, CEF, LEEF, \
            key=value; each also as .gz, .zst or in a .zip. Results go to standard output, all else to standard error.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var ruleOptions: RuleOptions
    @OptionGroup var timeOptions: TimeOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Exit with 1 if something is found at this level or above.")
    var failOn: LevelOption?

    @Option(help: "Folder for compiled rules. This release reads rules anew each time and leaves it alone.")
    var ruleCache: String?

    @Option(help: "Write the figures of the scan to this file, as JSON.")
    var summary: String?

    func validate() throws {
        _ = try timeOptions.range()
        // On standard output stand the hits and nothing else, or no program could read them.
        if let summary, ScanCommand.isStandardOutput(summary) {
            throw ValidationError(
                "--summary takes the name of a file, because on standard output stand the hits. Write ./- for -.")
        }
    }

    /// Whether a path is where the hits go: `-`, or the file or pipe that standard output is. A terminal may show both.
    private static func isStandardOutput(_ path: String) -> Bool {
        if path == "-" { return true }
        var (file, output) = (stat(), stat())
        guard stat(path, &file) == 0, fstat(STDOUT_FILENO, &output) == 0 else { return false }
        return file.st_dev == output.st_dev && file.st_ino == output.st_ino && file.st_mode & S_IFMT != S_IFCHR
    }

    func run() throws {
        var scan = try Scan(self)
        let status = try scan.run()
        if status != .done { throw ExitCode(status.rawValue) }
    }
}
