// `dijkwacht rules check`: accounts for every document of rule files.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Sigma

struct RulesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say of every rule document whether it is loaded, and if not why.")

    @Argument(help: "Rule files and folders. Default: the rules of Dijkwacht.")
    var paths: [String] = []

    @Option(help: "Exit with 1 if a document is rejected: rejected.")
    var failOn: FailOn?

    @Option(help: "File with networks (.mmdb or CSV); rules that ask for networks are unmapped without.")
    var networks: [String] = []

    @OptionGroup var output: OutputOptions

    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case rejected
    }

    static let shape = ResultShape(
        members: ["id", "title", "file", "status", "problem"],
        columns: [
            Column(name: "status", width: 12), Column(name: "title", width: 56), Column(name: "file", width: 48),
            Column(name: "problem", width: 96),
        ])

    func run() throws {
        let words = output.words
        let console = output.console(words)
        let loaded = LoadedRules(paths)
        for problem in loaded.problems { console.report(problem) }
        let lookup = try networkLookup(console)
        let standing = RuleStanding(loaded, routing: try routing(console), networks: lookup)
        var sink = ResultSink(
            output.format, shape: RulesCheckCommand.shape, words: words, style: output.style(1, words: words))
        var json = JSONWriter()
        var counts: [RuleStanding.Status: Int] = [:]
        for document in loaded.documents {
            json.removeAll()
            let (status, problem) = standing.status(of: document)
            counts[status, default: 0] += 1
            RulesCheckCommand.write(document, status, problem.map { words.line(for: $0) }, to: &json)
            try sink.write(lines: json.bytes)
        }
        try sink.finish()
        if !output.quiet {
            console.say(
                words(
                    "rules.count", "\(loaded.documents.count)", "\(counts[.loaded] ?? 0)", "\(counts[.unmapped] ?? 0)",
                    "\(counts[.rejected] ?? 0)"))
        }
        if (counts[.loaded] ?? 0) + (counts[.unmapped] ?? 0) == 0 { throw ExitStatus.unusable.exitCode }
        if failOn == .rejected, counts[.rejected] ?? 0 > 0 { throw ExitStatus.found.exitCode }
    }

    private func networkLookup(_ console: Console) throws -> NetworkLookup? {
        do throws(Problem) {
            let files = try NetworkFiles.lookup(networks)
            console.report(files.problems)
            return files.lookup
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
    }

    private func routing(_ console: Console) throws -> RoutingTable {
        do throws(Problem) {
            return try LoadedRules.routing()
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
    }

    private static func write(
        _ document: RuleDocument, _ status: RuleStanding.Status, _ problem: String?, to json: inout JSONWriter
    ) {
        let (id, title): (String?, String?) =
            switch document.content {
            case .rule(let rule): (rule.header.id, rule.header.title)
            case .correlation(let correlation): (correlation.header.id, correlation.header.title)
            case .rejected(_, let id, let title): (id, title)
            }
        json.beginObject()
        for (name, value) in [
            ("id", id), ("title", title), ("file", document.place.file), ("status", status.rawValue),
            ("problem", problem),
        ] {
            json.name(name)
            if let value { json.string(value) } else { json.null() }
        }
        json.endObject()
        json.endLine()
    }
}
