// The limits on letters that are made, read and checked. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of letters. Over one of the first four a letter is not made; over the others it is not read, or the list of
/// findings ends and says so.
public enum LetterLimits {
    /// The most text of a letter that is made, all together, in bytes.
    public static let letterBytes = 4 << 20
    /// The most headings, paragraphs and tables of a letter that is made.
    public static let blocks = 10_000
    /// The most rows of all tables of a letter that is made.
    public static let rows = 10_000
    /// The most cells of one row.
    public static let columns = 16
    /// The largest text, or part of a document, that is checked, in bytes.
    public static let checkedBytes = 64 << 20
    /// The longest paragraph that the rules see at once, in bytes; a longer one is looked at in pieces.
    public static let paragraphBytes = 256 << 10
    /// The deepest nesting of elements in a document.
    public static let depth = 256
    /// The longest tag or entity of a document, in bytes.
    public static let tagBytes = 64 << 10
    /// The most findings of one letter; of more only that there are more is said.
    public static let findings = 1_000
    /// The longest quote of a finding, in characters.
    public static let quoteCharacters = 120
}
