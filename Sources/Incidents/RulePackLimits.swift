// The limits on packs of rules as the journal has them. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of packs of rules.
public enum RulePackLimits {
    /// The largest file of a pack of rules, in bytes: 32 MiB.
    public static let packBytes = 32 << 20
    /// The longest name or version of a pack of rules, in bytes.
    public static let packNameBytes = 64
    /// The longest licence, source or description of a pack of rules, in bytes.
    public static let packTextBytes = 512
    /// The versions of one pack of rules that are kept, the one in use included.
    public static let packVersions = 5
    /// The most packs of rules in use at one time.
    public static let packs = 32
    /// The packs of rules that were removed and can still be put back, the newest.
    public static let removedPacks = 8
}
