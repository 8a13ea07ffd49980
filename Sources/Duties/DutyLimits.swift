// Limits on what comes from outside: law packs, profiles, moments.
// SPDX-License-Identifier: EUPL-1.2

/// The limits of this target, each with a test that goes over it.
public enum DutyLimits {
    /// Files of one law pack.
    public static let packFiles = 100
    /// Bytes of one file of a law pack.
    public static let packBytes = 1_048_576
    /// Clocks of one law pack.
    public static let clocks = 500
    /// The longest term in hours, in days (also for weeks), and in months.
    public static let termHours = 8_784
    public static let termDays = 3_660
    public static let termMonths = 120
    /// The years that a time may lie in; all that is counted from there can be counted.
    public static let years = 1_996...2_200
    /// Bytes of a profile or of a file with moments.
    public static let fileBytes = 1_048_576
    /// Profiles of one file.
    public static let profiles = 1_000
    /// Moments, submissions and facts: each list.
    public static let entries = 1_000
    /// The longest text in a profile, a moment or a fact, in bytes.
    public static let textBytes = 4_096
    /// Problems of one file that are told one by one.
    public static let problems = 20
}
