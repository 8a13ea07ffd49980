// The limits of accounts and what belongs to them. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the accounts.
public enum AccountLimits {
    /// The most accounts.
    public static let accounts = 10_000
    /// The most tokens, those that are over and those that were disabled included.
    public static let tokens = 10_000
    /// How long a one-time link to log in counts, in seconds: a day.
    public static let linkSeconds: Int64 = 86_400
    /// The use of a session is written down no more often than once in so many seconds.
    public static let useSeconds: Int64 = 60
}
