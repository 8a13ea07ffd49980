// `dijkwacht user`: the people who can log in.
// SPDX-License-Identifier: EUPL-1.2

import Access
import ArgumentParser
import Base
import Foundation
import Store

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Make and change the accounts of people, and list them.",
        discussion:
            "A running watch takes each change over at once. Each is an entry in the journal of the organisation.",
        subcommands: [
            UserAddCommand.self, UserListCommand.self, UserResetCommand.self, UserDisableCommand.self,
            UserEnableCommand.self, UserRoleCommand.self, UserLinkCommand.self,
        ])
}

/// What the commands for one account have in common.
struct UserOptions: ParsableArguments {
    @Argument(help: "The name of the account: letters, digits and . _ - @ between them.")
    var name: String

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    /// Runs a command on the account and writes the account as it is afterwards.
    func change(_ body: (AccountDesk, AccountName) throws -> Account) throws {
        let results = AccountOutput(output)
        try results.run { _ in
            let name = try AccountName(name)
            let desk = try AccountDesk(data.folder, begins: false)
            let account = try body(desk, name)
            let links = try desk.store.links()
            try results.write(
                AccountOutput.accounts, [AccountOutput.object(account, links, now: WallClock.now())])
        }
    }

    /// The hash of a new password that someone gives.
    func newPassword(for name: AccountName) throws -> PasswordHash {
        let input = PasswordInput(words: output.words) { FileHandle.standardError.write(Data($0.utf8)) }
        var random = SystemRandomNumberGenerator()
        return try LogIn.hash(newPassword: try input.read(for: name.text), for: name, random: &random)
    }

    /// Makes a link and writes it, the only time that it can be seen.
    func writeLink(for account: Account, _ desk: AccountDesk, _ results: AccountOutput, _ console: Console) throws {
        let now = WallClock.now()
        var random = SystemRandomNumberGenerator()
        let secret = try desk.administration.makeLink(for: account.name, now: now, by: desk.actor, random: &random)
        let expires = try desk.store.links().first { $0.hash == secret.hash }?.expires
        try results.write(
            AccountOutput.links,
            [
                [
                    ("name", .text(account.name.text)), ("role", .text(account.role.rawValue)),
                    ("link", .text(secret.text)), ("expires", .text(expires?.description)),
                ]
            ])
        if !console.isQuiet { console.say(console.words("accounts.link_once")) }
    }
}

struct UserAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make an account.",
        discussion: "Asks for the password on a terminal, and otherwise reads one line of standard input.")

    @OptionGroup var user: UserOptions

    @Option(help: "What the person may do.")
    var role: RoleOption

    @Flag(help: "Make a link by which the person logs in once within a day and chooses a password.")
    var link = false

    func run() throws {
        let results = AccountOutput(user.output)
        try results.run { console in
            let name = try AccountName(user.name)
            let desk = try AccountDesk(user.data.folder, begins: true)
            // Before anyone types a password for nothing; `add` looks again.
            if (try? desk.store.account(name)) != nil { throw Problem(.accountExists, [name.text]) }
            let account = Account(
                name: name, role: role.role, password: link ? nil : try user.newPassword(for: name))
            try desk.administration.add(account, by: desk.actor)
            if link { return try user.writeLink(for: account, desk, results, console) }
            try results.write(
                AccountOutput.accounts, [AccountOutput.object(account, [], now: WallClock.now())])
        }
    }
}

struct UserListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the accounts.")

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = AccountOutput(output)
        try results.run { console in
            let store = try AccountDesk(data.folder, begins: false).store
            let (accounts, links, now) = (try store.accounts(), try store.links(), WallClock.now())
            try results.write(AccountOutput.accounts, accounts.map { AccountOutput.object($0, links, now: now) })
            for problem in try store.check() { console.report(problem) }
        }
    }
}

struct UserResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Give an account a new password; its sessions end.",
        discussion: "Asks for the password on a terminal, and otherwise reads one line of standard input.")

    @OptionGroup var user: UserOptions

    @Flag(help: "Take the password away and make a link by which the person logs in once and chooses another.")
    var link = false

    func run() throws {
        let results = AccountOutput(user.output)
        try results.run { console in
            let name = try AccountName(user.name)
            let desk = try AccountDesk(user.data.folder, begins: false)
            guard let known = try desk.store.account(name) else { throw Problem(.accountUnknown, [name.text]) }
            // A link is only for who may come in; the old password stays if there can be none.
            if link, known.isDisabled { throw Problem(.accountDisabled, [name.text]) }
            let password = link ? nil : try user.newPassword(for: name)
            let account = try desk.administration.setPassword(password, name, now: WallClock.now(), by: desk.actor)
            if link { return try user.writeLink(for: account, desk, results, console) }
            try results.write(
                AccountOutput.accounts, [AccountOutput.object(account, [], now: WallClock.now())])
        }
    }
}

struct UserDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Let nobody log in with an account; its sessions end at once.")

    @OptionGroup var user: UserOptions

    func run() throws {
        try user.change { desk, name in
            try desk.administration.setDisabled(true, name, now: WallClock.now(), by: desk.actor)
        }
    }
}

struct UserEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let an account that was disabled log in again.")

    @OptionGroup var user: UserOptions

    func run() throws {
        try user.change { desk, name in
            try desk.administration.setDisabled(false, name, now: WallClock.now(), by: desk.actor)
        }
    }
}

struct UserRoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Give an account another role; its sessions end.")

    @OptionGroup var user: UserOptions

    @Option(help: "What the person may do.")
    var role: RoleOption

    func run() throws {
        try user.change { desk, name in
            try desk.administration.setRole(role.role, name, by: desk.actor)
        }
    }
}

struct UserLinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Make a link by which a person logs in once within a day, without a password.")

    @OptionGroup var user: UserOptions

    func run() throws {
        let results = AccountOutput(user.output)
        try results.run { console in
            let name = try AccountName(user.name)
            let desk = try AccountDesk(user.data.folder, begins: false)
            guard let account = try desk.store.account(name) else { throw Problem(.accountUnknown, [name.text]) }
            try user.writeLink(for: account, desk, results, console)
        }
    }
}
