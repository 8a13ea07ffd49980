// `dijkwacht incident`: the record of incidents, also while the watch runs.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Incidents
import Store

struct IncidentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Begin incidents, list them, and show what is known of one.",
        subcommands: [IncidentNewCommand.self, IncidentListCommand.self, IncidentShowCommand.self])
}

struct IncidentNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin an incident. It gets the next number of the year.")

    @Option(help: "What it is about, in a few words.")
    var title: String

    @Option(help: "Who begins it. Default: the user of the machine.")
    var by: String?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if title.allSatisfy(\.isWhitespace) { throw ValidationError("--title is empty. Say what it is about.") }
    }

    func run() throws {
        let writer = JournalWriter(try output.records(data.folder, make: true)) { WallClock.now() }
        let draft = EntryDraft(.newIncident, .opened(title: title), by: .person(by ?? NSUserName()))
        let entry: JournalEntry
        do throws(Problem) {
            entry = try Waiting.run { () async -> Result<JournalEntry, Problem> in
                do throws(Problem) {
                    return .success(try await writer.append(draft))
                } catch {
                    return .failure(error)
                }
            }.get()
        } catch {
            output.console(output.words).report(error)
            throw ExitStatus.unusable.exitCode
        }
        guard case .incident(let number) = entry.log else { return }
        var json = JSONWriter()
        IncidentState(number, [entry]).write(to: &json, journal: nil)
        try output.print(json, IncidentListCommand.shape)
    }
}

struct IncidentListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the incidents, newest first.")

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    static let shape = ResultShape(
        members: [
            "id", "title", "state", "reason", "opened", "tlp", "members", "alerts", "holds", "remarks", "sequence",
        ],
        columns: [
            Column(name: "id", width: 11), Column(name: "state", width: 7), Column(name: "opened", width: 24),
            Column(name: "title", width: 60), Column(name: "reason", width: 14),
        ])

    func run() throws {
        let console = output.console(output.words)
        let records = try output.records(data.folder)
        var json = JSONWriter()
        var isWhole = true
        do throws(Problem) {
            for number in try records.incidents() {
                // One that is damaged does not hide the others.
                do throws(Problem) {
                    IncidentState(number, try records.journal(of: number)).write(to: &json, journal: nil)
                } catch {
                    console.report(error)
                    isWhole = false
                }
            }
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
        try output.print(json, IncidentListCommand.shape)
        if !isWhole { throw ExitStatus.found.exitCode }
    }
}

struct IncidentShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what is known of an incident, and its journal.")

    @Argument(help: "Its number: 2026-0012.")
    var id: String

    @Option(help: "Only what was recorded up to and including this time (RFC 3339): what was known then.")
    var asOf: String?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    static let shape = ResultShape(
        members: IncidentListCommand.shape.members + ["as_of", "journal"],
        columns: IncidentListCommand.shape.columns)
    static let entries = ResultShape(
        members: ["sequence", "recorded", "actor", "kind", "content"],
        columns: [
            Column(name: "sequence", width: 8, isRight: true), Column(name: "recorded", width: 24),
            Column(name: "actor", width: 24), Column(name: "kind", width: 14), Column(name: "content", width: 80),
        ])

    func validate() throws {
        guard IncidentNumber(id) != nil else { throw ValidationError("\(id) is not a number such as 2026-0012.") }
        _ = try asOf.map { try TimeOptions.time($0, "--as-of") }
    }

    func run() throws {
        guard let number = IncidentNumber(id) else { return }
        let time = try asOf.map { try TimeOptions.time($0, "--as-of") }
        let records = try output.records(data.folder)
        let entries: [JournalEntry]
        do throws(Problem) {
            entries = try records.journal(of: number).filter { entry in time.map { entry.recorded <= $0 } ?? true }
        } catch {
            output.console(output.words).report(error)
            throw (error.code.name == "incident.unknown" ? ExitStatus.unusable : .found).exitCode
        }
        let state = IncidentState(number, entries)
        var json = JSONWriter()
        guard output.format == .table || output.format == nil && isatty(STDOUT_FILENO) == 1 else {
            state.write(to: &json, journal: entries, asOf: time)
            return try output.print(json, IncidentShowCommand.shape)
        }
        // People read the journal as a table of its own.
        state.write(to: &json, journal: nil, asOf: time)
        try output.print(json, IncidentShowCommand.shape)
        json.removeAll()
        let undone = Undoing.undone(in: entries)
        for entry in entries {
            entry.write(to: &json, isUndone: undone.contains(entry.sequence))
            json.endLine()
        }
        try output.print(json, IncidentShowCommand.entries)
    }
}

extension OutputOptions {
    /// The record of a data directory that is there; an empty directory has an empty record.
    ///
    /// - Parameter make: whether the directory is made if it is not there.
    fileprivate func records(_ folder: DataFolder, make: Bool = false) throws -> Records {
        do throws(Problem) {
            do {
                if make {
                    try FileManager.default.createDirectory(
                        at: folder.url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                }
                _ = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            } catch {
                throw Problem(.dataUnusable, [error.localizedDescription], at: Place(file: folder.url.path))
            }
            return try Records(file: folder.records)
        } catch {
            console(words).report(error)
            throw ExitStatus.unusable.exitCode
        }
    }
}
