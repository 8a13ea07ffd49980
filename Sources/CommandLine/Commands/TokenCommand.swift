// `dijkwacht token`: what programs show instead of a password.
// SPDX-License-Identifier: EUPL-1.2

import Access
import ArgumentParser
import Base
import Foundation
import Store

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and disable the tokens by which programs use the API.",
        discussion:
            "A running watch takes each change over at once. Each is an entry in the journal of the organisation.",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenDisableCommand.self])
}

struct TokenCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token and show it, this once.")

    @Option(help: "What the program may do.")
    var role: RoleOption

    @Option(help: "Which program it is for. Default: the name of the role.")
    var label: String?

    @Option(help: "After how many days it ends, from 1 to 3650.")
    var days = 365

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...3_650 ~= days) { throw ValidationError("--days takes a number from 1 to 3650.") }
    }

    func run() throws {
        let results = AccountOutput(output)
        try results.run { console in
            let now = WallClock.now()
            var random = SystemRandomNumberGenerator()
            // Before any file is made.
            let (token, text) = try APIToken.make(
                label: label ?? role.role.rawValue, role: role.role, now: now,
                expires: now.advanced(byNanoseconds: Int64(days) * 86_400_000_000_000), random: &random)
            let desk = try AccountDesk(data.folder, begins: true)
            try desk.administration.add(token, by: desk.actor)
            try results.write(AccountOutput.newTokens, [AccountOutput.object(token, now: now, text: text)])
            if !console.isQuiet { console.say(console.words("accounts.token_once")) }
        }
    }
}

struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tokens, oldest first.")

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = AccountOutput(output)
        try results.run { console in
            let store = try AccountDesk(data.folder, begins: false).store
            let now = WallClock.now()
            try results.write(AccountOutput.tokens, try store.tokens().map { AccountOutput.object($0, now: now) })
            for problem in try store.check() { console.report(problem) }
        }
    }
}

struct TokenDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Make a token worthless, at once and for good.")

    @Argument(help: "The id of the token, as token list shows it.")
    var id: String

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = AccountOutput(output)
        try results.run { _ in
            let desk = try AccountDesk(data.folder, begins: false)
            guard let id = ULID(id) else { throw Problem(.tokenUnknown, [id]) }
            let token = try desk.administration.disableToken(id, by: desk.actor)
            try results.write(AccountOutput.tokens, [AccountOutput.object(token, now: WallClock.now())])
        }
    }
}
