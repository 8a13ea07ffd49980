// One line of a selection: a field, its modifiers and the values that it may have.
// Sigma specification 2.1, "Detection" and the appendix on modifiers.
// SPDX-License-Identifier: EUPL-1.2

/// A field with the patterns that its value is held against; without a field, keywords for the whole event.
public struct Item: Sendable, Hashable {
    /// Nil for keywords: the patterns are searched in every value of the event.
    public var field: FieldName?
    public var patterns: [Pattern]
    /// `|all`: every pattern must be met (by any of the field's values) instead of one.
    public var matchesAll: Bool
    /// `|neq`: true if the item without `neq` is false.
    public var isNegated: Bool
    /// The modifiers as written, for reasons.
    public var modifiers: [String]
    public var line: Int

    public init(
        field: FieldName?, patterns: [Pattern], matchesAll: Bool = false, isNegated: Bool = false,
        modifiers: [String] = [], line: Int = 0
    ) {
        self.field = field
        self.patterns = patterns
        self.matchesAll = matchesAll
        self.isNegated = isNegated
        self.modifiers = modifiers
        self.line = line
    }
}

/// The name of a field, with the property of its network if the rule asks for that: `IpAddress@country`.
public struct FieldName: Sendable, Hashable {
    /// What can be asked of the network that an address lies in.
    public enum NetworkProperty: String, Sendable, CaseIterable {
        case country, asn, provider
    }

    public var name: String
    public var network: NetworkProperty?

    public init(_ name: String, network: NetworkProperty? = nil) {
        self.name = name
        self.network = network
    }
}

/// One value of an item after its modifiers.
public struct Pattern: Sendable, Hashable {
    public var test: Test
    /// The value as it stands in the rule.
    public var written: String

    public init(_ test: Test, written: String) {
        self.test = test
        self.written = written
    }

    /// What is asked of a value.
    public enum Test: Sendable, Hashable {
        /// Text with wildcards over the whole value. `contains` is `.anyRun`, literal, `.anyRun`.
        case text(Glob)
        /// A number as written in YAML; met by the same text or an equal number.
        case number(text: String, value: Double)
        /// The field is missing or null.
        case null
        case exists(Bool)
        case regex(Regex)
        case cidr(NetworkRange)
        case compare(Comparison, Double)
        case timePart(TimePart, Comparison, Double)
        /// The value of another field of the same event.
        case field(FieldReference)
    }
}

/// How a number in a record is held against the number of a rule.
public enum Comparison: String, Sendable {
    case equal, less = "lt", lessOrEqual = "lte", greater = "gt", greaterOrEqual = "gte"

    /// Whether `a` compares to `b` in this way.
    public func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .equal: a == b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}

/// A number taken from the date in a value, as written there (the specification does no zones).
public enum TimePart: String, Sendable, CaseIterable {
    case minute, hour, day, week, month, year
}

/// A regular expression with the flags that stood beside `re`.
public struct Regex: Sendable, Hashable {
    public var pattern: String
    public var ignoresCase: Bool
    public var anchorsMatchLines: Bool
    public var dotMatchesNewline: Bool

    public init(
        _ pattern: String, ignoresCase: Bool = false, anchorsMatchLines: Bool = false, dotMatchesNewline: Bool = false
    ) {
        self.pattern = pattern
        self.ignoresCase = ignoresCase
        self.anchorsMatchLines = anchorsMatchLines
        self.dotMatchesNewline = dotMatchesNewline
    }
}

/// The value of another field of the same event (`fieldref`), and where in the value it must stand.
public struct FieldReference: Sendable, Hashable {
    /// Which part of the value the other field must be.
    public enum Position: Sendable {
        case whole, start, end, anywhere
    }

    public var name: String
    public var position: Position
    public var isCased: Bool

    public init(_ name: String, position: Position = .whole, isCased: Bool = false) {
        self.name = name
        self.position = position
        self.isCased = isCased
    }
}
