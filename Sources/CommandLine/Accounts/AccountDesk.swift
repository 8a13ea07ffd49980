// Where the commands for accounts and tokens get their files and write their results.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store

/// The accounts of a data directory, and who of the operating system changes them.
struct AccountDesk {
    let store: AccountStore
    let administration: AccountAdministration
    let actor: Actor

    /// - Parameter begins: makes the data directory and the files if they are not there, since the first account is
    ///   made before the watch has ever run. Otherwise a directory without accounts is a mistake in its name.
    init(_ folder: DataFolder, begins: Bool) throws(Problem) {
        guard begins || FileManager.default.fileExists(atPath: folder.accounts.path) else {
            throw Problem(.accountsMissing, [], at: Place(file: folder.url.path))
        }
        store = try AccountStore(file: folder.accounts)
        let records = try Records(file: folder.records)
        administration = AccountAdministration(store, JournalWriter(records, now: WallClock.now))
        actor = .person(AccountDesk.userName)
    }

    /// The name of who runs the program, as the operating system has it; the environment can say anything.
    static var userName: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "uid \(getuid())" }
        return String(cString: name)
    }
}

/// Accounts and tokens as results of commands.
struct AccountOutput {
    static let accounts = ResultShape(
        members: ["name", "role", "status", "has_password", "link_expires"],
        columns: [
            Column(name: "name", width: 32), Column(name: "role", width: 14), Column(name: "status", width: 14),
        ])

    static let links = ResultShape(
        members: ["name", "role", "link", "expires"],
        columns: [
            Column(name: "link", width: 43, isWhole: true), Column(name: "expires", width: 19, isWhole: true),
            Column(name: "name", width: 32),
        ])

    static let tokens = ResultShape(
        members: ["id", "label", "role", "status", "created", "expires"],
        columns: [
            Column(name: "id", width: 26, isWhole: true), Column(name: "role", width: 14),
            Column(name: "status", width: 14), Column(name: "expires", width: 19, isWhole: true),
            Column(name: "label", width: 60),
        ])

    static let newTokens = ResultShape(
        members: ["id", "label", "role", "status", "created", "expires", "token"],
        columns: [
            Column(name: "token", width: 47, isWhole: true), Column(name: "expires", width: 19, isWhole: true),
            Column(name: "role", width: 14),
        ])

    private let words: Words
    private let output: OutputOptions

    init(_ output: OutputOptions) {
        self.output = output
        words = output.words
    }

    /// Runs a command; a problem is said on standard error and ends it with exit code 2.
    func run(_ body: (Console) throws -> Void) throws {
        let console = output.console(words)
        do {
            try body(console)
        } catch let problem as Problem {
            console.report(problem)
            throw ExitStatus.unusable.exitCode
        }
    }

    /// Writes results.
    func write(_ shape: ResultShape, _ objects: [[(String, Value)]]) throws {
        var sink = ResultSink(output.format, shape: shape, words: words, style: output.style(1, words: words))
        var json = JSONWriter()
        for object in objects {
            json.beginObject()
            for (name, value) in object {
                json.name(name)
                switch value {
                case .text(let text?): json.string(text)
                case .flag(let flag): json.boolean(flag)
                case .text(nil): json.null()
                }
            }
            json.endObject()
            json.endLine()
        }
        try sink.write(lines: json.bytes)
        try sink.finish()
    }

    /// The value of a member.
    enum Value {
        case text(String?)
        case flag(Bool)
    }

    /// - Parameter links: those that have not been used.
    static func object(_ account: Account, _ links: [LogInLink], now: Timestamp) -> [(String, Value)] {
        let link = links.first { $0.account == account.name && now < $0.expires }
        return [
            ("name", .text(account.name.text)), ("role", .text(account.role.rawValue)),
            ("status", .text(account.isDisabled ? "disabled" : "active")),
            ("has_password", .flag(account.password != nil)),
            ("link_expires", .text(link?.expires.description)),
        ]
    }

    static func object(_ token: APIToken, now: Timestamp, text: String? = nil) -> [(String, Value)] {
        let status = token.isDisabled ? "disabled" : token.isValid(at: now) ? "active" : "expired"
        return [
            ("id", .text(token.id.description)), ("label", .text(token.label)), ("role", .text(token.role.rawValue)),
            ("status", .text(status)), ("created", .text(token.created.description)),
            ("expires", .text(token.expires.description)),
        ] + (text.map { [("token", .text($0))] } ?? [])
    }
}
