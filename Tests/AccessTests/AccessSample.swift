// Names, times and random numbers for the tests of access: small costs of scrypt, the same bytes every time.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base

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

enum Sample {
    static let start = Timestamp(seconds: 1_773_900_000)
    static let passphrase = "vier paarden op de dijk"

    static func later(_ seconds: Int64) -> Timestamp {
        start.advanced(byNanoseconds: seconds * 1_000_000_000)
    }

    static func name(_ text: String) throws -> AccountName { try AccountName(text) }

    /// Costs that a debug build can afford.
    static func cheap() throws -> ScryptParameters {
        guard let parameters = ScryptParameters(logN: 4, r: 8, p: 1) else { throw Problem(Problem.Code("none")) }
        return parameters
    }

    static func account(_ text: String, _ role: Role = .analyst, disabled: Bool = false) throws -> Account {
        var random = SampleRandom(7)
        let name = try name(text)
        let hash = try LogIn.hash(newPassword: passphrase, for: name, parameters: try cheap(), random: &random)
        return Account(name: name, role: role, isDisabled: disabled, password: hash)
    }

    static func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? Problem)?.code.name }
        return nil
    }
}
