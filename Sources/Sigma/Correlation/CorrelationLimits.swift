// The limits on the state of correlations. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the correlator.
public enum CorrelationLimits {
    /// The memory, in bytes, that the hits of all windows together take. Beyond it the oldest are forgotten; what
    /// could have mattered is counted.
    public static let bytes = 48 << 20
    /// The most hits that are looked at for one hit that comes late. A longer window is left out and counted, so that
    /// two large logs of the same hour take time in proportion to their length.
    public static let lateHits = 1 << 16
}
