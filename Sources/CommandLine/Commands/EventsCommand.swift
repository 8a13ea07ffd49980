// `dijkwacht events`: the records of logs as they are read, before any rule.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Events
import Foundation

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show the records of logs as they are read.")

    @OptionGroup var input: InputOptions
    @OptionGroup var timeOptions: TimeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try timeOptions.range()
    }

    func run() throws {
        let words = output.words
        let console = output.console(words)
        Interrupts.install()
        let files = InputFiles(input.paths)
        let reader = BlockReader(files)
        let progress = reader.progress
        let settings = EventWorker.Settings(
            range: try timeOptions.range(), zone: timeOptions.rule(zone: output.zone), words: words)
        var sink = ResultSink(
            output.format, shape: EventWorker.shape, words: words, style: output.style(1, words: words))
        var problems = ProblemTally()
        var early: EarlyEnd?
        do {
            try BlockPipeline.run(threads: input.threadCount, reader: reader) {
                EventWorker(settings)
            } emit: { result in
                problems.add(result.problems)
                try sink.write(lines: result.lines)
            }
        } catch let end as EarlyEnd {
            early = end
        }
        if early == .closedPipe { return }
        try sink.finish()
        let isUnusable = progress.sourcesUsable == 0 && !files.isNothing
        if isUnusable { console.report(Problem(.noInput, [])) }
        console.report(problems)
        if early == .interrupted { throw ExitStatus.interrupted.exitCode }
        if isUnusable { throw ExitStatus.unusable.exitCode }
    }
}
