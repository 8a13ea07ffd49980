// A password as it is stored: scrypt (RFC 7914) in the PHC string format, `$scrypt$ln=17,r=8,p=1$salt$key`.
// SPDX-License-Identifier: EUPL-1.2

/// The salted and slow hash of a password, with all that is needed to check one.
public struct PasswordHash: Sendable, Hashable {
    public let parameters: ScryptParameters
    package let salt: [UInt8]
    private let key: [UInt8]

    private static let saltBytes = 16
    private static let keyBytes = 32

    /// Hashes a password. Nil when there is no memory for it.
    public init?(
        _ password: Password, parameters: ScryptParameters = .standard, random: inout some RandomNumberGenerator
    ) {
        let salt = random.bytes(PasswordHash.saltBytes)
        guard let key = parameters.key(password: password.bytes, salt: salt, bytes: PasswordHash.keyBytes) else {
            return nil
        }
        self.init(parameters: parameters, salt: salt, key: key)
    }

    private init(parameters: ScryptParameters, salt: [UInt8], key: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.key = key
    }

    /// Reads what `text` gives. Nil for anything that is damaged, too cheap to be one, or too dear to check.
    public init?(text: String) {
        guard text.utf8.count <= AccessLimits.hashBytes else { return nil }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let costs = parts[2].split(separator: ",", omittingEmptySubsequences: false)
        let values = zip(costs, ["ln=", "r=", "p="]).compactMap { cost, name in
            cost.hasPrefix(name) ? PasswordHash.number(cost.dropFirst(name.count)) : nil
        }
        guard costs.count == 3, values.count == 3,
            let parameters = ScryptParameters(logN: values[0], r: values[1], p: values[2]),
            let salt = Base64Text.decode(parts[3].utf8, .standard), 16...64 ~= salt.count,
            let key = Base64Text.decode(parts[4].utf8, .standard), 32...64 ~= key.count
        else { return nil }
        self.init(parameters: parameters, salt: salt, key: key)
    }

    /// As it is stored.
    public var text: String {
        "$scrypt$ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)$\(Base64Text.encode(salt, .standard))$"
            + Base64Text.encode(key, .standard)
    }

    /// Whether it is this password. Takes the same time wherever the two differ. False when memory lacks.
    public func matches(_ password: Password) -> Bool {
        guard let found = parameters.key(password: password.bytes, salt: salt, bytes: key.count) else { return false }
        return ConstantTime.equal(found, key)
    }

    /// Whether to hash the password anew at the next log-in, because what is wanted has changed.
    public func needsUpgrade(to wanted: ScryptParameters) -> Bool {
        parameters != wanted || salt.count < PasswordHash.saltBytes || key.count < PasswordHash.keyBytes
    }

    /// Digits without sign or leading zero: one way to write a number.
    private static func number(_ text: Substring) -> Int? {
        guard 1...2 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), text.first != "0" else {
            return nil
        }
        return Int(text)
    }
}

/// Comparing without saying where two secrets differ.
package enum ConstantTime {
    /// Whether all bytes are the same. The time depends on the lengths only.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }
}

extension RandomNumberGenerator {
    /// That many random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
