// `dijkwacht rules packs`, `rules rollback` and `rules remove`: the packs of rules that are installed.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Incidents
import Store

struct RulesPacksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packs", abstract: "List the packs of rules that are installed, with the versions that are kept.")

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = PackOutput(output)
        try results.run { console in
            let packs = try PackDesk(data.folder, begins: false).store.packs
            var rows: [(version: RulePackState.Version, isActive: Bool, problem: Problem?)] = []
            for line in try packs.state().lines.sorted(by: { $0.name < $1.name }) {
                for version in line.versions.reversed() {
                    var problem: Problem?
                    do throws(Problem) {
                        _ = try packs.bytes(of: version.pack)
                    } catch {
                        problem = error
                        console.report(error)
                    }
                    rows.append((version, version == line.current, problem))
                }
            }
            try results.write(rows)
        }
    }
}

struct RulesRollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take an earlier version of a pack of rules into use again.",
        discussion: "Without --to it is the version that was installed before the one in use.")

    @Argument(help: "The name of the pack, as rules packs shows it.")
    var name: String

    @Option(help: "The version, as rules packs shows it.")
    var to: String?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = PackOutput(output)
        try results.run { console in
            let desk = try PackDesk(data.folder, begins: false)
            let (entry, version) = try desk.store.choose(name, version: to, by: desk.actor)
            try results.write([(version, true, nil)])
            if entry != nil { results.sayReload(console) }
        }
    }
}

struct RulesRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a pack of rules out of use.")

    @Argument(help: "The name of the pack, as rules packs shows it.")
    var name: String

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = PackOutput(output)
        try results.run { console in
            let desk = try PackDesk(data.folder, begins: false)
            let version = try desk.store.remove(name, by: desk.actor).version
            try results.write([(version, false, nil)])
            results.sayReload(console)
        }
    }
}
