// One scan from start to end: rules in, blocks through the workers, hits out in order, figures at the end.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Sigma

/// The run of `dijkwacht scan`.
struct Scan {
    private let command: ScanCommand
    private let words: Words
    private let console: Console
    private let loaded: LoadedRules
    private let settings: ScanSettings
    private let loadSeconds: Double
    private var correlator: Correlator
    private var tally = ScanTally()
    private var highest: Level?
    private var json = JSONWriter()
    /// Correlations that began to fire.
    private var hitsByCorrelation: [Int: Int] = [:]
    /// All hits of correlations.
    private var hits = 0
    /// Whether `--summary` could not be written: what was asked for is missing.
    private var summaryFailed = false

    init(_ command: ScanCommand) throws {
        self.command = command
        words = command.output.words
        console = command.output.console(words)
        let started = Usage.cpuSeconds
        loaded = LoadedRules(command.ruleOptions.rules, threads: command.input.threadCount)
        for problem in loaded.problems { console.report(problem) }
        let networks: NetworkLookup?
        let routing: RoutingTable?
        do throws(Problem) {
            let files = try NetworkFiles.lookup(command.ruleOptions.networks)
            networks = files.lookup
            tally.problems.add(files.problems)
            routing = command.ruleOptions.noRouting ? nil : try LoadedRules.routing()
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
        let engine = Engine(rules: loaded.rules, routing: routing, networks: networks)
        let correlations = CorrelationSet(loaded.correlations, rules: loaded.rules.map(\.header))
        settings = ScanSettings(
            engine: engine, correlations: correlations, range: try command.timeOptions.range(),
            zone: command.timeOptions.rule(zone: command.output.zone), timeProblem: words("problem.time.unknown"))
        correlator = Correlator(correlations)
        loadSeconds = Usage.cpuSeconds - started
    }

    /// Scans, and says how the program should end.
    mutating func run() throws -> ExitStatus {
        guard !loaded.rules.isEmpty else {
            reportRejected()
            console.report(Problem(.noRules, []))
            return .unusable
        }
        Interrupts.install()
        let files = InputFiles(command.input.paths)
        let reader = BlockReader(files)
        let progress = ProgressLine(console, reader.progress)
        var sink = ResultSink(
            command.output.format, shape: HitWriter.shape, words: words,
            style: command.output.style(1, words: words))
        let opened = reader.progress
        var early: EarlyEnd?
        do {
            let settings = settings
            try BlockPipeline.run(threads: command.input.threadCount, reader: reader) {
                ScanWorker(settings)
            } emit: { output in
                progress.update()
                try take(output, &sink)
            }
        } catch let end as EarlyEnd {
            early = end
        }
        progress.end()
        if early == .closedPipe { return .done }
        try sink.finish()
        finishTally()
        let isUnusable = opened.sourcesUsable == 0 && !files.isNothing
        if isUnusable { console.report(Problem(.noInput, [])) }
        try report(sourcesOpened: opened.sourcesUsable)
        if early == .interrupted { return .interrupted }
        if isUnusable || summaryFailed { return .unusable }
        if let level = command.failOn?.level, let highest, highest >= level { return .found }
        return .done
    }

    private mutating func take(_ output: ScanOutput, _ sink: inout ResultSink) throws {
        tally.add(output.tally)
        highest = [highest, output.highest].compactMap(\.self).max()
        var written = 0
        for item in output.items {
            switch item {
            case .hits(let end):
                try sink.write(lines: Array(output.hits[written..<end]))
                written = end
            case .input(let input):
                json.removeAll()
                let set = settings.correlations
                var fired: [CorrelationHit] = []
                correlator.take(input) { hit in
                    HitWriter.writeCorrelation(hit, set.correlations[hit.correlation], to: &json)
                    fired.append(hit)
                }
                for hit in fired {
                    count(hit)
                    let level = set.correlations[hit.correlation].header.level
                    highest = max(highest ?? level, level)
                }
                try sink.write(lines: json.bytes)
            }
        }
    }

    /// What goes on is one finding for people, however many hits it has.
    private mutating func count(_ hit: CorrelationHit) {
        hits += 1
        if hit.isContinued { return }
        hitsByCorrelation[hit.correlation, default: 0] += 1
        tally.hitsByHour[hit.time.hour, default: 0] += 1
    }

    private mutating func finishTally() {
        if correlator.incomplete > 0 {
            let limit = "\(CorrelationLimits.bytes >> 20)"
            tally.problems.add(Problem(.correlationForgotten, [limit]), source: "", count: correlator.incomplete)
        }
    }

    private func reportRejected() {
        let rejected = loaded.documents.compactMap { document -> Problem? in
            guard case .rejected(let problem, _, _) = document.content else { return nil }
            return problem.at(document.place)
        }
        for problem in rejected.prefix(Console.problemsShown) { console.report(problem) }
        let left = rejected.count - Console.problemsShown
        if left > 0 { console.report(Problem(.moreRejected, ["\(left)"])) }
    }

    private mutating func report(sourcesOpened: Int) throws {
        let summary = ScanSummary(
            tally: tally, hitsByCorrelation: hitsByCorrelation, correlationHits: hits, loaded: loaded,
            engine: settings.engine,
            correlations: settings.correlations, loadSeconds: loadSeconds,
            scanSeconds: Usage.cpuSeconds - loadSeconds, sourcesOpened: sourcesOpened)
        if let path = command.summary {
            do {
                try Data(summary.json).write(to: URL(fileURLWithPath: path))
            } catch {
                console.report(Problem(.summaryUnwritable, [systemText(errno)], at: Place(file: path)))
                summaryFailed = true
            }
        }
        let rejected = summary.rejected
        if rejected > 0 { console.report(Problem(.someRejected, ["\(rejected)", "\(loaded.documents.count)"])) }
        if settings.engine.unmapped.count == loaded.rules.count {
            console.report(Problem(.allUnmapped, ["\(loaded.rules.count)"]))
        }
        console.report(tally.problems)
        if !command.output.quiet, console.style.isTerminal || command.output.format == .table {
            console.say(summary.text(words, console.style))
        }
    }
}
