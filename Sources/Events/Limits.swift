// The limits on what comes from outside. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the readers. Over a limit, the record or the part is left out, counted and named; the rest goes on.
public enum Limits {
    /// The longest line, array element or record that is read, in bytes.
    public static let recordBytes = 16 << 20
    /// The deepest nesting of JSON that is read.
    public static let jsonDepth = 128
    /// The most fields of one event.
    public static let fieldsPerEvent = 16_384
    /// The longest joined name of a nested field, in bytes.
    public static let nameBytes = 4_096
    /// The longest pattern by which a sender says how its time is written, in bytes.
    public static let timePatternBytes = 128
}
