// `dijkwacht duty`: which legal terms run for an organisation, since when, until when, and why.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Duties
import Foundation

struct DutyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duty", abstract: "Count the legal terms of an incident.", subcommands: [DutyPlanCommand.self])
}

struct DutyPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say which terms run, from the profile of an organisation and what happened.",
        discussion: """
            One object per clock and organisation. Both files are YAML or JSON. Every time in them carries an offset \
            (2026-03-19T09:12:00+01:00) and none lies after "now". Exit code 1: a term was missed; 2: a file cannot \
            be used.
            """)

    @Option(help: "The legal profile of the organisation, or a list of profiles.")
    var profile: String

    @Option(help: "What is known of the incident: now, incident_kind, facts, moments, submissions.")
    var moments: String

    @Option(help: "Count with the law of this day (2026-11-22) instead of that of each moment.")
    var lawAt: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let lawAt, DutyPlanCommand.day(lawAt) == nil {
            throw ValidationError("--law-at: \(lawAt) is not a day such as 2026-11-22, nor a time with an offset.")
        }
    }

    func run() throws {
        let words = output.words
        let plan: (clocks: [DutyClock], now: Timestamp)
        do throws(Problem) {
            plan = try made(output.console(words))
        } catch {
            output.console(words).report(error)
            throw ExitStatus.unusable.exitCode
        }
        let writer = DutyClockWriter(now: plan.now)
        var sink = ResultSink(
            output.format, shape: DutyClockWriter.shape(words), words: words, style: output.style(1, words: words))
        for clock in plan.clocks { try sink.write(lines: writer.line(clock)) }
        try sink.finish()
        let isTable = output.format == .table || output.format == nil && isatty(STDOUT_FILENO) == 1
        let hidden = plan.clocks.count { $0.state == .notApplicable }
        if isTable, hidden > 0, !output.quiet { output.console(words).say(words("duty.hidden", "\(hidden)")) }
        if plan.clocks.contains(where: { $0.state == .late }) { throw ExitStatus.found.exitCode }
    }

    /// The clocks of all organisations. What is left out of the files is told on the way.
    private func made(_ console: Console) throws(Problem) -> (clocks: [DutyClock], now: Timestamp) {
        let pack = try LawPack.embedded()
        let profiles = LegalProfile.read(try DutyFile.read(profile), pack: pack)
        let known = DutyMoments.read(try DutyFile.read(moments), pack: pack)
        for problem in profiles.problems + known.problems { console.report(problem) }
        guard let organisations = profiles.value, let moments = known.value else {
            let refusals = profiles.refusals + known.refusals
            for problem in refusals.dropLast() { console.report(problem) }
            throw refusals.last ?? Problem(.dutyNoProfile)
        }
        let law = lawAt.flatMap(DutyPlanCommand.day)
        return (
            organisations.flatMap { DutyPlan.clocks(of: $0, at: moments, under: pack, lawAt: law) }, moments.now
        )
    }

    /// A day begins at midnight in the Netherlands, as the laws do.
    private static func day(_ text: String) -> Timestamp? {
        if let date = CivilDate(text), let midnight = CivilTime(year: date.year, month: date.month, day: date.day) {
            return DutchTime.time(of: midnight)
        }
        return (try? WrittenTime(text))?.time
    }
}

extension LawPack {
    /// The law pack that travels inside the program.
    static func embedded() throws(Problem) -> LawPack {
        try LawPack(EmbeddedFiles.all(under: "Laws/nl/").map { File(name: $0.path, bytes: $0.bytes) })
    }
}
