// `dijkwacht backup` and `dijkwacht restore`: the data directory into one file, and back.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Store

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the data directory into one file, also while the watch runs.",
        discussion: """
            The file is an ordinary tar archive: the configuration, the record, the accounts and each day of the \
            archive. Files of secrets that the configuration names are not in it. Keep it as carefully as the logs.
            """)

    @Argument(help: "The file to write. It must not be there yet.")
    var file: String

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    static let shape = ResultShape(
        members: ["file", "made", "bytes", "files"],
        columns: [
            Column(name: "file", width: 60, keepsEnd: true), Column(name: "made", width: 20),
            Column(name: "bytes", width: 14, isRight: true), Column(name: "files", width: 6, isRight: true),
        ])

    func run() throws {
        let words = output.words
        let console = output.console(words)
        let backup: Backup
        do throws(Problem) {
            backup = try Backup.make(of: data.folder, to: URL(fileURLWithPath: file), now: WallClock.now())
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
        for problem in backup.problems { console.report(problem) }
        var json = JSONWriter()
        json.beginObject()
        json.name("file")
        json.string(file)
        json.name("made")
        json.string(backup.list.made.description)
        json.name("bytes")
        json.number(backup.bytes)
        json.name("files")
        json.number(backup.list.files.count)
        json.endObject()
        json.endLine()
        try output.print(json, BackupCommand.shape)
        if !output.quiet { console.say(words("backup.made", file, "\(backup.list.files.count)")) }
        if !backup.problems.isEmpty { throw ExitStatus.found.exitCode }
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into an empty data directory, after every file was checked.")

    @Argument(help: "The file that backup wrote.")
    var file: String

    @Option(name: .customLong("data"), help: "The data directory. Default: the environment variable DIJKWACHT_DATA.")
    var path: String?

    @Flag(help: "Unpack and check in a temporary directory, say what was found, and delete it again.")
    var drill = false

    @OptionGroup var output: OutputOptions

    static let shape = ResultShape(
        members: ["file", "data", "made", "files", "days", "lines", "incidents", "alerts", "problems"],
        columns: [
            Column(name: "made", width: 20), Column(name: "days", width: 6, isRight: true),
            Column(name: "lines", width: 14, isRight: true), Column(name: "incidents", width: 10, isRight: true),
            Column(name: "alerts", width: 8, isRight: true), Column(name: "problems", width: 60),
        ])

    func validate() throws {
        if !drill, DataOption.folder(path) == nil { throw DataOption.missing }
    }

    func run() throws {
        let words = output.words
        let console = output.console(words)
        let restore: Restore
        do throws(Problem) {
            let source = URL(fileURLWithPath: file)
            if drill {
                restore = try Restore.drill(source)
            } else {
                guard let folder = DataOption.folder(path) else { return }
                restore = try Restore.put(source, into: folder)
            }
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
        for problem in restore.problems { console.report(problem) }
        try output.print(json(restore, words), RestoreCommand.shape)
        let made = restore.list.made.description
        if !output.quiet { console.say(words(drill ? "restore.drilled" : "restore.done", made)) }
        if !restore.problems.isEmpty { throw ExitStatus.found.exitCode }
    }

    private func json(_ restore: Restore, _ words: Words) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.name("file")
        json.string(file)
        json.name("data")
        if !drill, let folder = DataOption.folder(path) { json.string(folder.url.path) } else { json.null() }
        json.name("made")
        json.string(restore.list.made.description)
        for (name, number) in [
            ("files", restore.list.files.count), ("days", restore.days), ("lines", restore.lines),
            ("incidents", restore.incidents), ("alerts", restore.alerts),
        ] {
            json.name(name)
            json.number(number)
        }
        json.name("problems")
        json.beginArray()
        for problem in restore.problems { json.string(words.line(for: problem)) }
        json.endArray()
        json.endObject()
        json.endLine()
        return json
    }
}

extension OutputOptions {
    /// Writes the few results of a command that does not stream.
    func print(_ json: JSONWriter, _ shape: ResultShape) throws {
        var sink = ResultSink(format, shape: shape, words: words, style: style(1, words: words))
        try sink.write(lines: json.bytes)
        try sink.finish()
    }
}
