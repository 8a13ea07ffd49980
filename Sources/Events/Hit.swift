// What any engine reports: what, when, why, on which evidence.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A record that an engine points at: its place, and for EVTX its offset in the file.
public struct Evidence: Sendable, Hashable {
    public var place: Place
    /// Byte offset of an EVTX record in its file.
    public var offset: UInt64?
    /// The rule that this record met, in the evidence of a correlation.
    public var ruleID: String?

    public init(place: Place, offset: UInt64? = nil, ruleID: String? = nil) {
        self.place = place
        self.offset = offset
        self.ruleID = ruleID
    }
}

/// Why an engine reports something, in terms of the record: this field had this value, and that met this pattern.
public struct Reason: Sendable, Hashable {
    /// Nil for a keyword, which may stand anywhere in the record.
    public var field: String?
    /// The value in the record; nil if the field is missing or null.
    public var value: String?
    /// The value of the rule that was met, as written there; nil for null.
    public var matched: String?
    /// The part of the rule that it belongs to.
    public var selection: String
    public var modifiers: [String]

    public init(field: String?, value: String?, matched: String?, selection: String, modifiers: [String]) {
        self.field = field
        self.value = value
        self.matched = matched
        self.selection = selection
        self.modifiers = modifiers
    }
}
