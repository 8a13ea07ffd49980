// `dijkwacht rules`: what can be done with rules beside scanning.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Check rules, see why one hits or not, and install packs of rules.",
        subcommands: [
            RulesCheckCommand.self, RulesExplainCommand.self, RulesInstallCommand.self, RulesPacksCommand.self,
            RulesRollbackCommand.self, RulesRemoveCommand.self,
        ])
}
