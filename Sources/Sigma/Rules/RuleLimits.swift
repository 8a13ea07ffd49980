// The limits on rule files. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the reader of rules. A document over a limit is rejected; the other documents of the file are read.
public enum RuleLimits {
    /// The longest YAML document, in bytes.
    public static let documentBytes = 1 << 20
    /// The deepest nesting of YAML.
    public static let yamlDepth = 64
    /// The most YAML values in one document, those behind aliases counted each time.
    public static let yamlNodes = 100_000
    /// The deepest nesting of `not` and parentheses in a condition.
    public static let conditionDepth = 64
    /// The most selections that a condition may refer to, those behind `of` counted one by one.
    public static let conditionTerms = 10_000
    /// The most patterns that one value may become through `windash`: five dashes in five positions.
    public static let forms = 3_125
    /// The most patterns of one rule after all modifiers.
    public static let patternsPerRule = 50_000
    /// The steps that one regular expression may take on one value, and how deep it may go back.
    public static let regexSteps: UInt32 = 1_000_000
    public static let regexDepth: UInt32 = 10_000
    /// The most bytes of memory that one regular expression may use on one value, in KiB.
    public static let regexKibibytes: UInt32 = 8_192
    /// The longest time span of a correlation, in seconds: about ten years.
    public static let timespanSeconds: Int64 = 315_576_000
}
