// What can happen to accounts and tokens, as the journal of the organisation has it. Never with a secret.
// SPDX-License-Identifier: EUPL-1.2

/// What was done with an account. Raw values are stable.
public enum AccountChange: String, Sendable, Hashable, CaseIterable {
    case added
    case disabled
    case enabled
    /// It has another role.
    case role
    /// Someone else gave it a new password, or took the old one away.
    case reset
    /// Its owner chose a password.
    case password
    /// A link was made by which its owner logs in once.
    case link
}

/// What was done with a token of a program. Raw values are stable.
public enum TokenChange: String, Sendable, Hashable, CaseIterable {
    case created
    case disabled
}
