// Whether this password opens that account: the same work and the same answer for every kind of "no".
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// One try to log in, once the limiter lets it through.
public enum LogIn {
    /// What a try came to.
    public enum Outcome: Sendable, Hashable {
        case refused
        /// With the hash to store in place of the old one, when the wanted parameters have changed.
        case accepted(newHash: PasswordHash?)
    }

    /// Checks a password. No account, a disabled one and one without password cost what a wrong password costs.
    ///
    /// - Parameter password: as typed.
    public static func check(
        _ password: String, of account: Account?, wanted: ScryptParameters = .standard,
        random: inout some RandomNumberGenerator
    ) -> Outcome {
        guard let password = Password(password) else { return .refused }
        guard let account, let stored = account.password else {
            _ = wanted.key(password: password.bytes, salt: Array("no such account.".utf8), bytes: 32)
            return .refused
        }
        guard stored.matches(password), !account.isDisabled else { return .refused }
        guard stored.needsUpgrade(to: wanted) else { return .accepted(newHash: nil) }
        // Without memory for the new hash the old one stays, and the person gets in.
        return .accepted(newHash: PasswordHash(password, parameters: wanted, random: &random))
    }

    /// What the person reads for an answer of the limiter that is no "proceed", and nil for that.
    public static func problem(_ answer: LogInLimiter.Answer) -> Problem? {
        switch answer {
        case .proceed: nil
        case .wait(let seconds): Problem(.logInWait, [String(seconds)])
        case .busy: Problem(.logInBusy)
        }
    }

    /// What the person reads when the try is refused, for whatever reason.
    public static let refusal = Problem(.logInRefused)

    /// The hash of a new password, or why it may not be one.
    public static func hash(
        newPassword text: String, for name: AccountName, known: Set<String> = [],
        parameters: ScryptParameters = .standard, random: inout some RandomNumberGenerator
    ) throws(Problem) -> PasswordHash {
        let password = try PasswordRules.accept(text, for: name, known: known)
        guard let hash = PasswordHash(password, parameters: parameters, random: &random) else {
            throw Problem(.passwordNotHashed)
        }
        return hash
    }
}
