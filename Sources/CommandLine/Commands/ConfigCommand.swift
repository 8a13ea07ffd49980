// `dijkwacht config check`: everything that is wrong with a configuration, at once.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Watch

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration of a watch.",
        subcommands: [ConfigCheckCommand.self, ConfigSampleCommand.self])
}

struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Report everything that is wrong with dijkwacht.yaml.",
        discussion: """
            One object per problem: kind (error or warning), code, file, line, column, message. Exit code 2: the watch \
            would not start with it.
            """)

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    private static let shape = ResultShape(
        members: ["kind", "code", "file", "line", "column", "message"],
        columns: [
            Column(name: "kind", width: 8), Column(name: "line", width: 6, isWhole: true),
            Column(name: "message", width: 120),
        ])

    func run() throws {
        let words = output.words
        let path = data.folder.configuration.path
        let file = ConfigurationFile(path)
        var sink = ResultSink(
            output.format, shape: ConfigCheckCommand.shape, words: words, style: output.style(1, words: words))
        for problem in file.errors { try sink.write(lines: ConfigCheckCommand.line("error", problem, words)) }
        for problem in file.warnings { try sink.write(lines: ConfigCheckCommand.line("warning", problem, words)) }
        try sink.finish()
        if file.errors.isEmpty, file.warnings.isEmpty, !output.quiet {
            output.console(words).say(words("config.good", path))
        }
        if !file.isUsable { throw ExitStatus.unusable.exitCode }
    }

    private static func line(_ kind: String, _ problem: Problem, _ words: Words) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("kind", kind)
        json.member("code", problem.code.name)
        json.member("file", problem.place?.file ?? "")
        json.member("line", problem.place?.line)
        json.member("column", problem.place?.column)
        json.member("message", words.text("problem.\(problem.code.name)", problem.arguments))
        json.endObject()
        json.endLine()
        return json.bytes
    }
}

struct ConfigSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Print a configuration in which every key is explained.")

    func run() throws {
        let language = Language(environment: ProcessInfo.processInfo.environment)
        FileHandle.standardOutput.write(Data(Configuration.sample(language: language).utf8))
    }
}
