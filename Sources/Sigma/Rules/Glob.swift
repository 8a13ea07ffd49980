// Text with wildcards: the common form of exact values, contains, startswith, endswith and `*` `?` in values.
// SPDX-License-Identifier: EUPL-1.2

/// Literals and wildcards that must cover a whole value. The literals are bytes, since `wide` and `base64` make bytes;
/// for a pattern that ignores case they are folded (see `CaseFolding`) when the pattern is made.
public struct Glob: Sendable, Hashable {
    /// A run of literal bytes or a wildcard.
    public enum Part: Sendable, Hashable {
        case literal([UInt8])
        /// `?`: exactly one character (Unicode scalar).
        case anyCharacter
        /// `*`: any run of characters, also none, also newlines.
        case anyRun
    }

    /// Never two literals or two `anyRun` in a row.
    public var parts: [Part]
    public var isCased: Bool

    public init(_ parts: [Part], isCased: Bool = false) {
        self.parts = parts
        self.isCased = isCased
    }
}
