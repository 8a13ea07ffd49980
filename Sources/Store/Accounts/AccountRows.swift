// Accounts, tokens, sessions and links as rows.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import GRDB

extension Account: KeptRow {
    static var table: String { "accounts" }
    static var columns: [String] { ["name", "role", "disabled", "password", "sessions_since"] }
    static func damaged(_ key: String) -> Problem { Problem(.accountDamaged, [key]) }

    var cells: [Cell] {
        [
            .text(name.text), .text(role.rawValue), .flag(isDisabled), .text(password?.text),
            .number(sessionsSince?.nanoseconds),
        ]
    }

    init?(_ row: Row) {
        guard let name = row.name(0), let role = row.role(1), let isDisabled = row.flag(2) else { return nil }
        let since: Int64? = row.number(4)
        self.init(
            name: name, role: role, isDisabled: isDisabled, password: row.text(3).flatMap(PasswordHash.init(text:)),
            sessionsSince: since.map { Timestamp(nanoseconds: $0) })
    }
}

extension APIToken: KeptRow {
    static var table: String { "tokens" }
    static var columns: [String] { ["id", "label", "role", "hash", "created", "expires", "disabled"] }
    static func damaged(_ key: String) -> Problem { Problem(.tokenDamaged, [key]) }

    var cells: [Cell] {
        [
            .text(id.description), .text(label), .text(role.rawValue), .text(hash.text), .number(created.nanoseconds),
            .number(expires.nanoseconds), .flag(isDisabled),
        ]
    }

    init?(_ row: Row) {
        guard let id = row.text(0).flatMap({ ULID($0) }), let label = row.text(1), let role = row.role(2),
            let hash = row.hash(3), let created = row.time(4), let expires = row.time(5), let isDisabled = row.flag(6)
        else { return nil }
        self.init(
            id: id, label: label, role: role, hash: hash, created: created, expires: expires, isDisabled: isDisabled)
    }
}

extension Session: KeptRow {
    static var table: String { "sessions" }
    static var columns: [String] { ["hash", "account", "role", "began", "used"] }
    static func damaged(_ key: String) -> Problem { Problem(.sessionDamaged) }

    var cells: [Cell] {
        [
            .text(hash.text), .text(account.text), .text(role.rawValue), .number(began.nanoseconds),
            .number(used.nanoseconds),
        ]
    }

    init?(_ row: Row) {
        guard let hash = row.hash(0), let account = row.name(1), let role = row.role(2), let began = row.time(3),
            let used = row.time(4)
        else { return nil }
        self.init(hash: hash, account: account, role: role, began: began, used: used)
    }
}

extension LogInLink: KeptRow {
    static var table: String { "links" }
    static var columns: [String] { ["hash", "account", "created", "expires"] }
    static func damaged(_ key: String) -> Problem { Problem(.linkDamaged) }

    var cells: [Cell] {
        [.text(hash.text), .text(account.text), .number(created.nanoseconds), .number(expires.nanoseconds)]
    }

    init?(_ row: Row) {
        guard let hash = row.hash(0), let account = row.name(1), let created = row.time(2), let expires = row.time(3)
        else { return nil }
        self.init(hash: hash, account: account, created: created, expires: expires)
    }
}

extension Row {
    /// The name of an account in its one form; nil for any other text.
    fileprivate func name(_ column: Int) -> AccountName? {
        guard let text = text(column), let name = try? AccountName(text), name.text == text else { return nil }
        return name
    }

    fileprivate func role(_ column: Int) -> Role? {
        text(column).flatMap(Role.init)
    }

    fileprivate func hash(_ column: Int) -> SecretHash? {
        text(column).flatMap(SecretHash.init(text:))
    }

    fileprivate func time(_ column: Int) -> Timestamp? {
        let number: Int64? = number(column)
        return number.map { Timestamp(nanoseconds: $0) }
    }

    fileprivate func flag(_ column: Int) -> Bool? {
        let number: Int64? = number(column)
        return number == 0 ? false : number == 1 ? true : nil
    }
}
