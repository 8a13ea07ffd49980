// Under which names the fields of a Sigma rule stand in the events of a log source.
// SPDX-License-Identifier: EUPL-1.2

/// The names of one log source. A field that is not named has its own name.
public struct FieldMapping: Sendable, Hashable {
    /// A field made of others: `{SubjectDomainName}\{SubjectUserName}`.
    public struct Join: Sendable, Hashable {
        /// A piece of the text: words of its own, or the value of a field.
        public enum Part: Sendable, Hashable {
            case text(String)
            case field(String)
        }

        public var name: String
        public var parts: [Part]

        public init(name: String, parts: [Part]) {
            self.name = name
            self.parts = parts
        }
    }

    public var fields: [String: [String]]
    public var joins: [Join]

    public init(fields: [String: [String]] = [:], joins: [Join] = []) {
        self.fields = fields
        self.joins = joins
    }

    /// The event's names for a rule's field; all of them are looked at.
    public func names(of field: String) -> [String] {
        fields[field] ?? [field]
    }

    /// This mapping with the entries of another where it has none of its own.
    public func merged(over base: FieldMapping) -> FieldMapping {
        FieldMapping(fields: fields.merging(base.fields) { own, _ in own }, joins: joins + base.joins)
    }
}
