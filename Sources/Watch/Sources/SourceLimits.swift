// The limits on what is kept of sources. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the watch over sources.
package enum SourceLimits {
    /// The most sources that are told apart; the rest is counted together.
    package static let sources = 1_000
    /// The longest name of a source, in bytes.
    package static let sourceNameBytes = 512
    /// How many looks at the clock of a source decide together.
    package static let clockSamples = 30
}
