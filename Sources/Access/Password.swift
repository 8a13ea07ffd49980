// A password as a person typed it, and the rules for a new one (NIST SP 800-63B, 3.1.1.2 of revision 4).
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation

/// What was typed, in Unicode form NFKC, so that two keyboards give the same bytes. Never printed.
public struct Password: Sendable {
    let bytes: [UInt8]
    let characters: [Unicode.Scalar]

    /// Nil when empty or longer than `AccessLimits.passwordBytes`: that is no password and costs no work.
    public init?(_ text: String) {
        // The limit holds before and after: normal form can be eighteen times as long.
        guard 1...AccessLimits.passwordBytes ~= text.utf8.count else { return nil }
        let normal = text.precomposedStringWithCompatibilityMapping
        guard 1...AccessLimits.passwordBytes ~= normal.utf8.count else { return nil }
        bytes = Array(normal.utf8)
        characters = Array(normal.unicodeScalars)
    }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Password" }
    public var debugDescription: String { "Password" }
    /// Nothing, so that no dump shows it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The rules for a new password: length above all, no rules about kinds of characters, no end date.
public enum PasswordRules {
    /// Code points that may stand beside the words that anyone would try.
    static let ownCharacters = 8
    static let distinctCharacters = 5

    /// The password, if it may be one for this account.
    ///
    /// - Parameter known: passwords that are known to attackers, in lower case.
    public static func accept(
        _ text: String, for name: AccountName, known: Set<String> = []
    ) throws(Problem) -> Password {
        if text.unicodeScalars.count < AccessLimits.passwordCharacters {
            throw Problem(.passwordShort, [String(AccessLimits.passwordCharacters)])
        }
        guard let password = Password(text) else {
            throw Problem(.passwordLong, [String(AccessLimits.passwordBytes)])
        }
        // NFKC can also make it shorter: count what is hashed.
        if password.characters.count < AccessLimits.passwordCharacters {
            throw Problem(.passwordShort, [String(AccessLimits.passwordCharacters)])
        }
        let lower = String(decoding: password.bytes, as: UTF8.self).lowercased()
        if known.contains(lower) { throw Problem(.passwordKnown) }
        if isGuessed(lower, name) { throw Problem(.passwordIsName) }
        if isSimple(lower) { throw Problem(.passwordSimple) }
        return password
    }

    /// 800-63B: "context-specific words, such as the name of the service, the username, and derivatives thereof".
    private static func isGuessed(_ lower: String, _ name: AccountName) -> Bool {
        var rest = lower
        for word in [name.text, String(name.text.prefix { $0 != "@" }), "dijkwacht"] where word.utf8.count > 2 {
            rest = rest.replacing(word, with: "")
        }
        return rest != lower && rest.unicodeScalars.count < ownCharacters
    }

    /// 800-63B: "repetitive or sequential characters". Few different ones, or mostly steps of at most one.
    private static func isSimple(_ lower: String) -> Bool {
        let values = lower.unicodeScalars.map { Int($0.value) }
        let small = zip(values, values.dropFirst()).count { abs($1 - $0) <= 1 }
        return Set(values).count < distinctCharacters || small * 2 > values.count
    }
}
