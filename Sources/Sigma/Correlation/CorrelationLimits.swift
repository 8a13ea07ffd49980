// The limits on the state of correlations. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the correlator.
public enum CorrelationLimits {
    /// The most hits of rules that all windows together hold. Beyond it the oldest are forgotten and counted.
    public static let hits = 120_000
}
