// A value of a file with its place, whatever it was written in: the edges read YAML and JSON, this target neither.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A value that was read from a profile or from moments.
public struct DutyNode: Sendable, Hashable {
    /// What it holds. Numbers and truth values are texts as they were written.
    public indirect enum Content: Sendable, Hashable {
        case null
        case text(String)
        case list([DutyNode])
        case map([Pair])
    }

    /// A name with its value.
    public struct Pair: Sendable, Hashable {
        public let name: String
        public let value: DutyNode

        public init(_ name: String, _ value: DutyNode) {
            self.name = name
            self.value = value
        }
    }

    public let content: Content
    /// Where it begins, if that is known.
    public let place: Place?

    public init(_ content: Content, at place: Place? = nil) {
        self.content = content
        self.place = place
    }

    var pairs: [Pair]? {
        if case .map(let pairs) = content { pairs } else { nil }
    }

    var elements: [DutyNode]? {
        if case .list(let elements) = content { elements } else { nil }
    }

    /// The value with a name, unless it is null.
    subscript(name: String) -> DutyNode? {
        pairs?.first { $0.name == name && $0.value.content != .null }?.value
    }
}
