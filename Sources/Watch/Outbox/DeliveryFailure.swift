// Why a message did not go out.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// A message that did not go out.
package struct DeliveryFailure: Error, Sendable, Hashable {
    package var problem: Problem
    /// The other side said that it will never take it so.
    package var isRefusal: Bool
    /// The same holds for all other messages to the same destination.
    package var isOfDestination: Bool

    package init(_ problem: Problem, isRefusal: Bool = false, isOfDestination: Bool = true) {
        self.problem = problem
        self.isRefusal = isRefusal
        self.isOfDestination = isOfDestination
    }
}

/// What became of a message.
package enum Delivery: Sendable, Hashable {
    /// All receivers have it.
    case sent
    /// These have it, or will never take it; the others do not have it yet.
    case partly([String], DeliveryFailure)
    case failed(DeliveryFailure)
}
