// Limits on what comes from outside or may grow, each with a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// The limits of names, passwords, headers and tables.
public enum AccessLimits {
    /// The longest name of an account, in bytes.
    public static let nameBytes = 64
    /// The longest password, in bytes of UTF-8.
    public static let passwordBytes = 1_024
    /// The shortest password, in code points.
    public static let passwordCharacters = 12
    /// The most memory that one check of a password may take, whatever a stored row says: 256 MiB.
    public static let scryptBytes = 256 << 20
    /// The longest stored password hash, in bytes.
    public static let hashBytes = 256
    /// The longest header field that is looked at, in bytes.
    public static let headerBytes = 512
    /// The longest label of a token, in bytes.
    public static let labelBytes = 200
    /// The pairs of account and network that the limiter remembers.
    public static let pairs = 10_000
    /// The log-ins whose password is checked at one time.
    public static let logInsInFlight = 4
    /// The sessions of one account; the one unused the longest makes place.
    public static let sessionsPerAccount = 16
    /// The sessions of all accounts together.
    public static let sessions = 10_000
}
