// Limits on what a scenario may ask for: a scenario may come from a user, and must not fill a disk by a slip.
// SPDX-License-Identifier: EUPL-1.2

/// The limits on a scenario, each with a test that goes over it.
public enum ExerciseLimits {
    /// Bytes of a scenario file.
    public static let scenarioBytes = 1_048_576
    /// Days in the period of a scenario.
    public static let days = 62
    /// Employees of the organisation.
    public static let employees = 5_000
    /// Networks, hosts, persons of the cast, happenings and steps: each list.
    public static let listEntries = 500
    /// What one happening or step may repeat.
    public static let count = 20_000
    /// Megabytes that one session may carry.
    public static let megabytes = 1_000_000
    /// Minutes that one happening, step or session may last.
    public static let minutes = 2_880
}
