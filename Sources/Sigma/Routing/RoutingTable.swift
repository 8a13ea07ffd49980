// Which events belong to which log sources: the tables of Rules/routing/ as values.
// SPDX-License-Identifier: EUPL-1.2

/// Log sources with the events that belong to them.
public struct RoutingTable: Sendable {
    /// A property of an event that routing looks at: the first of these fields that it has.
    public struct Discriminator: Sendable, Hashable {
        public var name: String
        public var fields: [String]

        public init(name: String, fields: [String]) {
            self.name = name
            self.fields = fields
        }
    }

    /// A condition on one discriminator. Values are compared without case; `*` at the end is a prefix.
    public struct Condition: Sendable, Hashable {
        public var discriminator: String
        public var values: [String]
        /// Holds also where the event has no such field.
        public var isOptional: Bool
        /// Holds for every other value, and where the event has no such field.
        public var isNegated: Bool

        public init(discriminator: String, values: [String], isOptional: Bool = false, isNegated: Bool = false) {
            self.discriminator = discriminator
            self.values = values.map { $0.lowercased() }
            self.isOptional = isOptional
            self.isNegated = isNegated
        }
    }

    /// A log source with the conditions on its events and the names of their fields.
    public struct Source: Sendable, Hashable {
        public var logSource: LogSource
        public var conditions: [Condition]
        public var mapping: FieldMapping

        public init(_ logSource: LogSource, conditions: [Condition], mapping: FieldMapping = FieldMapping()) {
            self.logSource = logSource
            self.conditions = conditions
            self.mapping = mapping
        }
    }

    public var discriminators: [Discriminator]
    public var sources: [Source]

    public init(discriminators: [Discriminator] = [], sources: [Source] = []) {
        self.discriminators = discriminators
        self.sources = sources
    }

    /// The sources of both. A discriminator of the same name must look at the same fields.
    public func adding(_ other: RoutingTable) -> RoutingTable {
        let added = other.discriminators.filter { new in !discriminators.contains { $0.name == new.name } }
        return RoutingTable(discriminators: discriminators + added, sources: sources + other.sources)
    }

    /// The sources that a rule for this log source reads. What the rule leaves open may be anything, except that a
    /// rule for a whole product reads that product's base source only, and so each event once.
    func indices(for wanted: LogSource) -> [Int] {
        sources.indices.filter { index in
            let source = sources[index].logSource
            guard wanted.product == nil || wanted.product == source.product else { return false }
            if wanted.category != nil { return wanted.category == source.category && hasService(wanted) }
            if wanted.service != nil { return wanted.service == source.service && source.category == nil }
            return wanted.product != nil && source.service == nil && source.category == nil
        }
    }

    /// Whether some source has the service that a rule asks for besides its category; without one, no event can do.
    private func hasService(_ wanted: LogSource) -> Bool {
        wanted.service == nil
            || sources.contains { source in
                source.logSource.service == wanted.service
                    && (wanted.product == nil || source.logSource.product == wanted.product)
            }
    }
}
