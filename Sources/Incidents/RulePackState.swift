// Which packs of rules are in use, from the journal of the organisation: a fold over what was installed, chosen and removed.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The packs of rules as the journal has them.
public struct RulePackState: Sendable, Hashable {
    /// A version that was installed.
    public struct Version: Sendable, Hashable {
        public var pack: RulePack
        public var installed: Timestamp
        public var actor: Actor
        /// That of the entry by which it was installed. What was installed later goes before what was installed earlier.
        public var sequence: Int

        /// A version as the entry says by which it was installed.
        public init(_ pack: RulePack, _ entry: JournalEntry) {
            self.pack = pack
            installed = entry.recorded
            actor = entry.actor
            sequence = entry.sequence
        }
    }

    /// All kept versions of one name.
    public struct Line: Sendable, Hashable {
        public var name: String
        /// In the order in which they were installed. Never empty.
        public fileprivate(set) var versions: [Version]
        /// The one in use: an index into `versions`.
        public fileprivate(set) var active: Int
        /// The entry by which it was removed; nil while it is there.
        public fileprivate(set) var removedBy: JournalEntry?

        /// The version in use.
        public var current: Version { versions[active] }
        /// The version before the one in use; nil if none is kept.
        public var earlier: Version? { active > 0 ? versions[active - 1] : nil }

        /// The version of that name.
        public func version(_ text: String) -> Version? { versions.first { $0.pack.version == text } }

        fileprivate mutating func add(_ version: Version) {
            versions.removeAll { $0.pack.version == version.pack.version }
            versions.append(version)
            versions.removeFirst(max(versions.count - RulePackLimits.packVersions, 0))
            active = versions.count - 1
        }
    }

    /// Those in use, in the order of the versions in use: of two rules with one id, that of the later counts.
    public private(set) var lines: [Line] = []
    /// Those that were removed and can be put back, the newest last.
    public private(set) var removed: [Line] = []

    /// - Parameter organisation: entries of the organisation's journal, in order; those of other kinds count for nothing.
    public init(organisation: [JournalEntry] = []) {
        let undone = Undoing.undone(in: organisation)
        for entry in organisation where !undone.contains(entry.sequence) {
            switch entry.content {
            case .packInstalled(let pack): install(pack, entry)
            case .packChosen(let reference):
                guard let index = lines.firstIndex(where: { $0.name == reference.name }),
                    let version = lines[index].versions.firstIndex(where: { $0.pack.reference == reference })
                else { continue }
                lines[index].active = version
            case .packRemoved(let reference):
                guard let index = lines.firstIndex(where: { $0.name == reference.name }) else { continue }
                var line = lines.remove(at: index)
                line.removedBy = entry
                removed.append(line)
                removed.removeFirst(max(removed.count - RulePackLimits.removedPacks, 0))
            default: continue
            }
        }
        lines.sort { $0.current.sequence < $1.current.sequence }
    }

    private mutating func install(_ pack: RulePack, _ entry: JournalEntry) {
        let version = Version(pack, entry)
        if let index = lines.firstIndex(where: { $0.name == pack.name }) {
            lines[index].add(version)
        } else if let index = removed.firstIndex(where: { $0.name == pack.name }) {
            var line = removed.remove(at: index)
            line.removedBy = nil
            line.add(version)
            lines.append(line)
        } else {
            lines.append(Line(name: pack.name, versions: [version], active: 0))
        }
    }

    /// The pack in use with that name.
    public subscript(name: String) -> Line? { lines.first { $0.name == name } }

    /// The names of all files that must stay.
    public var fileNames: Set<String> {
        Set((lines + removed).flatMap(\.versions).map(\.pack.fileName))
    }
}
