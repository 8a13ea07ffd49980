// A Sigma rule as a value: what it is called, which logs it is for, and what it asks of one event.
// Sigma rules specification 2.1.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// How serious a hit is (specification, "Level"). A rule without a level counts as informational.
public enum Level: String, Sendable, CaseIterable, Comparable {
    case informational, low, medium, high, critical

    public static func < (a: Level, b: Level) -> Bool {
        a.rank < b.rank
    }

    /// From 0 for informational to 4 for critical.
    public var rank: Int { Level.allCases.firstIndex(of: self) ?? 0 }
}

/// The logs that a rule is for (specification, "LogSource").
public struct LogSource: Sendable, Hashable {
    public var product: String?
    public var category: String?
    public var service: String?

    public init(product: String? = nil, category: String? = nil, service: String? = nil) {
        self.product = product
        self.category = category
        self.service = service
    }
}

/// What a rule says to people in Dutch: keys `title`, `why` and `first` under its own key `nl`. Rules of others have
/// none.
public struct DutchText: Sendable, Hashable {
    /// The title.
    public var title: String
    /// Why a hit matters.
    public var why: String?
    /// What to do first.
    public var first: String?

    /// Makes a text; only the title must be there.
    public init(title: String, why: String? = nil, first: String? = nil) {
        self.title = title
        self.why = why
        self.first = first
    }
}

/// What a rule, a correlation and a hit have in common.
public struct RuleHeader: Sendable, Hashable {
    public var id: String?
    public var name: String?
    public var title: String
    public var level: Level
    public var tags: [String]
    public var status: String?
    public var description: String?
    /// Where the document begins.
    public var place: Place
    /// The same in Dutch, from the rule's own key `nl`.
    public var dutch: DutchText?

    public init(
        id: String? = nil, name: String? = nil, title: String, level: Level = .informational, tags: [String] = [],
        status: String? = nil, description: String? = nil, place: Place, dutch: DutchText? = nil
    ) {
        self.id = id
        self.name = name
        self.title = title
        self.level = level
        self.tags = tags
        self.status = status
        self.description = description
        self.place = place
        self.dutch = dutch
    }
}

/// A rule over single events.
public struct Rule: Sendable, Hashable {
    public var header: RuleHeader
    public var logSource: LogSource
    /// The search identifiers, in the order of the file.
    public var selections: [NamedSelection]
    /// True if the rule hits. A list of conditions in the file is one `or` here.
    public var condition: Condition

    public init(header: RuleHeader, logSource: LogSource, selections: [NamedSelection], condition: Condition) {
        self.header = header
        self.logSource = logSource
        self.selections = selections
        self.condition = condition
    }
}

/// A search identifier with its content.
public struct NamedSelection: Sendable, Hashable {
    public let name: String
    public let selection: Selection

    public init(name: String, selection: Selection) {
        self.name = name
        self.selection = selection
    }
}

/// The content of a search identifier: a map is `all`, a list is `any`.
public indirect enum Selection: Sendable, Hashable {
    case all([Selection])
    case any([Selection])
    case item(Item)
}

/// A condition over the selections of a rule, by their index. `1 of x*`, `all of them` are resolved when read.
public indirect enum Condition: Sendable, Hashable {
    case selection(Int)
    case not(Condition)
    case and([Condition])
    case or([Condition])
}

extension LogSource: CustomStringConvertible {
    /// `product windows, category process_creation`.
    public var description: String {
        [("product", product), ("category", category), ("service", service)]
            .compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
    }
}
