// What terms need to know of a kind of moment: its name in reasons, and what cannot come after it.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension MomentKind {
    /// The key of its name in `Words`.
    public var word: String { "duty.moment.\(rawValue)" }

    /// The kinds that cannot come after this one. If it is not known when this was, it was not before them.
    var earlier: [MomentKind] {
        switch self {
        case .detected: [.started]
        case .aware: [.started, .detected]
        case .significant, .breachAware, .classifiedMajor: [.started, .detected, .aware]
        case .handled, .recovered: [.started, .detected]
        default: []
        }
    }
}
