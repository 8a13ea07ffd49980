// What a YAML document of a rule file turned out to be. Every document is accounted for: none is dropped in silence.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// One YAML document of a rule file.
public struct RuleDocument: Sendable {
    /// What the document is, or why it is not used.
    public enum Content: Sendable {
        case rule(Rule)
        case correlation(Correlation)
        /// Not loaded, with the reason. Id and title as far as they could be read.
        case rejected(Problem, id: String?, title: String?)
    }

    public var content: Content
    public var place: Place

    public init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }
}
