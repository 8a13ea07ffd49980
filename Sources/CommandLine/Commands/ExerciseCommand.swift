// `dijkwacht exercise`: the logs of an invented organisation with a case in them.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Exercises
import Foundation

struct ExerciseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exercise", abstract: "List exercises, write their logs, and run them through the watch.",
        subcommands: [ExerciseListCommand.self, ExerciseLogsCommand.self, ExerciseRunCommand.self])

    /// The scenarios inside the program.
    static var files: [(name: String, json: [UInt8])] {
        EmbeddedFiles.all(under: "Exercises/")
            .filter { $0.path.hasSuffix(".json") && !$0.path.hasPrefix(DemoHistory.folder) }.map { ($0.path, $0.bytes) }
    }
}

struct ExerciseListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the exercises.")

    @OptionGroup var output: OutputOptions

    static let shape = ResultShape(
        members: ["name", "title", "description"],
        columns: [
            Column(name: "name", width: 16), Column(name: "title", width: 48), Column(name: "description", width: 110),
        ])

    func run() throws {
        let words = output.words
        var sink = ResultSink(
            output.format, shape: ExerciseListCommand.shape, words: words, style: output.style(1, words: words))
        var json = JSONWriter()
        do throws(Problem) {
            for exercise in try Exercise.all(ExerciseCommand.files) {
                json.beginObject()
                json.name("name")
                json.string(exercise.scenario.name)
                json.name("title")
                json.string(exercise.scenario.title[words.language])
                json.name("description")
                json.string(exercise.scenario.about[words.language])
                json.endObject()
                json.endLine()
            }
        } catch {
            output.console(words).report(error)
            throw ExitStatus.unusable.exitCode
        }
        try sink.write(lines: json.bytes)
        try sink.finish()
    }
}

struct ExerciseLogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Write the logs of an exercise to a folder.")

    @Argument(help: "The name of the exercise.")
    var name: String

    @Option(help: "The folder. It is made if it is not there.")
    var out: String

    @Option(help: "Another seed gives other people and other noise around the same case.")
    var seed: UInt64 = ExerciseLogs.usualSeed

    @Option(help: "The size of the organisation in percent, from 1 to 100.")
    var scale = 100

    @Flag(help: "Write into a folder that is not empty.")
    var overwrite = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...100 ~= scale) { throw ValidationError("--scale takes a number from 1 to 100.") }
    }

    func run() throws {
        let words = output.words
        let console = output.console(words)
        do throws(Problem) {
            let exercise = try Exercise.named(name, in: ExerciseCommand.files)
            let below = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
            guard below.isEmpty || overwrite else { throw Problem(.exerciseFolder, [], at: Place(file: out)) }
            let folder = LogFolder(out)
            ExerciseLogs.write(exercise.scenario, seed: seed, scale: scale) { folder.append($1, to: $0) }
            if let problem = folder.close() { throw problem }
            let megabytes = "\((folder.bytes + 500_000) / 1_000_000) MB"
            if !output.quiet { console.say(words("exercise.written", "\(folder.files)", megabytes, out)) }
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
    }
}

/// Files in a folder that grow by pieces. The first failure is kept and nothing more is written.
final class LogFolder {
    private let path: String
    private var handles: [String: FileHandle] = [:]
    private var failure: Problem?
    private(set) var bytes = 0
    var files: Int { handles.count }

    init(_ path: String) {
        self.path = path
    }

    func append(_ piece: [UInt8], to name: String) {
        guard failure == nil else { return }
        let file = path + "/" + name
        do {
            if handles[name] == nil {
                let url = URL(fileURLWithPath: file)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: url)
                handles[name] = try FileHandle(forWritingTo: url)
            }
            try handles[name]?.write(contentsOf: Data(piece))
            bytes += piece.count
        } catch {
            failure = Problem(.exerciseUnwritable, ["\(error.localizedDescription)"], at: Place(file: file))
        }
    }

    func close() -> Problem? {
        for handle in handles.values { try? handle.close() }
        return failure
    }
}
