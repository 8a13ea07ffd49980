// The Traffic Light Protocol, version 2.0 (FIRST): how far something may go.
// SPDX-License-Identifier: EUPL-1.2

/// A label of the Traffic Light Protocol 2.0, the widest first.
public enum TLP: String, Sendable, CaseIterable, Comparable {
    case clear
    case green
    case amber
    case amberStrict = "amber+strict"
    case red

    /// As it is written on a document: `TLP:AMBER+STRICT`.
    public var label: String {
        "TLP:" + rawValue.uppercased()
    }

    public static func < (a: TLP, b: TLP) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}
