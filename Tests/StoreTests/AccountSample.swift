// Accounts in a folder of their own, used by two programs at the same time.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Store
import Testing

/// Random numbers that are the same in every run (SplitMix64).
struct SampleRandom: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64 = 1) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Two stores over one file, as of two programs: neither knows of the other.
struct AccountSample {
    let folder: TemporaryFolder
    let one: AccountStore
    let other: AccountStore

    var file: URL { folder.url.appendingPathComponent("data/access.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        one = try AccountStore(file: folder.url.appendingPathComponent("data/access.sqlite"))
        other = try AccountStore(file: folder.url.appendingPathComponent("data/access.sqlite"))
    }

    static let start = Timestamp(seconds: 1_773_900_000)

    static func later(_ seconds: Int64) -> Timestamp {
        start.advanced(byNanoseconds: seconds * 1_000_000_000)
    }

    static func name(_ text: String) throws -> AccountName { try AccountName(text) }

    /// A hash that a debug build can afford.
    static func hash(_ password: String, for name: AccountName) throws -> PasswordHash {
        var random = SampleRandom(name.text.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        let cheap = try #require(ScryptParameters(logN: 4, r: 8, p: 1))
        return try LogIn.hash(newPassword: password, for: name, parameters: cheap, random: &random)
    }

    static func account(_ text: String, _ role: Role = .analyst) throws -> Account {
        let name = try name(text)
        return Account(name: name, role: role, password: try hash("vier paarden op de dijk", for: name))
    }

    static func token(_ number: UInt64, label: String = "bewaking") throws -> (token: APIToken, text: String) {
        var random = SampleRandom(number)
        return try APIToken.make(label: label, role: .reader, now: start, expires: later(3_600), random: &random)
    }

    static func session(
        _ number: UInt64, _ account: String = "anna", role: Role = .analyst, began: Int64 = 0, used: Int64 = 0
    ) throws -> Session {
        var random = SampleRandom(number &+ 0xABCD_0000)
        return Session(
            hash: Secret(random: &random).hash, account: try name(account), role: role, began: later(began),
            used: later(used))
    }

    static func code(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? Problem)?.code.name ?? "\(error)" }
    }
}
