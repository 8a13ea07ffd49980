// The limits on alerts of other systems. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of what is read of a line that came through a webhook.
package enum ForeignLimits {
    /// The most alerts in one list; a body with a longer one is refused.
    package static let alertsPerList = 10_000
    /// The most bytes that the alerts of one line may keep as evidence, each the whole line; of a longer list each
    /// element becomes a line of its own.
    package static let sharedBytes = 4 << 20
    /// The most entities of one alert that are looked at.
    package static let entitiesPerAlert = 100
    /// The longest text within which JSON is read that stands in a string, in bytes.
    package static let innerBytes = 1 << 20
    /// The longest title and name of a rule that is looked at, in code points; one fewer is shown, and `…`.
    package static let alertTextScalars = 201
    /// The bodies that are remembered because not all of them was stored.
    package static let bodiesRemembered = 1_000
    /// The longest `Idempotency-Key`, in bytes; a longer one is passed over.
    package static let keyBytes = 512
}
