// What pages show of the rules that run, and why a rule met a line: values that the program hands over.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Incidents

/// Every document of the rule files that the watch has read, and what became of it.
public struct RuleCatalog: Sendable {
    /// What became of a document.
    public enum Status: String, Sendable, CaseIterable {
        /// It is held against lines.
        case loaded
        /// It is whole, but no line that is known here can reach it.
        case unmapped
        /// It is not used.
        case rejected
        /// Another with the same id, from a pack, runs in its place.
        case superseded
    }

    /// One document.
    public struct Entry: Sendable {
        /// As alerts and mutes name the rule: its id, or its title where it has none.
        public var key: String
        public var id: String?
        public var title: String
        /// Nil for a document that was rejected.
        public var level: AlertLevel?
        public var status: Status
        /// Why it is not loaded, or never hits.
        public var problem: Problem?
        /// Which logs it is for; empty for a correlation.
        public var logSource = ""
        /// The rules whose hits a correlation counts, as it names them.
        public var counted: [String] = []
        public var isCorrelation = false
        /// The pack that it came from, with its version.
        public var pack: String?
        public var description: String?
        public var tags: [String] = []
        /// What the authors say of it: `stable`, `test`, `experimental`.
        public var maturity: String?
        /// What the rule says in Dutch, where it does.
        public var dutch: (title: String, why: String?, first: String?)?
        public var place: Place

        public init(key: String, title: String, level: AlertLevel?, status: Status, place: Place) {
            self.key = key
            self.title = title
            self.level = level
            self.status = status
            self.place = place
        }

        /// The title in a language, as far as the rule has one.
        public func title(in language: Language) -> String {
            language == .dutch ? dutch?.title ?? title : title
        }
    }

    /// A document as its file has it now.
    public struct Text: Sendable {
        public var yaml: String
        public var references: [String]
        public var falsePositives: [String]
        /// Whether the file says something else than what runs.
        public var isChanged: Bool

        public init(yaml: String, references: [String], falsePositives: [String], isChanged: Bool) {
            self.yaml = yaml
            self.references = references
            self.falsePositives = falsePositives
            self.isChanged = isChanged
        }
    }

    /// In the order of the files.
    public var entries: [Entry] = []
    /// Files that could not be read.
    public var problems: [Problem] = []
    /// Reads the text of the document at a place; nil if it cannot be had any more.
    public var text: @Sendable (Place) -> Text? = { _ in nil }

    public init() {}

    /// The document that alerts name so: one that runs, if there are several.
    public func entry(_ key: String) -> Entry? {
        let same = entries.filter { $0.key == key }
        return same.first { $0.status == .loaded } ?? same.first { $0.status != .superseded } ?? same.first
    }
}

/// One thing that made a rule meet a line.
public struct ShownReason: Sendable, Hashable {
    /// The title of the rule it is of, where a correlation counts several,
    public var rule: String
    /// and the name that alerts have for it.
    public var key: String
    /// The field; nil if the rule looks through the whole line.
    public var field: String?
    /// What stands in the line; nil if the field is missing there.
    public var value: String?
    /// What the rule asks, as it is written; nil if it asks that there be no value.
    public var matched: String?
    /// How the two are compared: `contains`, `startswith` and so on.
    public var modifiers: [String]

    public init(
        rule: String, key: String? = nil, field: String?, value: String?, matched: String?, modifiers: [String] = []
    ) {
        self.rule = rule
        self.key = key ?? rule
        self.field = field
        self.value = value
        self.matched = matched
        self.modifiers = modifiers
    }
}

/// What a rule says to who must decide on its alerts.
public struct RuleSays: Sendable, Hashable {
    /// Its title in the language that was asked for; nil if it has none of its own in it.
    public var title: String?
    /// Why a hit matters.
    public var why: String?
    /// What to do first.
    public var first: String?

    public init(title: String? = nil, why: String? = nil, first: String? = nil) {
        self.title = title
        self.why = why
        self.first = first
    }
}
