// `dijkwacht rules explain`: one rule and one event, part by part.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Events
import Foundation
import Sigma

struct RulesExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a rule hits an event or does not.",
        discussion: "EVENT is FILE:LINE, FILE#RECORD for an event log of Windows, FILE for its first record, or - .")

    @Argument(help: "A rule file, or the id of a rule.")
    var rule: String

    @Argument(help: "The event.")
    var event: String

    @OptionGroup var ruleOptions: RuleOptions
    @OptionGroup var timeOptions: TimeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let words = output.words
        let console = output.console(words)
        var json = JSONWriter()
        do throws(Problem) {
            let networks = try NetworkFiles.lookup(ruleOptions.networks)
            console.report(networks.problems)
            let rules = try chosenRules()
            let routing = ruleOptions.noRouting ? nil : try LoadedRules.routing()
            let wanted = EventReference(event)
            var isFound = false
            let style = output.style(1, words: words)
            let asText = output.format == .table || output.format == nil && style.isTerminal
            let unusable = wanted.find(zone: timeOptions.rule(zone: output.zone)) { event in
                isFound = true
                for rule in rules {
                    let explanation = Explanation(rule, &event, routing: routing, networks: networks.lookup)
                    asText ? explanation.write(to: &json, words, style) : explanation.write(to: &json)
                }
            }
            if let unusable { throw unusable }
            guard isFound else { throw Problem(.noSuchEvent, [wanted.record], at: Place(file: wanted.file)) }
        } catch {
            console.report(error)
            throw ExitStatus.unusable.exitCode
        }
        // In words nothing steers the terminal; JSON on a terminal is escaped as other results are.
        let isTerminal = output.style(1, words: words).isTerminal && output.format != .table && output.format != nil
        var writer = ResultWriter()
        try writer.write(isTerminal ? Style.escaped(json: json.bytes[...]) : json.bytes)
        try writer.flush()
    }

    /// The rules of the file, or the one with the id.
    private func chosenRules() throws(Problem) -> [Rule] {
        if let data = FileManager.default.contents(atPath: rule) {
            var rules: [Rule] = []
            for document in RuleReader.read(Array(data), file: rule) {
                switch document.content {
                case .rule(let rule): rules.append(rule)
                case .correlation: break
                case .rejected(let problem, _, _): throw problem.at(document.place)
                }
            }
            if !rules.isEmpty { return rules }
        }
        let loaded = LoadedRules(ruleOptions.rules)
        let found = loaded.rules.filter { $0.header.id == rule || $0.header.name == rule }
        if found.isEmpty { throw Problem(.unknownRule, [], at: Place(file: rule)) }
        return found
    }
}
